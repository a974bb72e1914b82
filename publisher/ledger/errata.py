"""Errata: what editions told wrongly, who was told so, and the short mails that say it at once.

An erratum counts as told once a row of an edition that holds it was claimed. A mailing is an edition of its
own; its readers are those who got the one that it corrects.
"""

from datetime import datetime

from publisher.model import Build, Erratum
from publisher.store import Database

_KEEP = (
    "insert into erratum (id, edition, article, headline, text, url, at)"
    " select coalesce(max(id), 0) + 1, ?, ?, ?, ?, ?, ? from erratum where true"
    " on conflict (edition, article, text) do nothing"
)
_KEPT = "select edition, article, headline, text, url from erratum where edition = ? order by id"
_UNTOLD = (
    "select e.edition, e.article, e.headline, e.text, e.url from erratum e"
    " where substr(e.edition, 1, ?) = ? and e.edition < ? and not exists"
    " (select 1 from erratum_told t join lane l on l.edition = t.edition"
    " where t.erratum = e.id and t.edition <> ? and l.claimed_at is not null) order by e.id"
)
_TELL = (
    "insert into erratum_told (edition, erratum)"
    " select ?, id from erratum where edition = ? and article = ? and text = ?"
    " on conflict (edition, erratum) do nothing"
)
_MAILED_AS = "select mailing from erratum where edition = ? and article = ? and text = ?"
_MAIL_AS = "update erratum set mailing = ? where edition = ? and article = ? and text = ?"
# Who got the edition that a mailing corrects, and may still be mailed. `delivery` and `lane` are that one's.
WHO_GOT_IT = (
    " from erratum e join lane l on l.edition = e.edition and l.list is not null"
    " join delivery d on d.lane = l.id and d.status = 'sent'"
    " join subscription n on n.subscriber = d.recipient and n.list = l.list and n.status = 'confirmed'"
    " join subscriber s on s.id = d.recipient left join suppression x on x.digest = s.digest"
    " where e.mailing = ? and x.digest is null"
)


class Errata:
    """The part of the ledger that knows what was put right."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def put_right(self, erratum: Erratum, at: datetime) -> bool:
        """Keep an erratum; False where the same one is kept already."""
        values = (erratum.edition, erratum.article, erratum.headline, erratum.text, erratum.url)
        with self._db.transaction():
            return self._db.execute(_KEEP, (*values, at.isoformat())).rowcount == 1

    def errata(self, edition: str) -> list[Erratum]:
        """Give what an edition told wrongly, in the order in which it was put right."""
        return [Erratum(*row) for row in self._db.execute(_KEPT, (edition,))]

    def untold(self, edition: str) -> list[Erratum]:
        """Give the errata of the campaign's earlier editions that no other edition has told."""
        prefix = f"{edition.partition('/')[0]}/"
        return [
            Erratum(*row)
            for row in self._db.execute(_UNTOLD, (len(prefix), prefix, edition, edition)).fetchall()
        ]

    def mailing(self, erratum: Erratum) -> str:
        """Name the mailing of an erratum, `CAMPAIGN-correction-N/DATE`; the same one each time.

        Raises KeyError for one that is not kept.
        """
        which = (erratum.edition, erratum.article, erratum.text)
        campaign, _, day = erratum.edition.partition("/")
        with self._db.transaction():
            found = self._db.execute(_MAILED_AS, which).fetchone()
            if found and found[0]:
                return str(found[0])
            count = "select count(*) from erratum where edition = ? and mailing is not null"
            number = self._db.execute(count, (erratum.edition,)).fetchone()[0] + 1
            name = f"{campaign}-correction-{number}/{day}"
            if self._db.execute(_MAIL_AS, (name, *which)).rowcount != 1:
                raise KeyError(which)  # a mailing that corrects nothing would be for everybody
        return name

    def corrected_by(self, mailing: str) -> str | None:
        """Name the edition that a mailing corrects; None where it is an ordinary edition."""
        row = self._db.execute("select edition from erratum where mailing = ?", (mailing,)).fetchone()
        return str(row[0]) if row else None

    def who_got_it(self, mailing: str) -> int:
        """Count the readers that a mailing is for."""
        return int(self._db.execute(f"select count(*){WHO_GOT_IT}", (mailing,)).fetchone()[0])


def keep_errata_told(db: Database, build: Build, *, sealed: bool) -> None:
    """Keep which errata a build tells; what an edition told that has begun to leave stays."""
    name = build.edition.name
    if not sealed:
        db.execute("delete from erratum_told where edition = ?", (name,))
    rows = [(name, erratum.edition, erratum.article, erratum.text) for erratum in build.edition.errata]
    if rows:
        db.executemany(_TELL, rows)
