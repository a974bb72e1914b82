"""A quiet day: what an edition does when there is little new. Pure."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from msgspec import Struct

from publisher.compose import selection
from publisher.compose.memory import Standing
from publisher.compose.rules import Picked, Rules
from publisher.errors import NothingNew
from publisher.model import Article, Finding

_WEEK = timedelta(days=7)


class Day(Struct, frozen=True):
    """What the day has to tell: its own articles, those of the week that fill it up, and what to know."""

    articles: tuple[Article, ...]
    week: tuple[Picked, ...] = ()
    findings: tuple[Finding, ...] = ()


def day(
    told: Sequence[Article], own: Sequence[Article], standings: Mapping[str, Standing], rules: Rules
) -> Day:
    """Carry out the campaign's `quiet` where fewer articles are new than its `minimum`.

    skip: NothingNew is raised; shorten: what is there is told; week: it is filled up with the best of the
    last seven days, those not told yet first, each by its reactions. Where nothing at all is new there is
    nothing to fill up, and the day has no article.
    """
    digest = rules.campaign.digest
    if len(own) >= digest.minimum or digest.repeat:
        return Day(tuple(own))
    if digest.quiet == "week" and own:
        week = _week(told, own, standings, rules)
        finding = _finding(own, rules, "filled up with the best of the week, also with what was sent before")
        return Day(tuple(own), tuple(week), (finding,))
    if digest.quiet == "skip" and own:
        raise NothingNew(f"{_count(own)}, and {digest.minimum} are wanted", where=rules.name)
    return Day(tuple(own), (), (_finding(own, rules, "the edition is short"),) if own else ())


def _week(
    told: Sequence[Article], own: Sequence[Article], standings: Mapping[str, Standing], rules: Rules
) -> list[Picked]:
    there = {article.id for article in own}
    old = [
        article
        for article in selection.most_reactions(told)
        if article.id not in there
        and article.date_published is not None
        and article.date_published >= rules.sends_at - _WEEK
    ]
    ranked = sorted(old, key=lambda article: standings[article.id].state != "seen")
    return [Picked(article, f"best of the week, {standings[article.id].why}") for article in ranked]


def _finding(own: Sequence[Article], rules: Rules, what: str) -> Finding:
    message = f"a quiet day: {_count(own)}, and {rules.campaign.digest.minimum} are wanted; {what}"
    return Finding("quiet", "info", message, rules.file, "[digest] quiet and minimum decide")


def _count(own: Sequence[Article]) -> str:
    return f"{len(own)} article{'s' * (len(own) != 1)} {'is' if len(own) == 1 else 'are'} new"
