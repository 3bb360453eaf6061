"""What Faust, mode and aiokafka log, kept out of the way: they write tracebacks for a broker that is merely gone.

The engine says itself what is wrong, once and in a sentence. What the libraries say is one line of our debug log.
"""

import logging
import warnings
from typing import Final

import structlog

logger = structlog.get_logger("marsad.engine.libraries")

_LIBRARIES: Final = ("aiokafka", "faust", "kafka", "mode", "streams.engines.kafka.application")
"""The last is where our subclasses of Faust's services log, since mode names loggers after modules."""


class OneLine(logging.Handler):
    """Hands each record on as one debug line without its traceback."""

    def emit(self, record: logging.LogRecord) -> None:
        """Log the first line of ``record``."""
        first, _, _ = record.getMessage().strip().partition("\n")
        logger.debug(first[:500], library=record.name)


def keep_to_one_line() -> None:
    """Let the libraries' records end in :class:`OneLine`. Calling it again changes nothing."""
    for name in _LIBRARIES:
        library = logging.getLogger(name)
        library.propagate = False
        library.handlers = [OneLine()]
        # Debug records are costly to make; at warning and above Faust takes a slower way through its own code.
        library.setLevel(logging.INFO)
    # mode forgets a sleep when it cancels a service; nothing is wrong then.
    warnings.filterwarnings("ignore", message="coroutine 'sleep' was never awaited", category=RuntimeWarning)
