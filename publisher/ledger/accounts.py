"""Accounts: what each one was last known to take, so that composing needs no network."""

from datetime import datetime

import msgspec

from publisher.ports import Limits
from publisher.store import Database

_KEEP = (
    "insert into account (channel, limits, at) values (?, ?, ?)"
    " on conflict (channel) do update set limits = excluded.limits, at = excluded.at"
)


class Accounts:
    """The part of the ledger that remembers live limits."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def keep_limits(self, channel: str, limits: Limits, at: datetime) -> None:
        """Keep what an account said that it takes."""
        self._db.execute(_KEEP, (channel, msgspec.json.encode(limits), at.isoformat()))

    def limits(self) -> dict[str, Limits]:
        """Give by channel what its account was last known to take."""
        rows = self._db.execute("select channel, limits from account").fetchall()
        return {channel: msgspec.json.decode(content, type=Limits) for channel, content in rows}
