"""Readers' links: they differ in a token alone, so all else about them is checked and encoded once."""

import re
import struct
from collections.abc import Callable

from msgspec import Struct

from publisher.mime import quoted, values

_PLACE = "{token}"
_ANY = "\0"  # stands for a letter of a token: nothing of a URL is like it
_RUNS = re.compile(rb"\0+")


class Link(Struct, frozen=True, gc=False):
    """One reader's https URL, and the bytes it is in every context of either part."""

    url: bytes
    encoded: bytes


def maker(template: str, length: int) -> Callable[[str], Link | str]:
    """Give the function that puts a token in the URL; `length` is each token's, in letters of base64url.

    It gives the URL as a string where an `&` or the like makes its contexts differ, where it is no https URL,
    or for a token of another length: who fills it in encodes it, or refuses it.
    """
    before, place, after = template.partition(_PLACE)

    def whole(token: str) -> str:
        return f"{before}{token}{after}" if place else template

    if not place or not values.bare_https(whole("_" * length)):  # the letter that the fewest places take
        return whole
    encoded = quoted.bare(whole(_ANY * length))
    runs = _RUNS.findall(encoded)  # soft breaks may part a token
    cut = struct.Struct("".join(f"{len(run)}s" for run in runs)).unpack
    form = _RUNS.sub(b"%b", encoded.replace(b"%", b"%%"))
    start, end = before.encode(), after.encode()

    def make(token: str) -> Link | str:
        letters = token.encode()
        if len(letters) != length:
            return whole(token)
        return Link(start + letters + end, form % cut(letters))

    return make
