"""Issues: the editions that were sent, as an archive lists them. A mailing that corrects one is none.

What a list needs is kept beside the build: reading a thousand builds, with mail and pictures, takes seconds.
"""

from typing import Any

import msgspec
from msgspec.structs import replace

from publisher.ledger.rows import Issue
from publisher.model import Build
from publisher.store import Database

_BEGUN = (
    "select distinct l.edition from lane l where l.claimed_at is not null and substr(l.edition, 1, ?) = ?"
    " and not exists (select 1 from erratum e where e.mailing = l.edition) order by l.edition"
)
# The last revision that anybody got: the current one may be waiting to be sent.
_LEFT = (
    "select r.hash from revision r where r.edition = ? and exists"
    " (select 1 from lane l join delivery d on d.lane = l.id where l.edition = r.edition"
    " and d.revision = r.number) order by r.number desc limit 1"
)
_KEEP = (
    "insert into issue (hash, content) values (?, ?)"
    " on conflict (hash) do update set content = excluded.content"
)


class Issues:
    """The part of the ledger that knows what was sent."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def begun(self, prefix: str = "") -> list[str]:
        """Name the editions whose delivery began and whose name begins so, by campaign and date."""
        names = self._db.execute(_BEGUN, (len(prefix), prefix)).fetchall()
        return [row[0] for row in names]

    def issue(self, edition: str) -> Issue | None:
        """Give what an edition told, without its mail; None where nothing of it has left."""
        row = self._left("select content from issue where hash = ?", edition)
        return msgspec.json.decode(row[0], type=Issue) if row else None

    def left(self, edition: str) -> Build | None:
        """Give the build that left last; None where nothing of the edition has left."""
        row = self._left("select content from build where hash = ?", edition)
        return msgspec.json.decode(row[0], type=Build) if row else None

    def _left(self, content: str, edition: str) -> Any:  # noqa: ANN401  (a row of any database)
        found = self._db.execute(_LEFT, (edition,)).fetchone()
        return self._db.execute(content, (found[0],)).fetchone() if found else None


def issue_of(build: Build) -> Issue:
    """Take what a list needs of a build."""
    edition = replace(build.edition, lead=replace(build.edition.lead, body=()))
    return Issue(build.hash, edition, build.built_at, build.terms)


def keep_issue(db: Database, build: Build) -> None:
    """Keep what a list needs of a build. Runs in a transaction."""
    db.execute(_KEEP, (build.hash, msgspec.json.encode(issue_of(build))))
