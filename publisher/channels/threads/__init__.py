"""Threads: 500 characters, a link last in the text; a post is made first and published then.

writing     a post as the API takes it, and why it would not (pure)
reading     what Threads answers: the account's wall, its token, its quota (pure)
graph       requests in the account's name, and refusals by their codes (the token is part of each)
containers  posts that are made and not yet published
channel     post, look for, take down, and be told why not
"""

import re

from msgspec import Struct

from publisher.channels.posting import Pictures, hosts
from publisher.config import Secret
from publisher.ports import Channel, Context, Limits

LIMITS = Limits("threads", 500, link="text", threads=True)
PICTURES: Pictures = "alone"  # a link makes a card, and Threads shows one of the two
PUBLISH = "threads_content_publish"
# What lacks without each (developers.facebook.com/docs/threads: delete-posts, retrieve-and-manage-replies).
WANTED = {
    "threads_delete": "posts can't be taken down",
    "threads_manage_replies": "a thread can't be continued",
    "threads_read_replies": "a lost part of a thread can't be looked for",
}
SCOPES = ", ".join(["threads_basic", PUBLISH, *WANTED])
_TOKEN = re.compile(r"[!-~]+")


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """[channels.NAME] of kind threads: a long-lived access token of the account, with SCOPES."""

    service: str = "https://graph.threads.net"
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
        reason = hosts.unfit(self.service)
        return ("service", reason) if reason else None


def create(name: str, settings: Settings, context: Context) -> Channel:
    """Make the channel that `[channels.NAME]` describes."""
    from publisher.channels.threads.channel import ThreadsChannel  # noqa: PLC0415  (settings alone load fast)

    return ThreadsChannel(name, settings, context)
