"""The straight line, on one page: load, compose, render, compile, name, check, freeze.

Everything here is a decision of another room, called in order: only loading reads articles, only the ledger
keeps anything. `digest` ends at the hash; whatever sends an edition starts from it.
"""

from collections.abc import Mapping
from contextlib import nullcontext
from datetime import date, datetime
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from publisher import checks, compose, render
from publisher.compose import Rules
from publisher.config import Config, load_campaign, template_folders
from publisher.config.files import CampaignFile
from publisher.errors import NothingNew, UsageError
from publisher.ledger import open_ledger
from publisher.model import Build
from publisher.pipeline import identity, loading, making, pictures, posts
from publisher.pipeline.facts import gather
from publisher.pipeline.house import House, apart, build_of, edition_name, opened
from publisher.pipeline.order import Order, rules, today
from publisher.pipeline.way_out import way_out
from publisher.ports import Limits
from publisher.store import database

__all__ = [
    "Built",
    "House",
    "Order",
    "build_of",
    "check",
    "digest",
    "edition_name",
    "kept",
    "opened",
    "places",
]

places = loading.places


class Built(Struct, frozen=True):
    """A frozen build, the proof reader's mail, the site's name and time zone, and if articles were kept."""

    build: Build
    eml: bytes
    site: str
    zone: str
    snapshot: bool = False


def digest(config: Config, order: Order, now: datetime) -> Built:
    """Build an edition and freeze it. Raises publisher.errors; when it does, no build was kept."""
    campaign = load_campaign(config, order.campaign)
    day = order.day or today(campaign, now)
    with database(config.ledger.url, config.root) as db:
        ledger = open_ledger(db)
        before = ledger.build(_name(campaign, day))
        same = before if before and not order.reload else None
        loaded = (
            loading.snapshot(same, campaign.root)
            if same
            else loading.load(config, campaign, order.sources, order.kind, day)
        )
        told = rules(config, campaign, order, day)
        if same is None:
            ledger.saw(told.name, loaded.articles, min(now, told.sends_at))
        memory, errata = ledger.memory(told.name, loaded.articles), tuple(ledger.untold(told.name))
        told = replace(told, memory=memory, errata=errata)
        taken = posts.limits(campaign, ledger.limits())
        try:
            build = _built(config, campaign, told, loaded, taken, now)
        except NothingNew as nothing:
            raise loading.unless_failed(_beside(nothing, before), loaded) from None
        built = replace(_shown(build, campaign), snapshot=same is not None)
        with ledger.hold(build.edition.name) if order.revise else nullcontext():
            ledger.freeze(build, revise=order.revise)
    return built


def check(config: Config, name: str | None, now: datetime) -> Built:
    """Look at an edition's current build again, with today's configuration.

    `name` is `CAMPAIGN/DATE`, a campaign, or None for today's edition of the default campaign. Raises
    UsageError when there is no such build.
    """
    campaign_name, day = apart(name or "")
    with database(config.ledger.url, config.root) as db:
        ledger = open_ledger(db)
        corrected = ledger.corrected_by(name or "")
        campaign = load_campaign(config, apart(corrected)[0] if corrected else campaign_name or None)
        wanted = name if name and day else _name(campaign, today(campaign, now))
        build, known = ledger.build(wanted), ledger.limits()
    if build is None:
        raise UsageError(f"no build of {wanted}", remedy=f"publish digest {campaign.id}")
    theme = render.load_theme(_template(config, campaign))
    noticed = [finding for finding in build.findings if finding.check not in checks.CHECKS]
    facts = gather(campaign, theme, now, posts.limits(campaign, known))
    found = checks.run(build, replace(facts, wanted=0) if corrected else facts, noticed)
    return _shown(replace(build, findings=found), campaign)


def kept(house: House, name: str | None) -> Built:
    """Give an edition as it is kept, without its campaign. Raises UsageError where it was never built."""
    build, terms = build_of(house, edition_name(house, name))
    return Built(build, identity.proof(build, {}), terms.site, terms.zone)


def _shown(build: Build, campaign: CampaignFile) -> Built:
    return Built(build, identity.proof(build, campaign.origins), campaign.site.name, campaign.site.timezone)


def _name(campaign: CampaignFile, day: date) -> str:
    return f"{campaign.id}/{day.isoformat()}"


def _template(config: Config, campaign: CampaignFile) -> list[Path]:
    return template_folders(config, campaign.campaign.template, f"{campaign.file} template")


def _built(
    config: Config,
    campaign: CampaignFile,
    told: Rules,
    loaded: loading.Snapshot,
    taken: Mapping[str, Limits],
    now: datetime,
) -> Build:
    """Compose, render, compile, name and check an edition."""
    ranking = compose.rank(loaded.articles, told)
    composed = compose.compose(ranking, told)
    edition, media, pictured = pictures.with_image(composed, campaign, loaded, way_out(config))
    folders = _template(config, campaign)
    theme = render.load_theme(folders)
    look = identity.look(edition, campaign, theme)
    draft = making.Draft(
        edition=edition,
        terms=identity.terms(campaign, told.sends_at),
        articles=loaded.articles,
        posts=posts.compose_posts(edition, campaign, told, look.view_url, media, taken),
        media=media,
        findings=(*loaded.findings, *ranking.findings, *pictured),
    )
    build = making.make(draft, campaign, look, folders, now)
    return replace(build, findings=checks.run(build, gather(campaign, theme, now, taken), build.findings))


def _beside(nothing: NothingNew, before: Build | None) -> NothingNew:
    """Say that a build of before is still there, where it is: a sending would take it."""
    if before is None:
        return nothing
    message = f"{nothing.message}; the build {before.hash[:12]} of before is still there"
    return NothingNew(message, where=nothing.where, remedy=nothing.remedy)
