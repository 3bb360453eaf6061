"""``marsad run``: the monitor, from the first connection to a clean end."""

import asyncio
import os
import platform as machine
import signal
from typing import Final

import structlog
from prometheus_client import Info, disable_created_metrics

from connectors.scheduling.runner import Runner
from marsad import __version__, services
from marsad.config import Configuration
from marsad.options import Options
from marsad.reception import receiving
from marsad.report import counted
from marsad.services import Surroundings
from marsad.web import StatusServer
from streams.engines import Engine
from streams.errors import MarsadError

logger = structlog.get_logger("marsad")

BUILD: Final = Info("marsad_build", "The version that runs, and on what.")
_LOOK_EVERY_SECONDS: Final = 0.2
_QUIET_LOOKS: Final = 3
"""How often nothing must be left before ``--once`` believes it: records may be between two topics."""


async def run(configuration: Configuration, options: Options, *, once: bool) -> int:
    """Run until a signal, or until everything is delivered if ``once``. The exit code: 0, or an error is raised."""
    surroundings = services.surroundings()
    work = asyncio.ensure_future(_work(configuration, options, surroundings, once=once))
    stopped = False

    def stop() -> None:
        nonlocal stopped
        if stopped:
            os._exit(130)
        stopped = True
        logger.info("Stopping: what is under way is finished first. Ctrl-C again ends at once.")
        work.cancel()

    loop = asyncio.get_running_loop()
    for signal_number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(signal_number, stop)
    try:
        await work
    except asyncio.CancelledError:
        if not stopped:
            raise
    logger.info("Stopped; nothing is lost.")
    return 0


async def _work(configuration: Configuration, options: Options, surroundings: Surroundings, *, once: bool) -> None:
    """Everything between start and end."""
    disable_created_metrics()  # type: ignore[no-untyped-call]  # the library leaves this one untyped
    BUILD.info({"version": __version__, "python": machine.python_version(), "engine": options.engine})
    surroundings.readiness.starting("pipeline")
    engines: list[Engine] = []
    status = StatusServer(options.http, surroundings.readiness, lambda: engines[0].stuck() if engines else None)
    address = await status.start()
    try:
        async with (
            services.opened(configuration, options, surroundings) as platform,
            services.groups(configuration, options, platform, surroundings) as groups,
            receiving(configuration, options, platform, surroundings) as reception,
        ):
            engines.append(platform.engine)
            logger.info(
                f"Marsad {__version__} watches {counted(len(configuration.feeds), 'feed')}"
                f" with {counted(len(configuration.rules), 'rule')}"
                f" (engine {options.engine}, role {options.role}); metrics at http://{address}/metrics"
            )
            logger.info(
                f"Next: edit {options.config} (feeds, actors, rules, receivers), check it with"
                f" 'marsad check {options.config}', and start again."
            )
            carrying = asyncio.create_task(platform.engine.run(groups), name="engine")
            tasks = [carrying]
            if reception is not None and reception.listening is not None:
                tasks.append(asyncio.create_task(reception.listening.run(), name="listening"))
            if reception is not None and not once:
                tasks.append(asyncio.create_task(reception.runner.run(), name="connectors"))
            if once:
                runner = reception.runner if reception else None
                tasks.append(asyncio.create_task(_once(runner, platform.engine, surroundings), name="once"))
            surroundings.readiness.ready("pipeline")
            await _first_to_end(tasks)
    finally:
        await status.stop()


async def _first_to_end(tasks: list[asyncio.Task[None]]) -> None:
    """Wait for any task to end, then end the others; raise what it raised. A cancellation ends all of them."""
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in reversed(tasks):
            task.cancel()
            await asyncio.wait((task,))
    for task in tasks:
        if not task.cancelled() and (error := task.exception()) is not None:
            if isinstance(error, MarsadError):
                raise error
            raise MarsadError(f"stopped by a fault of its own: {type(error).__name__}: {error}") from error


async def _once(runner: Runner | None, engine: Engine, surroundings: Surroundings) -> None:
    """Poll every source, then wait until nothing is left to handle or to deliver."""
    if runner is not None:
        await runner.run_once()
    quiet = 0
    while quiet < _QUIET_LOOKS:
        await surroundings.clock.sleep(_LOOK_EVERY_SECONDS)
        quiet = quiet + 1 if all(lag.records == 0 for lag in await engine.lags()) else 0
