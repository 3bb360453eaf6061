"""Files of articles: JSON Lines, WARC, HTML and text, read a part at a time."""

import gzip
import io
import json
import os
import shutil
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from connectors.connector import NOTHING_REMEMBERED, FeedMemory, NewArticles, Unchanged
from connectors.parsing.entries import Origin
from connectors.sources import archive_budget, archive_files, jsonl_reading, warc_reading
from connectors.sources.archive_files import ArchiveConnector
from connectors.workers.offloading import Threads, WorkFailed
from connectors.workers.pool_workers import PoolWorkers
from connectors.workers.worker_pool import WorkerPool
from streams.records import Article
from tests.connectors.contract import ConnectorContract, Source
from tests.virtual_clock import START, VirtualClock

ORIGIN = Origin("archive", "Archive")
THEN = "2026-10-01T08:30:00+00:00"
PARAGRAPH = "The delegations met in the city on Thursday and agreed to go on with the talks next week, officials said. "


def line(title: str, **fields: Any) -> str:
    return json.dumps({"title": title, "url": f"https://a.example/{title.replace(' ', '-')}", **fields}) + "\n"


def html(title: str) -> bytes:
    return (
        f"<!doctype html><html lang=en><head><meta charset=utf-8><title>{title}</title>"
        f'<meta property="og:title" content="{title}"></head><body><article><h1>{title}</h1>'
        f"{''.join(f'<p>{PARAGRAPH * 3}</p>' for _ in range(3))}</article></body></html>"
    ).encode()


def warc(*pages: tuple[str, bytes], compressed: bool = True, status: str = "200 OK", kind: str = "text/html") -> bytes:
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=compressed)
    for url, body in pages:
        headers = StatusAndHeaders(status, [("Content-Type", f"{kind}; charset=utf-8")], protocol="HTTP/1.1")
        writer.write_record(
            writer.create_warc_record(
                url,
                "response",
                payload=io.BytesIO(body),
                http_headers=headers,
                warc_headers_dict={"WARC-Date": "2026-10-01T08:30:00Z"},
            )
        )
    return out.getvalue()


@pytest.fixture
def connector(tmp_path: Path, clock: VirtualClock) -> ArchiveConnector:
    return ArchiveConnector("archive", timedelta(minutes=5), ORIGIN, tmp_path, ("**/*",), clock, Threads())


async def read(connector: ArchiveConnector, memory: FeedMemory = NOTHING_REMEMBERED) -> NewArticles:
    poll = await connector.poll(memory)
    assert isinstance(poll, NewArticles), poll
    return poll


async def read_all(connector: ArchiveConnector) -> tuple[list[Article], list[str], int]:
    """Every article, everything that was skipped, and how many polls it took."""
    articles: list[Article] = []
    skipped: list[str] = []
    polls, memory = 0, NOTHING_REMEMBERED
    while True:
        poll = await read(connector, memory)
        polls += 1
        articles += poll.articles
        skipped += poll.skipped
        memory = poll.memory
        if not poll.more:
            assert isinstance(await connector.poll(memory), Unchanged)
            return articles, skipped, polls


def titles(articles: list[Article] | tuple[Article, ...]) -> list[str]:
    return [article.title for article in articles]


async def test_every_format_by_its_name(connector: ArchiveConnector, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("From text\n\nBody")
    (tmp_path / "b.html").write_bytes(html("From a page of HTML"))
    (tmp_path / "c.jsonl").write_text(line("From JSON", body="Body", publisher="Wire", language="en"))
    (tmp_path / "d.warc.gz").write_bytes(warc(("https://w.example/1", html("From a packed WARC file"))))
    (tmp_path / "e.warc").write_bytes(warc(("https://w.example/2", html("From a plain WARC file")), compressed=False))
    (tmp_path / "f.bin").write_bytes(b"what is this")
    articles, skipped, _ = await read_all(connector)
    assert titles(articles) == [
        "From text",
        "From a page of HTML",
        "From JSON",
        "From a packed WARC file",
        "From a plain WARC file",
    ]
    assert [article.url for article in articles[1:]] == [
        (tmp_path / "b.html").as_uri(),
        "https://a.example/From-JSON",
        "https://w.example/1",
        "https://w.example/2",
    ]
    assert {article.fetched_at for article in articles} == {START}
    assert [article.publisher for article in articles[:3]] == ["Archive", "Archive", "Wire"]
    assert "The delegations met" in articles[3].body
    assert skipped == [f"{tmp_path / 'f.bin'}: its name does not say what it holds; set format"]


async def test_replay_gives_everything_its_own_time(connector: ArchiveConnector, tmp_path: Path) -> None:
    connector = replace(connector, replay=True)
    (tmp_path / "c.jsonl").write_text(
        line("Fetched then", fetched_at=THEN)
        + line("Published then", published_at=THEN)
        + line("Both", fetched_at="2026-10-02T00:00:00Z", published_at=THEN)
        + line("Undated")
        + line("To come", fetched_at="2030-01-01T00:00:00Z")
    )
    (tmp_path / "d.warc.gz").write_bytes(warc(("https://w.example/1", html("From a packed WARC file"))))
    (tmp_path / "a.txt").write_text("From text\n\nBody")
    (tmp_path / "b.html").write_bytes(html("From a page of HTML"))
    written = datetime(2026, 9, 1, tzinfo=UTC)
    for name in ("a.txt", "b.html"):
        os.utime(tmp_path / name, (written.timestamp(), written.timestamp()))
    articles, _, _ = await read_all(connector)
    then = datetime.fromisoformat(THEN)
    assert {article.title: article.fetched_at for article in articles} == {
        "Fetched then": then,
        "Published then": then,
        "Both": datetime(2026, 10, 2, tzinfo=UTC),
        "Undated": START,
        "To come": START,
        "From a packed WARC file": then,
        "From text": written,
        "From a page of HTML": written,
    }
    assert titles(articles)[:2] == ["From text", "From a page of HTML"]  # in the order of their times


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(b'{"title": \n', "the line is no JSON", id="broken JSON"),
        pytest.param(b"[1, 2]\n", "the article is a list, not an object", id="no object"),
        pytest.param(b'{"headline": "x"}\n', "has neither title nor text", id="nothing that we know"),
        pytest.param(b'{"title": "\xff"}\n', "the line is no JSON", id="no UTF-8"),
        pytest.param(b"[" * 100_000 + b"\n", "nested too deeply", id="nested too deeply"),
        pytest.param(
            b'{"title": "' + b"x" * jsonl_reading.MAXIMUM_LINE_BYTES + b'"}\n', "is longer than", id="too long"
        ),
    ],
)
async def test_a_bad_line_is_named_and_the_others_go_on(
    connector: ArchiveConnector, tmp_path: Path, content: bytes, reason: str
) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(line("First title").encode() + b"\n" + content + line("Second title").encode())
    articles, (sentence,), _ = await read_all(connector)
    assert titles(articles) == ["First title", "Second title"]
    assert sentence.startswith(f"{path}, line 3: ")
    assert reason in sentence


async def test_a_file_that_grows_is_read_from_where_it_ended(connector: ArchiveConnector, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(line("First title"))
    first = await read(connector)
    with path.open("a") as file:
        file.write(line("Second title") + line("Third title")[:-20])
    second = await read(connector, first.memory)
    assert titles(second.articles) == ["Second title"]
    assert "line 3: the line is cut off" in second.skipped[0]
    assert isinstance(await connector.poll(second.memory), Unchanged)
    with path.open("a") as file:
        file.write(line("Third title")[-20:])
    third = await read(connector, second.memory)
    assert titles(third.articles) == ["Third title"]


async def test_a_last_line_without_an_end_counts_if_it_is_whole(connector: ArchiveConnector, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(line("First title").rstrip("\n"))
    articles, skipped, _ = await read_all(connector)
    assert (titles(articles), skipped) == (["First title"], [])


async def test_another_file_of_the_same_name_is_read_from_its_beginning(
    connector: ArchiveConnector, tmp_path: Path
) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(line("First title"))
    first = await read(connector)
    path.write_text(line("Another title that is longer") + line("Second title"))
    second = await read(connector, first.memory)
    assert titles(second.articles) == ["Another title that is longer", "Second title"]


async def test_a_growing_warc(connector: ArchiveConnector, tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    one, two = (warc((f"https://w.example/{n}", html(f"The title of number {n}"))) for n in (1, 2))
    path.write_bytes(one + two[:-40])
    first = await read(connector)
    assert titles(first.articles) == ["The title of number 1"]
    assert "record 2 at byte" in first.skipped[0]
    assert "cut off" in first.skipped[0]
    path.write_bytes(one + two)
    second = await read(connector, first.memory)
    assert titles(second.articles) == ["The title of number 2"]


@pytest.mark.parametrize("compressed", [pytest.param(True, id="packed"), pytest.param(False, id="plain")])
async def test_a_damaged_record_is_named_and_the_others_go_on(
    connector: ArchiveConnector, tmp_path: Path, compressed: bool
) -> None:
    parts = [
        warc((f"https://w.example/{number}", html(f"The title of number {number}")), compressed=compressed)
        for number in range(3)
    ]
    parts[1] = parts[1][:5] + b"x" * 60 + parts[1][65:]
    (tmp_path / "a.warc").write_bytes(b"".join(parts))
    articles, skipped, _ = await read_all(connector)
    assert titles(articles) == ["The title of number 0", "The title of number 2"]
    assert f"record 2 at byte {len(parts[0])}: it is damaged" in skipped[0]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(warc(("https://w.example/x", b"no"), status="404 Not Found"), id="an error page"),
        pytest.param(warc(("https://w.example/x", b"\x89PNG"), kind="image/png"), id="a picture"),
        pytest.param(b"", id="nothing"),
    ],
)
async def test_what_is_no_page_is_passed_over_in_silence(
    connector: ArchiveConnector, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "a.warc").write_bytes(content)
    assert await read_all(connector) == ([], [], 1)


async def test_a_warc_that_is_compressed_as_a_whole(connector: ArchiveConnector, tmp_path: Path) -> None:
    pages = [(f"https://w.example/{number}", html("The title of a page")) for number in range(3)]
    (tmp_path / "a.warc.gz").write_bytes(gzip.compress(warc(*pages, compressed=False)))
    _, skipped, _ = await read_all(connector)
    assert "warcio recompress" in skipped[-1]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"WARC/1.0\r\nX: " + b"x" * 100_000_000, id="a header without end"),
        pytest.param(b"WARC/1.0\r\n" + b"X: x\r\n" * 10_000_000, id="headers without end"),
    ],
)
async def test_headers_are_limited(connector: ArchiveConnector, tmp_path: Path, content: bytes) -> None:
    good = warc(("https://w.example/1", html("The title of a page")))
    (tmp_path / "a.warc.gz").write_bytes(gzip.compress(content) + good)
    tracemalloc.start()
    try:
        articles, skipped, _ = await read_all(connector)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert titles(articles) == ["The title of a page"]
    assert "is damaged" in skipped[0]
    assert most < 80_000_000


async def test_a_page_that_is_too_large(
    connector: ArchiveConnector, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(warc_reading, "MAXIMUM_PAGE_BYTES", 10_000)
    pages = [("https://w.example/1", b"x" * 100_000), ("https://w.example/2", html("The title of a page"))]
    (tmp_path / "a.warc.gz").write_bytes(warc(*pages))
    articles, skipped, _ = await read_all(connector)
    assert titles(articles) == ["The title of a page"]
    assert "https://w.example/1 is larger than" in skipped[0]


@pytest.mark.parametrize(
    "write",
    [
        pytest.param(
            lambda path: path.with_suffix(".jsonl").write_text("".join(map(line, "abcdefg"))), id="JSON Lines"
        ),
        pytest.param(
            lambda path: [(path.parent / f"{name}.txt").write_text(name) for name in "abcdefg"], id="text files"
        ),
    ],
)
async def test_a_poll_reads_only_so_much(
    connector: ArchiveConnector, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write: Callable[[Path], object]
) -> None:
    monkeypatch.setattr(archive_files, "Budget", lambda seconds: archive_budget.Budget(seconds, articles=3))
    write(tmp_path / "a")
    articles, skipped, polls = await read_all(connector)
    assert (titles(articles), skipped, polls) == (list("abcdefg"), [], 3)


@pytest.mark.parametrize("limit", [{"pages": 2}, {"size": 3_000}, {"time": 0.0}], ids=str)
async def test_every_limit_ends_a_poll_and_loses_nothing(
    connector: ArchiveConnector, tmp_path: Path, limit: dict[str, Any]
) -> None:
    pages = [(f"https://w.example/{number}", html(f"The title of number {number}")) for number in range(5)]
    path = tmp_path / "a.warc.gz"
    path.write_bytes(warc(*pages))
    ticks = iter(range(1_000))
    place, found = archive_files.Place(), []
    for polls in range(1, 20):  # noqa: B007  # read after the loop
        budget = archive_budget.Budget(lambda: float(next(ticks)), **{"time": 100.0, **limit})
        part = warc_reading.read_warc(path, place, budget)
        found += part.pieces
        place = part.place
        if part.ended:
            break
    assert polls > 1
    assert [piece.url for piece in found if isinstance(piece, archive_files.Page)] == [url for url, _ in pages]


async def test_a_large_file_is_never_whole_in_memory(
    connector: ArchiveConnector, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Forty megabytes, of which a poll holds one."""
    monkeypatch.setattr(archive_files, "Budget", lambda seconds: archive_budget.Budget(seconds, size=1_000_000))
    with (tmp_path / "a.jsonl").open("w") as file:
        for number in range(400):
            file.write(line(f"Title {number}", body="x" * 100_000))
    tracemalloc.start()
    try:
        poll = await read(connector)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert poll.more
    assert most < 8_000_000


async def test_a_worker_that_fails_costs_one_page(connector: ArchiveConnector, tmp_path: Path) -> None:
    class Failing(Threads):
        async def __call__(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
            raise WorkFailed("it was not done after 5 s")

    (tmp_path / "a.html").write_bytes(html("The title of a page"))
    (tmp_path / "b.txt").write_text("From text")
    articles, skipped, _ = await read_all(replace(connector, workers=Failing()))
    assert titles(articles) == ["From text"]
    assert skipped == [f"{tmp_path / 'a.html'}: it was not done after 5 s"]


async def test_pages_are_read_by_workers(connector: ArchiveConnector, tmp_path: Path) -> None:
    (tmp_path / "a.warc").write_bytes(warc(("https://w.example/1", html("From a packed WARC file"))))
    async with WorkerPool() as pool:
        articles, skipped, _ = await read_all(replace(connector, workers=PoolWorkers(pool, 30.0)))
    assert (titles(articles), skipped) == (["From a packed WARC file"], [])


async def test_a_file_that_may_not_be_read_is_tried_again(connector: ArchiveConnector, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.mkdir()
    inner = path / "b.jsonl"
    inner.symlink_to(inner)  # a loop: cannot be opened by anybody
    (tmp_path / "c.txt").write_text("From text")
    assert titles((await read(connector)).articles) == ["From text"]


async def test_many_faults_are_summed_up(connector: ArchiveConnector, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("no\n" * 500)
    poll = await read(connector)
    assert len(poll.skipped) == archive_files.MAXIMUM_SKIPPED + 1
    assert poll.skipped[-1] == "450 more like these"


async def test_the_format_can_be_said(connector: ArchiveConnector, tmp_path: Path) -> None:
    (tmp_path / "export.log").write_text(line("First title"))
    articles, _, _ = await read_all(replace(connector, format="jsonl"))
    assert titles(articles) == ["First title"]


class TestContract(ConnectorContract):
    forgets_daily = False

    @pytest.fixture
    async def source(self, clock: VirtualClock, tmp_path: Path) -> Source:
        folder = tmp_path / "news"

        async def write(names: list[str]) -> None:
            folder.mkdir(exist_ok=True)
            (folder / "a.jsonl").write_text("".join(map(line, names)))

        async def break_it() -> None:
            shutil.rmtree(folder)

        await write(["First title", "Second title"])
        return Source(
            ArchiveConnector("archive", timedelta(minutes=5), ORIGIN, tmp_path, ("news/*",), clock, Threads()),
            write,
            break_it,
        )
