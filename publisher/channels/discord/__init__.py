"""Discord: 2,000 characters of Markdown through a channel's webhook; the link goes into an embed.

writing   a post as what a webhook takes, and why it would not (pure)
channel   post, change, take down, and be told why not
"""

import re

from msgspec import Struct

from publisher.channels import hosts
from publisher.config import Secret
from publisher.ports import Channel, Context, Limits, Pictures

LIMITS = Limits("discord", 2_000, link="card")
PICTURES: Pictures = "alone"
_PATH = re.compile(r"/api(?:/v\d+)?/webhooks/\d+/[\w-]+/?", re.ASCII)


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """[channels.NAME] of kind discord: the webhook's address, which is all that it takes to post."""

    url: Secret | None = None

    @property
    def missing_secret(self) -> str | None:
        """Name the secret that these settings need and lack."""
        return None if self.url else "url"

    @property
    def contradiction(self) -> tuple[str, str] | None:
        """Give the key whose value can't be used, and why."""
        origin, path = hosts.apart(self.url or "")
        if not _PATH.fullmatch(path):
            return "url", "it is not as Discord shows it: https://discord.com/api/webhooks/NUMBER/LETTERS"
        reason = hosts.unfit(origin)
        return ("url", reason) if reason else None


def create(name: str, settings: Settings, context: Context) -> Channel:
    """Make the channel that `[channels.NAME]` describes."""
    from publisher.channels.discord.channel import DiscordChannel  # noqa: PLC0415  (settings alone load fast)

    return DiscordChannel(name, settings, context)
