"""What was asked for: the command line's words, laid over the editor's day file."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from publisher.compose import Rules
from publisher.config import Config, load_override
from publisher.config.files import CampaignFile
from publisher.pipeline.schedule import moment


class Order(Struct, frozen=True):
    """One call of `digest`; None or empty leaves the choice to the day file and the campaign."""

    campaign: str | None = None
    day: date | None = None
    sources: tuple[str, ...] = ()
    kind: str | None = None
    lead: str | None = None
    pin: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    subject: str | None = None
    refresh: bool = False
    revise: bool = False
    accept_new: bool = False

    @property
    def reload(self) -> bool:
        """Say whether the sources are read again although the edition has a snapshot."""
        return self.refresh or bool(self.sources)


def today(campaign: CampaignFile, now: datetime) -> date:
    """Give the date where the campaign's readers are."""
    return now.astimezone(campaign.zone).date()


def day_of(zone: str, now: datetime) -> date:
    """Give the date in a time zone."""
    return now.astimezone(ZoneInfo(zone)).date()


def rules(config: Config, campaign: CampaignFile, order: Order, day: date) -> Rules:
    """Gather what composing needs; a flag wins over the day file, which wins over the campaign."""
    said, file = load_override(config, campaign.id, day)
    flags = {
        key: value
        for key, value in (
            ("lead", order.lead),
            ("pin", order.pin),
            ("drop", order.drop),
            ("subject", order.subject),
            ("accept_new", order.accept_new),
        )
        if value
    }
    return Rules(
        id=campaign.id,
        day=day,
        language=campaign.language,
        campaign=campaign.campaign,
        override=replace(said, **flags),
        site=campaign.site,
        file=campaign.file,
        sends_at=moment(day, campaign.campaign.schedule.at, campaign.zone),
        places={key: f"--{key}" if key in flags else f"{file} {key}" for key in said.__struct_fields__},
    )
