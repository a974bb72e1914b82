"""The newsroom: secrets, campaigns, templates, the ledger, the readers."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from publisher import registry, render
from publisher.config import Config, campaign_names, load_campaign, template_folders
from publisher.config.files import CampaignFile
from publisher.doctor.line import Line, failed
from publisher.errors import PublisherError
from publisher.model import Article, DigestEntry, Edition, Section
from publisher.pipeline import House, identity

_LEAVE = "{token}"
_TICKS = timedelta(minutes=20)


def secrets(config: Config) -> Iterator[Line]:
    """Look at the channels' tables: kind, keys, and whether each secret is given."""
    for name, table in config.channels.items():
        try:
            kind = registry.channel(name, table)
        except PublisherError as error:
            yield failed(name, error)
            continue
        if not kind.real:
            yield Line(name, "ok", f"an outbox in place of {kind.kind}: nothing leaves this machine")


def campaigns(config: Config) -> Iterator[CampaignFile | Line]:
    """Read every campaign; one that can't be read is a line."""
    for name in campaign_names(config):
        try:
            yield load_campaign(config, name)
        except PublisherError as error:
            yield failed(f"campaign {name}", error)


def template(config: Config, campaign: CampaignFile) -> Line:
    """Render an edition of two invented articles with a campaign's template."""
    topic = f"template {campaign.campaign.template}"
    try:
        folders = template_folders(config, campaign.campaign.template, f"{campaign.file} template")
        edition = _sample(campaign)
        look = identity.look(edition, campaign, render.load_theme(folders))
        slots = render.Slots("reader", "https://reader.test/u/proof")
        rendered = render.render(edition, look, folders, slots, slots)
    except PublisherError as error:
        return failed(topic, error)
    return Line(topic, "ok", f"builds for {campaign.id} ({len(rendered.html.encode()) / 1000:.0f} kB)")


def mail(campaign: CampaignFile) -> Iterator[Line]:
    """Look at what a campaign needs to leave as mail: who sends it, and how readers leave."""
    if all(registry.channel(name, table).limits for name, table in campaign.channels.items()):
        return
    topic, said = f"mail {campaign.id}", campaign.mail
    if not said.from_:
        yield Line(topic, "error", "no From address", "set [mail] from in config.toml or the campaign")
    if _LEAVE not in (said.unsubscribe_url or ""):
        told = "readers have no way to leave"
        yield Line(
            topic, "error", told, f"set [mail] unsubscribe_url with {_LEAVE}; publish serve answers it"
        )
    if not said.postal_address:
        yield Line(topic, "warning", "no postal address in the footer", "set [mail] postal_address")
    if said.from_ and _LEAVE in (said.unsubscribe_url or "") and said.postal_address:
        yield Line(topic, "ok", f"from {said.from_}; readers leave at {said.unsubscribe_url}")


def ledger(config: Config, house: House, *, is_runner: bool) -> Iterator[Line]:
    """Look at the ledger: where it is, whether it outlives this machine, who may send from it."""
    place = config.ledger.url.partition("@")[2] or config.ledger.url
    if is_runner and config.ledger.url.startswith("sqlite:"):
        told = "SQLite lies in this runner's workspace and is gone with it: an edition could leave twice"
        remedy = 'set [ledger] url = "postgresql://..." or send from a machine that stays'
        yield Line("ledger", "error", told, remedy)
    else:
        yield Line("ledger", "ok", place)
    armed = house.ledger.deployment()
    if armed and house.site.deployment and armed != house.site.deployment:
        told = f"{armed!r} sends from this ledger, and this is {house.site.deployment!r}"
        yield Line("deployment", "error", told, "publish arm, if this one is to send from now on")
    elif armed:
        yield Line("deployment", "ok", f"{armed} sends")


def scheduler(house: House, now: datetime) -> Line:
    """Say when the scheduler was last seen; two ticks of ten minutes without it are too many."""
    last = house.ledger.last_beat()
    if last is None:
        return Line("scheduler", "ok", "none was ever seen: publish init --ci writes one")
    minutes = round((now - last).total_seconds() / 60)
    if now - last > _TICKS:
        told = f"last seen {minutes} minutes ago"
        return Line("scheduler", "warning", told, "see to the runner that starts publish run")
    return Line("scheduler", "ok", f"last seen {minutes} minutes ago")


def readers(house: House, names: frozenset[str]) -> Iterator[Line]:
    """Count who would get a mail today."""
    for name in sorted(names):
        count = house.audience.confirmed(name)
        if count:
            yield Line("readers", "ok", f"{count:,} confirmed on {name!r}")
        else:
            yield Line(
                "readers", "warning", f"nobody on the list {name!r}", "publish subscribers import or add"
            )


def _sample(campaign: CampaignFile) -> Edition:
    entry = DigestEntry("b", "Dijkstad verlengt met keeper", "De keeper blijft.", "https://reader.test/b")
    return Edition(
        name=f"{campaign.id}/2026-01-01",
        campaign=campaign.campaign.name or campaign.id,
        date=date(2026, 1, 1),
        language=campaign.language,
        subject="Zandkerke wint",
        preheader="En Dijkstad verlengt",
        lead=Article("a", "Zandkerke wint", "In de slotminuut.", url="https://reader.test/a"),
        sections=(Section(None, (entry,)),),
    )
