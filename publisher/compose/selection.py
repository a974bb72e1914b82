"""Which articles an edition tells, and in which order: the editor's word first, then the campaign's rules."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from publisher.compose import facts
from publisher.compose.naming import find
from publisher.match import MatchReport
from publisher.model import Article, RelatedLink
from publisher.text.links import is_web

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


def told_by(articles: Sequence[Article], moment: datetime) -> list[Article]:
    """Leave out what is under embargo at that moment, and of the rest what no reader should get.

    Those are addresses that no browser should open, and match facts that are only suggested.
    """
    free = (article for article in articles if not is_embargoed(article, moment))
    return [_cleared(article) for article in free]


def without(articles: Sequence[Article], names: Sequence[str], where: str) -> list[Article]:
    """Leave out the articles that are named."""
    dropped = {find(articles, name, where).id for name in names}
    return [article for article in articles if article.id not in dropped]


def lead(articles: Sequence[Article]) -> tuple[Article, str]:
    """Choose the lead and say why: the newest full match report, else the newest full article.

    A match report is full when it has a body and both scores from structured facts; without a full article
    the newest one leads. There is at least one article.
    """
    ranked = newest(articles)
    full = [article for article in ranked if article.body]
    reports = [article for article in full if is_match_report(article.match)]
    if reports:
        return reports[0], "the newest full match report"
    return (full[0], "the newest full article") if full else (ranked[0], "the newest article")


def is_embargoed(article: Article, moment: datetime) -> bool:
    """Say whether an article must not be told at that moment."""
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
    return sorted(newest(articles), key=lambda article: -(reactions(article) or 0))


def reactions(article: Article) -> int | None:
    """Count what readers did with an article: reactions where its source counts them, else comments."""
    counted = article.user_interaction_count
    return counted if counted is not None else article.comment_count


def reason(article: Article, order: str, zone: ZoneInfo) -> str:
    """Say why an article stands where the campaign's order put it; moments are local."""
    if order == "reactions":
        return f"most reactions: {reactions(article) or 0}"
    when = article.date_published
    return f"newest: {when.astimezone(zone):%Y-%m-%d %H:%M}" if when else "newest: the source's own order"


ORDERS: Mapping[str, Callable[[Sequence[Article]], list[Article]]] = {
    "newest": newest,
    "reactions": most_reactions,
}
