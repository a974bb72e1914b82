"""The dry run: how many would get what, and the exact payload; nothing leaves, nothing is kept.

A dry run ends in logs and on screens, so it shows the copy of a reader who does not exist: no address of
anybody, and a link that does nothing.
"""

from collections.abc import Iterator, Sequence

import msgspec
from msgspec import Struct

from publisher.mime import addresses
from publisher.model import Build
from publisher.pipeline.planning import Lot, Plan
from publisher.ports import Mail, Message, Post, Receipt, Recipient
from publisher.tokens import TEST_READER


class Shown(Struct, frozen=True):
    """One channel of a dry run; `payload` is what a recipient would get, every part of a thread."""

    channel: str
    recipients: int
    waiting: int
    forecast: float | None
    payload: str


def rehearse(plan: Plan) -> list[Shown]:
    """Prepare what each channel's account, or a reader who does not exist, would get."""
    return [
        Shown(
            lot.channel.name,
            lot.recipients,
            lot.waiting,
            lot.forecast,
            _payload(plan, lot),
        )
        for lot in plan.lots
    ]


def _payload(plan: Plan, lot: Lot) -> str:
    if not lot.recipients:
        return "(nobody gets it)"
    if lot.readers is None:
        return _thread(list(lot.channel.prepare(plan.build, _parts(plan.build, lot.channel.name))))
    return _written(next(lot.channel.prepare(plan.build, [_proof_reader(plan.build)])))


def _parts(build: Build, name: str) -> Iterator[Recipient]:
    """Give the account once for each part of its post."""
    post = build.posts.get(name)
    for part in range(1 + len(post.follows) if post else 1):
        yield Recipient(name, "", part=part)


def _thread(parts: Sequence[Message | Receipt]) -> str:
    """Write a post, of a thread each part: the id of the one it answers is known once that one stands."""
    if len(parts) == 1:
        return _written(parts[0])
    answers = ("", *(f", answers part {number}" for number in range(1, len(parts))))
    return "\n\n".join(
        f"-- part {number} of {len(parts)}{answer}\n{_written(part)}"
        for number, (part, answer) in enumerate(zip(parts, answers, strict=True), 1)
    )


def _proof_reader(build: Build) -> Recipient:
    """Give a reader whose link is a test one: signed for no list, it changes nothing."""
    domain = addresses.split(build.envelope.sender)[1].rpartition("@")[2] if build.envelope else ""
    return Recipient(TEST_READER, f"proof@{domain}")


def _written(prepared: Message | Receipt) -> str:
    if isinstance(prepared, Receipt):
        return f"{prepared.outcome}: {prepared.reason}"
    payload: Mail | Post = prepared.payload
    if isinstance(payload, Mail):
        envelope = f"MAIL FROM:<{payload.sender}>\nRCPT TO:<{payload.recipient}>\n"
        return envelope + b"".join(payload.segments).decode("utf-8", "replace").replace("\r\n", "\n")
    return msgspec.json.format(msgspec.json.encode(payload), indent=2).decode()
