"""Test sends: the frozen mail, marked, to own addresses, with links that do nothing; no row is kept."""

import secrets
from collections.abc import Sequence

from msgspec.structs import replace

from publisher.audience import Address
from publisher.errors import UsageError
from publisher.model import Build
from publisher.pipeline.planning import Plan
from publisher.ports import Channel, Message, Receipt, Recipient

MARK = "[TEST]"


def trial(plan: Plan, addresses: Sequence[Address]) -> dict[str, Receipt]:
    """Send the edition's mail to each address through every mail channel; give the answer by address.

    Raises UsageError for an edition without a mail channel, ChannelError for a channel at fault.
    """
    mails = [lot.channel for lot in plan.lots if lot.readers is not None]
    if not mails:
        raise UsageError("no mail channel to test", where=plan.edition, remedy="test sends are mails")
    answers: dict[str, Receipt] = {}
    for channel in mails:
        readers = {secrets.token_hex(12): address.mailed for address in addresses}
        for receipt in _delivered(channel, marked(plan.build), readers):
            answers[readers[receipt.key.recipient]] = receipt
    return answers


def marked(build: Build) -> Build:
    """Give the build with its subject marked as a test."""
    if build.envelope is None:
        return build
    return replace(build, envelope=replace(build.envelope, subject=f"{MARK} {build.envelope.subject}"))


def _delivered(channel: Channel, build: Build, readers: dict[str, str]) -> list[Receipt]:
    recipients = [Recipient(reader, address) for reader, address in readers.items()]
    once = Once([*channel.prepare(build, recipients)])
    channel.deliver(once)
    return once.receipts


class Once:
    """Gives each message once, and keeps the answers for whoever waits (ports.Exchange)."""

    is_open = True

    def __init__(self, prepared: Sequence[Message | Receipt]) -> None:
        self._waiting = [item for item in prepared if isinstance(item, Message)]
        self.receipts = [item for item in prepared if isinstance(item, Receipt)]

    def __call__(self, receipts: Sequence[Receipt], *, more: bool = True) -> Sequence[Message]:
        """Keep the answers; give every message the first time."""
        self.receipts += receipts
        given, self._waiting = (self._waiting, []) if more else ([], self._waiting)
        return given
