"""Which articles an edition tells, in which order, and why each is there or not. Pure."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from publisher.compose import folding, quiet, retelling, selection
from publisher.compose.memory import Recall, Standing, updates
from publisher.compose.naming import find, fits
from publisher.compose.rules import Picked, Rules
from publisher.config.settings import DigestSettings
from publisher.errors import NothingNew, UsageError
from publisher.model import Article, Finding


class Ranking(Struct, frozen=True):
    """What an edition tells and what it leaves out, each with its reason, and what the editor should know."""

    lead: Picked
    recent: tuple[Picked, ...]
    left: tuple[Picked, ...]
    findings: tuple[Finding, ...] = ()


class _Named(Struct, frozen=True):
    """The articles the editor named; `first` are those at the head of the list."""

    lead: Article | None
    first: Mapping[str, Picked]


def rank(articles: Sequence[Article], rules: Rules) -> Ranking:
    """Choose lead and recent list. No story comes twice: not within the edition, nor after it was sent.

    What the editor names is told in any case. Raises NothingNew with the reason where nothing is left to
    tell, AmbiguousError for a name that fits none or several.
    """
    free = selection.told_by(articles, rules.sends_at)
    _refuse_embargoed(articles, free, rules)
    stories, folded = _unfolded(*folding.fold(free), rules)
    kept = selection.without(stories, rules.override.drop, rules.places["drop"])
    recall = Recall(rules.memory)
    standings = {article.id: recall.standing(article) for article in kept}
    told = retelling.retold(kept, rules.override, rules.places)
    own, named = _own(told, standings, rules)
    day = quiet.day(told, own, standings, rules)
    if not day.articles:
        raise NothingNew(
            _nothing(articles, standings, rules), where=rules.name, remedy="--pin tells one again"
        )
    lead, why = (named.lead, "the editor's lead") if named.lead else selection.lead(day.articles)
    recent, over = _recent(_arranged(day, named, rules), lead, rules.campaign.digest)
    out = [*folded, *over, *_unfree(articles, stories, kept, rules), *_known(told, standings)]
    there = {lead.id, *(picked.article.id for picked in recent)}
    left = {picked.article.id: picked for picked in reversed(out) if picked.article.id not in there}
    changed = {name for name, standing in standings.items() if standing.state == "updated"}
    return Ranking(
        lead=Picked(lead, why, lead.id in changed),
        recent=tuple(replace(picked, updated=picked.article.id in changed) for picked in recent),
        left=tuple(reversed(left.values())),
        findings=(
            *([] if rules.override.accept_new else recall.sudden(articles)),
            *folding.findings(folded),
            *day.findings,
            *updates(kept, recall, frozenset(there)),
        ),
    )


def _unfolded(
    stories: list[Article], folded: list[Picked], rules: Rules
) -> tuple[list[Article], list[Picked]]:
    """Give back to the stories what was folded and the editor names."""
    said = rules.override
    names = [*filter(None, [said.lead]), *said.pin, *said.order, *said.drop]
    unmet = [name for name in names if not fits(stories, name)]
    wanted = [picked for picked in folded if any(fits([picked.article], name) for name in unmet)]
    there = {article.id for article in stories}
    back = [picked.article for picked in wanted if picked.article.id not in there]
    return [*stories, *back], [picked for picked in folded if picked not in wanted]


def _own(
    told: Sequence[Article], standings: Mapping[str, Standing], rules: Rules
) -> tuple[list[Article], _Named]:
    """Give what the day has of its own, what is new and what the editor named; and what was named."""
    repeat = rules.campaign.digest.repeat
    fresh = [article for article in told if repeat or standings[article.id].state == "new"]
    said, places = rules.override, rules.places
    lead = find(told, said.lead, places["lead"], fresh) if said.lead else None
    first: dict[str, Picked] = {}
    for key, reason in (("pin", "pinned"), ("order", "placed by the editor")):
        for name in getattr(said, key):
            article = find(told, name, places[key], fresh)
            first.setdefault(article.id, Picked(article, reason))
    own = {article.id for article in [*fresh, *(picked.article for picked in first.values())]}
    own |= {lead.id} if lead else set()
    return [article for article in told if article.id in own], _Named(lead, first)


def _arranged(day: quiet.Day, named: _Named, rules: Rules) -> Iterator[Picked]:
    """Order the list: the editor's choice first, then the campaign's rule, then what fills it up."""
    yield from named.first.values()
    ranked = selection.ORDERS[rules.campaign.digest.order](day.articles)
    for article in ranked:
        if article.id not in named.first:
            yield Picked(article, selection.reason(article, rules.campaign.digest.order, rules.zone))
    yield from day.week


def _recent(
    arranged: Iterator[Picked], lead: Article, digest: DigestSettings
) -> tuple[list[Picked], list[Picked]]:
    """Take the first of the list within each section's quota; what is over comes back with the reason."""
    taken: Counter[str | None] = Counter()
    recent: list[Picked] = []
    over: list[Picked] = []
    for picked in arranged:
        section = picked.article.section
        if picked.article.id == lead.id:
            continue
        taken[section] += 1
        if digest.quota is not None and taken[section] > digest.quota:
            over.append(
                Picked(picked.article, f"over the quota of {digest.quota} of {section or 'no section'}")
            )
        elif len(recent) == digest.recent:
            over.append(Picked(picked.article, f"below the first {digest.recent}"))
        else:
            quota = f", {taken[section]} of {digest.quota} of its section" if digest.quota else ""
            recent.append(Picked(picked.article, f"{picked.reason}{quota}"))
    return recent, over


def _unfree(
    articles: Sequence[Article], stories: Sequence[Article], kept: Sequence[Article], rules: Rules
) -> Iterator[Picked]:
    left = {article.id for article in kept}
    dropped = [article for article in stories if article.id not in left]
    yield from (Picked(article, "dropped by the editor") for article in dropped)
    for article in articles:
        if article.id not in left and selection.is_embargoed(article, rules.sends_at):
            yield Picked(article, _embargo(article, rules))


def _embargo(article: Article, rules: Rules) -> str:
    until = article.embargoed_until or rules.sends_at
    return f"under embargo until {until.astimezone(rules.zone):%Y-%m-%d %H:%M %Z}"


def _refuse_embargoed(articles: Sequence[Article], free: Sequence[Article], rules: Rules) -> None:
    """Refuse a name that fits only what must not be told yet: better than to say that it fits nothing."""
    closed = [article for article in articles if selection.is_embargoed(article, rules.sends_at)]
    said = rules.override
    for key, names in (("lead", [*filter(None, [said.lead])]), ("pin", said.pin), ("order", said.order)):
        for name in names:
            if not fits(free, name) and (found := fits(closed, name)):
                reason = f"{found[0].headline!r} is {_embargo(found[0], rules)}"
                raise UsageError(reason, where=rules.places[key], remedy="tell it after that")


def _known(told: Sequence[Article], standings: Mapping[str, Standing]) -> Iterator[Picked]:
    for article in told:
        if (standing := standings[article.id]).state != "new":
            yield Picked(article, standing.why)


def _nothing(articles: Sequence[Article], standings: Mapping[str, Standing], rules: Rules) -> str:
    """Say why there is nothing to tell."""
    states = Counter(standing.state for standing in standings.values())
    waiting = len(articles) - len(standings)
    parts = [
        (states["sent"] + states["updated"], "sent before"),
        (states["seen"], f"seen before {rules.memory.last}"),
        (waiting, "folded, dropped or under embargo"),
    ]
    said = ", ".join(f"{count} {what}" for count, what in parts if count)
    return f"nothing new in {len(articles)} articles: {said or 'there are none'}"
