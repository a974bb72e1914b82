"""Slack: 3,000 characters through an incoming webhook; the headline is the link, and Slack draws the card.

A webhook answers with a word in plain text (docs.slack.dev, Sending messages using incoming webhooks,
2026-11): no id, so nothing can be changed, taken down or looked for, and a lost answer stays unknown. Its
address is all that it takes to post, so it is never shown.
"""

import html
import re
from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import Struct

from publisher.channels.posting import Answer, Lost, PostChannel, Refused, Web, hosts
from publisher.config import Secret
from publisher.errors import ChannelError
from publisher.model import Build, Finding
from publisher.ports import Channel, Context, Key, Limits, Mail, Message, Post, Receipt, Recipient
from publisher.text import count, links

LIMITS = Limits("slack", 3_000, link="card")
_PATH = re.compile(r"/services/[A-Z0-9]+/[A-Z0-9]+/[A-Za-z0-9]+/?", re.ASCII)
_WORD = re.compile(r"[a-z_]{1,80}", re.ASCII)
_GONE = frozenset({404, 405, 410})  # no_service, channel_not_found, channel_is_archived


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """[channels.NAME] of kind slack: the webhook's address, which is all that it takes to post."""

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
            return "url", "it is not as Slack shows it: https://hooks.slack.com/services/T.../B.../..."
        reason = hosts.unfit(origin)
        return ("url", reason) if reason else None


def create(name: str, settings: Settings, context: Context) -> Channel:
    """Make the channel that `[channels.NAME]` describes."""
    return SlackChannel(name, settings, context)


def unfit(post: Mail | Post) -> str:
    """Say why a post would be refused as it is, or give the empty string."""
    assert isinstance(post, Post)  # noqa: S101  (prepare makes nothing else)
    used = count(post.text.strip(), LIMITS.rule).used
    if not used:
        return "there is no text"
    if used > LIMITS.limit:
        return f"too long: {used:,} of {LIMITS.limit:,} characters, with & < > as entities"
    if post.card and not links.is_web(post.card.url):
        return f"the link is no web address: {links.shown(post.card.url)}"
    return ""


def payload(post: Post) -> dict[str, Any]:
    """Write a post as a webhook takes it; the headline, its first line, is the link.

    A rich text block says of each piece what it is, and no marks are read in it: `*`, `_`, `:tada:` and
    `<!here>` come out as typed (docs.slack.dev/reference/block-kit/block-elements/rich-text-section-element).
    The text beside it is for notifications; in it `& < >` are control characters (Formatting message text).
    """
    text = post.text.strip()
    return {
        "text": html.escape(text, quote=False),
        "mrkdwn": False,
        "unfurl_links": bool(post.card),
        "blocks": [
            {
                "type": "rich_text",
                "elements": [{"type": "rich_text_section", "elements": _pieces(text, post)}],
            }
        ],
    }


class SlackChannel(PostChannel):
    """A Slack channel, through its webhook (ports.Channel)."""

    def __init__(self, name: str, settings: Settings, context: Context) -> None:
        super().__init__(name, LIMITS, context)
        self._origin, self._path = hosts.apart(settings.url or "")
        self._web = Web(self._origin, needs_json=False, shown=f"{self._origin}/…")

    def prepare(self, build: Build, recipients: Iterable[Recipient]) -> Iterator[Message | Receipt]:
        """Make exactly what will leave; what Slack would not take is a rejected receipt."""
        for item in super().prepare(build, recipients):
            reason = unfit(item.payload) if isinstance(item, Message) else ""
            yield Receipt(item.key, "rejected", "unfit", reason) if reason else item

    def _publish(self, message: Message, post: Post) -> Receipt:
        try:
            answer = self._web.ask("POST", self._path, json=payload(post))
        except Refused as refused:
            raise Refused(
                refused.answer, f"{refused.answer.status} {_word(refused.answer)}".strip()
            ) from None
        if _word(answer) != "ok":
            raise Lost(f"the webhook answered {answer.status} without ok")
        return Receipt(message.key, "sent", str(answer.status))

    def _find(self, message: Message, post: Post) -> Receipt:  # noqa: ARG002  (there is nothing to ask)
        return Receipt(message.key, "unknown", "lost", "a webhook can't be asked what it has posted")

    def _look(self) -> Iterator[Finding]:
        """Name the server: only a post would show whether the webhook is alive."""
        said = f"posts through a webhook of {self._origin}, which can't be asked without posting"
        yield self._finding("info", said, "")

    def _refused(self, key: Key, refused: Refused) -> Receipt | ChannelError:
        """Tell what is wrong with the webhook, for every post, from what is with this one."""
        status = refused.answer.status
        if 300 <= status < 400 or status in _GONE:
            place, reason = f"[channels.{self.name}]", f"the webhook can't be used: {refused}"
            return ChannelError(reason, where=place, remedy=self._remedy())
        return super()._refused(key, refused)

    def _remedy(self) -> str:
        return "give the webhook's url anew (the app's page, Incoming Webhooks), then publish resume"


def _pieces(text: str, post: Post) -> list[dict[str, Any]]:
    if post.card is None:
        return [{"type": "text", "text": text}]
    headline = text.splitlines()[0].rstrip()
    linked = {"type": "link", "url": post.card.url, "text": headline, "style": {"bold": True}}
    rest = text[len(headline) :]
    return [linked, {"type": "text", "text": rest}] if rest else [linked]


def _word(answer: Answer) -> str:
    """Give the word that Slack answers with; a page of somebody else is none."""
    said = answer.text.strip()
    return said if _WORD.fullmatch(said) else ""
