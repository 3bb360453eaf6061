"""``python -m streams.understanding.countries.building PACKAGES``: writes the table and the cues.

PACKAGES is a folder with the unpacked npm packages. Prints what was taken and what was dropped, and why.
"""

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from wordfreq import zipf_frequency

from streams.understanding.countries.building import hand, registers
from streams.understanding.countries.building.form import Form
from streams.understanding.countries.building.inflection import inflected
from streams.understanding.folding import fold
from streams.understanding.gazetteer import LANGUAGES, WEAK, country_names

TABLE: Final = Path(__file__).parents[1]
_TOGETHER: Final = frozenset({"zh", "ja", "ko"})
"""Languages in which one form may stand for two countries (中美), if it is written by hand under both."""
_COMMON: Final = 3.8
"""The Zipf frequency from which a register's form is an ordinary word of the language (wordfreq): some 6,000 words."""
_UNCOUNTED: Final = frozenset({"ku", "ckb", "zh", "ja", "ko"})
"""Languages without a word list, or whose towns are no words between spaces."""
_LOCAL_WORD: Final = 3.9
"""From which a small town's name is taken for a word or a family name, unless a famous place bears it."""
_WORD: Final = 3.0
"""From which a lower-case Latin word spelt like a town is a word."""


def build(packages: Path) -> None:
    """Write ``table.tsv`` and ``cues.json``. Raises ValueError for a fault in a file in ``hand/``."""
    countries = frozenset(country_names("en"))
    rows = [row for language in LANGUAGES for row in hand.risky(language)]
    asked = {(form, row["country"]) for row in rows for form in row["forms"]}
    forms = [form for language in LANGUAGES for form in hand.forms(language, countries)]
    forms += registers.names_of_countries(packages)
    forms += [form for form in registers.cities() if not _is_a_word(form)]
    every = {form for base in forms for form in inflected(base)}
    kept, dropped = _settled(every, asked)
    phrases = {(language, phrase) for language in LANGUAGES for phrase in hand.phrases(language)}
    _write_table(kept, phrases, _local(kept))
    (TABLE / "cues.json").write_text(json.dumps(rows, ensure_ascii=False, indent=0, sort_keys=True) + "\n", "utf-8")
    _report(kept, phrases, rows, dropped)


def _is_a_word(form: Form) -> bool:
    """Whether a form of a register is an ordinary word too, so that nobody should take it for a place unread."""
    if " " in form.text or form.language in _UNCOUNTED:
        return False
    frequency = max(zipf_frequency(text, form.language) for text in _spelt(form.text))
    return bool(frequency >= (_WORD if form.text.isascii() and len(form.text) < 5 else _COMMON))


def _spelt(text: str) -> tuple[str, ...]:
    """``text``, and as Arabic spells it if a register has it in Persian letters."""
    arabic = text.translate(str.maketrans("یک", "يك"))
    return (text, arabic, arabic[:-1] + "ة") if arabic.endswith("ه") else (text, arabic)


def _settled(every: Iterable[Form], asked: set[tuple[str, str]]) -> tuple[list[Form], list[str]]:
    """One country for each form of a language, the better claim winning; more only where cues or a hand decide."""
    claims: dict[tuple[str, str], list[Form]] = defaultdict(list)
    for form in every:
        claims[form.language, fold(form.text)].append(form)
    kept: list[Form] = []
    dropped: list[str] = []
    for (language, folded), forms in sorted(claims.items()):
        forms.sort(key=lambda form: (form.rank, form.country, form.text, not form.reviewed))
        by_country = {form.country: form for form in reversed(forms)}
        best = min(form.rank[:2] for form in forms)
        winners = [
            country for country, form in by_country.items()
            if form.rank[:2] == best or (folded, country) in asked or (language in _TOGETHER and form.reviewed)
        ]  # fmt: skip
        if len(winners) > 1 and not any((folded, country) in asked for country in winners):
            if best[0]:
                winners = _most_populous(winners, by_country)
            elif not (language in _TOGETHER and all(by_country[country].reviewed for country in winners)):
                reviewed = [country for country in winners if by_country[country].reviewed]
                winners = reviewed if len(reviewed) == 1 else []
        if not winners:
            dropped.append(f"{language} {forms[0].text}: {' '.join(sorted(by_country))}")
        kept += [by_country[country] for country in winners]
    return kept, dropped


def _local(kept: Iterable[Form]) -> set[Form]:
    """The towns and counties that count beside their region, less those that their country has already."""
    known = {(form.country, form.text) for form in kept if form.language == "en" and form.kind != "town"}
    famous = {form.text for form in kept if form.language == "en" and form.kind in ("capital", "city", "region")}
    return {
        form
        for form in registers.english_towns()
        if (form.country, form.text) not in known
        and (form.text in famous or " " in form.text or zipf_frequency(form.text, "en") < _LOCAL_WORD)
    }


def _most_populous(winners: list[str], by_country: dict[str, Form]) -> list[str]:
    """The country of the town that is ten times as large as every namesake, if there is one."""
    sizes = sorted(((by_country[country].population, country) for country in winners), reverse=True)
    return [sizes[0][1]] if sizes[0][0] > 10 * sizes[1][0] else []


def _write_table(kept: list[Form], phrases: set[tuple[str, str]], local: set[Form]) -> None:
    """Lines of country, kind, languages and form; forms that several languages share stand once."""
    languages: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    kinds: dict[tuple[str, str], str] = {}
    for form in sorted(kept, key=lambda form: (form.rank[:2], form)):
        kind = kinds.setdefault((form.country, form.text), form.kind)
        languages[form.country, kind, form.text].add(form.language)
    grouped: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for (country, kind, text), spoken in languages.items():
        grouped[country, kind, ",".join(sorted(spoken))].append(text)
    lines = ["\t".join((*key, "|".join(sorted(texts)))) for key, texts in sorted(grouped.items())]
    by_language: dict[str, list[str]] = defaultdict(list)
    for language, phrase in phrases:
        by_language[language].append(phrase)
    lines += [
        "\t".join(("--", "phrase", language, "|".join(sorted(by_language[language]))))
        for language in sorted(by_language)
    ]
    by_region: dict[tuple[str, str], set[str]] = defaultdict(set)
    for form in local:
        size = "large" if form.population >= registers.LEAST_PEOPLE else "local"
        by_region[form.region, size].add(form.text)
    lines += [
        "\t".join((region, "where", "en", "|".join(names))) for region, names in sorted(registers.REGIONS.items())
    ]
    lines += ["\t".join((*key, "en", "|".join(sorted(texts)))) for key, texts in sorted(by_region.items())]
    (TABLE / "table.tsv").write_text("\n".join(lines) + "\n", "utf-8")


def _report(kept: list[Form], phrases: set[tuple[str, str]], rows: list[dict[str, Any]], dropped: list[str]) -> None:
    counts = Counter((form.kind in WEAK, form.kind) for form in kept)
    print(f"{len(kept)} forms, {len(phrases)} phrases, {len(rows)} rows of cues; {len(dropped)} forms dropped")
    for (_, kind), count in sorted(counts.items()):
        print(f"  {kind}: {count}")
    for line in dropped:
        if "--verbose" in sys.argv:
            print(f"  two countries claim {line}")


if __name__ == "__main__":
    build(Path(sys.argv[1]))
