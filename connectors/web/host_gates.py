"""Manners towards hosts for what is not scheduled, such as the pages of articles: within this process."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Final

from streams.clock import Clock

_REMEMBERED: Final = 10_000
"""Hosts whose last request is remembered."""


class NoTurn(Exception):
    """The host's turn does not come in time. The message says why in one clause."""


class _Gate:
    """One host: who may be there at once, when the next may begin, and how many wait or are there."""

    def __init__(self, at_once: int, opens: datetime) -> None:
        self.places = asyncio.Semaphore(at_once)
        self.opens = opens
        self.held_until = opens
        self.waiting = 0
        self.users = 0


class HostGates:
    """At most ``at_once`` requests to a host at the same time, and ``pause`` between their beginnings."""

    def __init__(self, clock: Clock, at_once: int, pause: timedelta) -> None:
        self._clock = clock
        self._at_once = at_once
        self._pause = pause
        self._gates: OrderedDict[str, _Gate] = OrderedDict()

    @asynccontextmanager
    async def turn(self, host: str, by: datetime, pause: timedelta = timedelta(0)) -> AsyncIterator[None]:
        """The host's place, from the moment when it is free. A longer ``pause`` than ours is one that the host wishes.

        Raises NoTurn if that cannot be before ``by``: at once if too many wait already, else when the host is held.
        """
        pause = max(pause, self._pause)
        gate = self._gate(host)
        if max(self._clock.now(), gate.opens) + pause * gate.waiting > by:
            raise _no_turn(host, gate, by)
        gate.users += 1
        try:
            await self._enter(host, gate, by)
            try:
                gate.opens = self._clock.now() + pause
                yield
            finally:
                gate.places.release()
        finally:
            gate.users -= 1

    def hold(self, host: str, until: datetime) -> None:
        """Let nothing begin before ``until``."""
        gate = self._gate(host)
        gate.opens = max(gate.opens, until)
        gate.held_until = max(gate.held_until, until)

    async def _enter(self, host: str, gate: _Gate, by: datetime) -> None:
        """Take a place at the moment that opens the gate."""
        gate.waiting += 1
        try:
            await gate.places.acquire()
            try:
                await self._until_open(host, gate, by)
            except BaseException:
                gate.places.release()
                raise
        finally:
            gate.waiting -= 1

    async def _until_open(self, host: str, gate: _Gate, by: datetime) -> None:
        """Wait for the moment that opens the gate, which others who begin or a hold may put off meanwhile."""
        while (wait := (gate.opens - self._clock.now()).total_seconds()) > 0:
            if gate.opens > by:
                raise _no_turn(host, gate, by)
            await self._clock.sleep(wait)

    def _gate(self, host: str) -> _Gate:
        gate = self._gates.get(host)
        if gate is None:
            gate = self._gates[host] = _Gate(self._at_once, self._clock.now())
            while len(self._gates) > _REMEMBERED:
                if next(iter(self._gates.values())).users:
                    break
                self._gates.popitem(last=False)
        self._gates.move_to_end(host)
        return gate


def _no_turn(host: str, gate: _Gate, by: datetime) -> NoTurn:
    if gate.held_until > by:
        return NoTurn(f"{host} wants fewer requests for now")
    return NoTurn(f"too many pages of {host} are waited for already")
