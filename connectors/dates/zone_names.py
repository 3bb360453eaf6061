"""What newspapers call time zones, and which of several meanings a country's newspapers have in mind."""

from typing import Final


def countries(codes: str) -> frozenset[str]:
    """A set of countries (ISO 3166-1) from their codes parted by spaces."""
    return frozenset(codes.split())


EXACT: Final = {
    "utc": 0,
    "gmt": 0,
    "ut": 0,
    "z": 0,
    "zulu": 0,
    "غرينتش": 0,
    "جرينتش": 0,
    "جرينيتش": 0,
    "غرينيتش": 0,
    "eest": 180,
    "cest": 120,
    "mest": 120,
    "west": 60,
    "msk": 180,
    "мск": 180,
    "msd": 240,
    "trt": 180,
    "pkt": 300,
    "irst": 210,
    "irdt": 270,
    "idt": 180,
    "aft": 270,
    "npt": 345,
    "wat": 60,
    "cat": 120,
    "eat": 180,
    "sast": 120,
    "wib": 420,
    "wita": 480,
    "jst": 540,
    "kst": 540,
    "hkt": 480,
    "sgt": 480,
    "myt": 480,
    "ict": 420,
    "aest": 600,
    "aedt": 660,
    "acst": 570,
    "acdt": 630,
    "awst": 480,
    "nzst": 720,
    "nzdt": 780,
    "est": -300,
    "edt": -240,
    "cdt": -300,
    "mdt": -360,
    "pdt": -420,
    "akst": -540,
    "akdt": -480,
    "hst": -600,
    "nst": -210,
    "ndt": -150,
    "brt": -180,
    "clst": -180,
    "clt": -240,
    "uzt": 300,
    "azt": 240,
}
"""Minutes east of Greenwich. The names of RFC 822 mean what it says."""

PLACES: Final = {
    "et": "America/New_York",
    "ct": "America/Chicago",
    "mt": "America/Denver",
    "pt": "America/Los_Angeles",
    "توقيت مكه المكرمه": "Asia/Riyadh",
    "توقيت مكه": "Asia/Riyadh",
    "توقيت السعوديه": "Asia/Riyadh",
    "توقيت الرياض": "Asia/Riyadh",
    "توقيت القاهره": "Africa/Cairo",
    "توقيت مصر": "Africa/Cairo",
    "توقيت الامارات": "Asia/Dubai",
    "توقيت ابو ظبي": "Asia/Dubai",
    "توقيت ابوظبي": "Asia/Dubai",
    "توقيت دبي": "Asia/Dubai",
    "توقيت الدوحه": "Asia/Qatar",
    "توقيت الكويت": "Asia/Kuwait",
    "توقيت بغداد": "Asia/Baghdad",
    "توقيت العراق": "Asia/Baghdad",
    "توقيت بيروت": "Asia/Beirut",
    "توقيت دمشق": "Asia/Damascus",
    "توقيت سوريا": "Asia/Damascus",
    "توقيت الاردن": "Asia/Amman",
    "توقيت القدس": "Asia/Jerusalem",
    "توقيت فلسطين": "Asia/Gaza",
    "توقيت غزه": "Asia/Gaza",
    "توقيت تونس": "Africa/Tunis",
    "توقيت الجزائر": "Africa/Algiers",
    "توقيت المغرب": "Africa/Casablanca",
    "توقيت طرابلس": "Africa/Tripoli",
    "توقيت ليبيا": "Africa/Tripoli",
    "توقيت صنعاء": "Asia/Aden",
    "توقيت الخرطوم": "Africa/Khartoum",
    "توقيت اسطنبول": "Europe/Istanbul",
    "توقيت تركيا": "Europe/Istanbul",
    "توقيت طهران": "Asia/Tehran",
    "توقيت موسكو": "Europe/Moscow",
    "توقيت كييف": "Europe/Kyiv",
    "توقيت لندن": "Europe/London",
    "توقيت باريس": "Europe/Paris",
    "توقيت برلين": "Europe/Berlin",
    "توقيت واشنطن": "America/New_York",
    "توقيت نيويورك": "America/New_York",
    "به وقت تهران": "Asia/Tehran",
    "по московскому времени": "Europe/Moscow",
    "по киевскому времени": "Europe/Kyiv",
    "за київським часом": "Europe/Kyiv",
    "turkiye saati": "Europe/Istanbul",
    "北京时间": "Asia/Shanghai",
    "日本時間": "Asia/Tokyo",
}
"""Phrases that name a place, and its zone."""

STANDARD_OF: Final = {"eet": (120, "Europe/Athens"), "cet": (60, "Europe/Paris"), "wet": (0, "Europe/Lisbon")}
"""Names that are also written in summer, when the clock is an hour ahead: their standard, and a clock to compare."""

_ARAB_EAST: Final = countries("SA KW QA BH YE IQ AE OM JO SY")
_ATLANTIC: Final = countries("CA US PR VI BB TT DO AG AI AW BM BQ CW DM GD GP KN LC MF MQ MS SX TC VC VG BL GY")
_NORTH_AMERICA: Final = countries("US CA MX PR BZ CR GT HN NI SV")

BY_COUNTRY: Final[dict[str, tuple[tuple[frozenset[str], int], ...]]] = {
    "ast": ((_ARAB_EAST, 180), (_ATLANTIC, -240)),
    "adt": ((_ATLANTIC, -180), (_ARAB_EAST, 240)),
    "ist": ((countries("IN LK"), 330), (countries("IL PS"), 120), (countries("IE"), 60)),
    "cst": ((_NORTH_AMERICA, -360), (countries("CN TW HK MO"), 480), (countries("CU"), -300)),
    "bst": ((countries("GB IM JE GG GI"), 60), (countries("BD"), 360)),
    "gst": ((countries("AE OM SA KW QA BH YE IQ IR"), 240),),
    "pst": ((_NORTH_AMERICA, -480), (countries("PH"), 480), (countries("PK"), 300)),
    "mst": ((_NORTH_AMERICA, -420), (countries("MY"), 480), (countries("RU"), 180)),
    "est": ((_NORTH_AMERICA, -300), (countries("AU"), 600)),
    "edt": ((_NORTH_AMERICA, -240), (countries("AU"), 660)),
    "amt": ((countries("AM"), 240), (countries("BR"), -240)),
    "get": ((countries("GE"), 240),),
    "sst": ((countries("SG"), 480), (countries("AS UM"), -660)),
    "wst": ((countries("AU"), 480), (countries("WS"), 780), (countries("EH MA"), 60)),
}
"""Names with more than one meaning: countries whose newspapers mean which, in minutes."""

USUAL: Final = {"est": -300, "edt": -240, "cst": -360, "mst": -420, "pst": -480, "gst": 240}
"""What an ambiguous name means where the country decides nothing: RFC 822's names, and the Gulf's."""

CAPITALS: Final = {
    "AR": "America/Argentina/Buenos_Aires",
    "AU": "Australia/Sydney",
    "BR": "America/Sao_Paulo",
    "CA": "America/Toronto",
    "CD": "Africa/Kinshasa",
    "CL": "America/Santiago",
    "CN": "Asia/Shanghai",
    "CY": "Asia/Nicosia",
    "DE": "Europe/Berlin",
    "EC": "America/Guayaquil",
    "ES": "Europe/Madrid",
    "FM": "Pacific/Pohnpei",
    "GL": "America/Nuuk",
    "ID": "Asia/Jakarta",
    "KI": "Pacific/Tarawa",
    "KZ": "Asia/Almaty",
    "MH": "Pacific/Majuro",
    "MN": "Asia/Ulaanbaatar",
    "MX": "America/Mexico_City",
    "MY": "Asia/Kuala_Lumpur",
    "NZ": "Pacific/Auckland",
    "PF": "Pacific/Tahiti",
    "PG": "Pacific/Port_Moresby",
    "PS": "Asia/Gaza",
    "PT": "Europe/Lisbon",
    "RU": "Europe/Moscow",
    "UA": "Europe/Kyiv",
    "US": "America/New_York",
    "UZ": "Asia/Tashkent",
    "XK": "Europe/Belgrade",
}
"""Countries with several zones: the zone of the capital, or of the place where the newspapers are."""

SEVERAL_CLOCKS: Final = countries("AU BR CA CD CL EC ES FM GL ID KI MN MX NZ PF PG PT RU US")
"""Countries in which the clocks differ from place to place today."""
