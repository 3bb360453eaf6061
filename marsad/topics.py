"""``marsad topics``: make sure that the topics exist, and show them."""

import sys

from marsad import report, services
from marsad.config import Configuration
from marsad.options import Options


async def create(configuration: Configuration, options: Options) -> int:
    """Create what is missing, then say what there is."""
    async with services.opened(configuration, options, services.surroundings(), beside=True) as platform:
        names = ", ".join(topic.name for topic in await platform.engine.describe())
    sys.stdout.write(f"The topics exist: {names}.\n")
    return 0


async def describe(configuration: Configuration, options: Options, *, as_json: bool) -> int:
    """Show each topic as it stands."""
    async with services.opened(configuration, options, services.surroundings(), beside=True, existing=True) as platform:
        report.topic_table(await platform.engine.describe(), as_json=as_json)
    return 0
