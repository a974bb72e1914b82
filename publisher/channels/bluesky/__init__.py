"""Bluesky: 300 graphemes and 3,000 bytes; the link goes into an external card.

taking    what the network takes of a post (pure)
record    a post as the record that is put, with its facets (pure)
naming    the name under which a message's record stands, the same from everywhere (pure)
session   the account's session: opened once, kept, renewed
pictures  a picture, uploaded before its post
channel   put, look for, and be told why not
"""

from urllib.parse import urlsplit

from msgspec import Struct

from publisher.config import Secret
from publisher.ports import Channel, Context, Limits

MAX_BYTES = 3_000
LIMITS = Limits("bluesky", 300, max_bytes=MAX_BYTES, link="card")
_OWN_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """[channels.NAME] of kind bluesky: the service, the handle and an app password."""

    handle: str
    service: str = "https://bsky.social"
    password: Secret | None = None

    @property
    def missing_secret(self) -> str | None:
        """Name the secret that these settings need and lack."""
        return None if self.password else "password"

    @property
    def contradiction(self) -> tuple[str, str] | None:
        """Give the key whose value can't be used, and why."""
        if not self.handle or any(char in "/:@" or char.isspace() for char in self.handle):
            return "handle", "a handle is written as kroniek.test, without @"
        reason = _unfit(self.service)
        return ("service", reason) if reason else None


def create(name: str, settings: Settings, context: Context) -> Channel:
    """Make the channel that `[channels.NAME]` describes."""
    from publisher.channels.bluesky.channel import BlueskyChannel  # noqa: PLC0415  (settings alone load fast)

    return BlueskyChannel(name, settings, context)


def _unfit(service: str) -> str | None:
    """Say why an address is no service's; its API stands at the root of a host (atproto.com/specs/xrpc)."""
    try:
        parts = urlsplit(service)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or any(char.isspace() for char in service):
        return "give it as https://HOST"
    if parts.username is not None or parts.path not in {"", "/"} or parts.query or parts.fragment:
        return "give the host alone, as https://HOST"
    if parts.scheme != "https" and not (parts.scheme == "http" and host in _OWN_MACHINE):
        return "a password is never sent in the clear: use https"
    return None
