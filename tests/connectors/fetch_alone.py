"""Fetches URLs in a process of its own and prints what came of each and by how much the process grew at its peak.

Run as ``python -m tests.connectors.fetch_alone URL...``; prints a JSON list of ``[result, growth in bytes]``.
"""

import asyncio
import json
import resource
import sys
from pathlib import Path

from connectors.connector import NOTHING_REMEMBERED
from connectors.web.fetching import Fetched, FetchFailed, HttpFetcher, open_session
from streams.clock import SystemClock

STATUS = Path("/proc/self/status")


def peak() -> int:
    """The most memory that the process ever had, in bytes. On Linux, rusage would count the parent's too."""
    if STATUS.exists():
        [line] = [line for line in STATUS.read_text().splitlines() if line.startswith("VmHWM:")]
        return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


async def main(urls: list[str]) -> None:
    found = []
    async with open_session("0.0.0", allow_addresses=("127.0.0.0/8",)) as session:
        before = peak()
        for url in urls:
            result = await HttpFetcher(url, session, SystemClock()).fetch(NOTHING_REMEMBERED)
            match result:
                case Fetched(body=body):
                    said = f"{len(body)} bytes"
                case FetchFailed(reason=reason):
                    said = reason
                case _:
                    said = "not modified"
            found.append((said, peak() - before))
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
