"""Telegram: 4,096 UTF-16 units, a caption 1,024; the headline is the link, and a card is drawn below.

writing   a post as what the Bot API takes, and why it would not (pure)
bot       its methods, called (shows no address: the token is part of each)
channel   send, change, take down, and be told why not
"""

import re

from msgspec import Struct

from publisher.channels import hosts
from publisher.config import Secret
from publisher.ports import Channel, Context, Limits, Pictures

LIMITS = Limits("telegram", 4_096, link="card", threads=True)
PICTURES: Pictures = "alone"  # a message has a card or a photo
_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+", re.ASCII)
_CHAT = re.compile(r"@[A-Za-z]\w{3,31}|-?\d{1,19}", re.ASCII)


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """[channels.NAME] of kind telegram: the channel or group, and the token of a bot that may post there."""

    chat: str | int
    service: str = "https://api.telegram.org"
    token: Secret | None = None

    @property
    def missing_secret(self) -> str | None:
        """Name the secret that these settings need and lack."""
        return None if self.token else "token"

    @property
    def contradiction(self) -> tuple[str, str] | None:
        """Give the key whose value can't be used, and why."""
        if self.token and not _TOKEN.fullmatch(self.token):
            return "token", "it is not as BotFather writes one: NUMBER:LETTERS"
        if not _CHAT.fullmatch(str(self.chat)):
            return "chat", "a chat is written as @kroniek, or as its number, such as -1001234567890"
        reason = hosts.unfit(self.service)
        return ("service", reason) if reason else None


def create(name: str, settings: Settings, context: Context) -> Channel:
    """Make the channel that `[channels.NAME]` describes."""
    from publisher.channels.telegram.channel import TelegramChannel  # noqa: PLC0415  (settings load fast)

    return TelegramChannel(name, settings, context)
