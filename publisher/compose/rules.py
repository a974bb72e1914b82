"""What composing needs beside the articles."""

from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from msgspec import Struct

from publisher.config import Campaign, Override, Site
from publisher.model import Article, Erratum
from publisher.text.story import Memory


class Rules(Struct, frozen=True):
    """The campaign, the editor's word, whose edition it is, when it is sent, and what was told before it.

    `errata` are what it has to put right. `places` says for each key of the editor's word where it was
    written.
    """

    id: str
    day: date
    language: str
    campaign: Campaign
    override: Override
    site: Site
    file: str
    places: Mapping[str, str]
    sends_at: datetime
    memory: Memory = Memory()
    errata: tuple[Erratum, ...] = ()

    @property
    def zone(self) -> ZoneInfo:
        """Give the site's time zone."""
        return ZoneInfo(self.site.timezone)

    @property
    def name(self) -> str:
        """Name the edition."""
        return f"{self.id}/{self.day.isoformat()}"


class Picked(Struct, frozen=True):
    """An article and why it is where it is: told, or left out; `updated` since it was sent before."""

    article: Article
    reason: str
    updated: bool = False
