"""Getting documents from files, with the same limits and answers as over HTTP."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from connectors.connector import FeedMemory
from connectors.web.fetching import MAXIMUM_BODY_BYTES, Fetched, FetchFailed, FetchResult


@dataclass(frozen=True)
class FileFetcher:
    """One document from a file. It has no validators: whether it changed, its content tells."""

    path: Path
    maximum_bytes: int = MAXIMUM_BODY_BYTES

    @property
    def address(self) -> str:
        """The path."""
        return str(self.path)

    async def fetch(self, memory: FeedMemory) -> FetchResult:  # noqa: ARG002  # the protocol's; files are read in full
        """Read the file, off the event loop."""
        return await asyncio.to_thread(read_file, self.path, self.maximum_bytes)


def read_file(path: Path, maximum_bytes: int = MAXIMUM_BODY_BYTES) -> Fetched | FetchFailed:
    """The content of a regular file of at most ``maximum_bytes``. Blocks; failures are answers."""
    try:
        if path.exists() and not path.is_file():
            return FetchFailed(f"{path} is not a file")
        with path.open("rb") as file:
            body = file.read(maximum_bytes + 1)
    except FileNotFoundError:
        return FetchFailed(f"the file {path} does not exist")
    except (OSError, ValueError) as error:
        return FetchFailed(f"the file {path} cannot be read ({getattr(error, 'strerror', None) or error})")
    if len(body) > maximum_bytes:
        return FetchFailed(f"the file {path} is larger than the {maximum_bytes} bytes that are read")
    return Fetched(body=body, url="")
