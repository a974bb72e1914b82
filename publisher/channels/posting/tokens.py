"""Tokens that end: what a vendor tells of one, and when to renew it. Pure."""

from datetime import UTC, datetime, timedelta

from msgspec import Struct

_SOON = timedelta(days=14)
_DAY = timedelta(days=1)


class Token(Struct, frozen=True):
    """What is known of a token: whether it holds, from when to when, and what it may."""

    is_valid: bool
    made: datetime | None
    ends: datetime | None
    scopes: frozenset[str]

    def is_ending(self, now: datetime) -> bool:
        """Say whether it has to be renewed within two weeks."""
        return self.ends is not None and self.ends - now < _SOON

    def told(self, now: datetime) -> str:
        """Say how old it is and when it ends."""
        if self.ends is None:
            return "the token's end isn't known"
        old = f"is {_days(now - self.made)} old and " if self.made else ""
        left, day = self.ends - now, self.ends.date().isoformat()
        return (
            f"the token {old}ends in {_days(left)}, on {day}" if left > timedelta(0) else "the token is over"
        )


def moment(seconds: object) -> datetime | None:
    """Read Unix seconds, None for anything else and for 0, which some vendors give for never."""
    if not isinstance(seconds, int) or not 0 < seconds < 10_000_000_000:
        return None
    return datetime.fromtimestamp(seconds, UTC)


def _days(span: timedelta) -> str:
    days = span // _DAY
    return "1 day" if days == 1 else f"{days} days"
