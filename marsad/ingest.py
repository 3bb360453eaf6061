"""``marsad ingest``: push text files through the pipeline and show what became of them."""

import asyncio
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from connectors.sources.text import article_from_text
from marsad import report, services
from marsad.config import Configuration
from marsad.options import Options
from marsad.services import Platform, Surroundings
from streams.engines import Engine
from streams.errors import BadRecord, MarsadError, SetupError
from streams.records import Alert, Article, TaggedArticle, decode
from streams.topics import ALERTS, ARTICLES, TAGGED

SOURCE: Final = "ingest"
"""The source that ingested articles carry."""
_LOOK_EVERY_SECONDS: Final = 0.1
_PATIENCE_SECONDS: Final = 60.0
"""How long nothing may move before we say so."""
_AFTER_TAGGING_SECONDS: Final = 0.5
"""Workers elsewhere publish alerts right after the tagged article; so long we wait for them."""


async def ingest(configuration: Configuration, options: Options, files: Sequence[Path], *, as_json: bool) -> int:
    """Publish the files as articles, wait until they are tagged and matched, and print the outcome.

    Raises SetupError for a file that cannot be read, before anything is published.
    """
    articles = [_article(path) for path in files]
    surroundings = services.surroundings(Console(stderr=as_json))
    async with services.opened(configuration, options, surroundings, beside=True) as platform:
        engine = platform.engine
        tagged_from, alerts_from = await engine.end(TAGGED), await engine.end(ALERTS)
        async with _handling(configuration, options, platform, surroundings):
            await engine.publish(ARTICLES, articles)
            tagged = await _tagged(engine, tagged_from, articles)
            await _settled(platform, surroundings)
            alerts = [decode(Alert, stored.value) async for stored in engine.read(ALERTS, alerts_from)]
    report.ingested([tagged[article.id] for article in articles], alerts, as_json=as_json)
    return 0


def _article(path: Path) -> Article:
    """The article in a text file. Raises SetupError."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise SetupError(f"{path}: cannot be read: {error.strerror}; mend the path or its permissions") from error
    try:
        return article_from_text(content, path, datetime.now(UTC), source=SOURCE, publisher=path.name)
    except BadRecord as error:
        raise SetupError(str(error)) from error


@asynccontextmanager
async def _handling(
    configuration: Configuration, options: Options, platform: Platform, surroundings: Surroundings
) -> AsyncIterator[None]:
    """Run the stages meanwhile, unless another process does."""
    if platform.attended:
        yield
        return
    async with services.groups(configuration, options, platform, surroundings) as groups:
        carrying = asyncio.create_task(platform.engine.run(groups), name="engine")
        try:
            yield
        finally:
            carrying.cancel()
            await asyncio.wait((carrying,))


async def _tagged(engine: Engine, start: str, articles: Sequence[Article]) -> dict[str, TaggedArticle]:
    """The tagged articles by id, once all are there. Raises MarsadError if nothing moves for too long."""
    wanted = {article.id for article in articles}
    found: dict[str, TaggedArticle] = {}
    position, still = start, 0.0
    columns = (TextColumn("tagging"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, transient=True, disable=not sys.stderr.isatty(), console=Console(stderr=True)) as progress:
        task = progress.add_task("", total=len(wanted))
        while len(found) < len(wanted):
            before = position
            async for stored in engine.read(TAGGED, position):
                position = stored.position
                item = decode(TaggedArticle, stored.value)
                if item.article.id in wanted:
                    found[item.article.id] = item
            progress.update(task, completed=len(found))
            still = 0.0 if position != before else still + _LOOK_EVERY_SECONDS
            if still > _PATIENCE_SECONDS:
                missing = len(wanted) - len(found)
                raise MarsadError(
                    f"{missing} of {len(wanted)} articles were not tagged within {_PATIENCE_SECONDS:.0f} s; they stand"
                    " on the topic and are handled once the stages run; look into 'marsad dead-letters list' too"
                )
            await asyncio.sleep(_LOOK_EVERY_SECONDS)
    return found


async def _settled(platform: Platform, surroundings: Surroundings) -> None:
    """Wait until what follows from the tagged articles is delivered, or for as long as patience lasts."""
    if platform.attended:
        await surroundings.clock.sleep(_AFTER_TAGGING_SECONDS)
        return
    waited = 0.0
    while any(lag.records for lag in await platform.engine.lags()):
        if waited > _PATIENCE_SECONDS:
            sys.stderr.write("Some deliveries still wait for their channel; the next 'marsad run' goes on with them.\n")
            return
        await surroundings.clock.sleep(_LOOK_EVERY_SECONDS)
        waited += _LOOK_EVERY_SECONDS
