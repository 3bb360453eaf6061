"""One page has one address."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.canonical_url import canonical_url


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
        pytest.param("https://wire.example/أخبار", "https://wire.example/أخبار", id="letters stay"),
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


@given(st.text(alphabet=st.sampled_from("htps:/.aA?&=#@[]%20utm_ :8"), max_size=40).map(lambda rest: f"http://{rest}"))
def test_twice_is_once(url: str) -> None:
    assert canonical_url(canonical_url(url)) == canonical_url(url)
