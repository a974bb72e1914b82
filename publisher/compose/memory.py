"""What an article is to a campaign today: new, seen before, sent on a day, updated since. Pure.

One story is known by its id (its guid, else its address, else its headline and date); another source's
article of the same address is the same story, as is one of the same source whose headline stayed too: then
the source renamed it. A page that is used again for other news is not.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal

from msgspec import Struct

from publisher.model import Article, Finding
from publisher.text import story
from publisher.text.story import Memory, Seen, Told

State = Literal["new", "seen", "sent", "updated", "embargoed"]
_SUDDEN = 3  # articles; fewer of them prove nothing


class Standing(Struct, frozen=True):
    """What an article is today, and why; `on` names the edition that told it, or that first saw it."""

    state: State
    on: str | None = None

    @property
    def why(self) -> str:
        """Say it in a few words."""
        return {
            "new": "new",
            "seen": f"seen before, for {self.on}",
            "sent": f"sent with {self.on}",
            "updated": f"sent with {self.on}, and updated since",
            "embargoed": "under embargo",
        }[self.state]


class Recall:
    """A campaign's memory, ready to be asked about articles."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._told = {told.id: told for told in memory.told}
        self._addresses = {told.url: told for told in memory.told if told.url}
        self._seen = {(seen.source, seen.id): seen for seen in memory.seen}
        self._headlines = {(seen.source, seen.headline): seen for seen in memory.seen}

    def standing(self, article: Article) -> Standing:
        """Say what an article is today."""
        told = self._told_as(article)
        if told is not None:
            return Standing("updated" if _changed(article, told) else "sent", told.edition)
        seen = self._seen_as(article)
        last = self._memory.last
        if seen is None or last is None or seen.edition > last or self._was_embargoed(article):
            return Standing("new")
        return Standing("seen", seen.edition)

    def sudden(self, articles: Sequence[Article]) -> list[Finding]:
        """Find the sources most of whose articles are strangers, although they ought to be known.

        An article ought to be known that is dated before an earlier edition read its source, or whose
        headline that source gave before under another name. More than half of a source, and three at least:
        its names changed, or its archive came back.
        """
        return [
            _suddenly(source, strangers, len(given), looked)
            for source, looked in self._memory.looked.items()
            if (given := [article for article in articles if _source(article) == source])
            and len(strangers := [one for one in given if self._is_stranger(one, looked)]) >= _SUDDEN
            and len(strangers) * 2 > len(given)
        ]

    def _told_as(self, article: Article) -> Told | None:
        told = self._told.get(article.id)
        if told is not None:
            return told
        told = self._addresses.get(story.normalised(article.url) or "")
        if told and (told.source != _source(article) or told.headline == article.headline):
            return told
        return None

    def _seen_as(self, article: Article) -> Seen | None:
        return self._seen.get((_source(article), article.id))

    def _was_embargoed(self, article: Article) -> bool:
        """Say whether the last edition could not tell it yet; one whose embargo ended that day counts too."""
        until, last = article.embargoed_until, self._memory.last
        return bool(until and last and until.date().isoformat() >= last.rpartition("/")[2])

    def _is_stranger(self, article: Article, looked: datetime) -> bool:
        if self._seen_as(article):
            return False
        published = article.date_published
        old = published is not None and published < looked
        return old or (_source(article), article.headline) in self._headlines


def _changed(article: Article, told: Told) -> bool:
    """Say whether an article changed since it was told: by its own date if it has one, else by its words."""
    if article.date_modified and told.modified:
        return article.date_modified > told.modified
    return story.content(article) != told.content


def _source(article: Article) -> str:
    return article.source.url if article.source else ""


def _suddenly(source: str, strangers: Sequence[Article], given: int, looked: datetime) -> Finding:
    first = strangers[0].headline
    return Finding(
        "sudden",
        "blocking",
        f"{len(strangers)} of {given} articles are suddenly new, but older than {looked:%Y-%m-%d %H:%M}, when"
        f" it was last read, or known by another name: {first!r}",
        source,
        "the source changed its guids or gave its archive: look at them, then accept_new = true in the day's"
        " file, or --accept-new",
    )


def updates(articles: Iterable[Article], recall: Recall, told: frozenset[str]) -> list[Finding]:
    """Name what was updated since it was sent and is not told again; one finding for all."""
    changed = [
        (article, standing)
        for article in articles
        if article.id not in told and (standing := recall.standing(article)).state == "updated"
    ]
    if not changed:
        return []
    (first, standing), more = changed[0], f" and {len(changed) - 1} more" if len(changed) > 1 else ""
    message = f"updated since it was sent with {standing.on}: {first.headline!r}{more}; not told again"
    return [Finding("updated", "info", message, first.url or first.id, "--pin tells it again")]
