"""Bluesky: 300 graphemes and 3,000 bytes; the link goes into an external card.

taking    what the network takes of a post (pure)
record    a post as the record that is put, with its facets (pure)
naming    the name under which a message's record stands, the same from everywhere (pure)
session   the account's session: opened once, kept, renewed
threads   the posts that a post answers, as the network names them
pictures  a picture, uploaded before its post
channel   put, look for, and be told why not
"""

from msgspec import Struct

from publisher.channels import hosts
from publisher.config import Secret
from publisher.ports import Channel, Context, Limits

MAX_BYTES = 3_000
LIMITS = Limits("bluesky", 300, max_bytes=MAX_BYTES, link="card", threads=True)


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
        reason = hosts.unfit(self.service)
        return ("service", reason) if reason else None


def create(name: str, settings: Settings, context: Context) -> Channel:
    """Make the channel that `[channels.NAME]` describes."""
    from publisher.channels.bluesky.channel import BlueskyChannel  # noqa: PLC0415  (settings alone load fast)

    return BlueskyChannel(name, settings, context)
