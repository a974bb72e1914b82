"""The audience: readers, their subscriptions, and who is never to be mailed."""

import hashlib
import hmac
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path

import msgspec

from publisher.audience import secret
from publisher.audience.addresses import Address
from publisher.audience.columns import moment
from publisher.audience.merge import Subscriber
from publisher.audience.schema import MIGRATIONS, ROOM
from publisher.mac import Keys
from publisher.store import Database, migrate

_PAGE = 1_000  # rows read at a time
_COLUMNS = """
    s.id, s.address, s.name, s.language, s.attributes, n.status, n.consent, n.consent_at,
    coalesce(n.since, '')
"""
_WAS = "case subscription.status when 'unsubscribed' then subscription.was else subscription.status end"
_LEAVE = (
    "update subscription set was = status, status = 'unsubscribed', since = ?"
    " where list = ? and status <> 'unsubscribed'"
)


def open_audience(db: Database, root: Path, given: str | None, now: datetime) -> "Audience":
    """Open the audience in the ledger's database, bringing its schema forward and settling its secret."""
    migrate(db, ROOM, MIGRATIONS)
    return Audience(db, root, given, now)


class Audience:
    """Readers and suppression; each write belongs in `transaction`. `keys` are the site's."""

    def __init__(self, db: Database, root: Path, given: str | None, now: datetime) -> None:
        site = secret.settle(db, given, root, moment(now))
        self._db, self._root, self._given = db, root, given
        self._key = secret.derived(site.first, "address")
        self.keys: Keys = secret.keys(site)

    def digest(self, address: Address) -> str:
        """Give the keyed hash that finds an address: 32 hex digits."""
        return hmac.digest(self._key, address.folded.encode(), "sha256").hex()[:32]

    def transaction(self) -> AbstractContextManager[None]:
        """Run the block as one: all of it, or nothing. Raises StorageError where the disk refuses."""
        return self._db.transaction()

    def known(self, name: str, digests: Sequence[str]) -> dict[str, Subscriber]:
        """Give what is known by digest, each with the subscription to one list. At most 500 at a time."""
        rows = self._db.execute(
            f"select s.digest, {_COLUMNS} from subscriber s"  # noqa: S608  (no value is part of the text)
            " left join subscription n on n.subscriber = s.id and n.list = ?"
            f" where s.digest in ({_marks(digests)})",
            (name, *digests),
        )
        return {digest: _subscriber(row) for digest, *row in rows}

    def suppressed(self, digests: Sequence[str]) -> set[str]:
        """Give those of the digests that are never to be mailed."""
        statement = f"select digest from suppression where digest in ({_marks(digests)})"  # noqa: S608
        return {row[0] for row in self._db.execute(statement, tuple(digests))}

    def keep(self, name: str, readers: Iterable[tuple[str, Subscriber]], now: str) -> None:
        """Keep readers by digest, each with the subscription to one list."""
        kept = list(readers)
        self._db.executemany(
            "insert into subscriber (id, digest, address, name, language, attributes, created_at)"
            " values (?, ?, ?, ?, ?, ?, ?) on conflict (id) do update set"
            " name = excluded.name, language = excluded.language, attributes = excluded.attributes",
            [(r.id, digest, r.address, r.name, r.language, _json(r), now) for digest, r in kept],
        )
        self._db.executemany(
            "insert into subscription (subscriber, list, status, consent, consent_at, since)"  # noqa: S608  (no value is part of the text)
            " values (?, ?, ?, ?, ?, ?) on conflict (subscriber, list) do update set"
            " status = excluded.status, consent = excluded.consent, consent_at = excluded.consent_at,"
            f" since = excluded.since, was = {_WAS}",
            [(r.id, name, r.status, r.consent, r.consent_at, r.since) for _, r in kept],
        )

    def keep_consent(self, text: str) -> str:
        """Keep the text that was agreed to, once; give its hash, the evidence in each subscription."""
        digest = hashlib.sha256(text.encode()).hexdigest()
        self._db.execute(
            "insert into consent (hash, text) values (?, ?) on conflict (hash) do nothing", (digest, text)
        )
        return digest

    def suppress(self, digests: Iterable[str], reason: str, now: str) -> None:
        """Never mail these again; the first reason is kept."""
        self._db.executemany(
            "insert into suppression (digest, reason, since) values (?, ?, ?)"
            " on conflict (digest) do nothing",
            [(digest, reason, now) for digest in digests],
        )

    def unsubscribe(self, digest: str, name: str, now: str) -> bool:
        """End a subscription; say whether there was one to end."""
        one = " and subscriber in (select id from subscriber where digest = ?)"
        return self._db.execute(_LEAVE + one, (now, name, digest)).rowcount > 0

    def reader(self, public_id: str, name: str) -> Subscriber | None:
        """Give the reader of a link, with the subscription to one list; None for one who is forgotten."""
        row = self._db.execute(
            f"select {_COLUMNS} from subscriber s"  # noqa: S608  (no value is part of the text)
            " left join subscription n on n.subscriber = s.id and n.list = ? where s.id = ?",
            (name, public_id),
        ).fetchone()
        return _subscriber(row) if row else None

    def leave(self, public_id: str, name: str, now: str) -> bool:
        """End the subscription of a link's reader; say whether there was one to end."""
        return self._db.execute(f"{_LEAVE} and subscriber = ?", (now, name, public_id)).rowcount > 0

    def come_back(self, public_id: str, name: str, now: str) -> bool:
        """Take a reader's leaving back; say whether there was one to take back.

        Only who left as confirmed comes back, with the consent of then; never one who is suppressed.
        """
        done = self._db.execute(
            "update subscription set status = 'confirmed', since = ? where list = ?"
            " and subscriber = ? and status = 'unsubscribed' and was = 'confirmed'"
            " and not exists (select 1 from subscriber s join suppression x on x.digest = s.digest"
            " where s.id = subscription.subscriber)",
            (now, name, public_id),
        )
        return done.rowcount > 0

    def forget(self, digest: str) -> bool:
        """Delete a reader with all subscriptions; say whether there was one."""
        return self._db.execute("delete from subscriber where digest = ?", (digest,)).rowcount > 0

    def subscriptions(self, digest: str) -> list[dict[str, str | None]]:
        """Give a reader's subscriptions with the text agreed to."""
        rows = self._db.execute(
            "select n.list, n.status, c.text, n.consent_at, n.since from subscription n"
            " join subscriber s on s.id = n.subscriber left join consent c on c.hash = n.consent"
            " where s.digest = ? order by n.list",
            (digest,),
        )
        names = ("list", "status", "consent", "consent_at", "since")
        return [dict(zip(names, row, strict=True)) for row in rows]

    def suppression(self, digest: str) -> dict[str, str] | None:
        """Give reason and time of a suppression, or None."""
        row = self._db.execute("select reason, since from suppression where digest = ?", (digest,)).fetchone()
        return {"reason": row[0], "since": row[1]} if row else None

    def each(self, name: str | None) -> Iterator[tuple[str, Subscriber]]:
        """Give list and reader for every subscription, of one list or of all, a page at a time.

        A reader who is suppressed has that status, whatever the subscription says.
        """
        last = ("", "")
        statement = (
            f"select n.list, case when x.digest is null then '' else 'suppressed' end, {_COLUMNS}"  # noqa: S608
            " from subscription n join subscriber s on s.id = n.subscriber"
            " left join suppression x on x.digest = s.digest"
            f" where (n.subscriber, n.list) > (?, ?) {'and n.list = ?' if name else ''}"
            f" order by n.subscriber, n.list limit {_PAGE}"
        )
        while rows := self._db.execute(statement, (*last, *([name] if name else []))).fetchall():
            for list_name, override, *row in rows:
                reader = _subscriber(row)
                yield list_name, msgspec.structs.replace(reader, status=override or reader.status)
            last = (rows[-1][2], rows[-1][0])

    def counts(self) -> list[tuple[str, str, int, int]]:
        """Give list, status, subscriptions, and how many of these are not suppressed."""
        return self._db.execute(
            "select n.list, n.status, count(*), sum(case when x.digest is null then 1 else 0 end)"
            " from subscription n join subscriber s on s.id = n.subscriber"
            " left join suppression x on x.digest = s.digest group by n.list, n.status order by n.list"
        ).fetchall()

    def confirmed(self, name: str) -> int:
        """Count who would be enrolled from a list now."""
        query = "select count(*) from subscription where list = ? and status = 'confirmed'"
        return int(self._db.execute(query, (name,)).fetchone()[0])

    def site_keys(self) -> list[tuple[str, str]]:
        """Give the names of the site's keys and since when, the oldest first; the last signs links."""
        return self._db.execute("select id, since from site_key order by number").fetchall()

    def rotate(self, now: datetime) -> str:
        """Make the next key for readers' links and give its name (secret.rotate); `keys` stay the same."""
        return secret.rotate(self._db, self._given, self._root, moment(now))

    def totals(self) -> tuple[int, int]:
        """Give how many readers are known, and how many addresses are suppressed."""
        query = "select (select count(*) from subscriber), (select count(*) from suppression)"
        readers, suppressed = self._db.execute(query).fetchone()
        return readers, suppressed


def _marks(values: Sequence[str]) -> str:
    return ", ".join("?" * len(values))


def _json(reader: Subscriber) -> str:
    return msgspec.json.encode(reader.attributes, order="sorted").decode()


def _subscriber(row: Sequence[str]) -> Subscriber:
    names = Subscriber.__struct_fields__
    values = dict(zip(names, row, strict=True))
    attributes = msgspec.json.decode(values.pop("attributes"), type=dict[str, str])
    return Subscriber(**values, attributes=attributes)  # type: ignore[arg-type]  # checked by the schema
