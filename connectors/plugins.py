"""Connectors of third parties: an entry point in the group ``marsad.connectors`` adds a kind.

The entry point has the kind's name and leads to an object with ``settings``, a model whose ``kind`` is that name, and
``build``. Nothing of it is imported before a configuration uses the kind.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Final, Literal, Protocol, cast, get_args, get_origin

import aiohttp

from connectors.connector import Connector
from connectors.subscription import Subscription
from connectors.web.fetching import Fetcher
from connectors.web.robots import RobotsRules
from connectors.workers.offloading import Workers
from streams.clock import Clock
from streams.errors import SetupError
from streams.settings import Settings

GROUP: Final = "marsad.connectors"


@dataclass(frozen=True)
class ConnectorSurroundings:
    """What a connector is built with.

    ``base`` is the folder of the configuration, where relative paths begin. ``fetcher_of`` gives what fetches a URL,
    with all limits and protections and at most so many bytes; ``session`` is for requests of another kind. ``workers``
    run slow functions elsewhere. ``robots`` says which pages a site permits us to read.
    """

    base: Path
    session: aiohttp.ClientSession
    clock: Clock
    workers: Workers
    fetcher_of: Callable[[str, int], Fetcher]
    robots: RobotsRules | None = None


class Plugin(Protocol):
    """What an entry point leads to: a module, a class or an instance."""

    @property
    def settings(self) -> type[Settings]:
        """The model of the kind's settings, with the fields ``kind: Literal["name"]`` and ``id: Identifier``."""

    def build(self, settings: Settings, surroundings: ConnectorSurroundings, /) -> Connector | Subscription:
        """The connector that the settings describe. Must not begin anything."""


def plugin_kinds(found: Iterable[EntryPoint] | None = None) -> dict[str, EntryPoint]:
    """The kinds that are installed, by name. Raises SetupError if two distributions offer the same."""
    kinds: dict[str, EntryPoint] = {}
    for point in entry_points(group=GROUP) if found is None else found:
        other = kinds.setdefault(point.name, point)
        if other != point:
            raise SetupError(
                f"The connector kind {point.name} is offered by {_distribution(other)} and by {_distribution(point)}; "
                "remove one of them."
            )
    return kinds


def load_plugin(point: EntryPoint) -> Plugin:
    """What the entry point leads to. Raises SetupError with the distribution's name if that cannot be used."""
    where = f"The connector kind {point.name} of {_distribution(point)} cannot be used"
    try:
        found = point.load()
    except Exception as error:
        raise SetupError(
            f"{where}: loading {point.value} fails ({type(error).__name__}: {error}); mend or remove it."
        ) from error
    settings = getattr(found, "settings", None)
    if not (isinstance(settings, type) and issubclass(settings, Settings)):
        raise SetupError(f"{where}: {point.value} has no settings that derive from streams.settings.Settings.")
    kind = settings.model_fields.get("kind")
    if kind is None or get_origin(kind.annotation) is not Literal or get_args(kind.annotation) != (point.name,):
        raise SetupError(f'{where}: its settings need the field kind: Literal["{point.name}"].')
    if "id" not in settings.model_fields:
        raise SetupError(f"{where}: its settings need the field id: Identifier.")
    if not callable(getattr(found, "build", None)):
        raise SetupError(f"{where}: {point.value} has no function build.")
    return cast("Plugin", found)


def _distribution(point: EntryPoint) -> str:
    """The distribution that an entry point came with."""
    return f"the distribution {point.dist.name}" if point.dist is not None else f"the module {point.module}"
