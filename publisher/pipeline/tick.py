"""One tick of the scheduler, decided purely: what is to be done for today's edition at this moment."""

from datetime import UTC, datetime
from typing import Literal

from msgspec import Struct

from publisher.ledger import Standing
from publisher.pipeline.schedule import Occasion

Step = Literal[
    "unread", "rest", "early", "build", "wait", "held", "unapproved", "approve", "send", "late", "done"
]


class View(Struct, frozen=True):
    """What a tick sees; `now` is in UTC.

    `left` counts the rows that still may leave, None before anybody was enrolled.
    `approved` says whether the current build may leave as far as approval goes, `pending` that it was
    approved a moment ago and may still be withdrawn.
    """

    now: datetime
    occasion: Occasion | None
    standing: Standing | None
    approved: bool
    unapproved: Literal["hold", "send"]
    left: int | None
    pending: bool = False


def decide(view: View) -> Step:
    """Decide what this tick does.

    An edition that stands is never built again by a tick. Times are compared in UTC: on the day a clock is
    set back, one hour comes twice.
    """
    if view.occasion is None:
        return "rest"
    if view.now < view.occasion.build_at.astimezone(UTC):
        return "early"
    is_late = view.now >= view.occasion.deadline.astimezone(UTC)
    if view.standing is None:
        return "late" if is_late else "build"
    if view.left == 0:
        return "done"
    return "late" if is_late and not view.standing.stop else _standing(view, view.standing, view.occasion)


def _standing(view: View, standing: Standing, occasion: Occasion) -> Step:
    """Decide about an edition that stands and has not left."""
    if standing.stop:
        return "held"
    if view.pending or view.now < occasion.send_at.astimezone(UTC):
        return "wait"
    if view.approved:
        return "send"
    return "approve" if view.unapproved == "send" else "unapproved"
