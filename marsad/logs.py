"""Logging: structlog throughout; for people on a terminal, JSON lines otherwise; on standard error.

What libraries log through the standard library takes the same way. Every event passes the redaction of secrets.
"""

import logging
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any, Final

import structlog

from marsad.secrets import redaction
from streams.errors import SetupError

_LEVELS: Final = {
    "debug": logging.DEBUG,
    "info": logging.INFO,
    "warning": logging.WARNING,
    "error": logging.ERROR,
}
_QUIET: Final = ("aiohttp.access", "aiokafka", "asyncio", "charset_normalizer", "faust", "kafka", "mode", "slack_sdk")
"""Libraries whose chatter below a warning is of no use to whoever runs Marsad."""
_READABLE: Final = (str, int, float, type(None), Mapping, list, tuple)
"""What the redaction sees through; anything else is logged by its repr."""


def configure(environment: Mapping[str, str]) -> None:
    """Set logging up as ``MARSAD_LOG_FORMAT`` and ``MARSAD_LOG_LEVEL`` ask. Raises SetupError for other words."""
    form = environment.get("MARSAD_LOG_FORMAT", "auto").lower()
    level = environment.get("MARSAD_LOG_LEVEL", "info").lower()
    if form not in ("auto", "human", "json"):
        raise SetupError(f"MARSAD_LOG_FORMAT is '{form}'; set it to auto, human or json")
    if level not in _LEVELS:
        raise SetupError(f"MARSAD_LOG_LEVEL is '{level}'; set it to debug, info, warning or error")
    human = form == "human" or (form == "auto" and sys.stderr.isatty())
    shared: list[Any] = [
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="%H:%M:%S" if human else "iso", utc=not human),
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    # Tracebacks become text before the redaction, so that it sees what they hold.
    tail: list[Any] = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.format_exc_info,
        _redact,
    ]
    if human:
        plain = structlog.dev.plain_traceback
        tail += [
            _without_logger,
            structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=plain),
        ]
    else:
        tail.append(structlog.processors.JSONRenderer(ensure_ascii=False))
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=tail))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(_LEVELS[level])
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, _LEVELS[level]))


def _redact(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Take every secret out of an event."""
    return {
        key: redaction.clean(value if isinstance(value, _READABLE) else repr(value)) for key, value in event.items()
    }


def _without_logger(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Leave out what a person at a terminal does not need."""
    event.pop("logger", None)
    event.pop("logger_name", None)
    return event
