"""Tokens in readers' links: whom, which list, and what for, signed, for ever readable (RFC 8058, 3.1).

A token is base64url of: purpose (1 byte), expiry in seconds since 1970 or 0 (4), key id (4), public id (12),
the list in UTF-8, and HMAC-SHA256 of all that, cut to 16 bytes. This layout must never change: links in
mails live as long as the mails. Another layout would get other purpose numbers.
"""

import base64
import binascii
import hmac
import struct
from collections.abc import Callable
from datetime import datetime
from typing import Literal

from msgspec import Struct

from publisher.mac import Keys, Mac

Purpose = Literal["unsubscribe", "confirm", "test"]
_PURPOSES: dict[Purpose, int] = {"unsubscribe": 1, "confirm": 2, "test": 3}
_NAMES = {number: purpose for purpose, number in _PURPOSES.items()}
_HEAD = struct.Struct(">BI4s12s")
_COMMON = struct.Struct(">BI4s")  # what tokens made together share: all before the public id
_URL_SAFE = bytes.maketrans(b"+/", b"-_")  # RFC 4648, 5
_ID = 12  # bytes
_MAC = 16  # bytes
_LONGEST = 1_024  # characters: the longest token that is looked at
_LONGEST_LIST = 400  # bytes: 100 characters of any script, and far below the longest token
TEST_READER = "0" * 24


class Token(Struct, frozen=True):
    """What a token says: `reader` is the subscriber's public id, 24 hex digits."""

    purpose: Purpose
    list: str
    reader: str


def make(keys: Keys, purpose: Purpose, name: str, reader: str, expires: datetime | None = None) -> str:
    """Sign a token for one reader of the list called `name`; without `expires` it never does.

    Raises ValueError for what `read` would not give back: a public id of another length, a list's name of
    more than 400 bytes, a time that four bytes can't hold.
    """
    return maker(keys, purpose, name, expires)(reader)


def maker(keys: Keys, purpose: Purpose, name: str, expires: datetime | None = None) -> Callable[[str], str]:
    """Give the function that signs such a token for each reader of a list. Raises ValueError as `make`."""
    key, listed = keys.links[-1], name.encode()
    until = int(expires.timestamp()) if expires else 0
    if len(listed) > _LONGEST_LIST or not (expires is None or 0 < until < 1 << 32):
        raise ValueError("no token can say that")
    common, digest = _COMMON.pack(_PURPOSES[purpose], until, key.id), Mac(key.secret).digest
    length = len(common) + _ID + len(listed)

    def make(reader: str) -> str:
        content = common + bytes.fromhex(reader) + listed
        if len(content) != length:
            raise ValueError("no token can say that")
        return _spelled(content + digest(content)[:_MAC])

    return make


def read(keys: Keys, token: str, now: datetime) -> Token | None:
    """Give what a token says, or None for one that is not ours, was changed, or has expired.

    What it says is worth nothing for another purpose: the caller looks at `purpose` first.
    """
    signed = _decoded(token)
    if len(signed) < _HEAD.size + _MAC:
        return None
    content, mac = signed[:-_MAC], signed[-_MAC:]
    purpose, until, key_id, reader = _HEAD.unpack_from(content)
    named = [key.secret for key in keys.links if key.id == key_id]  # two, where two names begin alike
    genuine = [secret for secret in named if hmac.compare_digest(_mac(secret, content), mac)]
    if not genuine or purpose not in _NAMES or 0 < until < now.timestamp():
        return None
    try:
        return Token(_NAMES[purpose], content[_HEAD.size :].decode(), reader.hex())
    except UnicodeDecodeError:
        return None


def key_of(token: str) -> bytes:
    """Give the four bytes that name the key a token claims to be signed with; nothing is verified."""
    signed = _decoded(token)
    return bytes(_HEAD.unpack_from(signed)[2]) if len(signed) >= _HEAD.size + _MAC else b""


def _mac(secret: bytes, content: bytes) -> bytes:
    return hmac.digest(secret, content, "sha256")[:_MAC]


def _spelled(signed: bytes) -> str:
    return binascii.b2a_base64(signed, newline=False).translate(_URL_SAFE).rstrip(b"=").decode()


def _decoded(token: str) -> bytes:
    """Decode base64url in its one spelling: a second spelling of a token would be a second token."""
    if len(token) > _LONGEST or not token.isascii():
        return b""
    try:
        signed = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return b""
    return signed if _spelled(signed) == token else b""
