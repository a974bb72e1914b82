"""The gate that everything which sends passes: decided purely, from what the pipeline gathered."""

import re
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from publisher.config import span
from publisher.errors import (
    ApprovalError,
    BlockedError,
    ConfigError,
    DeadlineError,
    PublisherError,
    UsageError,
)
from publisher.ledger import Approval, Standing, doubled
from publisher.model import Build, Finding, Terms

_SPAN = re.compile(r"\d{1,5}[mhd]", re.ASCII)


class Case(Struct, frozen=True):
    """What is asked of the gate: an edition as it stands, what was decided about it, and who asks.

    `deployment` is ours, `armed` the ledger's; `readers` are by mail channel, None where there is none.
    """

    build: Build
    terms: Terms
    standing: Standing
    findings: Sequence[Finding]
    approved: Approval | None
    deployment: str
    armed: str | None
    real: bool
    mail_channels: tuple[str, ...]
    readers: int | None
    now: datetime
    deadline: datetime | None


def deadline(build: Build, terms: Terms, max_late: str | None) -> datetime:
    """Give the moment after which nothing leaves: so long after the hour of sending, else the day's end."""
    if max_late:
        return terms.sends_at + late(max_late)
    zone = ZoneInfo(terms.zone)
    return datetime.combine(build.edition.date + timedelta(days=1), time.min, zone)


def late(text: str) -> timedelta:
    """Read `90m`, `3h` or `1d`. Raises UsageError for another form."""
    if not _SPAN.fullmatch(text):
        raise UsageError(f"no length of time: {text!r}", where="--max-late", remedy="such as 90m, 3h or 1d")
    return span(text)


def refusal(case: Case) -> PublisherError | None:
    """Give the reason why this edition may not leave now, or None where it may."""
    return (
        _stopped(case)
        or _doubled(case)
        or _elsewhere(case)
        or _too_late(case)
        or _blocked(case)
        or _unapproved(case)
    )


def _stopped(case: Case) -> PublisherError | None:
    name = case.build.edition.name
    if case.standing.stop == "held":
        return ApprovalError("is held", where=name, remedy=f"publish resume {name} lets it go on")
    if case.standing.stop == "cancelled":
        remedy = "publish digest --revise gives the mended text to who got none"
        return ApprovalError("was cancelled", where=name, remedy=remedy)
    return None


def _doubled(case: Case) -> PublisherError | None:
    return doubled(case.build.edition.name, case.mail_channels) if len(case.mail_channels) > 1 else None


def _elsewhere(case: Case) -> PublisherError | None:
    if not case.real or case.armed in {None, case.deployment}:
        return None
    return ConfigError(
        f"this is deployment {case.deployment!r}, and {case.armed!r} is the one that sends",
        where="[site] deployment",
        remedy="publish arm, if this one is to send from now on",
    )


def _too_late(case: Case) -> PublisherError | None:
    if case.deadline is None or case.now < case.deadline:
        return None
    told = case.deadline.astimezone(ZoneInfo(case.terms.zone)).strftime("%Y-%m-%d %H:%M %Z")
    return DeadlineError(
        f"it is past the deadline of {told}", where=case.build.edition.name, remedy="--max-late allows more"
    )


def _blocked(case: Case) -> PublisherError | None:
    blocking = [finding for finding in case.findings if finding.severity == "blocking"]
    if blocking:
        first, more = blocking[0], f" and {len(blocking) - 1} more" if len(blocking) > 1 else ""
        return BlockedError(f"{first.message}{more}", where=first.where, remedy=first.remedy)
    if case.readers == 0:
        return UsageError(
            f"the list {case.terms.list!r} has no confirmed subscriber",
            where=case.build.edition.name,
            remedy="publish subscribers import or add, or --channel for the posts alone",
        )
    return None


def _unapproved(case: Case) -> PublisherError | None:
    name, hash, word = case.build.edition.name, case.build.hash, case.approved
    meant = word if word and word.hash == hash else None
    if not case.real:
        return None
    if meant and meant.not_before and meant.waits(case.now):
        told = meant.not_before.astimezone(ZoneInfo(case.terms.zone)).strftime("%H:%M:%S %Z")
        return ApprovalError(f"its approval counts from {told} on", where=name, remedy="wait until then")
    if meant or case.terms.approval == "none":
        return None
    what = "was approved as another build" if word else "is not approved"
    return ApprovalError(what, where=name, remedy=f"publish approve {name} --hash {hash[:12]}")
