"""Whether a site permits robots to fetch a page: robots.txt, read as RFC 9309 says.

Feeds are published for programs to fetch, so nobody is asked about them; pages are not.

1. A site is a scheme, a host and a port. Its robots.txt is fetched once and holds for a day.
2. A site without one (any 4xx but 429) permits everything.
3. A site whose robots.txt cannot be had (5xx, 429, no answer) permits nothing for ten minutes; then it is asked again.
   If it had rules before, they go on holding.
4. The group that names Marsad counts; if there is none, the group for all robots. Of two rules the longer one counts.
"""

import asyncio
import math
from collections import OrderedDict
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

import aiohttp
from protego import Protego

from connectors.web.fetch_results import Fetched, FetchFailed, NotModified
from connectors.web.http_errors import invalid_url
from connectors.web.http_exchange import get
from streams.clock import Clock

PRODUCT: Final = "Marsad"
"""The name by which a robots.txt addresses us."""

RULES_HOLD: Final = timedelta(days=1)
ASKED_AGAIN_AFTER: Final = timedelta(minutes=10)
MAXIMUM_ROBOTS_BYTES: Final = 500 * 1024
"""Of a larger robots.txt the beginning counts, as the standard permits."""

MAXIMUM_SITES: Final = 5_000
MAXIMUM_CHARACTERS: Final = 16 * 1024 * 1024
"""So many sites, with so many characters of rules, are remembered; those not asked about for longest go first."""

_LARGE: Final = 64 * 1024
"""Rules of so many characters are read anew for each page, in a thread: as objects they are too large to be kept."""

_READ_AT_ONCE: Final = 64
"""So many sites' rules are kept as objects; the others are kept as text and read when a page is asked about."""

MAXIMUM_CRAWL_DELAY: Final = timedelta(hours=1)
ROBOTS_SECONDS: Final = 20.0
_ACCEPT: Final = "text/plain, */*;q=0.1"


@dataclass(frozen=True, slots=True)
class Allowed:
    """The page may be fetched. ``crawl_delay`` is the pause that the site asks for between two pages, or None."""

    crawl_delay: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Disallowed:
    """The page may not be fetched, and why in one clause."""

    reason: str


@dataclass(frozen=True, slots=True)
class _Site:
    """What is known of a site until the moment ``until`` of the monotonic clock."""

    until: float
    rules: str
    unreachable: str = ""


class RobotsRules:
    """The rules of the sites that were asked about. Who asks about a site that is just being asked, waits with it."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        clock: Clock,
        maximum_sites: int = MAXIMUM_SITES,
        maximum_characters: int = MAXIMUM_CHARACTERS,
    ) -> None:
        self._session = session
        self._clock = clock
        self._maximum_sites = maximum_sites
        self._maximum_characters = maximum_characters
        self._characters = 0
        self._sites: OrderedDict[str, _Site] = OrderedDict()
        self._asking: dict[str, asyncio.Task[_Site]] = {}

    async def allows(self, url: str) -> Allowed | Disallowed:
        """Whether the page at ``url`` may be fetched. Fetches the site's robots.txt if it is not known."""
        origin = _origin(url)
        if origin is None:
            return Disallowed(invalid_url(url).reason)
        site = self._sites.get(origin)
        if site is None or site.until <= self._clock.monotonic():
            site = await self._ask(origin)
        else:
            self._sites.move_to_end(origin)
        if site.unreachable:
            return Disallowed(f"the robots.txt of {origin} cannot be read ({site.unreachable})")
        if not site.rules:
            return Allowed()
        if len(site.rules) < _LARGE:
            return _verdict(_read(site.rules), url, origin)
        return await asyncio.to_thread(lambda: _verdict(Protego.parse(site.rules), url, origin))

    async def _ask(self, origin: str) -> _Site:
        """What the site says now. A caller that is cancelled does not take the others' answer away."""
        asking = self._asking.get(origin)
        if asking is None:
            asking = asyncio.create_task(self._fetch(origin))
            self._asking[origin] = asking
            asking.add_done_callback(lambda _: self._asking.pop(origin, None))
        return await asyncio.shield(asking)

    async def _fetch(self, origin: str) -> _Site:
        try:
            async with asyncio.timeout(ROBOTS_SECONDS):
                result = await get(
                    self._session,
                    f"{origin}/robots.txt",
                    self._clock,
                    accept=_ACCEPT,
                    maximum_bytes=MAXIMUM_ROBOTS_BYTES,
                    cut=True,
                )
        except TimeoutError:
            result = FetchFailed(f"no complete answer within {ROBOTS_SECONDS:g} seconds")
        site = await self._judge(result, self._sites.get(origin))
        self._remember(origin, site)
        return site

    def _remember(self, origin: str, site: _Site) -> None:
        """Keep what is known of a site, and forget others if that is too much."""
        before = self._sites.pop(origin, None)
        self._characters += len(site.rules) - (len(before.rules) if before is not None else 0)
        self._sites[origin] = site
        while len(self._sites) > self._maximum_sites or self._characters > self._maximum_characters:
            _, forgotten = self._sites.popitem(last=False)
            self._characters -= len(forgotten.rules)

    async def _judge(self, result: Fetched | NotModified | FetchFailed, before: _Site | None) -> _Site:
        """What an answer means for the site."""
        now = self._clock.monotonic()
        held = now + RULES_HOLD.total_seconds()
        if isinstance(result, Fetched):
            return _Site(held, await asyncio.to_thread(our_groups, result.body))
        assert isinstance(result, FetchFailed), "nothing was shown that could be unmodified"
        if 400 <= result.status < 500 and result.status != HTTPStatus.TOO_MANY_REQUESTS:
            return _Site(held, "")
        again = now + (result.retry_after or ASKED_AGAIN_AFTER).total_seconds()
        if before is not None and not before.unreachable:
            return _Site(again, before.rules)
        return _Site(again, "", result.reason)


def _origin(url: str) -> str | None:
    """Scheme, host and port of an http(s) URL, without user name and password."""
    try:
        url.encode()
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host:
        return None
    host = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{host}" if port is None else f"{parts.scheme}://{host}:{port}"


@lru_cache(maxsize=_READ_AT_ONCE)
def _read(rules: str) -> Protego:
    """The rules as an object that can be asked."""
    return Protego.parse(rules)


def _verdict(rules: Protego, url: str, origin: str) -> Allowed | Disallowed:
    """What the rules of a site say of a page."""
    if not rules.can_fetch(url, PRODUCT):
        return Disallowed(f"the robots.txt of {origin} does not permit it")
    return Allowed(_delay(rules.crawl_delay(PRODUCT)))


def our_groups(body: bytes) -> str:
    """Of a robots.txt only the groups that name us or, if none does, those for all robots; empty if they say nothing.

    What is left is one group, so that neither a thousand groups nor a group for a thousand robots cost time and memory.
    """
    text = body.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")
    groups: dict[str, list[str]] = {}
    members: set[str] = set()
    naming = False
    for line in text.splitlines():
        field, colon, value = line.partition("#")[0].partition(":")
        field, value = field.strip().lower(), value.strip()
        if not colon or field in ("sitemap", "host"):
            continue
        if field == "user-agent":
            if not naming:
                members = set()
            naming = True
            name = _product(value)
            if name in ("*", PRODUCT.lower()):
                members.add(name)
                groups.setdefault(name, [])
            continue
        naming = False
        for member in members:
            if value:
                groups[member].append(f"{field}: {value}")
    rules = groups.get(PRODUCT.lower(), groups.get("*"))
    return "\n".join([f"User-agent: {PRODUCT}", *rules]) if rules else ""


def _product(value: str) -> str:
    """The product that a User-agent line names: its first letters, without version and address."""
    if value.startswith("*"):
        return "*"
    end = next((index for index, letter in enumerate(value) if not (letter.isalpha() or letter in "-_")), len(value))
    return value[:end].lower()


def _delay(seconds: float | None) -> timedelta | None:
    """A crawl delay within reason."""
    if seconds is None or not math.isfinite(seconds) or seconds <= 0:
        return None
    return min(timedelta(seconds=min(seconds, 1e6)), MAXIMUM_CRAWL_DELAY)
