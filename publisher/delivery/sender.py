"""The sender: joins a channel and the ledger in one exchange.

Whatever stops it (a signal, the deadline, a hold, a rate that is used up) makes the exchange give nothing.
"""

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from threading import get_ident
from typing import Generic

from msgspec import Struct

from publisher.delivery.limits import Rate
from publisher.delivery.retry import settle_all
from publisher.model import Build
from publisher.ports import Channel, Key, L, Ledger, Message, Receipt, Recipient

_RARELY = 20_000  # objects between two searches for cycles


_WAITING = frozenset({"queued", "retry"})


class Terms(Struct, frozen=True):
    """Until when, how fast, and who may stop it or wants to be told how many rows are done with."""

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
        self._thread = get_ident()

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

    @property
    def is_open(self) -> bool:
        """Say whether the sending goes on."""
        return not self._is_over()

    def _is_over(self) -> bool:
        terms = self._terms
        return terms.stop() or (terms.deadline is not None and terms.clock() >= terms.deadline)

    def _want(self) -> int:
        """Say how many rows may be out; waits until the rate grants one."""
        window, rate = self._channel.window, self._terms.rate
        if self._is_over():
            return 0
        if rate is None:
            return window
        out = self._lane.out
        return out + rate.grant(window - out, self._is_over)

    def _advance(self, receipts: Sequence[Receipt], want: int) -> list[Message | Receipt]:
        now, lane = self._terms.clock(), self._lane
        settlements = settle_all(receipts, lane.attempt, now, self._terms.deadline)
        made = _Made(self._channel, self._build)
        if get_ident() == self._thread:  # whoever delivers waits for the disk with us
            recipients = self._ledger.advance(lane, settlements, want, now, made.prepare)
        else:
            recipients = self._ledger.advance(lane, settlements, want, now)
            if recipients:
                made.prepare(recipients)
        if done := sum([item.status not in _WAITING for item in settlements]):
            self._terms.told(done)
        if made.failure:
            self._hand_back(recipients)
            raise made.failure
        return made.items

    def _hand_back(self, recipients: Sequence[Recipient]) -> None:
        """Say that nothing has left of what was claimed."""
        name, channel = self._build.edition.name, self._channel.name
        keys = [Key(name, channel, recipient.id, recipient.part) for recipient in recipients]
        self._advance([Receipt(key, "untouched", "unprepared") for key in keys], 0)


class _Made:
    """What was prepared while its rows were being kept, or why that failed."""

    def __init__(self, channel: Channel, build: Build) -> None:
        self._channel, self._build = channel, build
        self.items: list[Message | Receipt] = []
        self.failure: BaseException | None = None

    def prepare(self, recipients: Sequence[Recipient]) -> None:
        """Make what will leave."""
        try:
            self.items = [*self._channel.prepare(self._build, recipients)]
        except BaseException as error:
            self.failure = error
