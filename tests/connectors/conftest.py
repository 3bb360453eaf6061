"""What the connectors' tests share: a feed server, a session, a clock, Redis."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from redis.asyncio import Redis

from connectors.web.fetching import open_session
from streams.connection import redis_client
from tests.connectors.feeds import FeedServer, feed_server
from tests.virtual_clock import VirtualClock


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    async with feed_server() as running:
        yield running


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with open_session("0.0.0", allow_addresses=("127.0.0.0/8",)) as opened:
        yield opened


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    client = redis_client(redis_url)
    try:
        yield client
    finally:
        await client.aclose()
