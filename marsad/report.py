"""What commands print: for people in words and tables, for scripts as JSON. Secrets never pass."""

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from alerts.channels.console import lays_out_both_directions, visual
from alerts.direction import is_right_to_left, one_line
from marsad.config import Configuration, ConfigurationError, Problem
from marsad.secrets import redaction
from streams.engines import TopicDescription
from streams.errors import SetupError
from streams.records import Alert, DeadLetter, TaggedArticle


def emit(value: Any) -> None:
    """Print a value as one line of JSON on standard output."""
    sys.stdout.write(json.dumps(redaction.clean(value), ensure_ascii=False) + "\n")
    sys.stdout.flush()


def problems(error: SetupError, *, as_json: bool) -> None:
    """Print every problem of a configuration: JSON on standard output, or sentences on standard error.

    A fault that has no place in the file, such as a file that is not there, has only a message.
    """
    if not isinstance(error, ConfigurationError):
        if as_json:
            emit({"ok": False, "problems": [{"message": str(error)}]})
        else:
            sys.stderr.write(f"marsad: {redaction.clean(str(error))}\n")
        return
    if as_json:
        emit({"ok": False, "problems": [_problem_values(problem) for problem in error.problems]})
        return
    count = len(error.problems)
    sys.stderr.write(f"{error}\n{count} {'problem' if count == 1 else 'problems'} found; nothing was started.\n")


def _problem_values(problem: Problem) -> dict[str, Any]:
    """A problem for JSON."""
    return {
        "file": str(problem.path),
        "line": problem.position.line,
        "column": problem.position.column,
        "field": problem.field,
        "message": problem.message,
    }


def summary(path: Path, configuration: Configuration, *, as_json: bool) -> None:
    """Say what a valid configuration holds."""
    counts = {
        "feeds": len(configuration.feeds),
        "actors": len(configuration.watched),
        "rules": len(configuration.rules),
        "receivers": len(configuration.receivers),
        "channels": sum(len(receiver.channels) for receiver in configuration.receivers),
    }
    if as_json:
        emit({"ok": True, "file": str(path), "engine": configuration.engine, **counts})
        return
    parts = ", ".join(counted(count, name.removesuffix("s")) for name, count in counts.items())
    sys.stdout.write(f"{path}: valid; {parts}.\n")


def topic_table(descriptions: Sequence[TopicDescription], *, as_json: bool) -> None:
    """The topics as a table, or a JSON line each."""
    if as_json:
        for topic in descriptions:
            emit(
                {
                    "topic": topic.name,
                    "partitions": topic.partitions,
                    "records": topic.records,
                    "bytes": topic.bytes,
                    "retention_seconds": topic.retention_seconds,
                }
            )
        return
    table = Table("Topic", "Partitions", "Records", "Size", "Kept for")
    for topic in descriptions:
        size = "unknown" if topic.bytes < 0 else f"{topic.bytes / 1024:,.0f} KiB"
        kept = f"{topic.retention_seconds / 3600:,.0f} h"
        table.add_row(topic.name, str(topic.partitions), f"{topic.records:,}", size, kept)
    Console(soft_wrap=True).print(table)


def letter_table(letters: Sequence[DeadLetter], *, as_json: bool) -> None:
    """Dead letters, one a line."""
    if as_json:
        for letter in letters:
            emit(letter_values(letter, whole=False))
        return
    if not letters:
        sys.stdout.write("No dead letters.\n")
        return
    table = Table("Id", "When", "Stage", "Reason", "What is wrong")
    for letter in letters:
        when = letter.at.strftime("%Y-%m-%d %H:%M:%S")
        table.add_row(letter.id[:10], when, letter.stage, letter.reason, Text(redaction.clean(letter.error)[:300]))
    Console().print(table)
    sys.stdout.write(
        "Read one with 'marsad dead-letters show ID', send it again with 'marsad dead-letters retry ID'.\n"
    )


def letter_values(letter: DeadLetter, *, whole: bool) -> dict[str, Any]:
    """A dead letter for JSON; ``whole`` adds traceback and payload."""
    values: dict[str, Any] = {
        "id": letter.id,
        "at": letter.at.isoformat(),
        "stage": letter.stage,
        "topic": letter.topic,
        "position": letter.position,
        "reason": letter.reason,
        "error": letter.error,
        "delivery": letter.delivery,
        "payload_bytes": letter.payload_bytes,
    }
    if whole:
        values |= {"traceback": letter.traceback, "payload": letter.payload.decode("utf-8", "backslashreplace")}
    return values


def letter_whole(letter: DeadLetter, *, as_json: bool) -> None:
    """Everything that is known of one dead letter."""
    values = letter_values(letter, whole=True)
    if as_json:
        emit(values)
        return
    for name in ("id", "at", "stage", "topic", "position", "reason", "error", "delivery", "payload_bytes"):
        if values[name] not in ("", None):
            sys.stdout.write(f"{name:14} {redaction.clean(str(values[name]))}\n")
    if letter.traceback:
        sys.stdout.write(f"\n{redaction.clean(letter.traceback)}\n")
    payload = values["payload"]
    cut = "" if len(payload) <= 4000 else f"\n… {len(payload) - 4000:,} more characters; all of it with --json"
    sys.stdout.write(f"\n{redaction.clean(payload[:4000])}{cut}\n")


def ingested(tagged: Sequence[TaggedArticle], alerts: Sequence[Alert], *, as_json: bool) -> None:
    """What became of ingested articles: what each was tagged with, and the alerts that followed."""
    if as_json:
        for item in tagged:
            emit(
                {
                    "article": item.article.id,
                    "title": item.article.title,
                    "language": item.language,
                    "countries": [{"id": one.id, "weight": one.weight, "about": one.about} for one in item.countries],
                    "actors": [{"id": one.id, "weight": one.weight, "about": one.about} for one in item.actors],
                    "story": item.story,
                    "duplicate_of": item.duplicate_of,
                    "alerts": [_alert_values(alert) for alert in alerts if _caused(alert, item)],
                }
            )
        return
    console = Console()
    table = Table("Article", "Language", "Countries", "Actors", "Alerts", show_lines=True)
    for item in tagged:
        fired = [f"{alert.rule} ({alert.reason})" for alert in alerts if _caused(alert, item)]
        table.add_row(
            shown(item.article.title, console),
            item.language,
            _weighted(item, "countries"),
            _weighted(item, "actors"),
            "\n".join(fired) or "none",
        )
    console.print(table)
    console.print("Bold: what the article is about; otherwise mentioned.", style="dim")


def _alert_values(alert: Alert) -> dict[str, Any]:
    why = [f"{one.subject}: {one.reason}" if one.subject else one.reason for one in alert.why]
    return {"id": alert.id, "rule": alert.rule, "severity": alert.severity, "reason": alert.reason, "why": why}


def shown(text: str, console: Console, limit: int | None = None) -> str:
    """A text of one line, at most ``limit`` characters, that reads from its proper side on this terminal."""
    line = one_line(text, limit)
    if not console.is_terminal or lays_out_both_directions(os.environ):
        return line
    return visual(line, is_right_to_left(line))


def _caused(alert: Alert, item: TaggedArticle) -> bool:
    """Whether the article is one that the alert speaks of."""
    return any(reference.id == item.article.id for reference in alert.articles)


def _weighted(item: TaggedArticle, kind: str) -> Text:
    """Countries or actors by weight, those that the article is about in bold."""
    text = Text()
    for index, one in enumerate(getattr(item, kind)):
        text.append("" if index == 0 else "\n")
        text.append(f"{one.id} {one.weight:.2f}", style="bold" if one.about else "")
    return text or Text("none")


def counted(count: int, name: str) -> str:
    """``1 rule``, ``2 rules``."""
    return f"{count:,} {name}" if count == 1 else f"{count:,} {name}s"
