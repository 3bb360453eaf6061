"""What an alert looks like: plain text, Slack's blocks, HTML for mail. Pure functions of the alert.

Everything that comes from an article or a feed passes :func:`alerts.direction.one_line` and the escaping of its target.
"""

from collections.abc import Iterable
from html import escape
from typing import Any, Final
from urllib.parse import urlsplit

from alerts.direction import is_right_to_left, isolated, line_of, one_line, shortened
from alerts.items import Item, items
from streams.records import Alert

SLACK_SECTION: Final = 3000
"""The most characters that Slack takes in one section."""

SLACK_HEADER: Final = 150
"""The most characters that Slack takes in a header."""

SLACK_BLOCKS: Final = 50
"""The most blocks that Slack takes in one message."""

_TITLE: Final = 300
_SUBJECT: Final = 200
_REASONS: Final = 12
_LINK: Final = 2000


def summary(alert: Alert, limit: int = _SUBJECT) -> str:
    """The alert in one line: severity, rule, the first headline."""
    title = next((one_line(item.headline, _TITLE) for item in items(alert)), alert.story)
    return shortened(f"{alert.severity.upper()}: {one_line(alert.rule_name, 80)}: {title}", limit)


def plain(alert: Alert) -> str:
    """The alert as text in logical order, with isolates and marks that keep Arabic and Latin apart."""
    lines = [f"{alert.severity.upper()} · {isolated(one_line(alert.rule_name))}", ""]
    for item in items(alert):
        lines.append(line_of(one_line(item.headline, _TITLE), item.language))
        lines.append(" · ".join(_particulars(alert, item)))
        if link := web_link(item.url):
            lines.append(link)
        lines.append("")
    lines.append(f"Why ({alert.reason}):")
    lines += [f"- {reason}" for reason in reasons(alert)]
    return "\n".join(lines) + "\n"


def reasons(alert: Alert) -> list[str]:
    """Why the alert fired: a line for each condition, the first dozen."""
    lines = [isolated(one_line(why.reason, _TITLE)) for why in alert.why]
    return [*lines[:_REASONS], f"and {len(lines) - _REASONS} more"] if len(lines) > _REASONS else lines


def _particulars(alert: Alert, item: Item) -> list[str]:
    """Who says it, about which countries and whom, and when."""
    origin = isolated(one_line(item.origin, 100))
    who = isolated(one_line(", ".join(alert.actors), 200))
    return [part for part in (origin, ", ".join(alert.countries), who, *item.when) if part]


def web_link(url: str) -> str:
    """``url`` if it is a web address that can be shown as a link, else nothing."""
    link = "".join(character for character in url.strip() if character.isprintable() and character != " ")
    try:
        scheme = urlsplit(link).scheme
    except ValueError:
        return ""
    return link if scheme in ("http", "https") and len(link) <= _LINK else ""


def slack_escaped(text: str) -> str:
    """``text`` for Slack, which asks for these three characters and no others."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def slack_blocks(alert: Alert) -> list[dict[str, Any]]:
    """The alert in Block Kit, within Slack's limits."""
    blocks: list[dict[str, Any]] = [
        {
            "type": "header",
            "text": {
                "type": "plain_text",
                "text": one_line(f"{alert.severity.upper()} · {alert.rule_name}", SLACK_HEADER),
            },
        }
    ]
    for item in items(alert)[: (SLACK_BLOCKS - 3) // 2]:
        blocks.append(_slack_section(_slack_title(item)))
        blocks.append(_slack_context(" · ".join(_particulars(alert, item))))
    blocks.append(_slack_section("\n".join(f"• {slack_escaped(reason)}" for reason in reasons(alert))))
    return blocks


def slack_text(alert: Alert) -> str:
    """The text for notifications and screen readers."""
    return slack_escaped(summary(alert))


def _slack_title(item: Item) -> str:
    label = slack_escaped(one_line(item.headline, _TITLE)) or "(no title)"
    link = web_link(item.url).replace("&", "&amp;").replace("<", "%3C").replace(">", "%3E").replace("|", "%7C")
    return line_of(
        f"<{link}|{label}>" if link and len(link) + len(label) < SLACK_SECTION - 10 else label, item.language
    )


def _slack_section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": _within(text or "-", SLACK_SECTION)}}


def _slack_context(text: str) -> dict[str, Any]:
    return {"type": "context", "elements": [{"type": "plain_text", "text": shortened(text, SLACK_SECTION)}]}


def _within(text: str, limit: int) -> str:
    """Whole lines of ``text``, as many as fit, so that no link or entity is cut in two."""
    kept: list[str] = []
    length = 0
    for line in text.split("\n"):
        length += len(line) + 1
        if length > limit:
            break
        kept.append(line)
    return "\n".join(kept)


def html(alert: Alert) -> str:
    """The alert as a small HTML document; every foreign run says its own direction and language."""
    shown = "".join(_html_item(alert, item) for item in items(alert))
    why = "".join(f'<li dir="auto">{escape(reason)}</li>' for reason in reasons(alert))
    return (
        '<!DOCTYPE html>\n<html lang="en" dir="ltr"><head><meta charset="utf-8">'
        f"<title>{escape(summary(alert))}</title></head>\n"
        '<body style="font-family: sans-serif; line-height: 1.5">\n'
        f"<p><strong>{alert.severity.upper()}</strong> · <bdi>{escape(one_line(alert.rule_name))}</bdi></p>\n"
        f"{shown}<p>Why ({escape(alert.reason)}):</p>\n<ul>{why}</ul>\n</body></html>\n"
    )


def _html_item(alert: Alert, item: Item) -> str:
    title = one_line(item.headline, _TITLE)
    direction = "rtl" if is_right_to_left(title, item.language) else "ltr"
    language = escape(one_line(item.language) or "und", quote=True)
    link = web_link(item.url)
    headline = f'<a href="{escape(link, quote=True)}">{escape(title)}</a>' if link else escape(title)
    parts = _html_parts(_particulars(alert, item))
    lead = f"<p>{escape(one_line(item.lead, 600))}</p>\n" if item.lead else ""
    return (
        f'<div dir="{direction}" lang="{language}">\n<h2 style="font-size: 1.2em; margin: 0">{headline}</h2>\n'
        f"{lead}</div>\n<p>{parts}</p>\n"
    )


def _html_parts(parts: Iterable[str]) -> str:
    return " · ".join(f"<bdi>{escape(part)}</bdi>" for part in parts)
