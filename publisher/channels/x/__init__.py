"""X: 280 weighted characters, a link last in the text, and a price per post.

taking    what the network takes of a post (pure)
pricing   what a post costs, and what a day's posts may (pure)
reading   what X answers: posts of the wall, and why it says no (pure)
verdicts  whom a refusal concerns: the account, the bill, or this one post (pure)
client    tweepy's client, with time-outs and an address of our choice
account   what is asked in the account's name
channel   post, look for, take down, and be told why not
"""

import re

from msgspec import Struct

from publisher.channels import hosts
from publisher.config import Secret
from publisher.ports import Channel, Context, Limits, Pictures

# Prices of the pay-per-use API (docs.x.com, Pricing, 2026-11): a URL makes a post thirteen times as dear.
LIMITS = Limits("x", 280, link="text", cost="$0.015", cost_with_link="$0.20", threads=True)
PICTURES: Pictures = "alone"  # a link makes a card, and X shows one of the two
CHEAPEST = 0.015  # dollars
_SECRETS = ("api_key", "api_secret", "access_token", "access_secret")
_KEY = re.compile(r"[!-~]+")


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """[channels.NAME] of kind x: the four keys of an app that may "Read and write".

    `daily_cap` is in dollars: what the account's posts of 24 hours may cost, None for no cap of ours.
    """

    api_key: Secret | None = None
    api_secret: Secret | None = None
    access_token: Secret | None = None
    access_secret: Secret | None = None
    service: str = "https://api.x.com"
    daily_cap: float | None = None

    @property
    def missing_secret(self) -> str | None:
        """Name the first secret that these settings need and lack."""
        return next((name for name in _SECRETS if not getattr(self, name)), None)

    @property
    def contradiction(self) -> tuple[str, str] | None:
        """Give the key whose value can't be used, and why."""
        for name in _SECRETS:
            if not _KEY.fullmatch(getattr(self, name) or "-"):
                return name, "it holds a character that no key has"
        if self.daily_cap is not None and not self.daily_cap >= CHEAPEST:
            return "daily_cap", f"no post costs less than ${CHEAPEST}: leave the channel out instead"
        reason = hosts.unfit(self.service)
        return ("service", reason) if reason else None


def create(name: str, settings: Settings, context: Context) -> Channel:
    """Make the channel that `[channels.NAME]` describes."""
    from publisher.channels.x.channel import XChannel  # noqa: PLC0415  (settings alone load fast)

    return XChannel(name, settings, context)
