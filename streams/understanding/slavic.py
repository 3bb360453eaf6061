"""The case forms of Russian and Ukrainian country names, by their endings.

A name in the nominative alone misses most of a Russian text (в России, с Ираном). Forms are made for every case by a
small table of endings; one that the language does not use does no harm, since nobody writes it. Names that end in
letters of no declension (Чили, Перу, Конго, Косово) stay as they are.

Promises: pure; the name itself is among its forms; a phrase declines word by word, adjective and noun in the same case.
"""

from typing import Final

Endings = tuple[str, tuple[str, str, str, str, str]]
"""What a word ends in, and what stands instead in the genitive, dative, accusative, instrumental and locative."""

_RUSSIAN_NOUNS: Final[tuple[Endings, ...]] = (
    ("ия", ("ии", "ии", "ию", "ией", "ии")),
    ("ея", ("еи", "ее", "ею", "еей", "ее")),
    ("ша", ("ши", "ше", "шу", "шей", "ше")),
    ("ка", ("ки", "ке", "ку", "кой", "ке")),
    ("га", ("ги", "ге", "гу", "гой", "ге")),
    ("а", ("ы", "е", "у", "ой", "е")),
    ("русь", ("руси", "руси", "русь", "русью", "руси")),
    ("ь", ("я", "ю", "ь", "ем", "е")),
    ("й", ("я", "ю", "й", "ем", "е")),
    ("пет", ("пта", "пту", "пет", "птом", "пте")),
    ("штаты", ("штатов", "штатам", "штаты", "штатами", "штатах")),
    ("эмираты", ("эмиратов", "эмиратам", "эмираты", "эмиратами", "эмиратах")),
    ("нидерланды", ("нидерландов", "нидерландам", "нидерланды", "нидерландами", "нидерландах")),
    ("филиппины", ("филиппин", "филиппинам", "филиппины", "филиппинами", "филиппинах")),
    ("", ("а", "у", "", "ом", "е")),
)
_RUSSIAN_ADJECTIVES: Final[tuple[Endings, ...]] = (
    ("ая", ("ой", "ой", "ую", "ой", "ой")),
    ("ые", ("ых", "ым", "ые", "ыми", "ых")),
    ("ие", ("их", "им", "ие", "ими", "их")),
    ("ный", ("ного", "ному", "ный", "ным", "ном")),
    ("кий", ("кого", "кому", "кий", "ким", "ком")),
)
_UKRAINIAN_NOUNS: Final[tuple[Endings, ...]] = (
    ("ія", ("ії", "ії", "ію", "ією", "ії")),
    ("ея", ("еї", "еї", "ею", "еєю", "еї")),
    ("ща", ("щі", "щі", "щу", "щею", "щі")),
    ("а", ("и", "і", "у", "ою", "і")),
    ("русь", ("русі", "русі", "русь", "руссю", "русі")),
    ("ль", ("лю", "лю", "ль", "лем", "лі")),
    ("й", ("ю", "ю", "й", "єм", "ї")),
    ("пет", ("пту", "пту", "пет", "птом", "пті")),
    ("штати", ("штатів", "штатам", "штати", "штатами", "штатах")),
    ("емірати", ("еміратів", "еміратам", "емірати", "еміратами", "еміратах")),
    ("", ("у", "у", "", "ом", "і")),
)
_UKRAINIAN_ADJECTIVES: Final[tuple[Endings, ...]] = (
    ("а", ("ої", "ій", "у", "ою", "ій")),
    ("і", ("их", "им", "і", "ими", "их")),
    ("ий", ("ого", "ому", "ий", "им", "ому")),
)
_TABLES: Final = {
    "ru": (_RUSSIAN_NOUNS, _RUSSIAN_ADJECTIVES),
    "uk": (_UKRAINIAN_NOUNS, _UKRAINIAN_ADJECTIVES),
}
_CONSONANTS: Final = frozenset("бвгджзклмнпрстфхцчшщ")
_SHORTEST: Final = 3


def case_forms(name: str, language: str) -> tuple[str, ...]:
    """``name`` and its forms in the other cases; the name alone if the language or the word has no declension here."""
    if language not in _TABLES:
        return (name,)
    nouns, adjectives = _TABLES[language]
    *before, noun = name.split(" ")
    columns = [_declined(word, adjectives) for word in before] + [_declined(noun, nouns)]
    if any(column is None for column in columns):
        return (name,)
    forms = [" ".join(words) for words in zip(*(column for column in columns if column is not None), strict=True)]
    return tuple(dict.fromkeys([name, *forms]))


def _declined(word: str, table: tuple[Endings, ...]) -> tuple[str, ...] | None:
    """The five forms of ``word``, or None where the table has no row for it."""
    lower = word.lower()
    if word.isupper() or len(word) < _SHORTEST or "-" in word:
        return None
    for ending, replacements in table:
        if lower.endswith(ending) and (ending or lower[-1] in _CONSONANTS):
            stem = word[: len(word) - len(ending)]
            return tuple(word[0] + (stem + replacement)[1:] for replacement in replacements)
    return None
