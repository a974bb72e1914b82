"""The house with its lights on: configuration, ledger and audience over one database."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from msgspec import Struct

from publisher import registry
from publisher.config import Config, Site, campaign_names, decode, load_campaign
from publisher.errors import ConfigError, UsageError
from publisher.ledger import Book, open_ledger
from publisher.model import Build, Terms
from publisher.pipeline.order import today
from publisher.ports import Channel, Context
from publisher.store import database

if TYPE_CHECKING:
    from publisher.audience import Audience


class House(Struct, frozen=True):
    """What sending works with; `clock` gives the time, in UTC."""

    config: Config
    site: Site
    ledger: Book
    audience: "Audience"
    clock: Callable[[], datetime]


@contextmanager
def opened(config: Config, clock: Callable[[], datetime]) -> Iterator[House]:
    """Open ledger and audience for the length of a block."""
    from publisher.audience import open_audience  # noqa: PLC0415  (a digest needs no readers)

    site = decode(config.tables["site"], Site)
    with database(config.ledger.url, config.root) as db:
        audience = open_audience(db, config.root, site.secret, clock())
        yield House(config, site, open_ledger(db), audience, clock)


def edition_name(house: House, name: str | None) -> str:
    """Give the edition that a name means: `CAMPAIGN/DATE`, a campaign's of today, or the default one's.

    Raises UsageError for another form, and for a campaign that has neither a file nor an edition.
    """
    if name and apart(name)[1]:
        return name
    if name and name not in campaign_names(house.config) and house.ledger.editions(f"{name}/"):
        day = house.clock().astimezone(ZoneInfo(house.site.timezone)).date()
        return f"{name}/{day.isoformat()}"
    campaign = load_campaign(house.config, name)
    return f"{campaign.id}/{today(campaign, house.clock()).isoformat()}"


def apart(name: str) -> tuple[str, str]:
    """Take `CAMPAIGN/DATE` or a campaign's name apart; the date is "" where none is given.

    Raises UsageError for any other form.
    """
    campaign, slash, day = name.partition("/")
    if slash and not (campaign and _is_date(day)):
        raise UsageError(f"no edition can be called {name!r}", remedy="write it as NAME/YYYY-MM-DD")
    return campaign, day


def build_of(house: House, edition: str) -> tuple[Build, Terms]:
    """Give an edition's current build and its terms. Raises UsageError where it was never built."""
    build = house.ledger.build(edition)
    campaign = edition.partition("/")[0]
    if build is None:
        last = house.ledger.editions(f"{campaign}/")
        known = f"; the last one is {last[-1]}" if last else ""
        raise UsageError(f"no build of {edition}{known}", remedy=f"publish digest {campaign}")
    if build.terms is None:
        raise UsageError(f"{edition} was built by an older version", remedy=f"publish digest {campaign}")
    return build, build.terms


def channels(house: House, build: Build, terms: Terms, only: tuple[str, ...]) -> list[Channel]:
    """Make the edition's channels, mail before posts. Raises ConfigError for one that can't be made."""
    for name in only:
        if name not in terms.channels:
            known = ", ".join(terms.channels)
            raise UsageError(f"{build.edition.name} has no channel {name!r}", remedy=f"one of: {known}")
    context = context_of(house, build.edition.date, terms.zone)
    made = [_channel(house.config, name, terms.channels[name], context) for name in only or terms.channels]
    return sorted(made, key=lambda channel: channel.limits is not None)


def context_of(house: House, day: date, zone: str | None = None) -> Context:
    """Give what a channel may know of the house on a day."""
    return Context(
        today=day,
        zone=ZoneInfo(zone or house.site.timezone),
        root=house.config.root,
        clock=house.clock,
        keys=house.audience.keys,
    )


def _channel(config: Config, name: str, kind: str, context: Context) -> Channel:
    if name not in config.channels:
        known = ", ".join(config.channels)
        raise ConfigError(
            f"the edition leaves through {name!r}, which is not configured here",
            where=config.file,
            remedy=f"add [channels.{name}]; known here: {known}",
        )
    here = registry.channel(name, config.channels[name]).full_kind
    if here != kind:
        raise ConfigError(
            f"the edition was built for {name!r} of kind {kind}, and here that is {here}",
            where=config.file,
            remedy="send it where its config.toml is, or build it with this one: publish digest",
        )
    return registry.create_channel(name, config.channels[name], context)


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text  # it reads other forms as well
    except ValueError:
        return False
