"""The dry run: who would get what, and the exact payload; nothing leaves, nothing is kept."""

import msgspec
from msgspec import Struct

from publisher.pipeline.house import House
from publisher.pipeline.plan import Lot, Plan
from publisher.ports import Mail, Message, Post, Receipt, Recipient


class Shown(Struct, frozen=True):
    """One channel of a dry run; `payload` is what its first recipient would get."""

    channel: str
    recipients: int
    waiting: int
    forecast: float | None
    payload: str


def rehearse(house: House, plan: Plan) -> list[Shown]:
    """Prepare what the first recipient of each channel would get."""
    return [
        Shown(
            lot.channel.name,
            lot.recipients,
            lot.waiting,
            lot.forecast,
            _payload(plan, lot, _first(house, lot)),
        )
        for lot in plan.lots
    ]


def _first(house: House, lot: Lot) -> Recipient | None:
    """Give the first reader of the list, or the channel's account."""
    if lot.readers is None:
        return Recipient(lot.channel.name, "")
    for _, reader in house.audience.each(lot.readers):
        if reader.status == "confirmed":
            return Recipient(reader.id, reader.address, reader.name, reader.language, lot.readers)
    return None


def _payload(plan: Plan, lot: Lot, recipient: Recipient | None) -> str:
    if recipient is None:
        return "(nobody gets it)"
    prepared = next(lot.channel.prepare(plan.build, [recipient]))
    return _written(prepared)


def _written(prepared: Message | Receipt) -> str:
    if isinstance(prepared, Receipt):
        return f"{prepared.outcome}: {prepared.reason}"
    payload: Mail | Post = prepared.payload
    if isinstance(payload, Mail):
        envelope = f"MAIL FROM:<{payload.sender}>\nRCPT TO:<{payload.recipient}>\n"
        return envelope + b"".join(payload.segments).decode("utf-8", "replace").replace("\r\n", "\n")
    return msgspec.json.format(msgspec.json.encode(payload), indent=2).decode()
