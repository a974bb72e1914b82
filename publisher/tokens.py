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

from publisher.mac import Mac
from publisher.ports import Keys

Purpose = Literal["unsubscribe", "confirm", "test"]
_PURPOSES: dict[Purpose, int] = {"unsubscribe": 1, "confirm": 2, "test": 3}
_NAMES = {number: purpose for purpose, number in _PURPOSES.items()}
_HEAD = struct.Struct(">BI4s")
_READER = struct.Struct("12s")
_FIXED = _HEAD.size + _READER.size  # what stands before the list
_MAC = 16  # bytes
_LONGEST = 1_024  # characters
TEST_READER = "0" * 24


class Token(Struct, frozen=True):
    """What a token says: `reader` is the subscriber's public id, 24 hex digits."""

    purpose: Purpose
    list: str
    reader: str


def make(keys: Keys, purpose: Purpose, name: str, reader: str, expires: datetime | None = None) -> str:
    """Sign a token for one reader of the list called `name`; without `expires` it never does."""
    return maker(keys, purpose, name, expires)(reader)


def maker(keys: Keys, purpose: Purpose, name: str, expires: datetime | None = None) -> Callable[[str], str]:
    """Give the function that signs such a token for each reader of a list."""
    key = keys.links[-1]
    until = int(expires.timestamp()) if expires else 0
    head, listed = _HEAD.pack(_PURPOSES[purpose], until, key.id), name.encode()
    digest = Mac(key.secret).digest

    def make(reader: str) -> str:
        content = head + _READER.pack(bytes.fromhex(reader)) + listed
        signed = content + digest(content)[:_MAC]
        return base64.urlsafe_b64encode(signed).rstrip(b"=").decode()

    return make


def read(keys: Keys, token: str, now: datetime) -> Token | None:
    """Give what a token says, or None for one that is not ours, was changed, or has expired."""
    signed = _decoded(token)
    if len(signed) < _FIXED + _MAC:
        return None
    content, mac = signed[:-_MAC], signed[-_MAC:]
    purpose, until, key_id = _HEAD.unpack_from(content)
    reader = content[_HEAD.size : _FIXED]
    secret = next((key.secret for key in reversed(keys.links) if key.id == key_id), b"")
    genuine = hmac.compare_digest(hmac.digest(secret, content, "sha256")[:_MAC], mac)
    if not (genuine and secret and purpose in _NAMES) or 0 < until < now.timestamp():
        return None
    return Token(_NAMES[purpose], content[_FIXED:].decode(), reader.hex())


def _decoded(token: str) -> bytes:
    """Decode base64url in its one spelling: a second spelling of a token would be a second token."""
    if len(token) > _LONGEST or not token.isascii():
        return b""
    try:
        signed = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return b""
    return signed if base64.urlsafe_b64encode(signed).rstrip(b"=").decode() == token else b""
