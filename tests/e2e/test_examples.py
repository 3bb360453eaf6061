"""The examples that we ship, as a newcomer runs them; and ``marsad ingest``."""

import asyncio
import fcntl
import json
import os
import pty
import re
import signal
import struct
import sys
import termios
import time
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.e2e.harness import command, running
from tests.stand_ins import WebhookStandIn

CHECKOUT = Path(__file__).resolve().parents[2]
WATCH = CHECKOUT / "examples" / "watch.yml"
SEEDS = CHECKOUT.parent / "shared" / "seeds"
pytestmark = pytest.mark.timeout(120)

MARKS = re.compile("[\u2066-\u2069\u200e\u200f]")
ALERT = re.compile(r"^(?:LOW|MEDIUM|HIGH|CRITICAL) · (?P<rule>.+)\n(?:.*\n)*?(?P<link>https://\S+)$", re.MULTILINE)
COPIES = {
    "https://riwaq.example/news/4101": "https://wire.example/ar/2026/11/16/muscat-corridor",
    "https://bahr.example/a/muscat-1116": "https://wire.example/ar/2026/11/16/muscat-corridor",
    "https://bahr.example/a/jeddah-1117": "https://wire.example/ar/2026/11/17/jeddah-monitors",
    "https://riwaq.example/news/4126": "https://wire.example/ar/2026/11/20/exchange-doha",
    "https://chancery.example/review/niamey": "https://rivage.example/monde/niamey-pacte",
}
"""Copies that meet a rule, and what they are a copy of."""

EXPECTED = {
    "The corridor in the Sea of Oman": (
        "https://bahr.example/a/fees-1120",
        "https://wire.example/ar/2026/11/16/muscat-corridor",
        "https://karvan.example/fa/1405/08/29/sohar",
        "https://karvan.example/fa/1405/08/25/muscat",
        "https://kurs.example/mir/70311",
        "https://news.example/meridian/muscat-corridor-paperwork",
        "https://pusula.example/dunya/maskat-koridor",
    ),
    "Prisoner exchange between Russia and Ukraine": (
        "https://wire.example/ar/2026/11/20/exchange-doha",
        "https://wire.example/en/2026/11/20/exchange-doha",
        "https://karvan.example/fa/1405/08/29/exchange",
        "https://kurs.example/mir/70352",
        "https://pusula.example/dunya/esir-takasi",
    ),
    "Red Dunes Front": (
        "https://bahr.example/a/menaka-1121",
        "https://rivage.example/monde/niamey-pacte",
        "https://wire.example/ar/2026/11/19/niamey-pact",
        "https://wire.example/en/2026/11/19/niamey-pact",
        "https://kurs.example/mir/70341",
        "https://rivage.example/monde/menaka-convoi",
    ),
    "Qatar, without sport and exhibitions": (
        "https://wire.example/ar/2026/11/20/exchange-doha",
        "https://wire.example/en/2026/11/20/exchange-doha",
        "https://karvan.example/fa/1405/08/29/exchange",
        "https://karvan.example/fa/1405/08/28/dushanbe",
        "https://kurs.example/mir/70352",
        "https://pusula.example/dunya/esir-takasi",
    ),
    "Ceasefire in Sudan, Arabic sources": ("https://wire.example/ar/2026/11/17/jeddah-monitors",),
    "What the Persian press writes about Oman": (
        "https://karvan.example/fa/1405/08/29/sohar",
        "https://karvan.example/fa/1405/08/25/muscat",
    ),
    "Urgent lines of Horizon Agency": (
        "https://wire.example/ar/2026/11/20/exchange-doha",
        "https://wire.example/en/2026/11/20/exchange-doha",
    ),
    "Türkiye with Greece or Iraq": (
        "https://wire.example/ar/2026/11/15/iraq-turkiye-water",
        "https://karvan.example/fa/1405/08/24/water",
        "https://kurs.example/mir/70322",
        "https://news.example/meridian/hague-gas-arbitration",
        "https://news.example/meridian/iraq-turkiye-water-treaty",
        "https://pusula.example/dunya/lahey-gaz-davasi",
        "https://pusula.example/dunya/irak-su-anlasmasi",
        "https://riwaq.example/news/4107",
    ),
}
"""By the name of the rule, every story that must be told, once, as the link of its original."""

ALERTS = sum(map(len, EXPECTED.values()))
METRICS = (
    'marsad_stage_records_total{outcome="handled",stage="tag"}',
    'marsad_stage_records_total{outcome="dead",stage="deliver"}',
    'marsad_stage_records_total{outcome="retried",stage="match"}',
    'marsad_stage_seconds_count{stage="fold"}',
    'marsad_dead_letters_total{reason="not_json",stage="tag"}',
    'marsad_dead_letters_total{reason="rejected",stage="deliver"}',
    'marsad_dead_letters_total{reason="too_large",stage="publish"}',
    'marsad_alert_latency_seconds_count{channel="slack"}',
    'marsad_deliveries_total{channel="email",outcome="expired"}',
    'marsad_delivery_repeats_total{channel="webhook"}',
    'marsad_alerts_total{severity="critical"}',
    'marsad_published_records_total{topic="articles"}',
    'marsad_published_records_total{topic="dead-letters"}',
    'marsad_consumer_lag_records{group="understand",topic="articles"}',
    'marsad_consumer_lag_records{group="deliver",topic="alerts"}',
    'marsad_feed_polls_total{outcome="failed"}',
    'marsad_articles_total{outcome="seen"}',
    "marsad_fetch_seconds_count",
    'marsad_build_info{engine="embedded",',
)


def told(output: str) -> Counter[tuple[str, str]]:
    """The alerts in what the console channel wrote: rule and story, with the original for a copy."""
    alerts = [(found["rule"], found["link"].partition("?")[0]) for found in ALERT.finditer(MARKS.sub("", output))]
    return Counter((rule, COPIES.get(link, link)) for rule, link in alerts)


def expected() -> Counter[tuple[str, str]]:
    return Counter((rule, link) for rule, links in EXPECTED.items() for link in links)


async def test_the_example_fires_what_it_should_and_a_second_start_nothing(tmp_path: Path) -> None:
    options = ("run", "--config", str(WATCH), "--data", str(tmp_path / "data"), "--http", "127.0.0.1:0", "--once")
    code, output, errors = await command(*options, directory=tmp_path)
    assert code == 0, errors
    assert told(output) == expected()
    assert f"Next: edit {WATCH} (feeds, actors, rules, receivers)" in errors
    assert "Traceback" not in errors
    code, output, errors = await command(*options, directory=tmp_path)
    assert (code, output) == (0, ""), errors


async def metrics(address: str) -> str:
    async with aiohttp.ClientSession() as session, session.get(f"{address}/metrics") as answer:
        assert answer.status == 200
        return await answer.text()


async def test_every_metric_is_there_before_anything_happened(tmp_path: Path) -> None:
    quiet = tmp_path / "watch.yml"
    quiet.write_text(
        "feeds: [{id: one, url: nowhere.xml, every: 1h}]\n"
        "rules: [{id: iran, name: Iran, match: {countries: [IR]}, receivers: [desk]}]\n"
        "receivers: [{id: desk, channels: [{kind: console}]}]\n",
        "utf-8",
    )
    options = ("run", "--config", str(quiet), "--data", str(tmp_path / "data"), "--http", "127.0.0.1:0")
    async with running(*options, directory=tmp_path) as marsad:
        lines = await metrics(await marsad.address())
        assert [name for name in METRICS if name not in lines] == []
        assert await marsad.stop() == 0


class Terminal:
    """A command on a pseudo-terminal, and what it has shown there."""

    def __init__(self, process: asyncio.subprocess.Process, shown: bytearray, changed: asyncio.Event) -> None:
        self.process = process
        self._shown = shown
        self._changed = changed

    @property
    def text(self) -> str:
        colourless = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", self._shown.decode("utf-8", "replace"))
        return MARKS.sub("", colourless.replace("\r\n", "\n"))

    async def until(self, alerts: int, seconds: float) -> None:
        """Return when so many alerts stand there."""
        async with asyncio.timeout(seconds):
            while len(re.findall(r"^ *(?:LOW|MEDIUM|HIGH|CRITICAL) · ", self.text, re.MULTILINE)) < alerts:
                self._changed.clear()
                await self._changed.wait()

    def press_control_c(self) -> None:
        os.killpg(self.process.pid, signal.SIGINT)


@asynccontextmanager
async def terminal(*options: str, directory: Path, environment: Mapping[str, str]) -> AsyncIterator[Terminal]:
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 160, 0, 0))
    given = {name: value for name, value in os.environ.items() if name not in ("VTE_VERSION", "TERM_PROGRAM")}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "marsad", *options),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        cwd=directory,
        env={**given, **environment},
        start_new_session=True,
    )
    os.close(theirs)
    shown, changed, loop = bytearray(), asyncio.Event(), asyncio.get_running_loop()

    def read() -> None:
        try:
            shown.extend(os.read(ours, 65536))
        except OSError:  # EIO: the other side is closed
            loop.remove_reader(ours)
        changed.set()

    loop.add_reader(ours, read)
    try:
        yield Terminal(process, shown, changed)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
        loop.remove_reader(ours)
        os.close(ours)


@pytest.mark.parametrize(
    ("environment", "in_logical_order"),
    [
        pytest.param({"TERM": "xterm"}, False, id="a terminal that writes everything from left to right"),
        pytest.param({"TERM": "xterm-256color", "VTE_VERSION": "6003"}, True, id="a terminal that knows Arabic"),
    ],
)
async def test_on_a_terminal_every_alert_stands_there_in_seconds(
    tmp_path: Path, environment: dict[str, str], in_logical_order: bool
) -> None:
    options = ("run", "--config", str(WATCH), "--data", str(tmp_path / "data"), "--http", "127.0.0.1:0")
    async with terminal(*options, directory=tmp_path, environment=environment) as shown:
        started = time.monotonic()
        await shown.until(1, seconds=10)
        await shown.until(ALERTS, seconds=10 - (time.monotonic() - started))
        title = "روسيا وأوكرانيا"
        assert (title in shown.text) is in_logical_order
        joined = re.search("[\ufe70-\ufefc]{3}", shown.text)
        assert (joined is None) is in_logical_order, "letters are joined by us where the terminal does not"
        shown.press_control_c()
        assert await asyncio.wait_for(shown.process.wait(), 20) == 0
        assert "Stopped; nothing is lost." in shown.text
        assert "Traceback" not in shown.text


def rule_on_seeds(webhook: WebhookStandIn) -> str:
    return (
        "feeds: [{id: one, url: nowhere.xml, every: 1h}]\n"
        "rules: [{id: gulf, name: Gulf, match: {countries: [IR, OM]}, receivers: [desk]}]\n"
        f"receivers: [{{id: desk, channels: [{{kind: webhook, url: '{webhook.url}'}}]}}]\n"
    )


TEXTS = {
    "talks.txt": "Iran and Oman open talks in Muscat\n\nThe delegation of Iran met its hosts on Monday.\n",
    "muhadathat.txt": "بدء المحادثات بين إيران وتركيا\n\nقال وفد إيران إن اللقاء في مسقط كان مفيدا.\n",
    "harvest.txt": "A good harvest in Brazil\n\nFarmers in Brazil expect more coffee than last year.\n",
}


async def ingested(files: list[Path], *options: str, directory: Path) -> dict[str, dict[str, Any]]:
    """What ``marsad ingest --json`` says of each file, by the first words of its title."""
    code, output, errors = await command(
        "ingest", *map(str, files), *options, "--json", directory=directory, environment={"MARSAD_HTTP": "127.0.0.1:0"}
    )
    assert code == 0, errors
    assert "Traceback" not in errors
    return {answer["title"]: answer for answer in map(json.loads, output.splitlines())}


async def test_ingest_alone_and_beside_a_monitor_sends_nothing_twice(tmp_path: Path) -> None:
    files = [tmp_path / name for name in TEXTS]
    for path in files:
        path.write_text(TEXTS[path.name], "utf-8")
    async with WebhookStandIn() as webhook:
        (tmp_path / "watch.yml").write_text(rule_on_seeds(webhook), "utf-8")
        options = ("--config", str(tmp_path / "watch.yml"), "--data", str(tmp_path / "data"))
        alone = await ingested(files[:2], *options, directory=tmp_path)
        assert {title: answer["language"] for title, answer in alone.items()} == {
            "Iran and Oman open talks in Muscat": "en",
            "بدء المحادثات بين إيران وتركيا": "ar",
        }
        countries = [sorted(country["id"] for country in answer["countries"]) for answer in alone.values()]
        assert countries == [["IR", "OM"], ["IR", "OM", "TR"]]  # مسقط is Oman
        assert [[alert["rule"] for alert in answer["alerts"]] for answer in alone.values()] == [["gulf"], ["gulf"]]
        assert len(webhook.journal) == 2
        async with running("run", *options, "--http", "127.0.0.1:0", directory=tmp_path) as marsad:
            await marsad.address()
            beside = await ingested(files, *options, directory=tmp_path)
            assert beside["A good harvest in Brazil"]["alerts"] == []
            assert [country["id"] for country in beside["A good harvest in Brazil"]["countries"]] == ["BR"]
            assert await marsad.stop() == 0, marsad.log
        assert len(webhook.journal) == len(set(webhook.deliveries)) == 2


@pytest.mark.skipif(not SEEDS.is_dir(), reason=f"the seed pages are not here: {SEEDS.name} beside the checkout")
async def test_the_seed_pages_go_through(tmp_path: Path) -> None:
    pages = sorted(SEEDS.glob("*.txt"))
    options = ("--config", str(WATCH), "--data", str(tmp_path / "data"))
    found = await ingested(pages, *options, directory=tmp_path)
    assert len(found) == len(pages) == 5
    for title, answer in found.items():
        assert answer["language"], title
        assert answer["countries"] or answer["actors"], title
