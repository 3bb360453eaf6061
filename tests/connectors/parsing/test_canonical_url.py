"""One page has one address."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.parsing.canonical_url import canonical_url

QATAR = "%D9%82%D8%B7%D8%B1"


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        pytest.param("http://wire.example/a", "https://wire.example/a", id="http becomes https"),
        pytest.param("HTTPS://Wire.Example/A", "https://wire.example/A", id="the host is lower-case, the path is not"),
        pytest.param("https://wire.example", "https://wire.example/", id="an empty path is the root"),
        pytest.param("https://wire.example:443/a", "https://wire.example/a", id="the default port goes"),
        pytest.param("http://wire.example:80/a", "https://wire.example/a", id="the default port of http goes"),
        pytest.param("https://wire.example:8443/a", "https://wire.example:8443/a", id="another port stays"),
        pytest.param("https://wire.example./a", "https://wire.example/a", id="the dot of the root goes"),
        pytest.param("https://user:word@wire.example/a", "https://wire.example/a", id="a user goes"),
        pytest.param("https://wire.example/a#comments", "https://wire.example/a", id="the fragment goes"),
        pytest.param(
            "https://wire.example/a?utm_source=rss&id=7&UTM_Medium=x&fbclid=q",
            "https://wire.example/a?id=7",
            id="tracking parameters go, the others stay",
        ),
        pytest.param("https://wire.example/a?gclid=1", "https://wire.example/a", id="no question mark is left"),
        pytest.param("https://wire.example/a?b=2&a=1", "https://wire.example/a?b=2&a=1", id="the order stays"),
        pytest.param(
            "https://wire.example/?q=%D9%82%D8%B7%D8%B1&r=a%26b",
            "https://wire.example/?q=%D9%82%D8%B7%D8%B1&r=a%26b",
            id="escapes stay",
        ),
        pytest.param(
            "https://wire.example/قطر?q=قطر", f"https://wire.example/{QATAR}?q={QATAR}", id="letters are escaped"
        ),
        pytest.param(
            "https://wire.example/%d9%82%d8%b7%d8%b1", f"https://wire.example/{QATAR}", id="escapes in capitals"
        ),
        pytest.param("https://wire.example/a/", "https://wire.example/a", id="the last slash goes"),
        *(
            pytest.param(f"https://{host}/news/a-1{path}", "https://wire.example/news/a-1", id=f"{host} {path}".strip())
            for host, path in (
                ("www.wire.example", ""),
                ("m.wire.example", ""),
                ("mobile.wire.example", ""),
                ("amp.wire.example", ""),
                ("www.m.wire.example", ""),
                ("wire.example", "/amp"),
                ("wire.example", "/amp/"),
                ("m.wire.example", "/amp/?utm_source=x"),
                ("wire.example", ".amp"),
                ("wire.example", "?amp=1"),
                ("wire.example", "?amp"),
                ("wire.example", "?outputType=amp"),
                ("wire.example", "?amp_js_v=0.1&usqp=mq331"),
                ("amp-wire-example.cdn.ampproject.org/c/s/wire.example", ""),
                ("cdn.ampproject.org/v/s/www.wire.example", "/amp/?amp_js_v=0.1"),
                ("www.google.com/amp/s/wire.example", "/amp"),
            )
        ),
        pytest.param("https://wire.example/amp/news/a-1", "https://wire.example/news/a-1", id="amp first in the path"),
        pytest.param("https://wire.example/a-1.amp.html", "https://wire.example/a-1.html", id="amp before html"),
        pytest.param("https://en.m.wikipedia.org/wiki/A", "https://en.wikipedia.org/wiki/A", id="m inside the host"),
        pytest.param("https://wire.example/amp", "https://wire.example/amp", id="a page called amp"),
        pytest.param("https://shop.example/guitars/amp", "https://shop.example/guitars/amp", id="a section called amp"),
        pytest.param("https://shop.example/amp/marshall", "https://shop.example/amp/marshall", id="a page below amp"),
        pytest.param("https://wire.example/a-1?amplitude=2", "https://wire.example/a-1?amplitude=2", id="amplitude"),
        pytest.param("https://amp.example/a-1", "https://amp.example/a-1", id="a domain called amp"),
        pytest.param("https://m.co.uk/a-1", "https://m.co.uk/a-1", id="a domain called m under a shared ending"),
        pytest.param("https://www.gov.example/a-1", "https://gov.example/a-1", id="www before any domain"),
        pytest.param("https://arabic.wire.example/a", "https://arabic.wire.example/a", id="an edition is no device"),
        pytest.param("https://mail.wire.example/a", "https://mail.wire.example/a", id="a label that begins with m"),
        pytest.param("http://[2001:DB8::1]:80/a", "https://[2001:db8::1]/a", id="an IPv6 address"),
        pytest.param(" https://wire.example/a ", "https://wire.example/a", id="spaces around it go"),
        pytest.param("ftp://wire.example/a#b", "ftp://wire.example/a#b", id="another scheme stays as it is"),
        pytest.param("https://wire.example:port/a", "https://wire.example:port/a", id="no URL stays as it is"),
        pytest.param("https://[1", "https://[1", id="half an address stays as it is"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_canonical_url(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical


PIECES = ["amp", "/amp/", "m.", "www.", "cdn.ampproject.org", "/c/s/", "google.com", "a-1", "utm_", "قطر", "%d9"]


@given(
    st.lists(st.sampled_from([*"htps:/.aA?&=#@[]%20 :8\u2028", *PIECES]), max_size=40).map(
        lambda rest: f"http://{''.join(rest)}"
    )
)
def test_twice_is_once(url: str) -> None:
    assert canonical_url(canonical_url(url)) == canonical_url(url)
