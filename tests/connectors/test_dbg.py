import tests.connectors.test_runner as tr
from tests.connectors.test_runner import world, ScriptedConnector, found, EVERY, asyncio

async def test_dbg(world):
    stuck_now = asyncio.Event()
    async def hang():
        stuck_now.set()
        await asyncio.Event().wait()
    stuck = ScriptedConnector("stuck", [hang]); wire = ScriptedConnector("wire", [found("a")])
    task = asyncio.create_task(world.runner(stuck, wire, at_once=2).run())
    await stuck_now.wait()
    for polls in range(1, 5):
        await world.clock.until_sleeping(1)
        print(polls, len(wire.memories))
        world.clock.advance(EVERY)
    task.cancel()
    await asyncio.wait([task], timeout=3)
    [print("TASK", t) for t in asyncio.all_tasks()]
    print(task)
    assert task.done()
