"""Secrets are found by name or in files, and taken out of every text."""

from pathlib import Path

import pytest

from marsad.secrets import MissingSecretError, Redaction, has_reference, read_secret_file, substitute, taken_from

GIVEN = {"NAME": "value", "EMPTY": ""}


@pytest.mark.parametrize(
    ("text", "expected", "taken"),
    [
        pytest.param("${NAME}", "value", ["value"], id="a name"),
        pytest.param("a ${NAME} b ${NAME}", "a value b value", ["value", "value"], id="within a text"),
        pytest.param("${NONE:-else}", "else", [], id="a default, which stands in the file"),
        pytest.param("${EMPTY:-else}", "else", [], id="an empty variable counts as none"),
        pytest.param("${NONE:-}", "", [], id="an empty default"),
        pytest.param("$${NAME}", "${NAME}", [], id="escaped"),
        pytest.param("$NAME and {NAME}", "$NAME and {NAME}", [], id="no reference"),
    ],
)
def test_references(text: str, expected: str, taken: list[str]) -> None:
    assert substitute(text, GIVEN) == expected
    assert taken_from(text, GIVEN) == taken
    assert has_reference(text) is (expected != text and not text.startswith("$$"))


def test_a_name_that_is_not_set() -> None:
    with pytest.raises(
        MissingSecretError, match=r"^the environment variable NONE is not set; set it before the start$"
    ):
        substitute("${NONE}", GIVEN)


@pytest.mark.parametrize(
    ("content", "outcome"),
    [
        pytest.param(b"the secret\n", "the secret", id="with a line end"),
        pytest.param(b"  the secret \r\nanother line\n", "the secret", id="the first line counts"),
        pytest.param(b" \n", "is empty; write the secret into it", id="empty"),
        pytest.param(b"\xff\xfe", "cannot be read: it is not UTF-8 text; create it or mend the path", id="not UTF-8"),
        pytest.param(None, "cannot be read: No such file or directory; create it or mend the path", id="not there"),
    ],
)
def test_secret_files(tmp_path: Path, content: bytes | None, outcome: str) -> None:
    if content is not None:
        (tmp_path / "file").write_bytes(content)
    try:
        found = read_secret_file("file", tmp_path)
    except MissingSecretError as error:
        found = str(error).removeprefix(f"the secret file {tmp_path / 'file'} ")
    assert found == outcome


@pytest.mark.parametrize(
    ("value", "cleaned"),
    [
        pytest.param("the open sesame door", "the [secret] door", id="within a text"),
        pytest.param("open sesame wide", "[secret]", id="the longest first"),
        pytest.param({"a": ["open sesame", 1]}, {"a": ["[secret]", 1]}, id="in containers"),
        pytest.param(("open sesame", None), ("[secret]", None), id="in a tuple"),
        pytest.param("abc", "abc", id="what is too short to be one"),
        pytest.param(7, 7, id="no text"),
    ],
)
def test_redaction(value: object, cleaned: object) -> None:
    redaction = Redaction()
    assert redaction.clean(value) == value
    redaction.add(["open sesame", "open sesame wide", "abc", ""])
    assert redaction.clean(value) == cleaned
