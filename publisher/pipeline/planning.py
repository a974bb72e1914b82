"""What a sending would do, before it does anything: who gets it, through what, how long, whether it may."""

from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from publisher import checks
from publisher.delivery import seconds
from publisher.errors import PublisherError
from publisher.ledger import Standing
from publisher.model import Build, Finding, Terms
from publisher.pipeline import gate
from publisher.pipeline.house import House, build_of, channels, edition_name
from publisher.pipeline.order import day_of
from publisher.pipeline.posts import lived
from publisher.ports import Channel


class SendOrder(Struct, frozen=True):
    """One call of `send` or `resume`: which edition, which channels, until when; `release` lifts a hold.

    `whenever` sends without a deadline, as a correction is.
    """

    edition: str | None = None
    channels: tuple[str, ...] = ()
    max_late: str | None = None
    wait: bool = True
    release: bool = False
    who: str = ""
    deployment: str = ""
    whenever: bool = False


class Lot(Struct, frozen=True):
    """One channel's share: how many recipients, how many of them still wait, and how long it may take.

    `readers` is the list, None for the account of a post channel; `forecast` is in seconds, None where
    nothing is known of it; `parts` is how many posts an account gets.
    """

    channel: Channel
    readers: str | None
    recipients: int
    waiting: int
    forecast: float | None
    parts: int = 1


class Plan(Struct, frozen=True):
    """A sending as it would be: `refusal` says why it may not be, `is_new` that the ledger is empty."""

    edition: str
    build: Build
    terms: Terms
    standing: Standing
    lots: tuple[Lot, ...]
    deadline: datetime | None
    refusal: PublisherError | None
    is_new: bool

    @property
    def real(self) -> bool:
        """Say whether anything would leave this machine."""
        return any(lot.channel.real for lot in self.lots)


def plan(house: House, order: SendOrder) -> Plan:
    """Plan a sending; writes nothing. Raises UsageError and ConfigError for what can't be planned."""
    edition = edition_name(house, order.edition)
    build, terms = build_of(house, edition)
    lots = tuple(_lot(house, build, terms, c) for c in channels(house, build, terms, order.channels))
    real = any(lot.channel.real for lot in lots)
    standing = house.ledger.standing(edition)
    assert standing is not None  # noqa: S101  (it has a build)
    limit = gate.deadline(build, terms, order.max_late) if real and not order.whenever else None
    case = gate.Case(
        build=build,
        terms=terms,
        standing=replace(standing, stop=None) if order.release and standing.stop == "held" else standing,
        findings=_findings(house, build, terms, lots),
        approved=house.ledger.approved(edition),
        deployment=order.deployment,
        armed=house.ledger.deployment(),
        real=real,
        mail_channels=_mail_channels(house, edition, lots),
        readers=min((lot.recipients for lot in lots if lot.readers is not None), default=None),
        now=house.clock(),
        deadline=limit,
    )
    is_new = real and not house.ledger.trusted()
    return Plan(edition, build, terms, standing, lots, limit, gate.refusal(case), is_new)


def _mail_channels(house: House, edition: str, lots: tuple[Lot, ...]) -> tuple[str, ...]:
    """Name the mail channels that readers have rows on, or would have."""
    begun = house.ledger.mail_channels(edition)
    wanted = [lot.channel.name for lot in lots if lot.readers is not None]
    return (*begun, *(name for name in wanted if name not in begun))


def _lot(house: House, build: Build, terms: Terms, channel: Channel) -> Lot:
    readers = terms.list if channel.limits is None else None
    parts = _parts(build, channel.name)
    counts = house.ledger.counts(build.edition.name).get(channel.name)
    if counts is None:
        waiting = recipients = _confirmed(house, build, readers) if readers is not None else parts
    else:
        recipients, waiting = sum(counts.values()), counts["queued"] + counts["retry"]
    speed = house.ledger.speed(channel.name)
    by_rate = seconds(channel.rate, waiting)
    forecast = by_rate if by_rate is not None else waiting / speed if speed else None
    return Lot(channel, readers, recipients, waiting, forecast, parts)


def _confirmed(house: House, build: Build, readers: str) -> int:
    """Count who would get it: of a mailing that corrects an edition, those alone who got that one."""
    name = build.edition.name
    if house.ledger.corrected_by(name) is None:
        return house.audience.confirmed(readers)
    return house.ledger.who_got_it(name)


def _parts(build: Build, channel: str) -> int:
    """Count the parts of a channel's thread; a mail is one."""
    post = build.posts.get(channel)
    return 1 + len(post.follows) if post else 1


def _findings(house: House, build: Build, terms: Terms, lots: tuple[Lot, ...]) -> tuple[Finding, ...]:
    """Check the build again with what is configured here; a date that is past is the deadline's matter."""
    known = house.ledger.limits()
    limits = {
        lot.channel.name: lived(lot.channel.limits, known.get(lot.channel.name))
        for lot in lots
        if lot.channel.limits
    }
    facts = checks.Facts(
        today=min(day_of(terms.zone, house.clock()), build.edition.date),
        limits=limits,
        mail=any(lot.readers is not None for lot in lots),
        real=any(lot.channel.real for lot in lots),
        wanted=terms.recent,
    )
    noticed = [finding for finding in build.findings if finding.check not in checks.CHECKS]
    return checks.run(build, facts, noticed)
