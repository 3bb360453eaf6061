"""What is left open, and what decides: the order of day and month, the publisher's clock, the name of a zone."""

import pytest

from tests.connectors.dates.reading import moment


@pytest.mark.parametrize(
    ("raw", "country", "expected"),
    [
        pytest.param("02/11/2026", "", "2026-11-02T00:00:00", id="day first by custom"),
        pytest.param("02/11/2026", "SA", "2026-11-01T21:00:00", id="day first in Riyadh"),
        pytest.param("10/11/2026", "US", "2026-10-11T04:00:00", id="month first in the United States"),
        pytest.param("11/02/2026 10:05 PM", "US", "2026-11-03T03:05:00", id="month first with a time"),
        pytest.param("13/02/2026", "US", "2026-02-13T05:00:00", id="only the day can be thirteen"),
        pytest.param("02/13/2026", "", "2026-02-13T00:00:00", id="only the day can be thirteen, behind the month"),
        pytest.param("Mon 02/11/2026", "", "2026-11-02T00:00:00", id="the weekday says day first"),
        pytest.param("Wed 02/11/2026", "", "2026-02-11T00:00:00", id="the weekday says month first"),
        pytest.param("11/12/2026", "", "2026-11-03T12:00:00", id="both orders lie ahead"),
        pytest.param("11/02/2026", "", "2026-02-11T00:00:00", id="both orders lie behind"),
        pytest.param("02.11.2026", "", "2026-11-02T00:00:00", id="dots are day first"),
        pytest.param("2026/11/02", "", "2026-11-02T00:00:00", id="year first"),
        pytest.param("02/11/26", "", "2026-11-02T00:00:00", id="two digits, this year at the end"),
        pytest.param("26/11/02", "JP", "2026-11-01T15:00:00", id="two digits, year first in Japan"),
        pytest.param("02.11.26", "DE", "2026-11-01T23:00:00", id="two digits and dots"),
        pytest.param("02/11/2569", "TH", "2026-11-01T17:00:00", id="Thailand's Buddhist year"),
        pytest.param("10:05 - 02/11/2026", "", "2026-11-02T10:05:00", id="a time and a dash before the day"),
        pytest.param("2 Nov 2026 10:05 AST", "SA", "2026-11-02T07:05:00", id="AST in Arabia"),
        pytest.param("2 Nov 2026 10:05 AST", "CA", "2026-11-02T14:05:00", id="AST on the Atlantic"),
        pytest.param("2 Nov 2026 10:05 AST", "BB", "2026-11-02T14:05:00", id="AST in the Caribbean"),
        pytest.param("2 Nov 2026 10:05 AST", "", "2026-11-02T10:05:00", id="AST of nobody"),
        pytest.param(
            "2 Nov 2026 10:05 AST", "EG", "2026-11-02T08:05:00", id="AST where nobody has it is the country's clock"
        ),
        pytest.param("2 Nov 2026 10:05 EET", "EG", "2026-11-02T08:05:00", id="EET in Cairo's winter"),
        pytest.param("2 Jul 2026 10:05 EET", "EG", "2026-07-02T07:05:00", id="EET in Cairo's summer"),
        pytest.param("2 Jul 2026 10:05 EET", "LY", "2026-07-02T08:05:00", id="EET in Tripoli's summer"),
        pytest.param("2 Jul 2026 10:05 EET", "", "2026-07-02T08:05:00", id="EET of nobody in summer"),
        pytest.param("2 Jul 2026 10:05 EEST", "", "2026-07-02T07:05:00", id="EEST"),
        pytest.param("2 Jan 2026 10:05 EET", "JO", "2026-01-02T07:05:00", id="EET in Amman, which left it"),
        pytest.param("2 Jul 2026 10:05 CET", "FR", "2026-07-02T08:05:00", id="CET in France's summer"),
        pytest.param("2 Jul 2026 10:05 CEST", "", "2026-07-02T08:05:00", id="CEST"),
        pytest.param("2 Nov 2026 10:05 IST", "IN", "2026-11-02T04:35:00", id="IST in India"),
        pytest.param("2 Nov 2026 10:05 IST", "IL", "2026-11-02T08:05:00", id="IST in Israel"),
        pytest.param("2 Jul 2026 10:05 IST", "IE", "2026-07-02T09:05:00", id="IST in Ireland"),
        pytest.param("2 Nov 2026 10:05 IST", "", "2026-11-02T10:05:00", id="IST of nobody"),
        pytest.param("2 Nov 2026 10:05 CST", "CN", "2026-11-02T02:05:00", id="CST in China"),
        pytest.param("2 Nov 2026 10:05 CST", "", "2026-11-02T16:05:00", id="CST as RFC 822 has it"),
        pytest.param("2 Jul 2026 10:05 BST", "GB", "2026-07-02T09:05:00", id="BST in Britain"),
        pytest.param("2 Nov 2026 10:05 BST", "BD", "2026-11-02T04:05:00", id="BST in Bangladesh"),
        pytest.param("2 Nov 2026 10:05 GST", "AE", "2026-11-02T06:05:00", id="GST in the Gulf"),
        pytest.param("2 Nov 2026 10:05 MSK", "", "2026-11-02T07:05:00", id="MSK"),
        pytest.param("2 Nov 2026 10:05 TRT", "", "2026-11-02T07:05:00", id="TRT"),
        pytest.param("2 Nov 2026 10:05 PKT", "", "2026-11-02T05:05:00", id="PKT"),
        pytest.param("2 Nov 2026 10:05 IRST", "", "2026-11-02T06:35:00", id="IRST"),
        pytest.param("2 Nov 2026 10:05 IRDT", "", "2026-11-02T05:35:00", id="IRDT"),
        pytest.param("2 Nov 2026 10:05 WAT", "", "2026-11-02T09:05:00", id="WAT"),
        pytest.param("2 Nov 2026 10:05 CAT", "", "2026-11-02T08:05:00", id="CAT"),
        pytest.param("2 Nov 2026 10:05 EAT", "", "2026-11-02T07:05:00", id="EAT"),
        pytest.param("2026-11-02 10:05 Asia/Riyadh", "", "2026-11-02T07:05:00", id="an IANA name"),
        pytest.param("2 نوفمبر 2026 10:05 asia/riyadh", "", "2026-11-02T07:05:00", id="an IANA name in lower case"),
        pytest.param(
            "2026-11-02 10:05 Europe/Moscow", "SA", "2026-11-02T07:05:00", id="a written zone wins over the country"
        ),
        pytest.param(
            "2026-11-02 10:05 America/Argentina/Buenos_Aires",
            "",
            "2026-11-02T13:05:00",
            id="an IANA name of three parts",
        ),
        pytest.param("2026-10-25 02:30 Europe/Berlin", "", "2026-10-25T00:30:00", id="an hour that comes twice"),
        pytest.param("2 Nov 2026 10:05", "US", "2026-11-02T15:05:00", id="the capital of a country of many clocks"),
        pytest.param("2 Nov 2026 10:05", "XX", "2026-11-02T10:05:00", id="a country that is none"),
    ],
)
def test_what_decides(raw: str, country: str, expected: str) -> None:
    assert moment(raw, country) == expected
