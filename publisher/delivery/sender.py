"""The sender: joins a channel and the ledger in one exchange.

Whatever stops it (a signal, the deadline, a hold, a rate that is used up) makes the exchange give nothing.
"""

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Generic

from msgspec import Struct

from publisher.delivery.limits import Rate
from publisher.delivery.retry import settle
from publisher.model import Build
from publisher.ports import Channel, L, Ledger, Message, Receipt

_RARELY = 20_000  # objects between two searches for cycles


class Terms(Struct, frozen=True):
    """Until when, how fast, and who may stop it or wants to be told how many rows were answered."""

    clock: Callable[[], datetime]
    deadline: datetime | None
    stop: Callable[[], bool]
    told: Callable[[int], None]
    rate: Rate | None = None


def send(ledger: Ledger[L], lane: L, channel: Channel, build: Build, terms: Terms) -> None:
    """Deliver what the lane holds until nothing is to be had now.

    Raises ChannelError for a channel that is at fault, LockedError when another owner took the lane.
    """
    with _undisturbed():
        channel.deliver(_Exchange(ledger, lane, channel, build, terms))


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Keep the collector of cycles from its search, as messages and answers have none.

    It took 8 of 120 microseconds a message: it looked again and again at all that the program holds.
    """
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(_RARELY, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


class _Exchange(Generic[L]):
    """Answers in, next messages out (ports.Exchange)."""

    def __init__(self, ledger: Ledger[L], lane: L, channel: Channel, build: Build, terms: Terms) -> None:
        self._ledger, self._lane, self._channel = ledger, lane, channel
        self._build, self._terms = build, terms

    def __call__(self, receipts: Sequence[Receipt], *, more: bool = True) -> Sequence[Message]:
        """Record the receipts and claim the next messages; what can't be prepared is an answer at once."""
        if self._terms.rate and receipts:
            self._advance(receipts, 0)  # kept before the rate is waited for
            receipts = ()
        while True:
            prepared = self._advance(receipts, self._want() if more else 0)
            messages = [item for item in prepared if isinstance(item, Message)]
            receipts = [item for item in prepared if isinstance(item, Receipt)]
            if not receipts:
                return messages
            if messages:
                self._advance(receipts, 0)
                return messages

    def _want(self) -> int:
        """Say how many rows may be out; waits until the rate grants one."""
        terms, window = self._terms, self._channel.window
        if terms.stop() or (terms.deadline is not None and terms.clock() >= terms.deadline):
            return 0
        if terms.rate is None:
            return window
        out = self._lane.out
        return out + terms.rate.grant(window - out, terms.stop)

    def _advance(self, receipts: Sequence[Receipt], want: int) -> list[Message | Receipt]:
        now, lane = self._terms.clock(), self._lane
        settlements = [
            settle(receipt, lane.attempt(receipt.key), now, self._terms.deadline) for receipt in receipts
        ]
        recipients = self._ledger.advance(lane, settlements, want, now)
        if receipts:
            self._terms.told(len(receipts))
        return [*self._channel.prepare(self._build, recipients)] if recipients else []
