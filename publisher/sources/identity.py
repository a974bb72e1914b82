"""Names for articles that bring none: ids that stay from one reading to the next, and stand-in headlines."""

from collections.abc import Iterable
from hashlib import sha256

from msgspec.structs import replace

from publisher.languages import Language
from publisher.model import Article, Finding
from publisher.text import cut, sentences

_LONGEST_HEADLINE = 120


def first_sentence(text: str, language: Language) -> str:
    """Give a headline for a text that has none: its first sentence, shortened to 120 characters."""
    start = " ".join(text[: 4 * _LONGEST_HEADLINE].split())
    first = next(iter(sentences(start, language)), "")
    return cut(first, lambda shorter: len(shorter) <= _LONGEST_HEADLINE, language).text


def derived(text: str) -> str:
    """Derive a short id from what identifies an article (its URL, or headline and date)."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def distinct(articles: Iterable[Article]) -> tuple[Article, ...]:
    """Give the second and later articles of one id a number (`ID-2`, `ID-3`), so that each can be named."""
    seen: set[str] = set()
    named = []
    for article in articles:
        name, number = article.id, 1
        while name in seen:
            number += 1
            name = f"{article.id}-{number}"
        seen.add(name)
        named.append(article if name == article.id else replace(article, id=name))
    return tuple(named)


def repeated(before: Iterable[Article], after: Iterable[Article]) -> tuple[Finding, ...]:
    """Warn of each article that had to be renamed: its id may stand for another story tomorrow."""
    return tuple(
        Finding(
            "identity",
            "warning",
            f"{old.id!r} names more than one article: {old.headline!r} became {new.id!r}",
            old.source.url if old.source else "",
            "give each its own id",
        )
        for old, new in zip(before, after, strict=True)
        if old.id != new.id
    )
