"""An edition's standing in lines: whether it may leave and what to do, then counts, then who did what."""

from datetime import timedelta
from typing import TYPE_CHECKING

from publisher.cli import control, report, words
from publisher.errors import PublisherError

if TYPE_CHECKING:
    from publisher.ledger import Event
    from publisher.pipeline import House

_QUIET = timedelta(minutes=1)
_DETAIL = 60  # characters
_EVENTS = 5  # the last ones are shown


def lines(house: "House", name: str, digest: str) -> list[str]:
    """Say how an edition stands: first what keeps it, last what was done to it."""
    counts, reasons = house.ledger.counts(name), house.ledger.reasons(name)
    due = {channel: told for channel in counts if (told := _due(house, name, channel))}
    head, *rest = report.lines(name, digest, counts, reasons, due)
    open_ = any(rows["sending"] for rows in counts.values())
    asked = [_stopped(house, name) or ("" if counts else _unsent(house, name)), _quiet(house, name, open_)]
    return [head, *(f"  {line}" for line in asked if line), *rest, *_events(house, name)]


def _stopped(house: "House", name: str) -> str:
    """Say since when and by whom an edition is held or cancelled, and the way on."""
    found = house.ledger.standing(name)
    if found is None or not found.stop:
        return ""
    event = [event for event in house.ledger.events(name) if event.kind == found.stop][-1]
    campaign, _, day = name.partition("/")
    way = {
        "held": f"publish resume {name} lets it go on",
        "cancelled": f"publish digest {campaign} --date {day} --revise gives a mended text to who got none",
    }[found.stop]
    return f"{found.stop} since {words.local(event.at, house.site.timezone)} by {event.who}: {way}"


def _unsent(house: "House", name: str) -> str:
    """Say how to send an edition, or what the gate has against it."""
    from publisher.pipeline import planning

    order = planning.SendOrder(edition=name, deployment=control.deployment(house.site.deployment))
    try:
        refusal = planning.plan(house, order).refusal
    except PublisherError as error:
        refusal = error
    return f"not sent yet: {refusal}" if refusal else f"not sent yet: publish send {name}"


def _quiet(house: "House", name: str, sending: bool) -> str:
    """Say that mails are under way, and nobody is there who would hear the answers."""
    seen = house.ledger.last_seen(name)
    if not sending or seen is None or house.clock() - seen < _QUIET:
        return ""
    return f"nobody seems to be sending: publish resume {name}"


def _due(house: "House", name: str, channel: str) -> str:
    """Say when the next retry falls due."""
    at = house.ledger.next_retry(name, channel)
    if at is None:
        return ""
    told = words.local(at, house.site.timezone, "%H:%M %Z")
    return f"next try {told}" if at > house.clock() else f"due since {told}"


def _short(detail: str) -> str:
    """Give what was done in some words, on one line."""
    told = " ".join(detail.split())
    return told if len(told) <= _DETAIL else f"{told[:_DETAIL]}…"


def _events(house: "House", name: str) -> list[str]:
    return [f"  {_event(event, house.site.timezone)}" for event in house.ledger.events(name)[-_EVENTS:]]


def _event(event: "Event", zone: str) -> str:
    what = event.hash[:12] or _short(event.detail)
    return f"{words.local(event.at, zone)} {event.kind} by {event.who} {what}".rstrip()
