"""Which addresses may be connected to; and that nothing gets past the guard, over real sockets."""

import socket
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address

import aiohttp
import pytest
from aiohttp.abc import AbstractResolver, ResolveResult
from hypothesis import given
from hypothesis import strategies as st

from connectors.connector import NOTHING_REMEMBERED
from connectors.web.address_guard import AddressRefused, guarded_sockets, networks, refusal
from connectors.web.fetching import Fetched, FetchFailed, FetchResult, HttpFetcher, open_session
from tests.connectors.misbehaving import head, raw_server, says
from tests.virtual_clock import VirtualClock

ANSWER = says(head(Content_Length="4"), b"text")


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        pytest.param("8.8.8.8", None, id="public"),
        pytest.param("172.15.255.255", None, id="just below a private network"),
        pytest.param("172.32.0.0", None, id="just above a private network"),
        pytest.param("100.63.255.255", None, id="just below a provider's network"),
        pytest.param("223.255.255.255", None, id="the last public one"),
        pytest.param("2606:4700::1111", None, id="public IPv6"),
        pytest.param("2a02:26f0::1", None, id="public IPv6 of Europe"),
        pytest.param("10.0.0.1", "a private address", id="private, class A"),
        pytest.param("172.16.0.1", "a private address", id="private, class B"),
        pytest.param("172.31.255.255", "a private address", id="private, the last of class B"),
        pytest.param("192.168.1.1", "a private address", id="private, class C"),
        pytest.param("127.0.0.1", "a loopback address", id="loopback"),
        pytest.param("127.255.255.254", "a loopback address", id="loopback, the other end"),
        pytest.param("0.0.0.0", "an unspecified address", id="unspecified"),
        pytest.param("0.1.2.3", "an unspecified address", id="this network"),
        pytest.param("100.64.0.1", "an address inside a provider's network", id="carrier-grade NAT"),
        pytest.param("169.254.1.1", "a link-local address", id="link-local"),
        pytest.param("169.254.169.254", "the address of a cloud's metadata service", id="metadata"),
        pytest.param("168.63.129.16", "the address of a cloud's metadata service", id="metadata among public ones"),
        pytest.param("192.0.0.8", "a reserved address", id="protocol assignments"),
        pytest.param("192.88.99.1", "a 6to4 relay", id="6to4 relay"),
        pytest.param("192.0.2.1", "an address for documentation", id="documentation"),
        pytest.param("198.18.0.1", "an address for benchmarks", id="benchmarks"),
        pytest.param("224.0.0.1", "a multicast address", id="multicast"),
        pytest.param("240.0.0.1", "a reserved address", id="reserved"),
        pytest.param("255.255.255.255", "a reserved address", id="broadcast"),
        pytest.param("::", "an unspecified address", id="unspecified IPv6"),
        pytest.param("::1", "a loopback address", id="loopback IPv6"),
        pytest.param("fe80::1", "a link-local address", id="link-local IPv6"),
        pytest.param("fe80::1%eth0", "a link-local address", id="link-local IPv6 with its interface"),
        pytest.param("fec0::1", "a site-local address", id="site-local IPv6"),
        pytest.param("fc00::1", "a private address", id="unique local IPv6"),
        pytest.param("fd12:3456::1", "a private address", id="unique local IPv6 in use"),
        pytest.param("fd00:ec2::254", "the address of a cloud's metadata service", id="metadata IPv6"),
        pytest.param("ff02::1", "a multicast address", id="multicast IPv6"),
        pytest.param("2001:db8::1", "an address for documentation", id="documentation IPv6"),
        pytest.param("3fff::1", "an address for documentation", id="documentation IPv6, the newer network"),
        pytest.param("2001:10::1", "a reserved address", id="ORCHID"),
        pytest.param("100::1", "a reserved address", id="discard only"),
        pytest.param("4000::1", "a reserved address", id="not given out yet"),
        pytest.param("::ffff:10.0.0.1", "an IPv4 address written as IPv6 (10.0.0.1)", id="mapped, private"),
        pytest.param("::ffff:8.8.8.8", "an IPv4 address written as IPv6 (8.8.8.8)", id="mapped, public"),
        pytest.param("::127.0.0.1", "an IPv4 address written as IPv6 (127.0.0.1)", id="compatible"),
        pytest.param("64:ff9b::a00:1", "translated to IPv4 by NAT64 (10.0.0.1)", id="NAT64"),
        pytest.param("64:ff9b:1::a00:1", "translated to IPv4 by NAT64 (10.0.0.1)", id="NAT64, local"),
        pytest.param("2002:a00:1::1", "translated to IPv4 by 6to4 (10.0.0.1)", id="6to4"),
        pytest.param("2001::f5ff:fffe", "translated to IPv4 by Teredo (10.0.0.1)", id="Teredo"),
        pytest.param("news.example", "no IP address", id="a name"),
        pytest.param("", "no IP address", id="nothing"),
    ],
)
def test_refusal(address: str, reason: str | None) -> None:
    assert refusal(address) == reason


@pytest.mark.parametrize(
    ("address", "allowed", "accepted"),
    [
        pytest.param("10.1.2.3", ["10.0.0.0/8"], True, id="inside"),
        pytest.param("10.1.2.3", ["10.0.0.0/16"], False, id="outside"),
        pytest.param("10.1.2.3", ["10.1.2.3"], True, id="one address"),
        pytest.param("10.1.2.3", ["fd00::/8"], False, id="the other family"),
        pytest.param("fd00::1", ["fd00::/8"], True, id="IPv6"),
        pytest.param("169.254.169.254", ["169.254.0.0/16"], False, id="metadata in a network"),
        pytest.param("169.254.169.254", ["0.0.0.0/0"], False, id="metadata in everything"),
        pytest.param("169.254.169.254", ["169.254.169.254/32"], True, id="metadata by itself"),
        pytest.param("fd00:ec2::254", ["fd00::/8"], False, id="metadata of IPv6 in a network"),
        pytest.param("::ffff:10.1.2.3", ["10.0.0.0/8"], True, id="mapped, allowed in its own notation"),
        pytest.param("::ffff:10.1.2.3", ["::ffff:0:0/96"], False, id="mapped, allowed as such but private"),
        pytest.param("::ffff:8.8.8.8", ["::ffff:0:0/96"], True, id="mapped, allowed as such and public"),
        pytest.param("::ffff:169.254.169.254", ["169.254.0.0/16"], False, id="metadata, mapped"),
        pytest.param("64:ff9b::808:808", ["64:ff9b::/96"], True, id="NAT64 to a public address"),
        pytest.param("64:ff9b::a00:1", ["64:ff9b::/96"], False, id="NAT64 to a private address"),
        pytest.param("64:ff9b::a00:1", ["10.0.0.0/8"], False, id="NAT64 that nobody allowed"),
        pytest.param("64:ff9b::a00:1", ["64:ff9b::/96", "10.0.0.0/8"], True, id="NAT64, both allowed"),
    ],
)
def test_what_is_allowed(address: str, allowed: Sequence[str], accepted: bool) -> None:
    assert (refusal(address, networks(allowed)) is None) == accepted


@given(st.ip_addresses())
def test_nothing_is_accepted_that_python_knows_not_to_be_global(address: IPv4Address | IPv6Address) -> None:
    if refusal(str(address)) is None:
        assert address.is_global
        assert not address.is_multicast


def test_the_guard_makes_sockets_only_for_what_is_allowed() -> None:
    make = guarded_sockets(networks(["127.0.0.1"]))
    make((socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 80))).close()
    with pytest.raises(AddressRefused) as refused:
        make((socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("fe80::1", 80, 0, 2)))
    assert (refused.value.address, refused.value.why) == ("fe80::1", "a link-local address")


class Names(AbstractResolver):
    """Answers each question with the next of its answers, and then with the last again."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.answers = list(answers)
        self.asked = 0

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        answer = self.answers[min(self.asked, len(self.answers) - 1)]
        self.asked += 1
        return [
            ResolveResult(hostname=host, host=address, port=port, family=kind, proto=socket.IPPROTO_TCP, flags=0)
            for address in answer
            for kind in [socket.AF_INET6 if ":" in address else socket.AF_INET]
        ]

    async def close(self) -> None:
        pass


async def fetch(names: Names, url: str, times: int = 1) -> list[FetchResult]:
    """What comes of fetching ``url`` so many times, each on its own connection, where only 127.0.0.1 is allowed."""
    async with open_session("0.0.0", allow_addresses=("127.0.0.1",), resolver=names) as session:
        fetcher = HttpFetcher(url, session, VirtualClock(), seconds=10)
        found = []
        for _ in range(times):
            found.append(await fetcher.fetch(NOTHING_REMEMBERED))
            assert isinstance(session.connector, aiohttp.TCPConnector)
            session.connector.clear_dns_cache()
        return found


@pytest.mark.parametrize(
    ("addresses", "reasons"),
    [
        pytest.param(["127.0.0.2"], ["127.0.0.2, a loopback address"], id="one"),
        pytest.param(["::1"], ["::1, a loopback address"], id="IPv6"),
        pytest.param(
            ["127.0.0.2", "10.0.0.1"], ["127.0.0.2, a loopback address", "10.0.0.1, a private address"], id="two"
        ),
        pytest.param(
            ["::ffff:127.0.0.2", "::1"],
            ["::ffff:127.0.0.2, an IPv4 address written as IPv6 (127.0.0.2)", "::1, a loopback address"],
            id="two of IPv6",
        ),
        pytest.param(["127.0.0.2", "127.0.0.1"], [], id="an allowed one after another"),
        pytest.param(["127.0.0.1", "127.0.0.2"], [], id="an allowed one before another"),
        pytest.param(["::1", "127.0.0.1"], [], id="an allowed one after IPv6"),
    ],
)
async def test_a_name_is_connected_to_only_where_it_is_allowed(
    addresses: Sequence[str], reasons: Sequence[str]
) -> None:
    async with raw_server(ANSWER) as allowed:
        port = int(allowed.url.rpartition(":")[2])
        async with raw_server(ANSWER, "127.0.0.2", port) as forbidden:
            [result] = await fetch(Names(addresses), f"http://news.example:{port}/")
            assert forbidden.connections == 0
    if not reasons:
        assert isinstance(result, Fetched)
        return
    assert isinstance(result, FetchFailed)
    assert result.kind == "refused"
    assert result.reason in [
        f"news.example leads to {reason}; add it to fetch.allow_addresses if it is yours" for reason in reasons
    ]


async def test_a_name_that_answers_otherwise_the_second_time() -> None:
    async with raw_server(ANSWER) as allowed:
        port = int(allowed.url.rpartition(":")[2])
        async with raw_server(ANSWER, "127.0.0.2", port) as forbidden:
            names = Names(["127.0.0.1"], ["127.0.0.2"])
            first, second = await fetch(names, f"http://news.example:{port}/", times=2)
            assert (allowed.connections, forbidden.connections) == (1, 0)
    assert isinstance(first, Fetched)
    assert isinstance(second, FetchFailed)
    assert second.kind == "refused"


@pytest.mark.parametrize("host", ["127.0.0.2", "[::ffff:127.0.0.2]", "[::127.0.0.2]", "2130706434", "0x7f000002"])
async def test_a_literal_address_is_refused(host: str) -> None:
    async with raw_server(ANSWER, "127.0.0.2") as forbidden:
        port = forbidden.url.rpartition(":")[2]
        async with open_session("0.0.0", allow_addresses=("127.0.0.1",)) as session:
            result = await HttpFetcher(f"http://{host}:{port}/", session, VirtualClock()).fetch(NOTHING_REMEMBERED)
        assert forbidden.connections == 0
    assert isinstance(result, FetchFailed)
    assert result.kind == "refused" or "is no valid http(s) URL" in result.reason
