"""What goes to Redis and comes back: lengths of time as it counts them, and replies as text."""

from datetime import timedelta


def milliseconds(length: timedelta) -> int:
    """``length`` in whole milliseconds, as expiries and moments are given to Redis."""
    return length // timedelta(milliseconds=1)


def text(reply: bytes | str | int) -> str:
    """A reply as text, whichever way the client decodes replies."""
    return reply.decode() if isinstance(reply, bytes) else str(reply)
