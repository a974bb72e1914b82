"""OAuth 1.0a as X wants it: HMAC-SHA1 over method, address and parameters (docs.x.com, 2026-11).

Creating a signature; Authorizing a request: X remembers nonces, and refuses what was signed too long ago.
Written apart from the libraries that sign, so that one error is not made twice.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Collection, Mapping
from datetime import datetime
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from msgspec import Struct

from publisher.testing.networks.serving import Request

_PAIR = re.compile(r'\s*(\w+)="([^"]*)"\s*')
_NEEDED = frozenset(
    f"oauth_{name}" for name in ("consumer_key", "token", "nonce", "timestamp", "signature_method")
)
_PATIENCE = 300  # seconds that a clock may be off; X names no number


class Keys(Struct, frozen=True):
    """An app's key and an account's token, with their secrets."""

    api_key: str
    api_secret: str
    access_token: str
    access_secret: str


def refused(request: Request, keys: Keys, bases: Collection[str], now: datetime) -> str:
    """Say why a request is not the account's own, or give the empty string.

    `bases` are the addresses that the network is known by: the signed one is among them.
    """
    told = _told(request.headers.get("authorization", ""))
    if not told.keys() >= _NEEDED or told["oauth_signature_method"] != "HMAC-SHA1":
        return "no OAuth 1.0a header"
    if (told["oauth_consumer_key"], told["oauth_token"]) != (keys.api_key, keys.access_token):
        return "unknown key or token"
    if (
        not told["oauth_timestamp"].isdigit()
        or abs(int(told["oauth_timestamp"]) - now.timestamp()) > _PATIENCE
    ):
        return "timestamp out of bounds"
    given = told.pop("oauth_signature", "")
    signed = [signature(request, base, told, keys) for base in bases]
    return "" if any(hmac.compare_digest(given, one) for one in signed) else "wrong signature"


def nonce(request: Request) -> str:
    """Give what names a request: none may come twice."""
    return _told(request.headers.get("authorization", "")).get("oauth_nonce", "")


def _told(header: str) -> dict[str, str]:
    scheme, _, rest = header.partition(" ")
    found = [_PAIR.fullmatch(pair) for pair in rest.split(",")] if scheme == "OAuth" else []
    return {unquote(pair[1]): unquote(pair[2]) for pair in found if pair}


def signature(request: Request, base: str, told: Mapping[str, str], keys: Keys) -> str:
    """Sign a request to an address with what its header tells, but the signature."""
    pairs = [*request.query, *_form(request), *told.items()]
    written = "&".join("=".join(pair) for pair in sorted((_escaped(k), _escaped(v)) for k, v in pairs))
    address = f"{base}{urlsplit(request.url).path}"
    text = "&".join(map(_escaped, (request.method, address, written)))
    key = f"{_escaped(keys.api_secret)}&{_escaped(keys.access_secret)}"
    return base64.b64encode(hmac.new(key.encode(), text.encode(), hashlib.sha1).digest()).decode()


def _form(request: Request) -> list[tuple[str, str]]:
    """Give the body's pairs where it is a form: nothing else of a body is signed."""
    if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        return []
    return parse_qsl(request.body.decode(), keep_blank_values=True)


def _escaped(text: str) -> str:
    return quote(text, safe="-._~")
