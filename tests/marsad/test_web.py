"""The three pages, and the address that they answer at."""

import aiohttp
import pytest

from marsad.web import Address, StatusServer
from streams.errors import SetupError
from streams.readiness import Readiness


@pytest.mark.parametrize(
    ("text", "address"),
    [
        pytest.param("127.0.0.1:9464", Address("127.0.0.1", 9464), id="IPv4"),
        pytest.param("[::1]:9464", Address("::1", 9464), id="IPv6"),
        pytest.param("0.0.0.0:0", Address("0.0.0.0", 0), id="any port"),
        pytest.param("metrics.example:80", Address("metrics.example", 80), id="a name"),
    ],
)
def test_an_address_is_read_and_written_alike(text: str, address: Address) -> None:
    assert Address.parse(text) == address
    assert str(address) == text


@pytest.mark.parametrize(
    "text", ["", "9464", ":9464", "127.0.0.1", "127.0.0.1:", "h:70000", "::1:80", "[::1:80", "h:٣", "h :1"]
)
def test_what_is_no_address(text: str) -> None:
    with pytest.raises(SetupError, match=r"is no address to listen on; write HOST:PORT, such as 127.0.0.1:9464"):
        Address.parse(text)


async def test_the_pages_tell_what_is_in_the_way() -> None:
    readiness, stuck = Readiness(), ""
    server = StatusServer(Address("127.0.0.1", 0), readiness, lambda: stuck or None)
    address = await server.start()
    try:
        async with aiohttp.ClientSession(f"http://{address}") as session:

            async def page(path: str) -> tuple[int, object]:
                async with session.get(path) as answer:
                    return answer.status, await answer.json()

            assert await page("/readyz") == (200, {"status": "ok", "faults": {}})
            readiness.failed("redis", "Redis does not answer.")
            assert await page("/readyz") == (
                503,
                {"status": "not ready", "faults": {"redis": "Redis does not answer."}},
            )
            assert await page("/healthz") == (200, {"status": "ok", "faults": {}})
            stuck = "Nothing moves."
            assert await page("/healthz") == (503, {"status": "not ready", "faults": {"progress": "Nothing moves."}})
            async with session.get("/metrics") as answer:
                assert answer.content_type == "text/plain"
                assert "python_info" in await answer.text()
    finally:
        await server.stop()


async def test_a_port_that_is_taken() -> None:
    first = StatusServer(Address("127.0.0.1", 0), Readiness(), lambda: None)
    address = await first.start()
    try:
        with pytest.raises(SetupError, match=rf"^{address} is taken by another program; stop it or choose another"):
            await StatusServer(address, Readiness(), lambda: None).start()
    finally:
        await first.stop()
