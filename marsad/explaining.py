"""``marsad explain``: find the article that is meant, read it as the monitor does, and show why it is tagged so.

Nothing is kept or published. A page is fetched as those of teasers are: if its site permits robots to.
"""

import asyncio
import sys
from dataclasses import replace
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import msgspec

from connectors.extraction import ExtractedPage, NoArticle, cut_from, extract_page, extract_text
from connectors.parsing.entries import Origin
from connectors.parsing.pooled_parsing import PARSING
from connectors.scheduling.arrivals import PAGES_SECONDS
from connectors.scheduling.page_reader import EXTRACTION_SECONDS, PageReader
from connectors.sources.archive_files import format_of
from connectors.sources.archived_page import NoArticleThere, article_on_page
from connectors.sources.files import read_file
from connectors.sources.text import article_from_text, text_of
from connectors.web.fetching import Fetched, PageFetcher, open_session
from connectors.web.host_gates import HostGates
from connectors.web.http_errors import without_credentials
from connectors.web.robots import RobotsRules
from connectors.workers.offloading import WorkFailed
from connectors.workers.worker_pool import WorkerPool
from marsad import __version__, explain_page, explain_terminal, services
from marsad.config import Configuration
from marsad.explained_values import values
from marsad.explanation import Explanation, Material, explained
from marsad.ingest import SOURCE
from marsad.options import Options
from marsad.report import emit
from marsad.secrets import redaction
from marsad.services import Surroundings
from streams.errors import BadRecord, MarsadError, SetupError
from streams.records import Article, TaggedArticle, decode
from streams.topics import TAGGED

PAGE: Final = "explain.html"
"""Where the page goes if nobody says."""

STANDARD_OUTPUT: Final = "-"
_SHORTEST_PREFIX: Final = 4
_PAGE_BEGINS: Final = (b"<!doctype html", b"<html")


async def explain(
    configuration: Configuration, options: Options, named: str, *, page: str | None, as_json: bool
) -> int:
    """Explain the file, the page or the article of that id: as JSON, as a page in the file ``page``, or here.

    Raises SetupError for what is named wrongly, and MarsadError for a page that cannot be had.
    """
    if page is not None and as_json:
        raise SetupError("--html and --json exclude each other; give one of them")
    material = await found(configuration, options, named)
    explanation = await asyncio.to_thread(explanation_of, configuration, material)
    if as_json:
        emit(values(explanation))
    elif page is not None:
        _write(redaction.clean(explain_page.page(explanation)), page)
    else:
        explain_terminal.show(explanation)
    return 0


def explanation_of(configuration: Configuration, material: Material) -> Explanation:
    """One reading of the article, with all that explains it. Loads the patterns, which takes a second."""
    return explained(material, services.tagger(configuration).read(material.article), configuration.watched)


async def found(configuration: Configuration, options: Options, named: str) -> Material:
    """The article that is meant. Raises SetupError and MarsadError."""
    surroundings = services.surroundings()
    if "://" in named:
        return await _on_the_web(configuration, surroundings, named)
    file = await asyncio.to_thread(_file, named)
    if file is not None:
        return await _in_file(surroundings, *file)
    if not named.isalnum():
        raise SetupError(f"there is no file '{named}'; mend the path, or give a URL or the id of an article")
    return await _on_the_topic(configuration, options, surroundings, named)


def _file(named: str) -> tuple[Path, bytes] | None:
    """The path of the file and what stands in it; None if there is none. Raises SetupError."""
    path = Path(named).absolute()
    if not path.exists():
        return None
    document = read_file(path)
    if not isinstance(document, Fetched):
        raise SetupError(f"{document.reason}; mend the path or its permissions")
    return path, document.body


async def _in_file(surroundings: Surroundings, path: Path, content: bytes) -> Material:
    """The article in a text file, with the id that ``marsad ingest`` gives it, or in a page that was saved."""
    kind = format_of(path)
    if kind in ("jsonl", "warc"):
        raise SetupError(f"{path} holds many articles; ingest it as a feed, then name one of them by its id")
    if kind == "html" or content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_PAGE_BEGINS):
        return await _saved_page(surroundings, path, content)
    try:
        article = article_from_text(content, path, surroundings.clock.now(), source=SOURCE, publisher=path.name)
    except BadRecord as error:
        raise SetupError(str(error)) from error
    text = text_of(content)
    cut = extract_text(text)
    return Material(article, cut_from(text, cut.excluded), cut.kept_whole)


async def _saved_page(surroundings: Surroundings, path: Path, body: bytes) -> Material:
    address = path.as_uri()
    async with WorkerPool(settings=PARSING) as pool:
        try:
            page = await pool.run(extract_page, body, address, "", "", seconds=EXTRACTION_SECONDS, key=f"page {path}")
        except WorkFailed as error:
            raise SetupError(f"{path} cannot be read as a page: {error}; save its text and name that") from error
    material = _of_page(page, address, Origin(SOURCE, SOURCE), surroundings)
    if isinstance(material, NoArticleThere):
        raise SetupError(f"{path}: {material.reason}; save its text and name that")
    publisher = material.article.publisher
    named = msgspec.structs.replace(material.article, publisher=path.name if publisher == SOURCE else publisher)
    return replace(material, article=named)


async def _on_the_web(configuration: Configuration, surroundings: Surroundings, url: str) -> Material:
    """The article on a page, fetched once, politely."""
    fetch, clock = configuration.fetch, surroundings.clock
    shown = without_credentials(url)
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        host = ""
    if not host or not url.startswith(("http://", "https://")):
        raise SetupError(f"'{shown}' is no address of a page; write https://HOST/PATH, or name a file")
    asked = Article(id="", url=url, canonical_url=url, source=host, publisher=host, title="", fetched_at=clock.now())
    async with (
        open_session(__version__, fetch.user_agent, fetch.allow_addresses) as session,
        WorkerPool(settings=PARSING) as pool,
    ):
        reader = PageReader(
            PageFetcher(session, clock),
            RobotsRules(session, clock),
            pool,
            HostGates(clock, fetch.host_at_once, fetch.host_pause),
            clock,
        )
        page = await reader.page(asked, asyncio.get_running_loop().time() + PAGES_SECONDS)
    material = _of_page(page, url, Origin(host, host), surroundings)
    if isinstance(material, NoArticleThere):
        raise MarsadError(f"{shown} gives no article: {material.reason}; save its text and name the file")
    return material


def _of_page(
    page: ExtractedPage | NoArticle, address: str, origin: Origin, surroundings: Surroundings
) -> Material | NoArticleThere:
    if isinstance(page, NoArticle):
        return NoArticleThere(page.reason)
    article = article_on_page(page, address, origin, surroundings.clock.now())
    return article if isinstance(article, NoArticleThere) else Material(article, page.cut, page.kept_whole)


async def _on_the_topic(
    configuration: Configuration, options: Options, surroundings: Surroundings, identifier: str
) -> Material:
    """The article whose id begins so, as it was tagged last."""
    records: dict[str, TaggedArticle] = {}
    if len(identifier) >= _SHORTEST_PREFIX:
        begins = f'"{identifier}'.encode()
        try:
            async with services.opened(configuration, options, surroundings, beside=True, existing=True) as platform:
                async for stored in platform.engine.read(TAGGED):
                    if begins in stored.value:  # decoding takes a hundred times as long
                        record = decode(TaggedArticle, stored.value, limit=TAGGED.maximum_bytes)
                        if record.article.id.startswith(identifier):
                            records[record.article.id] = record
        except SetupError as error:
            raise SetupError(f"there is no file '{identifier}', so it is taken for an article's id: {error}") from error
    if not records:
        kept = TAGGED.retention.total_seconds() / 3600
        raise SetupError(
            f"there is no file '{identifier}' and no tagged article whose id begins so; they are kept"
            f" for {kept:.0f} h, and 'marsad ingest --json' and the alerts tell the ids"
        )
    if len(records) > 1:
        raise SetupError(f"'{identifier}' begins the ids of {len(records)} articles; write more of it")
    record = next(iter(records.values()))
    return Material(record.article, tagged=record)


def _write(document: str, target: str) -> None:
    """Write the page to standard output or to a file. Raises SetupError."""
    if target == STANDARD_OUTPUT:
        sys.stdout.write(document)
        return
    path = Path(target)
    try:
        path.write_text(document, "utf-8")
    except OSError as error:
        raise SetupError(f"{path}: cannot be written: {error.strerror}; mend the path or its permissions") from error
    sys.stdout.write(f"{path} written; open it in a browser.\n")
