"""Story memory, per campaign: what earlier editions told, and when each source first gave a story.

An edition counts as told once a row of it was claimed. Editions of one campaign sort by their names, which
end in the date; only earlier ones are looked at, so that today's can be built again after it was sent.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from publisher.ledger.naming import told_by
from publisher.model import Article, Build
from publisher.store import Database
from publisher.text.story import Memory, Seen, Told

_PAGE = 300  # names asked for in one statement
_TOLD = (
    "select edition, id, url, source, headline, content, modified from told t"
    " where campaign = ? and edition < ? and exists"
    " (select 1 from lane l where l.edition = t.edition and l.claimed_at is not null) order by edition"
)
_LAST = (
    "select max(edition) from lane where substr(edition, 1, ?) = ? and edition < ? and claimed_at is not null"
)
_SEEN = "select source, id, headline, edition, at from seen where campaign = ? and edition < ? and {} in ({})"
_LOOKED = "select source, max(at) from look where campaign = ? and edition < ? group by source"
_KEEP_TOLD = (
    "insert into told (campaign, edition, id, url, source, headline, content, modified, lead)"
    " values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (edition, id) do update set content = excluded.content,"
    " modified = excluded.modified, headline = excluded.headline, lead = excluded.lead"
)
_KEEP_SEEN = (
    "insert into seen (campaign, source, id, headline, edition, at) values (?, ?, ?, ?, ?, ?)"
    " on conflict (campaign, source, id) do update set edition = excluded.edition, at = excluded.at"
    " where excluded.edition < seen.edition"
)
_KEEP_LOOK = (
    "insert into look (campaign, source, edition, at) values (?, ?, ?, ?)"
    " on conflict (campaign, source, edition) do update set at = excluded.at"
)


class Stories:
    """The part of the ledger that remembers stories."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def memory(self, edition: str, articles: Sequence[Article]) -> Memory:
        """Give what the campaign's earlier editions told, and when these articles were first seen."""
        campaign = edition.partition("/")[0]
        told = [_told(row) for row in self._db.execute(_TOLD, (campaign, edition))]
        prefix = f"{campaign}/"
        last = self._db.execute(_LAST, (len(prefix), prefix, edition)).fetchone()
        return Memory(
            told=tuple(told),
            seen=tuple(self._seen(campaign, edition, articles)),
            looked={row[0]: _moment(row[1]) for row in self._db.execute(_LOOKED, (campaign, edition))},
            last=last[0],
        )

    def saw(self, edition: str, articles: Iterable[Article], at: datetime) -> None:
        """Keep when each source first gave these articles, and that this edition looked at it."""
        campaign, moment = edition.partition("/")[0], at.isoformat()
        given = [article for article in articles if article.source]
        places = sorted({article.source.url for article in given if article.source})
        with self._db.transaction():
            self._db.executemany(_KEEP_SEEN, [_seen_row(campaign, edition, a, moment) for a in given])
            self._db.executemany(_KEEP_LOOK, [(campaign, place, edition, moment) for place in places])

    def _seen(self, campaign: str, edition: str, articles: Sequence[Article]) -> Iterator[Seen]:
        for column, names in (
            ("id", {article.id for article in articles}),
            ("headline", {article.headline for article in articles}),
        ):
            asked = sorted(names)
            for start in range(0, len(asked), _PAGE):
                page = asked[start : start + _PAGE]
                statement = _SEEN.format(column, ", ".join("?" * len(page)))
                for row in self._db.execute(statement, (campaign, edition, *page)):
                    yield _seen(row)


def keep_told(db: Database, build: Build, *, sealed: bool) -> None:
    """Keep what a build tells; what an edition told that has begun to leave stays. Runs in a transaction."""
    if not sealed:
        db.execute("delete from told where edition = ?", (build.edition.name,))
    campaign = build.edition.name.partition("/")[0]
    db.executemany(_KEEP_TOLD, [_told_row(campaign, told) for told in told_by(build)])


def _told_row(campaign: str, told: Told) -> tuple[object, ...]:
    modified = told.modified.isoformat() if told.modified else None
    return (
        campaign,
        told.edition,
        told.id,
        told.url,
        told.source,
        told.headline,
        told.content,
        modified,
        int(told.lead),
    )


def _told(row: Any) -> Told:  # noqa: ANN401  (a row of any database)
    told = Told(*row)
    return replace(told, modified=_moment(row[-1]) if row[-1] else None)


def _seen(row: Any) -> Seen:  # noqa: ANN401
    return replace(Seen(*row), at=_moment(row[-1]))


def _seen_row(campaign: str, edition: str, article: Article, at: str) -> tuple[object, ...]:
    source = article.source.url if article.source else ""
    return (campaign, source, article.id, article.headline, edition, at)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
