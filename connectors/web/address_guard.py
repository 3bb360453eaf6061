"""Which addresses Marsad may connect to: the public ones, and those that the configuration allows.

A feed, a redirect or a name may point into the network that Marsad runs in: at a database, a router, the metadata
service of a cloud. The guard sits where sockets are made, after names are resolved, so that neither a literal address,
nor a redirect, nor a name that answers differently the second time gets past it. Of a name with several addresses only
those that are allowed are connected to.

The tables follow the IANA registries of special-purpose addresses for IPv4 and IPv6.
"""

import errno
import socket
from collections.abc import Callable, Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

Network = IPv4Network | IPv6Network
SocketAddress = tuple[str, int] | tuple[str, int, int, int]
AddressInfo = tuple[int | socket.AddressFamily, int | socket.SocketKind, int, str, SocketAddress]
"""What the resolver says of one address of a name, as ``socket.getaddrinfo`` does."""

ADVICE: Final = "add it to fetch.allow_addresses if it is yours"

_METADATA: Final = frozenset(
    ip_address(text)
    for text in (
        "169.254.169.254",  # AWS, Google, Azure and most others
        "169.254.170.2",  # AWS, credentials of containers
        "169.254.170.23",  # AWS, credentials of pods
        "100.100.100.200",  # Alibaba
        "168.63.129.16",  # Azure, in the middle of public addresses
        "192.0.0.192",  # Oracle
        "fd00:ec2::254",  # AWS
        "fd00:ec2::23",  # AWS, credentials of pods
        "fd20:ce::254",  # Google
    )
)

_IPV4: Final = tuple(
    (IPv4Network(network), reason)
    for network, reason in (
        ("0.0.0.0/8", "an unspecified address"),
        ("10.0.0.0/8", "a private address"),
        ("100.64.0.0/10", "an address inside a provider's network"),
        ("127.0.0.0/8", "a loopback address"),
        ("169.254.0.0/16", "a link-local address"),
        ("172.16.0.0/12", "a private address"),
        ("192.0.0.0/24", "a reserved address"),
        ("192.0.2.0/24", "an address for documentation"),
        ("192.88.99.0/24", "a 6to4 relay"),
        ("192.168.0.0/16", "a private address"),
        ("198.18.0.0/15", "an address for benchmarks"),
        ("198.51.100.0/24", "an address for documentation"),
        ("203.0.113.0/24", "an address for documentation"),
        ("224.0.0.0/4", "a multicast address"),
        ("240.0.0.0/4", "a reserved address"),
    )
)

_IPV6: Final = tuple(
    (IPv6Network(network), reason)
    for network, reason in (
        ("::/128", "an unspecified address"),
        ("::1/128", "a loopback address"),
        ("2001::/23", "a reserved address"),
        ("2001:db8::/32", "an address for documentation"),
        ("3fff::/20", "an address for documentation"),
        ("fc00::/7", "a private address"),
        ("fe80::/10", "a link-local address"),
        ("fec0::/10", "a site-local address"),
        ("ff00::/8", "a multicast address"),
    )
)

_PUBLIC_IPV6: Final = IPv6Network("2000::/3")
"""The only part of IPv6 that is given out for the public; what is outside is refused without being named."""

_MAPPED: Final = IPv6Network("::ffff:0:0/96")
_TEREDO: Final = IPv6Network("2001::/32")
_CARRIERS: Final = (
    (_MAPPED, "an IPv4 address written as IPv6", 0),
    (IPv6Network("::/96"), "an IPv4 address written as IPv6", 0),
    (IPv6Network("64:ff9b::/96"), "translated to IPv4 by NAT64", 0),
    (IPv6Network("64:ff9b:1::/48"), "translated to IPv4 by NAT64", 0),
    (IPv6Network("2002::/16"), "translated to IPv4 by 6to4", 80),
    (_TEREDO, "translated to IPv4 by Teredo", 0),
)
"""IPv6 networks whose addresses carry an IPv4 address, and how far to the right it is shifted out. Teredo's is
inverted."""


class AddressRefused(OSError):
    """Marsad may not connect to ``address``, and ``why`` in one clause.

    It is an OSError with the same text for every address, so that the client hands it on as it is when all addresses
    of a name are refused.
    """

    def __init__(self, address: str, why: str) -> None:
        super().__init__(errno.EACCES, "the address is not public")
        self.address = address
        self.why = why


def refusal(address: str, allowed: Sequence[Network] = ()) -> str | None:
    """Why ``address`` may not be connected to, in one clause; None if it may.

    ``allowed`` are networks that are accepted although they are not public. An address of a metadata service must be
    named there by itself. An IPv6 address that carries an IPv4 address is refused; if its network is allowed, what it
    carries is judged in its place, and an IPv4 address written as IPv6 is as allowed as in its own notation.
    """
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return "no IP address"
    return _refusal(parsed, tuple(allowed))


@lru_cache(maxsize=4096)
def _refusal(address: IPv4Address | IPv6Address, allowed: tuple[Network, ...]) -> str | None:
    if address in _METADATA:
        named = any(network.prefixlen == network.max_prefixlen and address in network for network in allowed)
        return None if named else "the address of a cloud's metadata service"
    if isinstance(address, IPv6Address) and (carried := _carried(address)) is not None:
        inner, reason = carried
        if address in _MAPPED and any(inner in network for network in allowed):
            return _refusal(inner, allowed)
        if any(address in network for network in allowed):
            return _refusal(inner, allowed)
        return f"{reason} ({inner})"
    if any(address in network for network in allowed):
        return None
    for network, reason in _IPV4 if isinstance(address, IPv4Address) else _IPV6:
        if address in network:
            return reason
    if isinstance(address, IPv6Address) and address not in _PUBLIC_IPV6:
        return "a reserved address"
    return None


def _carried(address: IPv6Address) -> tuple[IPv4Address, str] | None:
    """The IPv4 address inside an IPv6 address, and in which way it is there."""
    number = int(address)
    if number <= 1:
        return None
    for network, reason, shift in _CARRIERS:
        if address in network:
            inner = (number >> shift) & 0xFFFFFFFF
            return IPv4Address(inner ^ 0xFFFFFFFF if network is _TEREDO else inner), reason
    return None


def networks(texts: Sequence[str]) -> tuple[Network, ...]:
    """The networks of a configuration. Raises ValueError for what is none."""
    return tuple(ip_network(text) for text in texts)


def guarded_sockets(allowed: Sequence[Network]) -> Callable[[AddressInfo], socket.socket]:
    """What makes sockets for the HTTP client, one for each address that it is about to connect to.

    Raises AddressRefused for an address that may not be connected to.
    """
    accepted = tuple(allowed)

    def make(info: AddressInfo) -> socket.socket:
        family, kind, protocol, _, destination = info
        why = refusal(destination[0], accepted)
        if why is not None:
            raise AddressRefused(destination[0], why)
        return socket.socket(family=family, type=kind, proto=protocol)

    return make
