"""The name under which a message's record stands: the same on every attempt, from every machine. Pure.

A post's name must be a TID (atproto.com/specs/tid): 53 bits of microseconds since 1970 and ten of a clock's
number, in a base 32 of its own. Here the day is the edition's and the rest a digest of the key: whoever sends
this message again, also after a crash, puts it in the same place and not beside it.
"""

import hashlib
from datetime import UTC, date, datetime

from publisher.ports import Key

_ALPHABET = "234567abcdefghijklmnopqrstuvwxyz"
_DAY = 86_400_000_000  # microseconds
_UNDATED = date(2024, 1, 2)


def record_key(key: Key) -> str:
    """Give the record key of a message: 13 characters, of a moment on the day before the edition's.

    That day is over wherever the edition is sent: a name from the future would look forged. Two messages of
    one day meet in 1 of 8.8e13 cases.
    """
    digest = hashlib.sha256("\0".join([key.edition, key.channel, key.recipient, str(key.part)]).encode())
    chance = int.from_bytes(digest.digest()[:16])
    clock, within = chance % 1024, chance // 1024 % _DAY
    return _written((_midnight(key.edition) - _DAY + within) << 10 | clock)


def _midnight(edition: str) -> int:
    """Give the start of an edition's day (CAMPAIGN/DATE) in microseconds since 1970."""
    try:
        day = date.fromisoformat(edition.rpartition("/")[2])
    except ValueError:
        day = _UNDATED
    return round(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) * 1_000_000


def _written(number: int) -> str:
    return "".join(_ALPHABET[number >> 5 * place & 31] for place in reversed(range(13)))
