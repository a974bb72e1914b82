"""Articles that tell one story, folded into the fullest of them. Pure.

First those that are the same by id, address or headline; then those of two sources whose headlines are alike
and whose days are near. What stands earlier among the sources wins, but a text wins over a mere headline.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from publisher.compose.rules import Picked
from publisher.model import Article, Finding
from publisher.text import story

ALIKE = 0.75  # of all words of two headlines; 0.6 folded "X verlengt met keeper" and "X verlengt met spits"
_NEAR = timedelta(days=2)


def fold(articles: Sequence[Article]) -> tuple[list[Article], list[Picked]]:
    """Give each story once, and what was folded with the reason."""
    stories, same = _fold_same(articles)
    kept: list[Article] = []
    alike: list[Picked] = []
    index: dict[str, list[int]] = {}
    for article in stories:
        twin = _twin(article, kept, index)
        if twin is None:
            for word in story.words(article.headline):
                index.setdefault(word, []).append(len(kept))
            kept.append(article)
            continue
        fuller, other = (
            (article, kept[twin]) if article.body and not kept[twin].body else (kept[twin], article)
        )
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
        names = [name for name in _names(article) if name]
        known = next((alias[name] for name in names if name in alias), article.id)
        before = kept.get(known)
        if before is None or (article.body and not before.body):
            kept[known] = article
            out += [Picked(before, f"the same as {article.headline!r}")] if before else []
        else:
            out.append(Picked(article, f"the same as {before.headline!r}"))
        alias.update(dict.fromkeys(names, known))
    return list(kept.values()), out


def _names(article: Article) -> Iterator[str | None]:
    yield f"id {article.id}"
    yield f"url {url}" if (url := story.normalised(article.url)) else None
    yield f"headline {article.headline}" if article.headline else None


def _twin(article: Article, kept: Sequence[Article], index: dict[str, list[int]]) -> int | None:
    """Find an article of another source that tells the same by its headline and its day."""
    words = story.words(article.headline)
    shared: dict[int, int] = {}
    for word in words:
        for at in index.get(word, ()):
            shared[at] = shared.get(at, 0) + 1
    for at, count in shared.items():
        other = kept[at]
        apart = count * 2 < len(words) or _source(other) == _source(article) or not _is_near(article, other)
        if not apart and story.likeness(words, story.words(other.headline)) >= ALIKE:
            return at
    return None


def _is_near(one: Article, other: Article) -> bool:
    if one.date_published is None or other.date_published is None:
        return True
    return abs(one.date_published - other.date_published) <= _NEAR


def _why(article: Article, fuller: Article) -> str:
    share = story.likeness(story.words(article.headline), story.words(fuller.headline))
    return f"folded into {fuller.headline!r} of {_source(fuller)}: {share:.0%} of their words are the same"


def _source(article: Article) -> str:
    return article.source.url if article.source else ""
