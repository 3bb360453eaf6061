"""The trie in arrays: it holds what was put in, and nothing else."""

from hypothesis import given
from hypothesis import strategies as st

from streams.understanding.trie import NOWHERE, ROOT, Trie

names = st.lists(st.tuples(st.lists(st.sampled_from("abcd"), min_size=1, max_size=4).map(tuple)), max_size=20)


@given(names, st.lists(st.sampled_from("abcde"), min_size=1, max_size=5))
def test_it_agrees_with_a_list_of_names(listed: list[tuple[tuple[str, ...]]], asked: list[str]) -> None:
    trie = Trie((words, number) for number, (words,) in enumerate(listed))
    node = ROOT
    for word in asked:
        number = trie.numbers.get(word)
        node = NOWHERE if number is None else trie.step(node, number)
        if node == NOWHERE:
            break
    expected = [number for number, (words,) in enumerate(listed) if words == tuple(asked)]
    assert (sorted(trie.ends(node)) if node != NOWHERE else []) == expected
    begun = any(words[: len(asked)] == tuple(asked) for (words,) in listed)
    assert (node != NOWHERE) == begun
    longer = any(len(words) > len(asked) and words[: len(asked)] == tuple(asked) for (words,) in listed)
    assert node == NOWHERE or trie.goes_on(node) == longer
