"""A sending line without a ledger, and builds to hand over: for tests of a channel alone."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from publisher.model import Article, Build, Card, Edition, Teaser
from publisher.ports import Channel, Context, Message, Receipt, Recipient

DAY = date(2026, 11, 24)


def context(folder: Path) -> Context:
    """Make a context in a folder: an edition of 24 November 2026 in Brussels, and the clock as it is."""
    return Context(DAY, ZoneInfo("Europe/Brussels"), folder)


def build(channel: str, *texts: str, link: str | None = None) -> Build:
    """Make a build with a thread of these texts for a channel, and nothing else that could leave."""
    lead = Article("101", "Zandkerke wint")
    name = f"ochtend/{DAY.isoformat()}"
    card = Card(link, lead.headline, "In de slotminuut.") if link else None
    first, *rest = [Teaser(text, len(text), 500, "characters", language="nl") for text in texts]
    return Build(
        hash="a" * 64,
        edition=Edition(name, "ochtend", DAY, "nl", lead.headline, "", lead),
        articles=(lead,),
        envelope=None,
        html="",
        text="",
        skeleton=None,
        posts={
            channel: Teaser(
                first.text, first.used, 500, "characters", link, card, language="nl", follows=tuple(rest)
            )
        },
        media=(),
        findings=(),
        built_at=datetime.now(UTC),
    )


class Line:
    """An exchange (ports.Exchange) that hands out messages one by one and keeps the answers."""

    is_open = True

    def __init__(self, messages: Sequence[Message]) -> None:
        self.left = list(messages)
        self.receipts: list[Receipt] = []

    def __call__(self, receipts: Sequence[Receipt], *, more: bool = True) -> Sequence[Message]:
        """Keep the answers, and give the next message."""
        self.receipts += receipts
        return [self.left.pop(0)] if more and self.left else []


def delivered(channel: Channel, *messages: Message) -> list[Receipt]:
    """Let a channel deliver these messages; give its answers."""
    line = Line(messages)
    channel.deliver(line)
    return line.receipts


def prepared(channel: Channel, made: Build, recipient: Recipient | None = None) -> Message:
    """Let a channel prepare one message, for its account if none is named. Fails the test for a refusal."""
    (item,) = channel.prepare(made, [recipient or Recipient(channel.name, "")])
    if isinstance(item, Receipt):
        pytest.fail(f"{channel.name} prepared nothing: {item.reason}")
    return item
