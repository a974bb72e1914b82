"""The posts as their networks show them: plain values that the page draws. Pure."""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import get_args
from zoneinfo import ZoneInfo

import regex
from msgspec import Struct

from publisher.model import Build, Card, Rule, Teaser
from publisher.preview.marks import Run, runs
from publisher.text import count, links

_RULES: tuple[Rule, ...] = get_args(Rule)
_PASTED: tuple[Rule, ...] = ("threads", "linkedin", "x", "bluesky")  # what a clipboard may count for
_WAYS = ("outbox", "clipboard")
_BYTES: Mapping[Rule | None, int] = {"bluesky": 3_000}  # beside its graphemes (lexicon app.bsky.feed.post)
_FOLDS: Mapping[Rule | None, int] = {"linkedin": 210}  # characters above "…see more", about (2026-11)
_OWN_CARDS: frozenset[Rule | None] = frozenset({"x", "mastodon", "threads"})  # made from the linked page
_ALONE = frozenset({"mastodon", "x", "threads", "linkedin", "telegram", "discord"})  # without a link
_LEFT_OUT = regex.compile(r"\d of \d")


class Gauge(Struct, frozen=True):
    """How much of a limit is used, both in `unit`."""

    used: int
    limit: int
    unit: str

    @property
    def left(self) -> int:
        """Give what is left; below zero, how much is too much."""
        return self.limit - self.used

    @property
    def percent(self) -> int:
        """Give the share that is used, at most 100; rounded up only where all is."""
        return min(100, 100 * self.used // max(1, self.limit))


class Picture(Struct, frozen=True):
    """A picture of the build by its number, and what is read out instead."""

    number: int
    alt: str


class LinkCard(Struct, frozen=True):
    """A link card as it is drawn: the host stands for the address."""

    host: str
    title: str
    description: str


class Part(Struct, frozen=True):
    """One post of a thread, or the only one. `note` says why it ends where it does.

    `link` is the address where the text does not show it whole, None where there is no link at all.
    """

    runs: tuple[Run, ...]
    gauges: tuple[Gauge, ...]
    note: str
    cut: bool
    link: str | None
    cost: str
    card: LinkCard | None
    picture: Picture | None
    draws_card: bool


class View(Struct, frozen=True):
    """A channel's posts. `look` is the counting rule that its network goes by, else `plain`.

    `way` names where it goes instead of to the network itself. `cost` is that of all parts of a thread.
    """

    name: str
    network: str
    look: str
    way: str
    time: str
    cost: str
    parts: tuple[Part, ...]


def views(build: Build, zone: str) -> list[View]:
    """Show every post of a build, in the build's order; `zone` is where its clock stands."""
    return [_view(build, zone, name, post) for name, post in build.posts.items()]


def _view(build: Build, zone: str, name: str, post: Teaser) -> View:
    told = build.terms.channels.get(name, name) if build.terms else name
    kind = told.removeprefix("outbox:")
    rule = _rule(name, kind, post)
    network, thread = rule or kind, (post, *post.follows)
    parts = [_part(build, part, kind, rule, number) for number, part in enumerate(thread)]
    return View(
        name=name,
        network="LinkedIn" if rule == "linkedin" else f"{network[:1].upper()}{network[1:]}",
        look=rule or "plain",
        way=next((way for way in _WAYS if way in told.split(":")), ""),
        time=build.terms.sends_at.astimezone(ZoneInfo(zone)).strftime("%H:%M") if build.terms else "",
        cost=_total(thread) if post.follows else "",
        parts=tuple(parts),
    )


def _rule(name: str, kind: str, post: Teaser) -> Rule | None:
    """Tell which network's look this is; a clipboard is told by its name, else by its limit."""
    if kind != "clipboard":
        return next((rule for rule in _RULES if rule == kind), None)
    named = next((rule for rule in _RULES if rule == name), None)
    return named or next((rule for rule in _PASTED if _has_limit(post, rule)), None)


def _has_limit(post: Teaser, rule: Rule) -> bool:
    usual = count("", rule)
    return (post.limit, post.unit) == (usual.limit, usual.unit)


def _part(build: Build, post: Teaser, kind: str, rule: Rule | None, number: int) -> Part:
    cut = _LEFT_OUT.search(post.reason) is not None
    ends = [(_end_of_words(post), "cut")] if cut else []
    fold = _fold(post.text, _FOLDS.get(rule))
    folds = [(fold, "fold")] if fold else []
    laid = runs(post.text, rule, [*ends, *folds])
    return Part(
        runs=laid,
        gauges=_gauges(post, rule),
        note=post.reason,
        cut=cut,
        link=_unseen(post, laid),
        cost=post.cost or "",
        card=_card(post.card) if post.card else None,
        picture=_picture(build, post, kind) if not number else None,
        draws_card=rule in _OWN_CARDS and _is_linked(post, laid),
    )


def _gauges(post: Teaser, rule: Rule | None) -> tuple[Gauge, ...]:
    counted = Gauge(post.used, post.limit, post.unit)
    most = _BYTES.get(rule)
    return (counted, Gauge(len(post.text.encode()), most, "bytes")) if most else (counted,)


def _unseen(post: Teaser, laid: Sequence[Run]) -> str | None:
    """Give the link where nobody sees it whole, the empty string where it is seen, None without any."""
    if post.link is None:
        return "" if any(run.kind == "link" for run in laid) else None
    return "" if post.link in "".join(run.text for run in laid) else post.link


def _is_linked(post: Teaser, laid: Sequence[Run]) -> bool:
    """Say whether the network makes a link of the post's own address."""
    shown = (f"{run.before}{run.text}{run.after}" for run in laid if run.kind == "link")
    return post.link is not None and post.link in shown


def _end_of_words(post: Teaser) -> int:
    """Give the place where the words end and the tags and the link begin."""
    whole, tags = " ".join(filter(None, [*post.tags, post.link])), " ".join(post.tags)
    tail = next((tail for tail in (whole, tags) if post.text.endswith(tail)), "")
    return len(post.text.removesuffix(tail).rstrip())


def _fold(text: str, after: int | None) -> int | None:
    """Give the place where a long text is folded: behind the last word that is seen whole."""
    if after is None or len(text) <= after:
        return None
    seen = text[: after + 1]
    return max(seen.rfind(" "), seen.rfind("\n")) + 1 or after


def _card(card: Card) -> LinkCard:
    return LinkCard(links.host(card.url) or card.url, card.title, card.description)


def _picture(build: Build, post: Teaser, kind: str) -> Picture | None:
    """Give the picture that goes along: the card's, the lead's where it may stand alone, or a clipboard's."""
    if kind == "clipboard" or (kind in _ALONE and not post.link):
        return Picture(0, build.media[0].alt) if build.media else None
    image = post.card.image if post.card else None
    found = (number for number, media in enumerate(build.media) if media.url == image)
    number = next(found, None)
    return Picture(number, build.media[number].alt) if number is not None else None


def _total(thread: tuple[Teaser, ...]) -> str:
    """Add up what a thread costs, in dollars as X writes them; empty where a price is written otherwise."""
    try:
        prices = [Decimal((post.cost or "$0").removeprefix("$")) for post in thread]
    except InvalidOperation:
        return ""
    return f"${sum(prices)}" if any(prices) else ""
