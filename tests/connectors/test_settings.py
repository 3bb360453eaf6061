"""What the configuration may say of a connector, and what it hears when it says something else."""

from datetime import timedelta
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from connectors.kinds import ConnectorSettings
from connectors.origins import origin_of
from connectors.settings import FeedSettings, TextSettings

READ: TypeAdapter[Any] = TypeAdapter(ConnectorSettings)


def test_a_connector_is_a_feed_unless_it_says_otherwise() -> None:
    settings = READ.validate_python({"id": "wire", "url": "https://www.wire.example/rss"})
    assert isinstance(settings, FeedSettings)
    assert settings.every is None, "its own rhythm"
    assert origin_of(settings).publisher == "wire.example"


def test_text_files() -> None:
    settings = READ.validate_python({"kind": "text", "id": "folder", "paths": "news/*.txt", "every": "30s"})
    assert isinstance(settings, TextSettings)
    assert settings.paths == ("news/*.txt",)
    assert settings.every == timedelta(seconds=30)
    assert origin_of(settings).publisher == "folder"


@pytest.mark.parametrize(
    ("settings", "name"),
    [
        pytest.param({"id": "wire", "url": "a.xml"}, "wire", id="a file's publisher is the id"),
        pytest.param({"id": "wire", "url": "https://a.example", "publisher": "Wire"}, "Wire", id="as configured"),
    ],
)
def test_publisher(settings: dict[str, Any], name: str) -> None:
    assert origin_of(READ.validate_python(settings)).publisher == name


@pytest.mark.parametrize(
    ("settings", "field", "message"),
    [
        pytest.param({"url": "a.xml"}, "id", "Field required", id="no id"),
        pytest.param({"id": "a b", "url": "a.xml"}, "id", "is no name", id="an id with a space"),
        pytest.param({"id": "a"}, "url", "Field required", id="no URL"),
        pytest.param({"id": "a", "url": ""}, "url", "is empty", id="an empty URL"),
        pytest.param({"id": "a", "url": "ftp://x/y"}, "url", "ftp:// is not supported", id="another scheme"),
        pytest.param({"id": "a", "url": "https:///x"}, "url", "no host", id="a URL without a host"),
        pytest.param({"id": "a", "url": "https://x:y/"}, "url", "not a valid URL", id="a port that is no number"),
        pytest.param({"id": "a", "url": "a", "every": "5"}, "every", "not a duration", id="no unit"),
        pytest.param({"id": "a", "url": "a", "every": "10ms"}, "every", "greater than or equal", id="too often"),
        pytest.param({"id": "a", "url": "a", "language": "العربية"}, "language", "match pattern", id="no language tag"),
        pytest.param({"id": "a", "url": "a", "langauge": "ar"}, "langauge", "not permitted", id="a field misspelt"),
        pytest.param({"id": "a", "url": "a", "time_zone": "Mars/Olympus"}, "time_zone", "no time zone", id="a zone"),
        pytest.param({"id": "a", "url": "a", "backfill": "some"}, "backfill", "or all", id="a backfill"),
        pytest.param({"kind": "opml", "id": "a"}, "path", "Field required", id="a list without a path"),
        pytest.param({"kind": "text", "id": "a", "paths": []}, "paths", "at least 1", id="no paths"),
    ],
)
def test_mistakes(settings: dict[str, Any], field: str, message: str) -> None:
    with pytest.raises(ValidationError) as caught:
        READ.validate_python(settings)
    (fault,) = caught.value.errors()
    assert fault["loc"][-1] == field
    assert message in fault["msg"]


def test_an_unknown_kind_names_the_known_ones() -> None:
    with pytest.raises(ValidationError) as caught:
        READ.validate_python({"kind": "fed", "id": "a", "url": "b"})
    assert caught.value.errors()[0]["type"] == "union_tag_invalid"
    assert "'feed', 'opml', 'text', 'files', 'sitemap'" in str(caught.value)
