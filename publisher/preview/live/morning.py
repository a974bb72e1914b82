"""How an edition stands this morning: when it leaves, to whom, whether it may, and who last said what."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from publisher.config import load_campaign
from publisher.errors import ApprovalError, PublisherError
from publisher.ledger import Approval, Event
from publisher.model import Build, Terms
from publisher.pipeline import House
from publisher.pipeline.planning import Plan, SendOrder, plan
from publisher.pipeline.schedule import Occasion, occasion
from publisher.ports import STATUSES

TICK = timedelta(minutes=10)  # as the recipes for schedulers let it tick
_LAST = 6  # events that are shown


class Departure(Struct, frozen=True):
    """When it leaves: `at` zoned, None on a day without a sending; `state` is coming, due or late."""

    at: datetime | None
    until: datetime | None
    state: str
    readers: int


class Lot(Struct, frozen=True):
    """One channel's share; `forecast` is in words."""

    channel: str
    what: str
    waiting: int
    forecast: str
    rows: str = ""


class Beat(Struct, frozen=True):
    """When the scheduler was last seen; `is_late` when it missed two ticks, or was never seen."""

    at: datetime | None
    is_late: bool


class Morning(Struct, frozen=True):
    """All that stands around a build: `word` is the approval that is about it, `other` one of another build.

    `refusal` says what else keeps it; `stop` is held or cancelled; `sealed` that it has begun to leave.
    """

    departure: Departure
    beat: Beat
    lots: tuple[Lot, ...]
    refusal: str
    stop: str
    sealed: bool
    required: bool
    word: Approval | None
    other: Approval | None
    pending: bool
    is_new: bool
    left: int | None
    events: tuple[Event, ...]

    @property
    def is_over(self) -> bool:
        """Say whether nothing is left to leave, also by a channel that has not begun."""
        return self.left == 0 and not any(lot.waiting for lot in self.lots)


def morning(house: House, build: Build, terms: Terms, order: SendOrder) -> Morning:
    """Gather how an edition stands; writes nothing."""
    name, now = build.edition.name, house.clock()
    planned, problem = _planned(house, order)
    standing, word = house.ledger.standing(name), house.ledger.approved(name)
    meant = word if word and word.hash == build.hash else None
    counts = house.ledger.counts(name)
    waiting = sum(rows[status] for rows in counts.values() for status in ("queued", "retry", "sending"))
    return Morning(
        departure=_departure(house, build, planned),
        beat=_beat(house, now),
        lots=tuple(_lots(house, planned)) if planned else (),
        refusal=_refusal(problem or (planned.refusal if planned else None)),
        stop=(standing.stop or "") if standing else "",
        sealed=bool(standing and standing.sealed),
        required=terms.approval == "required",
        word=meant,
        other=word if word and not meant else None,
        pending=bool(meant and meant.waits(now)),
        is_new=bool(planned and planned.is_new),
        left=waiting if counts else None,
        events=tuple(_events(house, name, terms.zone)),
    )


def _planned(house: House, order: SendOrder) -> tuple[Plan | None, PublisherError | None]:
    try:
        return plan(house, order), None
    except PublisherError as error:
        return None, error


def _refusal(error: PublisherError | None) -> str:
    """Say what keeps it, but for the word that is still to be given, or was just given or refused."""
    return "" if error is None or isinstance(error, ApprovalError) else str(error)


def _departure(house: House, build: Build, planned: Plan | None) -> Departure:
    readers = (
        max((lot.recipients for lot in planned.lots if lot.readers is not None), default=0) if planned else 0
    )
    found, now = _occasion(house, build), house.clock()
    if found is None:
        return Departure(None, None, "none", readers)
    state = "coming" if now < found.send_at else "due" if now < found.deadline else "late"
    return Departure(found.send_at, found.deadline, state, readers)


def _occasion(house: House, build: Build) -> Occasion | None:
    try:
        campaign = load_campaign(house.config, build.edition.campaign)
        return occasion(campaign.campaign.schedule, campaign.zone, build.edition.date)
    except PublisherError:  # the page says so where it speaks of the campaign's file
        return None


def _beat(house: House, now: datetime) -> Beat:
    at = house.ledger.last_beat()
    return Beat(at, at is None or now - at >= 2 * TICK)


def _lots(house: House, planned: Plan) -> list[Lot]:
    counts = house.ledger.counts(planned.edition)
    return [
        Lot(
            lot.channel.name,
            f"{lot.recipients:,} readers of {lot.readers!r}" if lot.readers else _posts(lot.parts),
            lot.waiting,
            length(lot.forecast),
            ", ".join(
                f"{count:,} {status}"
                for status in STATUSES
                if (count := counts.get(lot.channel.name, {}).get(status, 0))
            ),
        )
        for lot in planned.lots
    ]


def _events(house: House, name: str, zone: str) -> list[Event]:
    """Give the last events, the newest first, at the newsroom's clock."""
    last = house.ledger.events(name)[: -_LAST - 1 : -1]
    return [replace(event, at=f"{local(datetime.fromisoformat(event.at), zone):%H:%M}") for event in last]


def _posts(parts: int) -> str:
    return "a post" if parts == 1 else f"a thread of {parts}"


def length(seconds: float | None) -> str:
    """Say how long something takes, in words; empty where nobody knows."""
    if seconds is None:
        return ""
    return f"about {max(1, round(seconds))} s" if seconds < 90 else f"about {round(seconds / 60)} min"


def local(at: datetime, zone: str) -> datetime:
    """Give a moment as the clocks of the newsroom show it."""
    return at.astimezone(ZoneInfo(zone))
