"""Whether the process can do its work now, and what is in the way if not. Read by ``/readyz``."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import structlog

logger = structlog.get_logger("marsad.readiness")


@dataclass
class Readiness:
    """What each part says of itself. A part that has said nothing yet is expected to be starting.

    A fault is logged once when it begins and once when it ends, never again in between.
    """

    _faults: dict[str, str] = field(default_factory=dict)

    def starting(self, part: str) -> None:
        """``part`` exists and is not ready yet."""
        self._faults.setdefault(part, "starting")

    def ready(self, part: str) -> None:
        """``part`` works."""
        fault = self._faults.pop(part, None)
        if fault not in (None, "starting"):
            logger.info(f"{part} works again.", part=part)

    def failed(self, part: str, reason: str) -> None:
        """``part`` cannot work, and why: one sentence without a traceback."""
        if self._faults.get(part) in (None, "starting"):
            logger.warning(reason, part=part)
        self._faults[part] = reason

    @property
    def faults(self) -> Mapping[str, str]:
        """What is in the way, by part; empty when ready."""
        return dict(self._faults)
