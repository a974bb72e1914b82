"""The dry run: how many would get what, and the exact payload; nothing leaves, nothing is kept.

A dry run ends in logs and on screens, so it shows the copy of a reader who does not exist: no address of
anybody, and a link that does nothing.
"""

import msgspec
from msgspec import Struct

from publisher.mime import addresses
from publisher.model import Build
from publisher.pipeline.plan import Lot, Plan
from publisher.ports import Mail, Message, Post, Receipt, Recipient
from publisher.tokens import TEST_READER


class Shown(Struct, frozen=True):
    """One channel of a dry run; `payload` is what a recipient would get."""

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
    account = Recipient(lot.channel.name, "")
    recipient = account if lot.readers is None else _proof_reader(plan.build)
    return _written(next(lot.channel.prepare(plan.build, [recipient])))


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
