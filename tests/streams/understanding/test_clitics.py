"""Arabic particles: taken off only where what remains is known."""

import pytest

from streams.understanding.clitics import without_clitics

KNOWN = frozenset({"روسيا", "الصين", "اللاذقيه", "مالي", "قطر", "هي"})


@pytest.mark.parametrize(
    ("written", "remains"),
    [
        pytest.param("وروسيا", ("روسيا",), id="and"),
        pytest.param("فبروسيا", ("روسيا",), id="so, in"),
        pytest.param("بالصين", ("الصين",), id="in the"),
        pytest.param("للصين", ("الصين",), id="to the"),
        pytest.param("وللاذقيه", ("اللاذقيه",), id="and to the, before a lam"),
        pytest.param("المالي", (), id="the article alone stays"),
        pytest.param("كقطر", ("قطر",), id="three letters remain"),
        pytest.param("وهي", (), id="two letters are too few"),
        pytest.param("روسيا", (), id="nothing to take off"),
        pytest.param("ومصر", (), id="what remains is not known"),
    ],
)
def test_without_clitics(written: str, remains: tuple[str, ...]) -> None:
    assert without_clitics(written, KNOWN) == remains
