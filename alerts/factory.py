"""From the settings of the receivers to channels that can be written to."""

import asyncio
from collections.abc import Iterable, Mapping
from typing import Final

import aiohttp
from rich.console import Console

from alerts.channel import Channel, Receiver
from alerts.channels.console import ConsoleChannel
from alerts.channels.email import EmailChannel
from alerts.channels.slack import SlackChannel
from alerts.channels.webhook import WebhookChannel
from alerts.pace import Pace
from alerts.settings import (
    ConsoleSettings,
    EmailSettings,
    ReceiverSettings,
    SlackSettings,
    WebhookSettings,
    channel_names,
)
from streams.clock import Clock

_MAIL_CONNECTIONS: Final = 4
"""How many connections are open to one mail server at once; servers of providers take few."""

_WEBHOOK_REQUESTS: Final = 8
"""How many requests are on their way to one address at once: what a crash can leave without an answer."""


class _Builder:
    """Makes the channels; those that lead to the same place share its limits."""

    def __init__(
        self, session: aiohttp.ClientSession, clock: Clock, console: Console, environment: Mapping[str, str]
    ) -> None:
        self._session = session
        self._clock = clock
        self._console = console
        self._environment = environment
        self._paces: dict[tuple[str, str, str], Pace] = {}
        self._requests: dict[str, asyncio.Semaphore] = {}
        self._servers: dict[tuple[str, int, str | None], asyncio.Semaphore] = {}

    def channels(
        self, settings: ConsoleSettings | SlackSettings | EmailSettings | WebhookSettings
    ) -> Iterable[Channel]:
        names = channel_names(settings)
        if isinstance(settings, ConsoleSettings):
            yield ConsoleChannel(names[0], self._console, self._environment)
        elif isinstance(settings, SlackSettings):
            yield SlackChannel(settings, names[0], self._session, self._clock, self._pace(settings))
        elif isinstance(settings, WebhookSettings):
            requests = self._requests.setdefault(settings.url.get_secret_value(), asyncio.Semaphore(_WEBHOOK_REQUESTS))
            yield WebhookChannel(settings, names[0], self._session, self._clock, requests)
        else:
            key = (settings.host, settings.effective_port, settings.username)
            connections = self._servers.setdefault(key, asyncio.Semaphore(_MAIL_CONNECTIONS))
            for name, address in zip(names, settings.to, strict=True):
                yield EmailChannel(settings, name, address, connections)

    def _pace(self, settings: SlackSettings) -> Pace:
        key = (settings.api_url, settings.token.get_secret_value(), settings.channel)
        if key not in self._paces:
            self._paces[key] = Pace(self._clock, settings.pace.total_seconds())
        return self._paces[key]


def build_receivers(
    settings: Iterable[ReceiverSettings],
    session: aiohttp.ClientSession,
    clock: Clock,
    console: Console,
    environment: Mapping[str, str],
) -> list[Receiver]:
    """The receivers with their channels. ``session`` is :func:`alerts.channels.http.open_session`'s; it stays open."""
    builder = _Builder(session, clock, console, environment)
    return [
        Receiver(receiver.id, tuple(channel for one in receiver.channels for channel in builder.channels(one)))
        for receiver in settings
    ]


async def close_receivers(receivers: Iterable[Receiver]) -> None:
    """Close every channel."""
    for receiver in receivers:
        for channel in receiver.channels:
            await channel.close()
