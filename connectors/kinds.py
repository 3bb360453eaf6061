"""Every kind of source that ``watch.yml`` can name, those of third parties included."""

from collections.abc import Mapping
from typing import Annotated, Any, Final

from pydantic import Discriminator, InstanceOf, Tag, ValidationError, WrapValidator

from connectors.plugins import load_plugin, plugin_kinds
from connectors.settings import FeedSettings, OpmlSettings, TextSettings
from connectors.source_settings import (
    FilesSettings,
    GdeltSettings,
    KafkaTopicSettings,
    PageListSettings,
    PushSettings,
    SitemapSettings,
)
from streams.errors import SetupError
from streams.settings import Settings

_OURS: Final = frozenset({"feed", "opml", "text", "files", "sitemap", "page_list", "gdelt", "push", "kafka"})
_PLUGIN: Final = "of a plugin"


def _kind(value: Any) -> Any:
    """The kind of a source; ``feed`` if it is not said."""
    kind = value.get("kind", "feed") if isinstance(value, Mapping) else getattr(value, "kind", "feed")
    return _PLUGIN if isinstance(kind, str) and kind not in _OURS and kind in plugin_kinds() else kind


def _of_plugin(value: Any, _: Any) -> Settings:
    """The settings of a third party's kind. Raises ValueError with every fault in one line."""
    if isinstance(value, Settings):
        return value
    try:
        return load_plugin(plugin_kinds()[value["kind"]]).settings.model_validate(value)
    except SetupError as error:
        raise ValueError(str(error)) from error
    except ValidationError as error:
        faults = error.errors(include_url=False, include_input=False)
        words = (f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}".removeprefix(": ") for fault in faults)
        raise ValueError("; ".join(words)) from error


ConnectorSettings = Annotated[
    Annotated[FeedSettings, Tag("feed")]
    | Annotated[OpmlSettings, Tag("opml")]
    | Annotated[TextSettings, Tag("text")]
    | Annotated[FilesSettings, Tag("files")]
    | Annotated[SitemapSettings, Tag("sitemap")]
    | Annotated[PageListSettings, Tag("page_list")]
    | Annotated[GdeltSettings, Tag("gdelt")]
    | Annotated[PushSettings, Tag("push")]
    | Annotated[KafkaTopicSettings, Tag("kafka")]
    | Annotated[InstanceOf[Settings], WrapValidator(_of_plugin), Tag(_PLUGIN)],
    Discriminator(_kind),
]
"""One source of the configuration. ``kind`` decides which; without it, it is a feed."""
