"""Makes the pictures in ``docs/images`` from what the program really writes.

    python docs/pictures.py

It runs ``marsad run --once`` on ``examples/watch.yml``, with a mail channel added, in a pseudo-terminal that says of
itself that it lays out both directions; so the text comes in logical order and the browser does the rest. An SMTP
server on loopback takes the mails. Two alerts of the terminal become ``alert.png``, the HTML part of a mail becomes
``email.png``. An article of the example feeds, on a page as newspapers make them, goes through ``marsad explain``,
whose page becomes ``explain.png``.

Needs the development tools (``make test`` installs them), Chromium, and fonts with Arabic letters. On Debian:
``apt-get install chromium fonts-noto-core fonts-noto-mono``.
"""  # noqa: INP001 - a script, not a package

import fcntl
import os
import pty
import re
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import termios
from email import message_from_bytes, policy
from email.message import EmailMessage
from html import escape
from pathlib import Path
from typing import Any, Final

import feedparser
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from ruamel.yaml import YAML

CHECKOUT: Final = Path(__file__).resolve().parents[1]
IMAGES: Final = CHECKOUT / "docs" / "images"
COLUMNS: Final = 96
ALERTS_SHOWN: Final = (
    ("Red Dunes Front", "النيجر تدين هجوما"),
    ("Prisoner exchange between Russia and Ukraine", "URGENT: Russia and Ukraine"),
)
"""The rule, and how the title begins. Neither article is a copy, so both fire in every run."""

EXPLAINED: Final = ("horizon-ar.xml", "عُمان تستضيف محادثات")
"""The feed, and how the title begins, of the article that is explained."""

NEWSPAPER: Final = """<!DOCTYPE html><html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>{title}</title>
<meta property="og:site_name" content="Horizon Agency"><meta property="article:published_time" content="{date}"></head>
<body><nav><a href="/">الرئيسية</a></nav><article><h1>{title}</h1>{text}<p>شارك هذا الخبر</p>
<p>اقرأ أيضا:</p><p>{other}</p><p>حقوق النشر محفوظة © 2026</p></article></body></html>"""

COLOURS: Final = {"1": "bold", "2": "dim", "31": "red", "33": "yellow", "36": "cyan"}
_STYLE: Final = re.compile(r"\x1b\[([0-9;]*)m")

TERMINAL: Final = """<!DOCTYPE html><html lang="en"><meta charset="utf-8"><style>
html { background: #0f1419 }
body { margin: 0; padding: 26px 34px 10px; color: #c8ccd2;
       font: 17px/1.55 "Noto Sans Mono", "Noto Sans Arabic", monospace }
p { margin: 0; min-height: 1.55em; unicode-bidi: plaintext; text-align: start; white-space: pre-wrap }
p.prompt { color: #7d8590 } .bold { font-weight: bold; color: #f0f3f6 } .dim { opacity: .6 }
.red { color: #ff7b72 } .yellow { color: #e3b341 } .cyan { color: #56d4dd }
.quiet, .quiet a { color: #8b949e } .link { color: #79b8ff }
</style><body>%s</body></html>"""


class Postbox:
    """Keeps every mail that arrives."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's
        """Take the mail."""
        content = envelope.content
        mail = message_from_bytes(content if isinstance(content, bytes) else b"", policy=policy.default)
        self.mails.append(mail)
        return "250 OK"


def configuration(folder: Path, port: int) -> Path:
    """``examples/watch.yml`` with a mail channel beside the console, in ``folder``."""
    yaml = YAML()
    example = CHECKOUT / "examples" / "watch.yml"
    values: Any = yaml.load(example)
    for feed in values["feeds"]:
        feed["url"] = str(example.parent / feed["url"])
    mail = {"kind": "email", "host": "127.0.0.1", "port": port, "tls": "none"}
    addresses = {"sender": "marsad@example.org", "to": ["desk@example.org"]}
    values["receivers"][0]["channels"].append(mail | addresses)
    path = folder / "watch.yml"
    yaml.dump(values, path)
    return path


def run(config: Path, data: Path) -> str:
    """What the terminal shows of one run, colours included. Raises CalledProcessError if it fails."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, COLUMNS, 0, 0))
    command = [sys.executable, "-m", "marsad", "run", "--once", "--config", str(config), "--data", str(data)]
    terminal = {"TERM": "xterm-256color", "VTE_VERSION": "7200", "COLUMNS": str(COLUMNS)}
    process = subprocess.Popen(  # noqa: S603 - our own program
        [*command, "--http", "127.0.0.1:0"],
        cwd=CHECKOUT,
        env=os.environ | terminal,
        stdout=theirs,
        stderr=subprocess.DEVNULL,
    )
    os.close(theirs)
    shown = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:  # so Linux tells that nobody holds the other end any more
            break
        if not part:
            break
        shown += part
    os.close(ours)
    if process.wait():
        raise subprocess.CalledProcessError(process.returncode, command)
    return shown.decode().replace("\r\n", "\n")


def explained(folder: Path) -> str:
    """The page on which ``marsad explain`` shows an article of the examples."""
    feed, title = EXPLAINED
    items = feedparser.parse(str(CHECKOUT / "examples" / "feeds" / feed)).entries
    number = next(number for number, item in enumerate(items) if item.title.startswith(title))
    item, other = items[number], items[number - 1]
    newspaper = NEWSPAPER.format(
        title=escape(item.title), date=item.published, text=item.content[0].value, other=escape(other.title)
    )
    source, target = folder / "corridor.html", folder / "explained.html"
    source.write_text(newspaper, "utf-8")
    config = str(CHECKOUT / "examples" / "watch.yml")
    command = [sys.executable, "-m", "marsad", "explain", str(source), "--html", str(target), "--config", config]
    subprocess.run(command, cwd=CHECKOUT, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own program
    # The page forbids scripts; the one that measures it for the picture is ours.
    return re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", target.read_text("utf-8"))


def chosen(shown: str) -> list[list[str]]:
    """The lines of the alerts to show. Raises StopIteration if one did not fire."""
    alerts = [alert.splitlines() for alert in re.split(r"\n\n(?=\x1b\[[0-9;]*m[A-Z]+ · )", shown.strip())]
    return [
        next(
            alert
            for alert in alerts
            if rule in alert[0] and _STYLE.sub("", alert[2]).lstrip("\u200f").startswith(title)
        )
        for rule, title in ALERTS_SHOWN
    ]


def marked_up(line: str) -> str:
    """A line of the terminal as a paragraph."""
    text, classes = "", ""
    for number, part in enumerate(_STYLE.split(line)):
        if number % 2:
            classes = " ".join(COLOURS[code] for code in part.split(";") if code in COLOURS)
        elif part:
            kind = classes or ("link" if part.startswith("https://") else "")
            text += f'<span class="{kind}">{escape(part)}</span>'
    return f"<p>{text}</p>"


def photographed(page: str, name: str, width: int, folder: Path) -> None:
    """Take a picture of ``page``, as high as it is."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        raise SystemExit("pictures.py: Chromium is missing; install it, on Debian with apt-get install chromium")
    source = folder / f"{name}.html"
    source.write_text(page, "utf-8")
    quiet = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    more = "--disable-component-update --disable-sync --hide-scrollbars --force-device-scale-factor=1.6"

    def browse(*options: str) -> str:
        profile = f"--user-data-dir={folder / 'profile'}"
        command = [browser, *quiet.split(), *more.split(), profile, *options, source.as_uri()]
        done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120)  # noqa: S603 - ours
        return done.stdout

    measure = "<script>document.title = 'high ' + Math.ceil(document.documentElement.getBoundingClientRect().height)"
    source.write_text(page.replace("</body>", f"{measure}</script></body>"), "utf-8")
    high = re.search(r"<title>high (\d+)", browse(f"--window-size={width},600", "--dump-dom"))
    source.write_text(page, "utf-8")
    size = f"--window-size={width},{high[1] if high else 600}"
    browse(size, f"--screenshot={IMAGES / name}.png")


def main() -> None:
    """Make the pictures."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="marsad-pictures-") as name:
        folder = Path(name)
        postbox = Postbox()
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            port = listener.getsockname()[1]
        server = Controller(postbox, hostname="127.0.0.1", port=port)
        server.start()
        try:
            shown = run(configuration(folder, port), folder / "data")
        finally:
            server.stop()
        lines = [line for alert in chosen(shown) for line in (*alert, "")]
        photographed(TERMINAL % "".join(map(marked_up, lines)), "alert", 860, folder)
        subject = ": ".join(ALERTS_SHOWN[0])
        letter = next(mail.get_body(("html",)) for mail in postbox.mails if subject in str(mail["Subject"]))
        assert isinstance(letter, EmailMessage)
        photographed(letter.get_content(), "email", 680, folder)
        photographed(explained(folder), "explain", 960, folder)


if __name__ == "__main__":
    main()
