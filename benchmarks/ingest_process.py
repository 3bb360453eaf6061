"""What every measuring process of the connectors' benchmark needs: to tell its figures, and to look at itself."""

import json
import resource
from contextlib import suppress
from typing import Any

import psutil


def told(**figures: Any) -> None:
    """A line for the process that started us."""
    print(json.dumps(figures), flush=True)


def processor_seconds() -> dict[int, float]:
    """The processor time of this process and its workers so far, by process."""
    used = {}
    for process in (psutil.Process(), *psutil.Process().children()):
        with suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            used[process.pid] = times.user + times.system
    return used


def processor_seconds_since(before: dict[int, float]) -> float:
    """The processor time since then. What a worker used that has ended meanwhile is not in it."""
    return sum(seconds - before.get(process, 0.0) for process, seconds in processor_seconds().items())


def megabytes() -> dict[str, float]:
    """The proportional memory of this process and of its workers, and the most that this one ever had resident."""
    workers = 0.0
    for process in psutil.Process().children():
        with suppress(psutil.NoSuchProcess):
            workers += process.memory_full_info().pss / 1e6
    own = psutil.Process().memory_full_info().pss / 1e6
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    return {"own_megabytes": own, "workers_megabytes": workers, "peak_megabytes": peak}
