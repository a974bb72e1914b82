"""Sending: enrol, claim, deliver, and come back for the retries. Whoever sends ends here."""

import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from msgspec import Struct

from publisher import delivery
from publisher.errors import ApprovalError, ChannelError, DeadlineError, UnavailableError
from publisher.ledger import Count, OpenLane, changed
from publisher.model import Build
from publisher.pipeline import unknown
from publisher.pipeline.behind import Behind
from publisher.pipeline.house import House
from publisher.pipeline.planning import Lot, Plan, SendOrder
from publisher.pipeline.unknown import Decide
from publisher.ports import Status

_NAP = 0.2  # seconds between looks at whether to stop
_PAUSES = (1, 2, 5, 10, 20, 30, 60)  # seconds before each further try at a channel that can't be reached


class Control(Struct, frozen=True):
    """Who watches a sending: may stop it, is told how many rows are done with, decides about lost answers.

    `say` takes what a person who waits wants to know. `before` is called with the build before anything of it
    leaves: what it raises stops the sending.
    """

    stop: Callable[[], bool]
    told: Callable[[int], None]
    decide: Decide
    say: Callable[[str], None]
    before: Callable[[Build], None] = lambda _: None


class Sent(Struct, frozen=True):
    """What a sending came to. `failures` is by channel; `code` is the exit code that says it.

    `stopped` says who held or cancelled it meanwhile, or is empty.
    """

    edition: str
    hash: str
    channels: Mapping[str, Mapping[Status, int]]
    reasons: Mapping[str, list[Count]]
    failures: Mapping[str, ChannelError]
    answered: int
    stopped: str
    code: int


def carry_out(house: House, plan: Plan, order: SendOrder, control: Control) -> Sent:
    """Send what the plan says, holding the edition; a channel that fails does not stop the next.

    Raises the plan's refusal, and LockedError when another run holds the edition.
    """
    if plan.refusal:
        raise plan.refusal
    with house.ledger.hold(plan.edition):
        if order.release and plan.standing.stop == "held":
            house.ledger.stop(plan.edition, None, order.who, house.clock())
        run = _Run(house, plan, order, control)
        run.deliver()
        return run.result()


class _Run:
    def __init__(self, house: House, plan: Plan, order: SendOrder, control: Control) -> None:
        self._house, self._plan, self._order, self._control = house, plan, order, control
        self._failures: dict[str, ChannelError] = {}
        self._answered = self._missed = 0
        self._pauses = list(_PAUSES)
        self._behind = Behind(house, plan)
        self._lanes = {lot.channel.name: self._enrolled(lot) for lot in plan.lots}
        if plan.real and order.deployment and house.ledger.deployment() is None:
            house.ledger.arm(order.deployment, order.who, house.clock())
        control.before(plan.build)

    def deliver(self) -> None:
        """Deliver every lot, then come back for retries until none falls due before the deadline."""
        unknown.resolve(self._house, self._plan, self._control.decide)
        while True:
            for lot in self._plan.lots:
                self._deliver(lot)
            if self._behind.paused():
                continue
            if not self._order.wait or not (self._come_back() or self._wait_for_work()):
                break
        if self._is_late():
            now, skip = self._house.clock(), self._house.ledger.skip_rest
            reasons = ("deadline", "too late", now)
            self._missed = sum(skip(self._plan.edition, name, *reasons) for name in self._lanes)

    def result(self) -> Sent:
        """Say what it came to."""
        ledger, edition = self._house.ledger, self._plan.edition
        names = set(self._lanes)
        counts = {name: rows for name, rows in ledger.counts(edition).items() if name in names}
        return Sent(
            edition=edition,
            hash=self._plan.build.hash,
            channels=counts,
            reasons={name: rows for name, rows in ledger.reasons(edition).items() if name in names},
            failures=self._failures,
            answered=self._answered,
            stopped=self._stop_told(),
            code=self._code(self._left(counts)),
        )

    def _enrolled(self, lot: Lot) -> OpenLane:
        house, edition, name = self._house, self._plan.edition, lot.channel.name
        house.ledger.enrol(edition, name, lot.readers, house.clock(), lot.parts)
        lane = house.ledger.lane(edition, name, house.clock())
        if lane.hash != self._plan.build.hash:
            raise changed(edition, lane.hash)
        return lane

    def _deliver(self, lot: Lot) -> None:
        name, ledger = lot.channel.name, self._house.ledger
        if not self._behind.is_due(name):
            return
        self._behind.had(name)
        if name in self._failures or self._control.stop():
            return
        if not ledger.has_work(self._plan.edition, name, self._house.clock()):
            return
        lane = self._lanes[name]
        try:
            delivery.send(ledger, lane, lot.channel, self._plan.build, self._terms(lot))
        except ChannelError as error:
            self._failures[name] = error

    def _terms(self, lot: Lot) -> delivery.Terms:
        limit, name = lot.channel.rate, lot.channel.name
        rate = delivery.Rate(name, limit, self._house.ledger.reserve) if limit else None
        stop = self._stops_mail if lot.readers is not None else self._control.stop
        return delivery.Terms(self._house.clock, self._plan.deadline, stop, self._told, rate)

    def _stops_mail(self) -> bool:
        return self._control.stop() or self._behind.pauses()

    def _told(self, count: int) -> None:
        self._answered += count
        self._behind.answered(count)
        self._pauses = list(_PAUSES)
        self._control.told(count)

    def _wait_for_work(self) -> bool:
        """Wait for the next retry or post; False where none falls due in time, or somebody stops us."""
        working = [name for name in self._lanes if name not in self._failures]
        retries = [self._house.ledger.next_retry(self._plan.edition, name) for name in working]
        dues = [("retry", due) for due in retries if due]
        dues += [(f"post on {name}", due) for name in working if (due := self._behind.waits(name))]
        if not dues:
            return False
        what, due = min(dues, key=lambda item: item[1])
        wait = max(0, round((due - self._house.clock()).total_seconds()))
        self._control.say(f"{self._plan.edition}: the next {what} is due in {wait} s")
        return self._wait_until(due)

    def _come_back(self) -> bool:
        """Pause before another try at the channels that can't be reached; False where that does not help."""
        away = {name: e for name, e in self._failures.items() if isinstance(e, UnavailableError)}
        if not away or not self._pauses:
            return False
        pause = self._pauses.pop(0)
        for error in away.values():
            self._control.say(f"{error}; another try in {pause} s")
        if not self._wait_until(self._house.clock() + timedelta(seconds=pause)):
            return False
        for name in away:
            del self._failures[name]
        return True

    def _wait_until(self, moment: datetime) -> bool:
        """Wait for a moment; False when somebody stops us, or the deadline comes first."""
        while not (self._control.stop() or self._is_late() or self._stopped()):
            if self._house.clock() >= moment:
                return True
            time.sleep(_NAP)
        return False

    def _is_late(self) -> bool:
        return self._plan.deadline is not None and self._house.clock() >= self._plan.deadline

    def _stop_told(self) -> str:
        """Say who held or cancelled the edition meanwhile."""
        if not self._stopped():
            return ""
        stops = [e for e in self._house.ledger.events(self._plan.edition) if e.kind in {"held", "cancelled"}]
        return f"{stops[-1].kind} by {stops[-1].who}" if stops else ""

    def _stopped(self) -> bool:
        standing = self._house.ledger.standing(self._plan.edition)
        return standing is not None and standing.stop is not None

    def _code(self, left: int) -> int:
        """Give the exit code: the channel's fault first, then why so many rows are left."""
        if self._failures:
            return max(error.exit_code for error in self._failures.values())
        if self._stopped():
            return ApprovalError.exit_code
        if self._missed:
            return DeadlineError.exit_code
        if left and self._control.stop():
            return 130
        return ChannelError.exit_code if left else 0

    def _left(self, counts: Mapping[str, Mapping[Status, int]]) -> int:
        waiting = sum(rows["queued"] + rows["retry"] + rows["sending"] for rows in counts.values())
        lost = [name for name, rows in counts.items() if rows["unknown"]]
        return waiting + sum(self._house.ledger.undecided(self._plan.edition, name) for name in lost)
