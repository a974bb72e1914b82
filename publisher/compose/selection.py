"""Which articles an edition tells, and in which order: the editor's word first, then the campaign's rules."""

from collections.abc import Sequence
from datetime import UTC, datetime

from msgspec.structs import replace

from publisher.compose import facts
from publisher.compose.naming import find
from publisher.errors import UsageError
from publisher.model import Article, MatchReport, RelatedLink
from publisher.text.links import is_web

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


def unique(articles: Sequence[Article]) -> list[Article]:
    """Fold articles that are the same story (id, else URL, else headline), keeping the fullest of each."""
    kept: dict[str, Article] = {}
    alias: dict[str, str] = {}
    for article in articles:
        names = [name for name in (article.id, article.url, article.headline) if name]
        known = next((alias[name] for name in names if name in alias), article.id)
        if known not in kept or (article.body and not kept[known].body):
            kept[known] = article
        alias.update(dict.fromkeys(names, known))
    return list(kept.values())


def told_by(articles: Sequence[Article], moment: datetime) -> list[Article]:
    """Leave out what is under embargo at that moment, and of the rest what no reader should get.

    Those are addresses that no browser should open, and match facts that are only suggested.
    """
    free = (article for article in articles if not _is_embargoed(article, moment))
    return [_cleared(article) for article in free]


def without(articles: Sequence[Article], names: Sequence[str], where: str) -> list[Article]:
    """Leave out the articles that are named."""
    dropped = {find(articles, name, where).id for name in names}
    return [article for article in articles if article.id not in dropped]


def lead(articles: Sequence[Article], chosen: str | None, where: str) -> Article:
    """Choose the lead: the editor's, else the newest full match report, else the newest full article.

    A match report is full when it has a body and both scores from structured facts; without a full article
    the newest one leads. Raises UsageError when there is no article at all.
    """
    if chosen:
        return find(articles, chosen, where)
    ranked = newest(articles)
    full = [article for article in ranked if article.body]
    reports = [article for article in full if is_match_report(article.match)]
    candidates = reports or full or ranked
    if not candidates:
        raise UsageError("there is no article to lead with", where=where, remedy="check the sources")
    return candidates[0]


def _is_embargoed(article: Article, moment: datetime) -> bool:
    return article.embargoed_until is not None and article.embargoed_until > moment


def _cleared(article: Article) -> Article:
    url, related = _web(article.url), _linked(article.related)
    return replace(article, url=url, related=related, match=facts.told(article.match))


def _linked(related: Sequence[RelatedLink]) -> tuple[RelatedLink, ...]:
    return tuple(replace(link, url=_web(link.url)) for link in related)


def _web(url: str | None) -> str | None:
    return url if is_web(url) else None


def is_match_report(match: MatchReport | None) -> bool:
    """Say whether these facts may be told as a result: both scores, and not one fact only suggested."""
    if match is None or match.home_score is None or match.away_score is None:
        return False
    return "suggested" not in match.provenance.values()


def newest(articles: Sequence[Article]) -> list[Article]:
    """Sort by date of publication, newest first; articles without a date follow in the source's order."""
    return sorted(articles, key=lambda article: article.date_published or _LONG_AGO, reverse=True)


def most_reactions(articles: Sequence[Article]) -> list[Article]:
    """Sort by reactions, most first; equal counts stay newest first."""
    return sorted(newest(articles), key=lambda article: -(article.user_interaction_count or 0))


def arranged(
    articles: Sequence[Article], first: Sequence[Article], lead: Article, order: str
) -> list[Article]:
    """Order the recent list without the lead: the editor's choice first, then the campaign's rule."""
    ranked = most_reactions(articles) if order == "reactions" else newest(articles)
    return [
        article
        for article in {article.id: article for article in [*first, *ranked]}.values()
        if article.id != lead.id
    ]
