"""The data directory of the embedded server: who uses it, and where its server listens.

Two locks keep it safe, both released by the kernel however a process ends:

* ``lock`` is held by the Marsad that uses the directory; it names its process and its server's socket.
* ``server.lock`` is handed on to the server itself, so that it is free only when no server writes there any more,
  not even one that outlived a killed Marsad.
"""

import fcntl
import os
import stat
import tempfile
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Final

from redis.asyncio import Redis

from streams.connection import redis_client
from streams.errors import SetupError

_LONGEST_SOCKET_PATH: Final = 100
"""Bytes; the system takes 108 on Linux and 104 on macOS, with the closing zero."""


@dataclass(frozen=True)
class Holder:
    """The process that holds a lock, and the socket that belongs to it."""

    process: int
    socket: Path


class DirectoryLock:
    """An exclusive lock on a file that tells who holds it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    def take(self) -> bool:
        """Take the lock if it is free; whether we hold it now. Raises OSError if the file cannot be written."""
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return False
        except OSError:
            os.close(descriptor)
            raise
        self._descriptor = descriptor
        return True

    def tell(self, holder: Holder) -> None:
        """Write down who holds the lock."""
        assert self._descriptor is not None, "only who holds a lock may write into it"
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, f"{holder.process}\n{holder.socket}\n".encode(), 0)

    @property
    def descriptor(self) -> int:
        """The open file that carries the lock; whoever inherits it holds the lock too."""
        assert self._descriptor is not None, "the lock is not held"
        return self._descriptor

    def holder(self) -> Holder | None:
        """Who holds the lock, or held it last; None if nobody has written it down."""
        try:
            process, socket = self._path.read_text("utf-8").splitlines()
            return Holder(int(process), Path(socket))
        except (OSError, ValueError):
            return None

    def release(self) -> None:
        """Let go of it, if we hold it. A process that inherited it keeps it."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def main_lock(directory: Path) -> DirectoryLock:
    """The lock of the Marsad that uses ``directory``."""
    return DirectoryLock(directory / "lock")


def server_lock(directory: Path) -> DirectoryLock:
    """The lock of the server that writes in ``directory``."""
    return DirectoryLock(directory / "server.lock")


def prepare(directory: Path) -> None:
    """Make sure that ``directory`` exists and can be written. Raises SetupError if not."""
    try:
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryFile(dir=directory):
            pass
    except OSError as error:
        raise SetupError(
            f"cannot write to the data directory {directory}: {error.strerror or error}; choose another with --data"
        ) from error


def socket_path(directory: Path) -> Path:
    """Where the server of ``directory`` listens: in it, or in a private short directory if that path is too long."""
    within = directory.resolve() / "server.sock"
    if len(os.fsencode(within)) <= _LONGEST_SOCKET_PATH:
        return within
    name = blake2b(os.fsencode(within), digest_size=8).hexdigest()
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    for parent in (runtime, tempfile.gettempdir(), "/tmp"):  # noqa: S108 - the directory made in it is ours alone
        if not parent or not Path(parent).is_dir():
            continue
        short = Path(parent) / f"marsad-{os.getuid()}-{name}" / "server.sock"
        if len(os.fsencode(short)) <= _LONGEST_SOCKET_PATH:
            _make_private(short.parent)
            return short
    raise SetupError(f"the path of the data directory {directory} is too long for a socket; choose another with --data")


def connect_running(directory: Path) -> Redis | None:
    """A client for the server of the Marsad that uses ``directory`` now; None if none does."""
    lock = main_lock(directory)
    if not directory.is_dir():
        return None
    try:
        if lock.take():
            lock.release()
            return None
    except OSError as error:
        raise SetupError(f"cannot read the data directory {directory}: {error.strerror or error}") from error
    holder = lock.holder()
    return None if holder is None else redis_client(f"unix://{holder.socket}")


def _make_private(directory: Path) -> None:
    """Create ``directory`` for us alone. Raises SetupError if somebody else made it."""
    try:
        directory.mkdir(mode=0o700, exist_ok=True)
        found = directory.lstat()
    except OSError as error:
        raise SetupError(f"cannot create {directory} for the server's socket: {error.strerror or error}") from error
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or stat.S_IMODE(found.st_mode) & 0o077:
        raise SetupError(f"{directory} is not private to this user: remove it, or choose a shorter path with --data")
