"""What there is to tell before anything is built: articles, what each is to a campaign, why it is in or out.

Nothing is kept: neither what was seen, nor a ledger where there was none.
"""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from publisher import compose
from publisher.compose import Ranking, Recall, Rules, Standing
from publisher.config import Config, Site, decode, load_campaign
from publisher.config.files import CampaignFile
from publisher.errors import NothingNew, UsageError
from publisher.ledger import open_ledger
from publisher.model import Article, Finding
from publisher.pipeline import loading
from publisher.pipeline.order import Order, day_of, rules, today
from publisher.store import database, is_there
from publisher.text.story import Memory


class Survey(Struct, frozen=True):
    """Articles in their sources' order; `standings` by id; `ranking` where one was asked for.

    `nothing` is the reason why an edition would not be built.
    """

    articles: tuple[Article, ...]
    findings: tuple[Finding, ...]
    zone: str
    sends_at: datetime | None = None
    standings: Mapping[str, Standing] = {}
    ranking: Ranking | None = None
    nothing: str = ""


def survey(config: Config, order: Order, now: datetime, *, explain: bool = False) -> Survey:
    """Look at a campaign's sources, or at those named.

    Without a campaign that is named or the default one, named sources are shown as they are. Raises
    UsageError where there is neither, SourceError as loading does.
    """
    campaign = _campaign(config, order)
    if campaign is None:
        site = decode(config.tables["site"], Site)
        day = order.day or day_of(site.timezone, now)
        loaded = loading.load_paths(config, order.sources, order.kind, day, ZoneInfo(site.timezone))
        return Survey(loaded.articles, loaded.findings, site.timezone)
    day = order.day or today(campaign, now)
    loaded = loading.load(config, campaign, order.sources, order.kind, day)
    told = rules(config, campaign, order, day)
    told = replace(told, memory=_memory(config, told.name, loaded.articles))
    recall = Recall(told.memory)
    found = Survey(
        loaded.articles,
        (*loaded.findings, *recall.sudden(loaded.articles)),
        campaign.site.timezone,
        told.sends_at,
        {article.id: _standing(article, recall, told) for article in loaded.articles},
    )
    return _explained(found, told, loaded) if explain else found


def _standing(article: Article, recall: Recall, told: Rules) -> Standing:
    if compose.is_embargoed(article, told.sends_at):
        return Standing("embargoed")
    return recall.standing(article)


def _explained(found: Survey, told: Rules, loaded: loading.Snapshot) -> Survey:
    """Rank the articles. Raises SourceError where nothing is new and a source failed."""
    try:
        return replace(found, ranking=compose.rank(found.articles, told))
    except NothingNew as nothing:
        reason = loading.unless_failed(nothing, loaded)
        if reason is not nothing:
            raise reason from None
        return replace(found, nothing=nothing.message)


def _campaign(config: Config, order: Order) -> CampaignFile | None:
    try:
        return load_campaign(config, order.campaign)
    except UsageError:
        if order.campaign or not order.sources:
            raise
        return None


def _memory(config: Config, name: str, articles: tuple[Article, ...]) -> Memory:
    if not is_there(config.ledger.url, config.root):
        return Memory()
    with database(config.ledger.url, config.root) as db:
        return open_ledger(db).memory(name, articles)
