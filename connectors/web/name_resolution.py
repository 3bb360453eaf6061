"""Resolving names in threads of its own, so that dead names hold up neither other names nor other work in threads."""

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from aiohttp.abc import AbstractResolver, ResolveResult

THREADS: Final = 32
"""So many names are resolved at once. A name that nobody answers for may hold a thread for half a minute."""


class NameResolver(AbstractResolver):
    """The system's own resolver, with threads of its own. Raises OSError for a name that cannot be resolved."""

    def __init__(self, threads: int = THREADS) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="resolve")

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """All addresses of ``host`` that are fit for TCP."""
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(self._threads, _look_up, host, port, family)
        numeric = socket.AI_NUMERICHOST | socket.AI_NUMERICSERV
        return [
            ResolveResult(hostname=host, host=address, port=port, family=address_family, proto=protocol, flags=numeric)
            for address_family, protocol, address in found
        ]

    async def close(self) -> None:
        """Let the threads go. Those that wait for an answer end by themselves."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def _look_up(host: str, port: int, family: int) -> list[tuple[int, int, str]]:
    """Family, protocol and address of each answer, from the system."""
    try:
        found = socket.getaddrinfo(host, port, family=family, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
    except UnicodeError as error:
        raise socket.gaierror(socket.EAI_NONAME, "it is no name") from error
    return [(address_family, protocol, str(destination[0])) for address_family, _, protocol, _, destination in found]
