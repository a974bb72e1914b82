"""Articles that tell one story, folded into the fullest of them. Pure.

First those that are the same by id or address. Then, of two sources or where one has no address, those whose
headlines are alike and whose days are near: the same words for the most part, and not another number, as in
"wint met 3-2" and "verliest met 2-3". A headline that comes back, such as a column's, is no story.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta

from publisher.compose.rules import Picked
from publisher.model import Article, Finding
from publisher.text import story

ALIKE = 0.75  # of all words of two headlines; 0.6 folded "X verlengt met keeper" and "X verlengt met spits"
_NEAR = timedelta(days=2)
_NUMBER = re.compile(r"\d+")


def fold(articles: Sequence[Article]) -> tuple[list[Article], list[Picked]]:
    """Give each story once, and what was folded with the reason."""
    stories, same = _fold_same(articles)
    kept: list[Article] = []
    alike: list[Picked] = []
    index: dict[str, list[int]] = {}
    for article in stories:
        twin = _twin(article, kept, index)
        if twin is None:
            for word in _keys(article):
                index.setdefault(word, []).append(len(kept))
            kept.append(article)
            continue
        fuller, other = sorted((kept[twin], article), key=_fullness, reverse=True)
        kept[twin] = fuller
        alike.append(Picked(other, _why(other, fuller)))
    return kept, [*same, *alike]


def findings(folded: Sequence[Picked]) -> list[Finding]:
    """Tell of articles folded for their headlines' sake; the same address twice is no news."""
    return [
        Finding(
            "alike",
            "info",
            f"{picked.article.headline!r} is {picked.reason}",
            _source(picked.article),
            "--pin tells it as well",
        )
        for picked in folded
        if picked.reason.startswith("folded")
    ]


def _fold_same(articles: Sequence[Article]) -> tuple[list[Article], list[Picked]]:
    kept: dict[str, Article] = {}
    alias: dict[str, str] = {}
    out: list[Picked] = []
    for article in articles:
        names = list(_names(article))
        known = next((alias[name] for name in names if name in alias), article.id)
        before = kept.get(known)
        if before is None or _fullness(article) > _fullness(before):
            kept[known] = article
            out += [Picked(before, f"the same as {article.headline!r}")] if before else []
        else:
            out.append(Picked(article, f"the same as {before.headline!r}"))
        alias.update(dict.fromkeys(names, known))
    return list(kept.values()), out


def _names(article: Article) -> Iterator[str]:
    yield f"id {article.id}"
    if url := story.normalised(article.url):
        yield f"url {url}"


def _fullness(article: Article) -> tuple[bool, int]:
    """Rank by how much an article tells; of equals the one that stands first among the sources stays."""
    return bool(article.body), len(article.description)


def _keys(article: Article) -> frozenset[str]:
    """Give what an article is looked up by: its words, or its whole headline where they are too few."""
    return story.words(article.headline) or frozenset([article.headline])


def _twin(article: Article, kept: Sequence[Article], index: dict[str, list[int]]) -> int | None:
    """Find an article that tells the same by its headline and its day."""
    places = {at for word in _keys(article) for at in index.get(word, ())}
    return next((at for at in sorted(places) if _is_alike(article, kept[at])), None)


def _is_alike(one: Article, other: Article) -> bool:
    if _source(one) == _source(other) and one.url and other.url:
        return False
    if not _is_near(one, other):
        return False
    if one.headline == other.headline:
        return True
    if _NUMBER.findall(one.headline) != _NUMBER.findall(other.headline):
        return False
    return story.likeness(story.words(one.headline), story.words(other.headline)) >= ALIKE


def _is_near(one: Article, other: Article) -> bool:
    if one.date_published is None or other.date_published is None:
        return True
    return abs(one.date_published - other.date_published) <= _NEAR


def _why(article: Article, fuller: Article) -> str:
    share = story.likeness(story.words(article.headline), story.words(fuller.headline))
    said = f"{share:.0%} of their words are the same" if share else "their headlines are the same"
    return f"folded into {fuller.headline!r} of {_source(fuller)}: {said}"


def _source(article: Article) -> str:
    return article.source.url if article.source else ""
