"""Builds: each kept whole under its hash; per edition its revisions, and which one is current.

An edition is sealed by the first claim: what readers are getting can't be changed under them. A sealed one
takes another build only as its next revision, for those who got none yet.
"""

import msgspec

from publisher.errors import UsageError
from publisher.ledger.corrections import with_corrections
from publisher.ledger.errata import keep_errata_told
from publisher.ledger.issues import keep_issue
from publisher.ledger.rows import Standing
from publisher.ledger.stories import keep_told
from publisher.model import Build
from publisher.store import Database

_KEEP_BUILD = (
    "insert into build (hash, edition, built_at, content) values (?, ?, ?, ?)"
    " on conflict (hash) do update set content = excluded.content"
)
_KEEP_EDITION = (
    "insert into edition (name, hash, frozen_at, revision) values (?, ?, ?, ?)"
    " on conflict (name) do update set hash = excluded.hash, frozen_at = excluded.frozen_at,"
    " revision = excluded.revision"
)
_KEEP_REVISION = (
    "insert into revision (edition, number, hash, frozen_at) values (?, ?, ?, ?)"
    " on conflict (edition, number) do update set hash = excluded.hash, frozen_at = excluded.frozen_at"
)
_GO_ON = "update edition set stop = null where name = ? and stop = 'cancelled'"
_SERVE_AGAIN = (
    "update delivery set status = 'queued', code = '', reason = '' where status = 'skipped'"
    " and code = 'cancelled' and lane in (select id from lane where edition = ?)"
)


class Builds:
    """The part of the ledger that keeps builds."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def freeze(self, build: Build, *, revise: bool = False) -> str:
        """Keep the build as its edition's current one and give its hash.

        A second freeze of the same hash renews its notes and terms, unless it is sealed. `revise` makes it
        the next revision of a sealed edition and lifts its cancellation; a hold stays. Raises UsageError for
        another build of a sealed edition without it.
        """
        name, at = build.edition.name, build.built_at.isoformat()
        with self._db.transaction():
            before = self.standing(name)
            number = _number(before, build, revise=revise)
            if before and before.sealed and not revise:
                return build.hash
            self._db.execute(_KEEP_BUILD, (build.hash, name, at, msgspec.json.encode(build)))
            keep_issue(self._db, build)
            self._db.execute(_KEEP_EDITION, (name, build.hash, at, number))
            self._db.execute(_KEEP_REVISION, (name, number, build.hash, at))
            keep_told(self._db, build, sealed=bool(before and before.sealed))
            keep_errata_told(self._db, build, sealed=bool(before and before.sealed))
            if revise:
                self._db.execute(_GO_ON, (name,))
                self._db.execute(_SERVE_AGAIN, (name,))
        return build.hash

    def build(self, edition: str, revision: int | None = None) -> Build | None:
        """Give the edition's current build, or that of a revision; None where there is none.

        The corrections of its posts go with them; they are no part of the hash.
        """
        row = self._db.execute(
            "select content from build join revision on revision.hash = build.hash"
            " join edition on edition.name = revision.edition"
            " where edition.name = ? and revision.number = coalesce(?, edition.revision)",
            (edition, revision),
        ).fetchone()
        return with_corrections(self._db, msgspec.json.decode(row[0], type=Build)) if row else None

    def standing(self, edition: str) -> Standing | None:
        """Give hash, revision and stop, and whether it is sealed; None where it was never built."""
        row = self._db.execute(
            "select e.hash, e.revision, e.stop, exists (select 1 from lane l where l.edition = e.name"
            " and l.claimed_at is not null) from edition e where e.name = ?",
            (edition,),
        ).fetchone()
        return Standing(row[0], row[1], row[2], bool(row[3])) if row else None

    def editions(self, prefix: str) -> list[str]:
        """Name the editions whose name begins so, the newest last."""
        names = "select name from edition where substr(name, 1, ?) = ? order by name"
        return [row[0] for row in self._db.execute(names, (len(prefix), prefix))]


def _number(before: Standing | None, build: Build, *, revise: bool) -> int:
    if before is None:
        return 1
    if not before.sealed or before.hash == build.hash:
        return before.revision
    if revise:
        return before.revision + 1
    raise UsageError(
        f"has begun to leave as {before.hash[:12]} (revision {before.revision}), and this is another text",
        where=build.edition.name,
        remedy="publish cancel stops it, then publish digest --revise gives the new text to who got none",
    )
