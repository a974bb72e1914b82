"""Mastodon: 500 characters by default, a URL counts as 23; the link in the text makes the card.

reading   what an instance answers, as plain text (pure)
channel   post, look for, and be told why not
"""

import re

from msgspec import Struct

from publisher.channels import hosts
from publisher.config import Secret
from publisher.ports import Channel, Context, Limits, Pictures

LIMITS = Limits("mastodon", 500, link="text", threads=True)
PICTURES: Pictures = "alone"  # a link makes a card, and an instance shows one of the two
SCOPES = "read:accounts, read:statuses, write:media and write:statuses"
_TOKEN = re.compile(r"[!-~]+")


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """[channels.NAME] of kind mastodon: the instance and an access token with SCOPES."""

    instance: str
    token: Secret | None = None

    @property
    def missing_secret(self) -> str | None:
        """Name the secret that these settings need and lack."""
        return None if self.token else "token"

    @property
    def contradiction(self) -> tuple[str, str] | None:
        """Give the key whose value can't be used, and why."""
        if self.token and not _TOKEN.fullmatch(self.token):
            return "token", "it holds a character that no access token has"
        reason = hosts.unfit(self.instance)
        return ("instance", reason) if reason else None


def create(name: str, settings: Settings, context: Context) -> Channel:
    """Make the channel that `[channels.NAME]` describes."""
    from publisher.channels.mastodon.channel import MastodonChannel  # noqa: PLC0415  (settings alone load fast)

    return MastodonChannel(name, settings, context)
