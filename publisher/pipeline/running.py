"""The scheduler's tick, carried out: build once, wait, send, come back; whoever else ticks does no harm.

What people must hear is told once, by the tick that finds it first; its exit code says so too. Later ticks
say the same words and end well, so that a morning's trouble is one red run and not ten.
"""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from publisher.config.files import CampaignFile
from publisher.errors import (
    ApprovalError,
    BlockedError,
    ConfigError,
    DeadlineError,
    LockedError,
    NothingNew,
    PublisherError,
    SourceError,
)
from publisher.ledger import Approval
from publisher.pipeline.house import House
from publisher.pipeline.notices import Notice, tell_once
from publisher.pipeline.planning import Plan, SendOrder, plan
from publisher.pipeline.schedule import Occasion, occasion, written_in
from publisher.pipeline.sending import Control, Sent, carry_out
from publisher.pipeline.tick import Step, View, decide
from publisher.ports import STATUSES

_SCHEDULER = "schedule"
_UNLOADED = "unloaded"
_OPEN = tuple(status for status in STATUSES if status in {"queued", "retry", "sending"})


class TickOrder(Struct, frozen=True):
    """One call of `run`: how late it may still send, and who ticks."""

    max_late: str | None = None
    deployment: str = ""


class Ticked(Struct, frozen=True):
    """What a tick did: the step, the words for people, the exit code; `built` says that it froze a build."""

    edition: str
    step: Step
    message: str
    code: int = 0
    built: bool = False
    nothing_new: bool = False
    sent: Sent | None = None


class Hands(Struct, frozen=True):
    """What a tick works with: how an edition is built, who may say no, and who watches the sending."""

    build: Callable[[CampaignFile, datetime], None]
    confirm: Callable[[Plan], None]
    control: Control


def tick(house: House, campaign: CampaignFile, order: TickOrder, hands: Hands) -> Ticked:
    """Do what this moment asks for today's edition of a campaign."""
    return _Tick(house, campaign, order, hands).act()


def unread(house: House, name: str, error: PublisherError, say: Callable[[str], None]) -> Ticked:
    """Tell that a campaign can't be read: it has no edition today, and keeps no other from its own."""
    day = house.clock().astimezone(ZoneInfo(house.site.timezone)).date()
    edition = f"{name}/{day.isoformat()}"
    tell_once(house, Notice(edition, "", f"exit {error.exit_code}", str(error), error.exit_code), say)
    return Ticked(edition, "unread", str(error), error.exit_code)


class _Tick:
    def __init__(self, house: House, campaign: CampaignFile, order: TickOrder, hands: Hands) -> None:
        self._house, self._campaign, self._order, self._hands = house, campaign, order, hands
        day = house.clock().astimezone(campaign.zone).date()
        written = campaign.campaign.schedule
        self._schedule = replace(written, max_late=order.max_late or written.max_late)
        with written_in(campaign.file):
            self._occasion: Occasion | None = occasion(self._schedule, campaign.zone, day)
        self.edition = f"{campaign.id}/{day.isoformat()}"
        self._built = False
        self._pending: Approval | None = None

    def act(self) -> Ticked:
        """Decide, and do it; a build is followed by what the moment asks then."""
        self._house.ledger.beat(self._order.deployment, self._house.clock())
        step = decide(self._view())
        try:
            if step == "build":
                self._build()
                step = decide(self._view())
            if step == "approve":
                self._approve()
                step = decide(self._view())
            return self._done(step)
        except LockedError:
            return self._said(step, "another run is at it")
        except NothingNew as nothing:
            return Ticked(self.edition, step, nothing.message, nothing_new=True)
        except SourceError as error:
            return self._unloaded(error)
        except (ApprovalError, BlockedError) as error:
            return self._told_once(step, f"exit {error.exit_code}", str(error), error.exit_code)
        except PublisherError as error:
            code = error.exit_code
            return self._told_once(step, f"exit {code}", str(error), code, again=code)

    def _view(self) -> View:
        ledger, schedule = self._house.ledger, self._schedule
        standing = ledger.standing(self.edition)
        now, word = self._house.clock(), ledger.approved(self.edition)
        meant = word if word and standing and word.hash == standing.hash else None
        self._pending = meant if meant and meant.waits(now) else None
        approved = schedule.approval == "none" or meant is not None
        counts = ledger.counts(self.edition)
        channels = set(self._campaign.channels)
        left = sum(rows[status] for rows in counts.values() for status in _OPEN)
        undecided = sum(ledger.undecided(self.edition, name) for name in counts)
        waiting = left + undecided if channels <= set(counts) else None
        pending = self._pending is not None
        return View(now, self._occasion, standing, approved, schedule.unapproved, waiting, pending)

    def _build(self) -> None:
        """Load and freeze, unless another machine has done it meanwhile."""
        with self._house.ledger.hold(self.edition):
            if self._house.ledger.standing(self.edition) is None:
                self._hands.build(self._campaign, self._house.clock())
                self._built = True

    def _approve(self) -> None:
        standing = self._house.ledger.standing(self.edition)
        if standing:
            who = f'{_SCHEDULER} (unapproved = "send")'
            self._house.ledger.approve(self.edition, standing.hash, who, self._house.clock())

    def _done(self, step: Step) -> Ticked:
        if step == "late":
            return self._late()
        if step == "unapproved":
            message = "nobody approved it in time: it is held until somebody does (publish approve)"
            return self._told_once(step, step, message, ApprovalError.exit_code)
        return self._send() if step == "send" else self._said(step, self._waits()[step])

    def _waits(self) -> dict[Step, str]:
        """Say why nothing is to be done, by step."""
        at = self._occasion
        return {
            "rest": "no edition today",
            "early": f"is built at {at.build_at:%H:%M}" if at else "",
            "wait": self._until(),
            "held": "held, or cancelled",
            "done": "sent",
        }

    def _until(self) -> str:
        """Say what is waited for: the hour, or the end of the time in which an approval can be withdrawn."""
        due = self._pending.not_before if self._pending else None
        if due and self._occasion and due > self._occasion.send_at:
            return f"was approved; it may leave from {due.astimezone(self._campaign.zone):%H:%M:%S} on"
        return f"is sent at {self._occasion.send_at:%H:%M}" if self._occasion else ""

    def _late(self) -> Ticked:
        failed = [e for e in self._house.ledger.events(self.edition) if e.kind == _UNLOADED]
        if failed:
            message = f"no articles came until the deadline: {failed[-1].detail}"
            return self._told_once("late", _UNLOADED, message, SourceError.exit_code)
        until = f"{self._occasion.deadline:%H:%M}" if self._occasion else ""
        message = f"it is past the deadline of {until}: nothing leaves any more"
        return self._told_once("late", "late", message, DeadlineError.exit_code)

    def _unloaded(self, error: SourceError) -> Ticked:
        """Keep that the sources failed: the next tick tries again, the last one tells it."""
        self._house.ledger.record(self.edition, _UNLOADED, _SCHEDULER, self._house.clock(), detail=str(error))
        return self._said("build", f"no articles yet, the next tick tries again: {error}")

    def _send(self) -> Ticked:
        order = SendOrder(
            edition=self.edition,
            max_late=self._schedule.max_late,
            wait=False,
            who=_SCHEDULER,
            deployment=self._order.deployment,
        )
        planned = plan(self._house, order)
        _refuse_strange(planned)
        self._hands.confirm(planned)
        sent = carry_out(self._house, planned, order, self._hands.control)
        return self._sent(sent)

    def _sent(self, sent: Sent) -> Ticked:
        done = [f"{rows['sent']:,} by {name}" for name, rows in sent.channels.items() if rows["sent"]]
        message = f"sent: {', '.join(done) or 'nothing'}"
        if sent.code == 0:
            self._tell("sent", message, 0)
            return Ticked(self.edition, "send", message, built=self._built, sent=sent)
        failures = "; ".join(str(error) for error in sent.failures.values())
        message = f"{message}; {failures or sent.stopped or 'retry or unknown left: publish status'}"
        kind = f"exit {sent.code}"
        told = self._told_once("send", kind, message, sent.code, again=sent.code if sent.answered else 0)
        return Ticked(told.edition, told.step, told.message, told.code, self._built, sent=sent)

    def _said(self, step: Step, message: str) -> Ticked:
        return Ticked(self.edition, step, message, built=self._built)

    def _told_once(self, step: Step, kind: str, message: str, code: int, *, again: int = 0) -> Ticked:
        """Tell people, once for this build; the exit code is the trouble's then, and `again` later on."""
        first = self._tell(kind, message, code)
        return Ticked(self.edition, step, message, code if first else again, built=self._built)

    def _tell(self, kind: str, message: str, code: int) -> bool:
        standing = self._house.ledger.standing(self.edition)
        notice = Notice(self.edition, standing.hash if standing else "", kind, message, code)
        return tell_once(self._house, notice, self._hands.control.say)


def _refuse_strange(planned: Plan) -> None:
    """Refuse a ledger that never sent anything: another one may know who has the edition."""
    if planned.refusal is None and planned.is_new:
        raise ConfigError(
            "this ledger has never sent anything; if it is a wrong one, readers get an edition twice",
            where="[ledger] url",
            remedy="publish arm, if it is the right one",
        )
