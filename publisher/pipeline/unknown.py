"""Lost answers: looked up on the other side first; what nobody can know is decided by a person, once."""

from collections.abc import Callable
from typing import Literal

from publisher.model import Build
from publisher.pipeline.house import House
from publisher.pipeline.planning import Lot, Plan
from publisher.ports import Key, Message, Receipt, Status

Unknown = Literal["leave", "skip", "resend"]
Decide = Callable[[int], Unknown]
_FOUND: dict[str, Status] = {"sent": "sent", "unavailable": "queued"}
_DECISIONS: dict[str, tuple[Status, str, str]] = {
    "skip": ("unknown", "decided", "may have arrived; not sent again"),
    "resend": ("queued", "decided", "sent again on purpose"),
}


def resolve(house: House, plan: Plan, decide: Decide) -> None:
    """Look for each message whose answer was lost; `decide` is told how many stay unknown, says what then."""
    parked = [_look(house, plan, lot) for lot in plan.lots]
    if not any(parked):
        return
    left = sum(house.ledger.undecided(plan.edition, lot.channel.name) for lot in plan.lots)
    decision = decide(left) if left else "leave"
    if decision in _DECISIONS:
        for lot in plan.lots:
            _decide(house, plan, lot, *_DECISIONS[decision])


def _look(house: House, plan: Plan, lot: Lot) -> bool:
    """Look for a channel's lost messages; say whether there were any."""
    builds: dict[int | None, Build | None] = {}
    for row in house.ledger.parked(plan.edition, lot.channel.name):
        if row.revision not in builds:
            builds[row.revision] = house.ledger.build(plan.edition, row.revision)
        build = builds[row.revision] or plan.build
        for message in lot.channel.prepare(build, [row.recipient]):
            found = lot.channel.find(message) if isinstance(message, Message) else message
            if status := _FOUND.get(found.outcome):
                house.ledger.decide(plan.edition, lot.channel.name, row, status, found, house.clock())
    return bool(builds)


def _decide(house: House, plan: Plan, lot: Lot, status: Status, code: str, reason: str) -> None:
    name = lot.channel.name
    for row in house.ledger.parked(plan.edition, name):
        key = Key(plan.edition, name, row.recipient.id, row.recipient.part)
        receipt = Receipt(key, "unknown", code, reason)
        house.ledger.decide(plan.edition, name, row, status, receipt, house.clock())
