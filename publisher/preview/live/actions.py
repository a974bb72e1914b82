"""What the buttons do: each passes the gate that every command passes, and the ledger keeps who did it."""

import re
from collections.abc import Mapping
from datetime import timedelta

from publisher import pipeline
from publisher.audience import Address, RowError, normalise
from publisher.config import decode
from publisher.config.settings import Alerts
from publisher.errors import ApprovalError, BlockedError, LockedError, UsageError
from publisher.model import Build
from publisher.pipeline import House, planning
from publisher.pipeline.trial import trial
from publisher.preview.live.desk import Desk, shown
from publisher.preview.live.sending import Sending

UNDO = timedelta(seconds=60)  # in which an approval can be taken back before any machine acts on it
_TESTERS = ".publisher/testers"
Form = Mapping[str, str]


def approve(desk: Desk, edition: str, form: Form) -> str:
    """Let the build that the page showed leave, in a minute at the earliest."""
    with desk.opened() as house:
        build, _ = shown(house, edition, form.get("hash", ""))
        _refuse_cancelled(house, edition)
        _refuse_blocked(build)
        now = desk.clock()
        house.ledger.approve(edition, build.hash, desk.who.name, now, not_before=now + UNDO)
    return f"Approved {build.hash[:12]}"


def undo(desk: Desk, edition: str, form: Form) -> str:
    """Take the last approval back; where none is required, the edition is held, for it would leave."""
    del form
    with desk.opened() as house:
        _, terms = pipeline.build_of(house, edition)
        now = desk.clock()
        house.ledger.withdraw(edition, desk.who.name, now)
        if terms.approval == "none":
            house.ledger.stop(edition, "held", desk.who.name, now)
    return "The approval was withdrawn"


def hold(desk: Desk, edition: str, form: Form) -> str:
    """Keep the edition back, also while it is being sent."""
    del form
    with desk.opened() as house:
        _refuse_cancelled(house, edition)
        house.ledger.stop(edition, "held", desk.who.name, desk.clock())
    return "Held"


def release(desk: Desk, edition: str, form: Form) -> str:
    """Let a held edition go its way again."""
    del form
    with desk.opened() as house:
        _refuse_cancelled(house, edition)
        house.ledger.stop(edition, None, desk.who.name, desk.clock())
    return "No longer held"


def test(desk: Desk, edition: str, form: Form) -> str:
    """Send the mail that the page showed, marked as a test, to the editor's own addresses."""
    with desk.opened() as house:
        shown(house, edition, form.get("hash", ""))
        addresses = _addresses(form.get("to", ""))
        _remember(house, addresses)
        answers = trial(planning.plan(house, desk.order(edition)), addresses)
        house.ledger.record(edition, "tested", desk.who.name, desk.clock(), hash=form["hash"])
    failed = [f"{to}: {got.outcome} {got.reason}" for to, got in answers.items() if got.outcome != "sent"]
    if failed:
        raise UsageError("; ".join(failed), where="test send")
    return f"A test is on its way to {', '.join(answers)}"


def send(desk: Desk, edition: str, form: Form) -> str:
    """Send the build that the page showed, now: this is its approval as well."""
    running = desk.sendings.get(edition)
    if running and not running.ended:
        raise LockedError(edition)
    with desk.opened() as house:
        build, _ = shown(house, edition, form.get("hash", ""))
        waiting = _ready(desk, house, build, trusts=form.get("new_ledger") == "yes")
    sending = desk.sendings[edition] = Sending(waiting, desk.bell.ring)
    sending.start(desk.opened, desk.order(edition))
    return "Sending"


def build(desk: Desk, edition: str, form: Form) -> str:
    """Build the edition: for the first time, or with what its sources say now. Raises what went wrong."""
    del form
    desk.build(edition, reload=True)
    return "Built"


def testers(house: House) -> str:
    """Give the addresses of the last test, else those that alerts go to, with commas."""
    kept = house.config.root / _TESTERS
    if kept.is_file():
        return kept.read_text(encoding="utf-8").strip()
    return ", ".join(decode(house.config.tables["alerts"], Alerts).mail)


def _ready(desk: Desk, house: House, build: Build, *, trusts: bool) -> int:
    """Give how many wait. Raises what keeps the edition; pressing the button is the approval it may lack."""
    edition, order = build.edition.name, desk.order(build.edition.name)
    plan = planning.plan(house, order)
    if isinstance(plan.refusal, ApprovalError) and not plan.standing.stop:
        house.ledger.approve(edition, build.hash, desk.who.name, desk.clock())
        plan = planning.plan(house, order)
    if plan.refusal:
        raise plan.refusal
    if plan.is_new and not trusts:
        raise UsageError(
            "this ledger has never sent anything; if it is a wrong one, readers get an edition twice",
            where=edition,
            remedy="say that it is the right one",
        )
    if plan.is_new:
        house.ledger.trust(desk.who.name, desk.clock())
    house.ledger.record(edition, "send", desk.who.name, desk.clock(), hash=build.hash)
    return sum(lot.waiting for lot in plan.lots)


def _refuse_cancelled(house: House, edition: str) -> None:
    standing = house.ledger.standing(edition)
    if standing and standing.stop == "cancelled":
        raise ApprovalError("was cancelled", where=edition, remedy="publish digest --revise makes it anew")


def _refuse_blocked(build: Build) -> None:
    blocking = [finding for finding in build.findings if finding.severity == "blocking"]
    if blocking:
        first = blocking[0]
        raise BlockedError(first.message, where=first.where, remedy=first.remedy)


def _addresses(text: str) -> list[Address]:
    given = [word for word in re.split(r"[,;\s]+", text) if word]
    if not given:
        raise UsageError("a test needs an address", where="test send", remedy="write your own")
    try:
        return [normalise(word) for word in given]
    except RowError as error:
        raise UsageError(str(error), where="test send", remedy="write it as name@domain") from None


def _remember(house: House, addresses: list[Address]) -> None:
    kept = house.config.root / _TESTERS
    kept.parent.mkdir(exist_ok=True)
    kept.write_text(", ".join(address.mailed for address in addresses) + "\n", encoding="utf-8")
