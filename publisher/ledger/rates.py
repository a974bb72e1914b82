"""Rates: one row per shared limit, by the generic cell rate algorithm (ATM Forum, 1996)."""

from publisher.store import Database

_KEEP = (
    "insert into rate (key, due, seen) values (?, ?, ?) on conflict (key) do update set"
    " due = excluded.due, seen = excluded.seen"
)


class Rates:
    """The part of the ledger that all processes share a channel's rate through."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def reserve(self, key: str, count: int, interval: float, now: float) -> float:
        """Reserve `count` sendings, `interval` seconds apart; give when the first may start (POSIX seconds).

        A reservation that is not used only makes the channel slower. A clock that was set back takes what was
        reserved back with it.
        """
        with self._db.transaction():
            row = self._db.execute("select due, seen from rate where key = ?", (key,)).fetchone()
            due, seen = row or (now, now)
            start = max(now, due - max(0.0, seen - now))
            self._db.execute(_KEEP, (key, start + count * interval, now))
        return start
