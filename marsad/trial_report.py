"""What ``marsad feeds test`` prints: for people in words, for scripts as JSON."""

import re
import sys
from collections import Counter
from datetime import timedelta
from typing import Any, Final

from rich.console import Console
from rich.text import Text

from alerts.direction import one_line
from connectors.extraction import Teaser
from connectors.web.fetch_results import size
from connectors.web.robots import PRODUCT
from marsad.feed_report import length
from marsad.feed_trial import Document, Item, Parsing, Trial
from marsad.http_trace import Exchange
from marsad.report import counted, emit, shown
from marsad.secrets import redaction

_LABEL_WIDTH: Final = 12
_INDENT: Final = 5
_LONGEST: Final = 300
_CODE_PAGE: Final = re.compile(r"^cp(?=125\d$)")


def trial(found: Trial, *, shown_items: int, as_json: bool) -> None:
    """Everything that was found; of the items so many for people, all for scripts."""
    if as_json:
        emit(_values(found))
        return
    console = Console()
    for name, words in _lines(found):
        line = Text(f"{name:{_LABEL_WIDTH}}", style="dim")
        line.append(shown(redaction.clean(words), console), style="")
        console.print(line, soft_wrap=True)
    for number, item in enumerate(found.items[:shown_items], start=1):
        _print_item(number, item, console)
    more = len(found.items) - shown_items
    if more > 0:
        console.print(Text(f"… {more:,} more; --items shows as many as you say, --json all", style="dim"))
    if found.fault:
        sys.stdout.flush()
        sentence = one_line(f"{found.address or found.id} brings nothing: {found.fault}")
        sys.stderr.write(f"marsad: {redaction.clean(sentence)}\n")


def _lines(found: Trial) -> list[tuple[str, str]]:
    """What there is to say of a trial as a whole, label by label."""
    lines = [("source", found.address or found.id)]
    for number, exchange in enumerate(found.exchanges if found.document or found.fault else ()):
        lines.append(("request" if number == 0 else "", _exchange(exchange)))
    lines.append(("took", _duration(found.seconds)))
    if found.document is not None:
        lines += _of_document(found.document)
    if found.parsing is not None:
        lines += _of_parsing(found.parsing)
    if found.fault:
        return lines
    lines += _of_items(found)
    lines += [("robots.txt" if number == 0 else "", one) for number, one in enumerate(found.robots)]
    lines += [("skipped", one) for one in found.skipped[:5]]
    if found.leave_alone is not None:
        lines.append(("asks", f"to be left alone for {_long(found.leave_alone)}{_by_what(found)}"))
    lines.append(("rhythm", _rhythm(found)))
    return lines


def _of_document(document: Document) -> list[tuple[str, str]]:
    fetched, text = document.fetched, document.text
    sent = "" if document.sent is None or document.sent == len(fetched.body) else f" ({size(document.sent)} on the way)"
    kind = f", {fetched.content_type}" if fetched.content_type else ""
    lines = [("document", f"{size(len(fetched.body))}{sent}{kind}")]
    if fetched.moved_to:
        lines.append(("moved", f"for good, to {fetched.moved_to}; put that into the configuration"))
    if document.exchanges:
        words = [name for name, value in (("ETag", fetched.etag), ("Last-Modified", fetched.last_modified)) if value]
        none = "none: every poll fetches the whole document"
        lines.append(("validators", " and ".join(words) + " make polls cheap" if words else none))
    encoding = _CODE_PAGE.sub("windows-", text.encoding)
    said = f"; the server says {fetched.charset}" if fetched.charset and fetched.charset.lower() != encoding else ""
    damage = f"; {counted(text.damaged, 'character')} of it damaged" if text.damaged else ""
    return [*lines, ("encoding", f"{encoding}{said}{damage}")]


def _of_parsing(parsing: Parsing) -> list[tuple[str, str]]:
    feed = parsing.feed
    readers = {"fast": "our fast parser", "feedparser": "feedparser, which forgives faults", "own": "our own parser"}
    lines = [("format", f"{feed.dialect or 'unknown'}, read by {readers[feed.parser]} in {_duration(parsing.seconds)}")]
    if feed.title:
        lines.append(("title", feed.title))
    return lines


def _of_items(found: Trial) -> list[tuple[str, str]]:
    """Counts over all items."""
    items = found.items
    feed = found.parsing.feed if found.parsing else None
    left_out = [
        f"{count:,} {word}"
        for count, word in ((feed.empty if feed else 0, "empty"), (feed.repeated if feed else 0, "repeated"))
        if count
    ]
    count = counted(len(items), "item") if items else "none; the feed is empty"
    lines = [("items", count + (f"; left out: {', '.join(left_out)}" if left_out else ""))]
    if not items:
        return lines
    undated = sum(item.article.published_at is None for item in items)
    assumed = sum("date_assumed" in item.article.extra for item in items)
    newest = max((item.article.published_at for item in items if item.article.published_at), default=None)
    teasers = sum(isinstance(item.text, Teaser) for item in items)
    pages = sum(item.page for item in items)
    history = sum(item.history for item in items)
    identities = Counter(item.identity for item in items)
    faults = sum(item.guid_fault for item in items)
    dates = [f"{len(items) - undated:,} dated", f"{undated:,} undated" if undated else ""]
    dates += [f"{assumed:,} with something taken for granted" if assumed else ""]
    dates += [f"the newest {newest:%Y-%m-%d %H:%M} UTC" if newest else ""]
    lines += [
        ("dates", ", ".join(filter(None, dates))),
        ("texts", f"{len(items) - teasers:,} in full, {teasers:,} only as a teaser"),
        ("pages", f"{pages:,} would be completed from their pages (pages: {found.pages})"),
        ("identity", ", ".join(f"{name} {number:,}" for name, number in identities.most_common())),
    ]
    if faults:
        lines.append(("guid fault", f"{counted(faults, 'item')} share a guid with others, so it tells none of them"))
    if history:
        words = f"{history:,} stood there before us: history that alerts nobody, unless backfill says otherwise"
        lines.append(("first poll", words))
    return lines


def _by_what(found: Trial) -> str:
    """By what a feed asks to be left alone; other sources do not say."""
    if found.document is None or found.parsing is None:
        return ""
    asked = (("ttl", found.parsing.feed.ttl), ("max-age", found.document.fetched.max_age))
    return f" ({', '.join(f'{name} {_long(wait)}' for name, wait in asked if wait is not None)})"


def _rhythm(found: Trial) -> str:
    following = found.following
    rhythm = found.rhythm
    learned = f"{rhythm.level * 24:.1f} items a day, as the items' dates say" if rhythm.known else "not known yet"
    if following is None or rhythm.observed_at is None:
        return learned
    wait = length((following.at - rhythm.observed_at).total_seconds())
    return f"{learned}; the second poll would be {wait} after the first: {following.reason}"


def _print_item(number: int, item: Item, console: Console) -> None:
    article = item.article
    when = f"{article.published_at:%Y-%m-%d %H:%M} UTC, " if article.published_at else ""
    width = max(40, console.width - _INDENT)
    title = shown(redaction.clean(article.title or "(no title)"), console, width)
    console.print(Text(f"\n{number:3}. ").append(title, style="bold"), soft_wrap=True)
    text = item.text.reason + ("; its page would be read" if item.page else "")
    notes = [
        article.url or "no link",
        f"{when}{item.date}",
        text,
        f"known by its {item.identity}" + (", since others have its guid too" if item.guid_fault else ""),
    ]
    if "page" in article.extra:
        notes.append(f"page: {article.extra['page']}; {len(article.body):,} characters")
    for note in notes:
        line = shown(redaction.clean(note), console, _LONGEST)
        console.print(Text(" " * _INDENT + line, style="dim"), soft_wrap=True)


def _exchange(exchange: Exchange) -> str:
    leads = f", leads to {exchange.location}" if exchange.location else ""
    packed = f", {exchange.compression}" if exchange.compression else ""
    return f"{exchange.status} {exchange.url} after {_duration(exchange.seconds)}{packed}{leads}"


def _values(found: Trial) -> dict[str, Any]:
    """A trial for JSON."""
    values: dict[str, Any] = {
        "ok": not found.fault,
        "id": found.id,
        "address": found.address,
        "fault": found.fault,
        "seconds": round(found.seconds, 4),
        "requests": [
            {"url": one.url, "status": one.status, "seconds": round(one.seconds, 4), "location": one.location}
            for one in found.exchanges
        ],
    }
    document, parsing = found.document, found.parsing
    if document is not None:
        fetched = document.fetched
        values["document"] = {
            "url": fetched.url,
            "bytes": len(fetched.body),
            "bytes_sent": document.sent,
            "compression": document.exchanges[-1].compression if document.exchanges else "",
            "content_type": fetched.content_type,
            "charset": fetched.charset,
            "encoding": document.text.encoding,
            "damaged_characters": document.text.damaged,
            "moved_to": fetched.moved_to,
            "etag": fetched.etag,
            "last_modified": fetched.last_modified,
            "max_age_seconds": _seconds(fetched.max_age),
        }
    if parsing is not None:
        values["feed"] = {
            "title": parsing.feed.title,
            "dialect": parsing.feed.dialect,
            "parser": parsing.feed.parser,
            "seconds": round(parsing.seconds, 4),
            "ttl_seconds": _seconds(parsing.feed.ttl),
            "empty": parsing.feed.empty,
            "repeated": parsing.feed.repeated,
        }
    if found.fault:
        return values
    following = found.following
    return values | {
        "robots": list(found.robots),
        "robot": PRODUCT,
        "skipped": list(found.skipped),
        "pages": found.pages,
        "items_a_day": round(found.rhythm.level * 24, 2) if found.rhythm.known else None,
        "next_poll_seconds": (following.at - found.rhythm.observed_at).total_seconds()
        if following and found.rhythm.observed_at
        else None,
        "next_poll": following.reason if following else "",
        "items": [_item_values(item) for item in found.items],
    }


def _item_values(item: Item) -> dict[str, Any]:
    article = item.article
    return {
        "title": article.title,
        "url": article.url,
        "published_at": article.published_at.isoformat() if article.published_at else None,
        "published_raw": article.published_raw,
        "date": item.date,
        "language": article.language,
        "summary": article.summary,
        "body": article.body,
        "text": "teaser" if isinstance(item.text, Teaser) else "full",
        "text_reason": item.text.reason,
        "page_wanted": item.page,
        "page": article.extra.get("page", ""),
        "identity": item.identity,
        "guid": article.extra.get("guid", ""),
        "guid_fault": item.guid_fault,
        "history": item.history,
    }


def _seconds(duration: timedelta | None) -> float | None:
    return None if duration is None else duration.total_seconds()


def _long(duration: timedelta) -> str:
    return length(duration.total_seconds())


def _duration(seconds: float) -> str:
    """A short time: milliseconds below two seconds."""
    return f"{seconds:.1f} s" if seconds >= 2 else f"{seconds * 1000:.0f} ms"
