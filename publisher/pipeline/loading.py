"""Articles in: from the campaign's sources, from the paths on the command line, or from a kept snapshot."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from publisher import checks, compose, registry
from publisher.config import Config, Sources, Table, decode, load_campaign
from publisher.config.files import CampaignFile
from publisher.errors import SourceError
from publisher.model import Article, Build, Edition, Finding, Image, Media
from publisher.pipeline.order import Order
from publisher.ports import Context
from publisher.sources import images
from publisher.sources.recognise import recognise
from publisher.text import links

_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_OWN_KEYS = frozenset(Sources.__struct_fields__)


class Snapshot(Struct, frozen=True):
    """The articles an edition is made of, what was noticed while loading, and pictures already known."""

    articles: tuple[Article, ...]
    findings: tuple[Finding, ...]
    root: Path
    media: tuple[Media, ...] = ()


def snapshot(build: Build, root: Path) -> Snapshot:
    """Take the articles of an edition's current build, with what was noticed while reading them."""
    later = {*checks.CHECKS, *compose.NOTICES, "image"}
    noticed = tuple(finding for finding in build.findings if finding.check not in later)
    return Snapshot(build.articles, noticed, root, build.media)


def load(
    config: Config, campaign: CampaignFile, paths: Sequence[str], kind: str | None, day: date
) -> Snapshot:
    """Read the named paths, or else the campaign's sources.

    Raises SourceError when a required source fails; an optional one that fails is a finding.
    """
    if paths:
        return load_paths(config.root, paths, kind, day, campaign.zone)
    context = Context(day, campaign.zone, campaign.root)
    built = datetime.combine(day, time.fromisoformat(campaign.campaign.schedule.build), campaign.zone)
    parts = [_load_one(table, context, campaign.file, built) for table in campaign.campaign.sources]
    articles = tuple(article for part in parts for article in part.articles)
    if not articles:
        raise SourceError(
            "no article was found", where=campaign.file, remedy="check its [[sources]], or use --from"
        )
    return Snapshot(articles, tuple(f for part in parts for f in part.findings), campaign.root)


def places(config: Config, order: Order) -> list[Path]:
    """Name the files and folders that an order's articles are read from."""
    if order.sources:
        return [config.root / path for path in order.sources]
    campaign = load_campaign(config, order.campaign)
    return [campaign.root / str(table.get("path", "")) for table in campaign.campaign.sources]


def load_paths(root: Path, paths: Sequence[str], kind: str | None, day: date, zone: ZoneInfo) -> Snapshot:
    """Read files and folders, in the order of their names whatever order they were given in.

    Raises SourceError for one that can't be read as articles.
    """
    context = Context(day, zone, root)
    articles: list[Article] = []
    findings: list[Finding] = []
    for path in sorted(set(paths)):
        table = Table("--from", {"path": path}, path)
        loaded = registry.source(kind or recognise(root / path), table, context).articles()
        articles += loaded.articles
        findings += loaded.findings
    return Snapshot(tuple(articles), tuple(findings), root)


def with_image(
    edition: Edition, campaign: CampaignFile, loaded: Snapshot
) -> tuple[Edition, tuple[Media, ...], tuple[Finding, ...]]:
    """Give the edition with its lead's picture at the address readers load it from, and the picture itself.

    A local picture that can't be sent is left out, and a finding says why.
    """
    image = edition.lead.image
    if image is None or links.is_web(image.url):
        return edition, (), ()
    media = _local(image, edition.lead, campaign, loaded)
    if isinstance(media, Finding):
        return _pictured(edition, None), (), (media,)
    return _pictured(edition, replace(image, url=media.url)), (media,), ()


def _load_one(raw: dict[str, Any], context: Context, file: str, built: datetime) -> Snapshot:
    own = decode(Table("[[sources]]", {k: v for k, v in raw.items() if k in _OWN_KEYS}, file), Sources)
    table = Table("[[sources]]", {k: v for k, v in raw.items() if k not in _OWN_KEYS}, file)
    try:
        kind = own.kind or recognise(context.root / str(raw.get("path", "")))
        loaded = registry.source(kind, table, context).articles()
    except SourceError as error:
        if own.required:
            raise
        failed = Finding("source-failed", "warning", error.message, error.where, error.remedy)
        return Snapshot((), (failed,), context.root)
    young = [article for article in loaded.articles if not _is_older(article, own.max_age, built)]
    return Snapshot(tuple(young[: own.max_items]), loaded.findings, context.root)


def _is_older(article: Article, max_age: str | None, built: datetime) -> bool:
    """Say whether an article is older than `36h`, `2d` or `90m` at the build; one without a date is not."""
    if max_age is None or article.date_published is None:
        return False
    age = timedelta(**{_UNITS[max_age[-1]]: int(max_age[:-1])})
    return article.date_published < built - age


def _local(image: Image, lead: Article, campaign: CampaignFile, loaded: Snapshot) -> Media | Finding:
    if not campaign.site.assets_url:
        return Finding(
            "image",
            "warning",
            "a local image can't be sent: readers could not load it",
            image.url,
            "set [site] assets_url to where your images are served, or give the image a web address",
        )
    url = f"{campaign.site.assets_url.rstrip('/')}/{quote(image.url)}"
    known = next((media for media in loaded.media if media.url == url), None)
    folder = (loaded.root / lead.source.url).parent if lead.source else loaded.root
    return known or images.read(folder, image, url)


def _pictured(edition: Edition, image: Image | None) -> Edition:
    return replace(edition, lead=replace(edition.lead, image=image))
