"""A webhook: the post as signed JSON, for a system of the newsroom's own; whoever takes it answers 2xx.

A lost answer is asked for again under the same Idempotency-Key: a receiver keeps the keys that it has seen.
`X-Publisher-Signature` is `sha256=` and the HMAC-SHA256, in hex, of `X-Publisher-Timestamp` (Unix seconds), a
full stop and the body; the key of the HMAC is the secret.
"""

import hmac
from collections.abc import Iterable, Iterator
from typing import ClassVar
from urllib.parse import urlsplit, urlunsplit

import msgspec
from msgspec import Struct

from publisher.channels.posting import PostChannel, Refused, Web, hosts, idempotency_key
from publisher.config import Secret
from publisher.errors import ChannelError
from publisher.model import Build, Finding
from publisher.ports import Channel, Context, Key, Limits, Message, Post, Receipt, Recipient
from publisher.text import links

LIMITS = Limits("discord", 2_000, link="card")  # in code points
_ELSEWHERE = frozenset({404, 405, 410})


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """[channels.NAME] of kind webhook: where posts go, and the secret that signs them."""

    url: str
    secret: Secret | None = None

    @property
    def missing_secret(self) -> str | None:
        """Name the secret that these settings need and lack."""
        return None if self.secret else "secret"

    @property
    def contradiction(self) -> tuple[str, str] | None:
        """Give the key whose value can't be used, and why."""
        reason = hosts.unfit(_apart(self.url)[0])
        return ("url", reason) if reason else None


def create(name: str, settings: Settings, context: Context) -> Channel:
    """Make the channel that `[channels.NAME]` describes."""
    return WebhookChannel(name, settings, context)


def signature(secret: str, moment: int, body: bytes) -> str:
    """Sign a body at a moment (Unix seconds), so that neither can be changed nor sent again later."""
    signed = b"%d.%s" % (moment, body)
    return f"sha256={hmac.digest(secret.encode(), signed, 'sha256').hex()}"


class WebhookChannel(PostChannel):
    """A receiver of posts (ports.Channel)."""

    repeats: ClassVar[bool] = True

    def __init__(self, name: str, settings: Settings, context: Context) -> None:
        super().__init__(name, LIMITS, context)
        origin, self._path = _apart(settings.url)
        self._web = Web(origin, {"Content-Type": "application/json"}, needs_json=False)
        self._url, self._secret = settings.url, settings.secret or ""
        self._build = ""

    def prepare(self, build: Build, recipients: Iterable[Recipient]) -> Iterator[Message | Receipt]:
        """Make exactly what will leave."""
        self._build = build.hash
        return super().prepare(build, recipients)

    def _publish(self, message: Message, post: Post) -> Receipt:
        name, moment = idempotency_key(message.key), int(self._clock().timestamp())
        body = self._body(message, post, name)
        headers = {
            "Idempotency-Key": name,
            "X-Publisher-Timestamp": str(moment),
            "X-Publisher-Signature": signature(self._secret, moment, body),
        }
        answer = self._web.ask("POST", self._path, headers, data=body)
        given, url = answer.told("id"), answer.told("url")
        return Receipt(
            message.key,
            "sent",
            str(answer.status),
            remote_id=str(given) if isinstance(given, str | int) else None,
            url=url if isinstance(url, str) and links.is_web(url) else None,
        )

    def _body(self, message: Message, post: Post, name: str) -> bytes:
        told = {
            "edition": message.key.edition,
            "hash": self._build,
            "channel": message.key.channel,
            "key": name,
            "text": post.text,
            "link": post.link,
            "card": post.card,
            "language": post.language,
            "tags": post.tags,
        }
        return msgspec.json.encode(told)

    def _find(self, message: Message, post: Post) -> Receipt:  # noqa: ARG002  (there is nothing to ask)
        return Receipt(message.key, "unknown", "lost", "a webhook can't be asked what it took")

    def _look(self) -> Iterator[Finding]:
        """Name the address; only a post would show whether somebody takes it."""
        yield self._finding("info", f"posts to {links.shown(self._url)}", "")

    def _refused(self, key: Key, refused: Refused) -> Receipt | ChannelError:
        """Tell what is wrong with the address, for every post, from what is with this one."""
        if 300 <= refused.answer.status < 400 or refused.answer.status in _ELSEWHERE:
            place, reason = f"[channels.{self.name}]", f"nobody takes posts there: {refused}"
            return ChannelError(reason, where=place, remedy="check url, then publish resume")
        return super()._refused(key, refused)

    def _remedy(self) -> str:
        return "give the receiver's secret anew, then publish resume"


def _apart(url: str) -> tuple[str, str]:
    """Take an address apart: the server, and what is asked of it."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url, ""
    asked = urlunsplit(("", "", parts.path or "/", parts.query, ""))
    return urlunsplit((parts.scheme, parts.netloc, "", "", "")), asked
