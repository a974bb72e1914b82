"""What changed since the edition that was sent last, story by story. Pure."""

from collections.abc import Iterator

from msgspec import Struct

from publisher.model import Article, DigestEntry, Edition
from publisher.text import story


class Changes(Struct, frozen=True):
    """Headlines that are new, that come again, and that are gone since `edition`."""

    edition: str
    new: tuple[str, ...]
    repeated: tuple[str, ...]
    gone: tuple[str, ...]


class _Item(Struct, frozen=True):
    headline: str
    names: frozenset[str]


def since(before: Edition, now: Edition) -> Changes:
    """Compare two editions; a story is one by its id, its address however written, or its headline."""
    then, today = list(_items(before)), list(_items(now))
    old, fresh = (frozenset().union(*(item.names for item in items)) for items in (then, today))
    return Changes(
        edition=before.name,
        new=tuple(item.headline for item in today if not item.names & old),
        repeated=tuple(item.headline for item in today if item.names & old),
        gone=tuple(item.headline for item in then if not item.names & fresh),
    )


def _items(edition: Edition) -> Iterator[_Item]:
    entries = (entry for section in edition.sections for entry in section.entries)
    yield _item(edition.lead)
    yield from map(_item, entries)


def _item(told: Article | DigestEntry) -> _Item:
    names = (told.id, story.normalised(told.url), told.headline.casefold())
    return _Item(told.headline, frozenset(filter(None, names)))
