"""The receivers of the end-to-end tests: Slack, mail and a webhook, and what arrived there."""

import json
import re
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any

from tests.e2e.world import World
from tests.stand_ins import SlackStandIn, SmtpStandIn, WebhookStandIn


@dataclass
class Desk:
    """The three stand-ins of one receiver."""

    slack: SlackStandIn
    mail: SmtpStandIn
    webhook: WebhookStandIn

    @property
    def channels(self) -> str:
        """They as channels of a configuration. Slack's usual pace would make the tests last for minutes."""
        slack = f"kind: slack, token: '${{SLACK_TOKEN}}', channel: C1, api_url: '{self.slack.api_url}', pace: 0s"
        mail = f"kind: email, host: 127.0.0.1, port: {self.mail.port}, tls: none"
        ends = "sender: marsad@desk.example, to: [desk@desk.example]"
        webhook = f"kind: webhook, url: '{self.webhook.url}'"
        return "\n".join(f"      - {{{channel}}}" for channel in (slack, f"{mail}, {ends}", webhook))

    @property
    def stand_ins(self) -> dict[str, SlackStandIn | SmtpStandIn | WebhookStandIn]:
        """They by the kind of their channel."""
        return {"slack": self.slack, "email": self.mail, "webhook": self.webhook}

    def arrived(self, world: World) -> dict[str, Counter[tuple[str, int]]]:
        """How often each alert, as (rule, story), arrived at each channel."""
        return {
            kind: Counter(identified(accepted.payload, world) for accepted in stand_in.journal)
            for kind, stand_in in self.stand_ins.items()
        }

    @property
    def count(self) -> int:
        """How many messages arrived in all."""
        return sum(len(stand_in.journal) for stand_in in self.stand_ins.values())


@asynccontextmanager
async def desk() -> AsyncIterator[Desk]:
    """The stand-ins, listening."""
    async with SlackStandIn() as slack, SmtpStandIn() as mail, WebhookStandIn() as webhook:
        yield Desk(slack, mail, webhook)


def identified(payload: Any, world: World) -> tuple[str, int]:
    """The rule and the story that a message speaks of, from its text alone."""
    text = _text(payload)
    rule = re.search(r"Rule ([a-z-]+)", text)
    article = re.search(r"/article/(\d+)", text)
    assert rule is not None, text
    assert article is not None, text
    return rule[1], world.items[int(article[1])].story


def _text(payload: Any) -> str:
    if isinstance(payload, EmailMessage):
        part = payload.get_body(("plain",))
        assert part is not None
        return f"{payload['Subject']}\n{part.get_content()}"
    return json.dumps(payload, ensure_ascii=False)
