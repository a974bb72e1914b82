"""Rates: one row per shared limit, by the generic cell rate algorithm (ATM Forum, 1996)."""

from publisher.store import Database

_TAKE = (
    "insert into rate (key, due) values (?, ?) on conflict (key) do update set"
    " due = case when rate.due > ? then rate.due + ? else excluded.due end returning due"
)


class Rates:
    """The part of the ledger that all processes share a channel's rate through."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def reserve(self, key: str, count: int, interval: float, now: float) -> float:
        """Reserve `count` sendings, `interval` seconds apart; give when the first may start (POSIX seconds).

        A reservation that is not used only makes the channel slower. A clock that jumped back far is not
        waited for: what lies beyond a minute is taken for such a jump.
        """
        cost = count * interval
        with self._db.transaction():
            self._db.execute("update rate set due = ? where key = ? and due > ?", (now, key, now + 60.0))
            row = self._db.execute(_TAKE, (key, now + cost, now, cost)).fetchone()
        return float(row[0]) - cost
