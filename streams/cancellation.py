"""Making sure that a task which was told to end does end.

Up to Python 3.11, ``asyncio.wait_for`` swallows a cancellation that arrives in the same turn of the event loop as the
result it waits for, and redis-py sends every command through it. A loop that goes on afterwards never ends. The task
still knows that it was cancelled; whoever loops around such a call asks here. Source: CPython issue 86296.
"""

import asyncio


def obey_cancellation() -> None:
    """Raise CancelledError if the present task was cancelled and somebody swallowed that."""
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError
