"""Which names may end a domain: the top-level domains that X links without being asked.

domains.txt holds one name a line, in lower case; the names are those of twitter-text's conformance suite.
"""

from functools import cache
from pathlib import Path

import regex

_PUNYCODE = regex.compile(r"xn--[-0-9a-z]++", regex.I)
_UNENDED = frozenset("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ@+-")


@cache
def names() -> frozenset[str]:
    """Give every top-level domain known, in lower case; read once."""
    return frozenset(Path(__file__).with_name("domains.txt").read_text("utf-8").split())


@cache
def _longest() -> int:
    return max(map(len, names()))


def end(text: str, start: int, stop: int) -> int | None:
    """Say where the top-level domain that starts at `start` ends, at most at `stop`; None where none does.

    The longest name wins. A Latin letter, a digit, `@`, `+` or `-` right after it means it is none
    ("tar.bz2", "doe.gov@..."), any other letter may follow ("example.comです"). Positions are code points.
    """
    for length in range(min(_longest(), stop - start), 1, -1):
        after = start + length
        if text[start:after].lower() in names() and text[after : after + 1] not in _UNENDED:
            return after
    encoded = _PUNYCODE.match(text, start, stop)
    return encoded.end() if encoded else None
