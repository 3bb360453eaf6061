"""GDELT's files, from a server of our own that publishes as GDELT does."""

import io
import zipfile
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import md5

import aiohttp
import pytest

from connectors.connector import NOTHING_REMEMBERED, Failed, FeedMemory, NewArticles, Unchanged
from connectors.parsing.entries import Origin
from connectors.sources import gdelt_files
from connectors.sources.gdelt import MAXIMUM_FILE_BYTES, GdeltConnector
from connectors.sources.gdelt_files import (
    DamagedFile,
    GdeltArticles,
    GdeltFilter,
    ListedFile,
    articles_of,
    digits_of,
    language_of,
    newest_file,
)
from connectors.web.fetching import HttpFetcher
from connectors.workers.offloading import Threads
from streams.records import Article
from tests.connectors.contract import ConnectorContract, Source
from tests.connectors.feeds import FeedServer
from tests.virtual_clock import START, VirtualClock

ORIGIN = Origin("gdelt", "gdelt")
MOMENT = START - timedelta(minutes=15)
STEP = timedelta(minutes=15)


def row(title: str = "Talks begin", **given: str) -> str:
    """A row of the Global Knowledge Graph as GDELT writes it."""
    columns = [""] * 27
    columns[0] = given.get("record", f"{digits_of(MOMENT)}-0")
    columns[1] = given.get("date", digits_of(MOMENT))
    columns[2] = given.get("collection", "1")
    columns[3] = given.get("name", "wire.example")
    columns[4] = given.get("url", f"https://wire.example/{title.replace(' ', '-')}")
    columns[25] = given.get("translation", "")
    columns[26] = given.get("extras", f"<PAGE_LINKS>x</PAGE_LINKS><PAGE_TITLE>{title}</PAGE_TITLE>")
    return "\t".join(columns)


def zipped(*rows: str | bytes, name: str = "x.gkg.csv") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        content = b"\n".join(each.encode() if isinstance(each, str) else each for each in rows)
        archive.writestr(name, content + b"\n")
    return out.getvalue()


def read(*rows: str | bytes, wanted: GdeltFilter = GdeltFilter()) -> GdeltArticles:  # noqa: B008  # it is frozen
    found = articles_of(zipped(*rows), wanted, ORIGIN, START)
    assert isinstance(found, GdeltArticles), found
    return found


def one(given: str) -> Article:
    (article,) = read(given).articles
    return article


def test_a_row() -> None:
    extras = (
        "<PAGE_PRECISEPUBTIMESTAMP>20261120113000</PAGE_PRECISEPUBTIMESTAMP>"
        "<PAGE_AUTHORS>A Writer;B Writer</PAGE_AUTHORS>"
        "<PAGE_TITLE>&#x645;&#x62D;&#x627;&#x62F;&#x62B;&#x627;&#x62A; &amp; talks</PAGE_TITLE>"
    )
    article = one(row(extras=extras, translation="srclc:ara;eng:GT-ARA 1.0", url="https://wire.example/1?utm_source=x"))
    assert article.title == "محادثات & talks"
    assert article.language == "ar"
    assert (article.source, article.publisher) == ("gdelt", "wire.example")
    assert article.published_at == datetime(2026, 11, 20, 11, 30, tzinfo=UTC)
    assert article.canonical_url == "https://wire.example/1"
    assert article.fetched_at == START
    assert article.extra["author"] == "A Writer, B Writer"


@pytest.mark.parametrize(
    ("given", "published"),
    [
        pytest.param(row(), MOMENT, id="the moment of the file, without a precise one"),
        pytest.param(row(date="nonsense"), None, id="a date that is none"),
        pytest.param(row(date=digits_of(START + timedelta(days=1))), START, id="never after the fetch"),
    ],
)
def test_dates(given: str, published: datetime | None) -> None:
    assert one(given).published_at == published


@pytest.mark.parametrize(
    ("translation", "language"),
    [
        pytest.param("", "en", id="what was not translated is English"),
        pytest.param("srclc:ara;eng:GT-ARA 1.0", "ar", id="Arabic"),
        pytest.param("srclc:fas;eng:GT-FAS 1.0", "fa", id="Persian"),
        pytest.param("srclc:zho;eng:Moses 2.1.1 / MosesCore", "zh", id="Chinese"),
        pytest.param("srclc:xxq;eng:x", "xxq", id="an unknown code stays as it is"),
        pytest.param("what is this", "en", id="nonsense"),
    ],
)
def test_languages(translation: str, language: str) -> None:
    assert language_of(translation) == language


@pytest.mark.parametrize(
    ("wanted", "titles"),
    [
        pytest.param(GdeltFilter(), ["A", "B", "C"], id="everything"),
        pytest.param(GdeltFilter(languages=("ar",)), ["B"], id="a language"),
        pytest.param(GdeltFilter(languages=("AR", "ur")), ["B", "C"], id="several, in capitals too"),
        pytest.param(GdeltFilter(domains=("wire.example",)), ["A", "B"], id="a domain and those below it"),
        pytest.param(GdeltFilter(languages=("en",), domains=("other.example",)), [], id="both must hold"),
    ],
)
def test_filters(wanted: GdeltFilter, titles: list[str]) -> None:
    rows = (
        row("A", url="https://wire.example/a"),
        row("B", url="https://AR.wire.example/b", translation="srclc:ara;x"),
        row("C", url="https://notwire.example/c", translation="srclc:urd;x"),
    )
    assert [article.title for article in read(*rows, wanted=wanted).articles] == titles


@pytest.mark.parametrize(
    ("given", "unreadable"),
    [
        pytest.param("one\ttwo", 1, id="too few columns"),
        pytest.param(row(url="a broadcast"), 1, id="no web address"),
        pytest.param(row(collection="2", url="A newspaper, page 4"), 0, id="a citation is no fault"),
        pytest.param("", 0, id="an empty row"),
    ],
)
def test_rows_that_are_left_out(given: str, unreadable: int) -> None:
    found = read(given, row("Good"), b"\xff\xfe bytes that are no text")
    assert [article.title for article in found.articles] == ["Good"]
    assert found.unreadable == unreadable + 1


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("x.csv", "w") as file:
        for _ in range(40):
            file.write((b"\t" * 99 + b"\n") * 10_000)
    return out.getvalue()


def two_files() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a", b"")
        archive.writestr("b", b"")
    return out.getvalue()


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        pytest.param(bomb(), "unpacks to more than", id="a bomb"),
        pytest.param(zipped(b"x" * 200_000), "a row of more than", id="a row without end"),
        pytest.param(b"PK no", "no zip file", id="no zip file"),
        pytest.param(b"", "no zip file", id="nothing"),
        pytest.param(zipped(*[row()] * 500)[:-200], "no zip file", id="cut off"),
        pytest.param(two_files(), "2 files instead of one", id="several files"),
    ],
)
def test_damaged_files(monkeypatch: pytest.MonkeyPatch, body: bytes, reason: str) -> None:
    monkeypatch.setattr(gdelt_files, "MAXIMUM_DECOMPRESSED_BYTES", 10_000_000)
    monkeypatch.setattr(gdelt_files, "MAXIMUM_ROW_BYTES", 100_000)
    found = articles_of(body, GdeltFilter(), ORIGIN, START)
    assert isinstance(found, DamagedFile)
    assert reason in found.reason


def test_size_and_digest_are_verified() -> None:
    body = zipped(row())
    right = ListedFile(MOMENT, len(body), md5(body).hexdigest())
    assert isinstance(articles_of(body, GdeltFilter(), ORIGIN, START, right), GdeltArticles)
    for wrong, reason in ((replace(right, size=1), "instead of the 1"), (replace(right, md5="0" * 32), "MD5")):
        found = articles_of(body, GdeltFilter(), ORIGIN, START, wrong)
        assert isinstance(found, DamagedFile)
        assert reason in found.reason


def test_the_listing() -> None:
    digest = "a" * 32
    listing = (
        f"151 {digest} http://data.example/gdeltv2/20261120114500.export.CSV.zip\n"
        f"339 {digest} http://data.example/gdeltv2/20261120114500.mentions.CSV.zip\n"
        f"10768507 {digest} http://data.example/gdeltv2/20261120114500.translation.gkg.csv.zip\n"
    )
    assert newest_file(listing.encode()) == ListedFile(MOMENT, 10768507, digest)
    assert newest_file(b"<html>an error page</html>") is None
    assert newest_file(listing.replace("20261120", "20269920").encode()) is None


@dataclass
class Gdelt:
    """GDELT on loopback. ``publish`` puts a file of each half where GDELT would."""

    server: FeedServer
    moment: datetime = MOMENT
    files: list[str] = field(default_factory=list)

    def publish(self, english: list[str], translated: list[str] | None = None, *, listed: bool = True) -> None:
        halves = {"": english, ".translation": translated or []}
        for infix, titles in halves.items():
            extra = {"translation": "srclc:ara;eng:x"} if infix else {}
            body = zipped(*(row(title, **extra) for title in titles))
            url = self.server.serve(f"/gdeltv2/{digits_of(self.moment)}{infix}.gkg.csv.zip", body)
            if listed:
                listing = f"{len(body)} {md5(body).hexdigest()} {url}\n"
                self.server.serve(f"/gdeltv2/lastupdate{infix.replace('.', '-')}.txt", listing.encode())

    def go_on(self, english: list[str], translated: list[str] | None = None) -> None:
        self.moment += STEP
        self.publish(english, translated)


@pytest.fixture
def gdelt(server: FeedServer) -> Gdelt:
    published = Gdelt(server)
    published.publish(["English one"], ["Arabic one"])
    return published


@pytest.fixture
def connector(gdelt: Gdelt, session: aiohttp.ClientSession, clock: VirtualClock) -> GdeltConnector:
    return GdeltConnector(
        "gdelt",
        timedelta(minutes=5),
        ORIGIN,
        gdelt.server.url("/gdeltv2/"),
        GdeltFilter(),
        lambda address: HttpFetcher(address, session, clock, maximum_bytes=MAXIMUM_FILE_BYTES),
        clock,
        Threads(),
    )


async def poll(connector: GdeltConnector, memory: FeedMemory = NOTHING_REMEMBERED) -> NewArticles:
    found = await connector.poll(memory)
    assert isinstance(found, NewArticles), found
    return found


def titles(found: NewArticles) -> list[str]:
    return [article.title for article in found.articles]


async def test_it_begins_with_the_newest_file_of_each_half(connector: GdeltConnector, gdelt: Gdelt) -> None:
    first = await poll(connector)
    assert titles(first) == ["English one", "Arabic one"]
    assert [article.language for article in first.articles] == ["en", "ar"]
    assert not first.more
    assert isinstance(await connector.poll(first.memory), Unchanged)
    only = await poll(replace(connector, translated=False))
    assert titles(only) == ["English one"]


async def test_after_an_outage_every_file_in_between_is_read(connector: GdeltConnector, gdelt: Gdelt) -> None:
    memory = (await poll(connector)).memory
    for number in range(4):
        gdelt.go_on([f"English {number}"], [f"Arabic {number}"])
    found: list[str] = []
    for more in (True, True, True, False):
        step = await poll(connector, memory)
        assert step.more == more
        found += titles(step)
        memory = step.memory
    assert found == [f"{half} {number}" for number in range(4) for half in ("English", "Arabic")]


async def test_what_is_older_than_a_day_is_named_and_passed_over(connector: GdeltConnector, gdelt: Gdelt) -> None:
    memory = (await poll(connector)).memory
    gdelt.moment += timedelta(days=2)
    gdelt.publish(["New"])
    gdelt.moment -= timedelta(days=1)
    gdelt.publish(["A day old"], listed=False)
    step = await poll(connector, memory)
    assert titles(step) == ["A day old"]
    assert "are not read: they are too old" in step.skipped[0]


async def test_a_file_that_gdelt_left_out(connector: GdeltConnector, gdelt: Gdelt) -> None:
    memory = (await poll(connector)).memory
    gdelt.moment += STEP
    gdelt.go_on(["New"], ["New too"])
    left_out = await poll(connector, memory)
    assert titles(left_out) == []
    assert left_out.more
    assert "GDELT has no file 20261120120000.gkg.csv.zip" in left_out.skipped[0]
    assert titles(await poll(connector, left_out.memory)) == ["New", "New too"]


async def test_a_server_that_fails_loses_no_file(connector: GdeltConnector, gdelt: Gdelt) -> None:
    memory = (await poll(connector)).memory
    gdelt.go_on(["One"], ["Eins"])
    gdelt.go_on(["Two"], ["Zwei"])
    path = f"/gdeltv2/{digits_of(gdelt.moment - STEP)}.gkg.csv.zip"
    good = gdelt.server.handlers[path]
    gdelt.server.serve_status(path, 500)
    half = await poll(connector, memory)
    assert titles(half) == ["Eins"]
    assert "HTTP 500" in half.skipped[0]
    gdelt.server.handlers[path] = good
    assert titles(await poll(connector, half.memory)) == ["One", "Zwei"]


async def test_a_newest_file_that_is_not_whole_is_tried_again(connector: GdeltConnector, gdelt: Gdelt) -> None:
    connector = replace(connector, translated=False)
    path = f"/gdeltv2/{digits_of(MOMENT)}.gkg.csv.zip"
    good = gdelt.server.handlers[path]
    gdelt.server.serve(path, b"half")
    broken = await connector.poll(NOTHING_REMEMBERED)
    assert isinstance(broken, Failed)
    assert "4 bytes instead of" in broken.reason
    gdelt.server.handlers[path] = good
    assert titles(await poll(connector)) == ["English one"]


async def test_an_older_file_that_is_damaged_keeps_nothing_back(connector: GdeltConnector, gdelt: Gdelt) -> None:
    connector = replace(connector, translated=False)
    memory = (await poll(connector)).memory
    gdelt.go_on(["One"])
    gdelt.server.serve(f"/gdeltv2/{digits_of(gdelt.moment)}.gkg.csv.zip", b"damaged")
    gdelt.go_on(["Two"])
    step = await poll(connector, memory)
    assert "is left out: it is no zip file" in step.skipped[0]
    assert titles(await poll(connector, step.memory)) == ["Two"]


class TestContract(ConnectorContract):
    forgets_daily = False

    @pytest.fixture
    async def source(self, clock: VirtualClock, server: FeedServer, session: aiohttp.ClientSession) -> Source:
        gdelt = Gdelt(server, MOMENT - STEP)

        async def write(names: list[str]) -> None:
            gdelt.go_on(names)

        async def break_it() -> None:
            server.serve_status("/gdeltv2/lastupdate.txt", 500)

        await write(["First title", "Second title"])
        connector = GdeltConnector(
            "gdelt",
            timedelta(minutes=5),
            ORIGIN,
            server.url("/gdeltv2/"),
            GdeltFilter(),
            lambda address: HttpFetcher(address, session, clock, maximum_bytes=MAXIMUM_FILE_BYTES),
            clock,
            Threads(),
            translated=False,
        )
        return Source(connector, write, break_it)
