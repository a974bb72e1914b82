"""One webhook of one channel (discord.com/developers/docs/resources/webhook, 2026-11).

Its address is all that it takes to post, so it is never shown. A webhook has no name for "this again" and
can't list what it posted: one attempt is made, and a lost answer stays unknown.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
from msgspec.structs import replace

from publisher import __version__
from publisher.channels.discord import LIMITS, PICTURES, Settings, writing
from publisher.channels.posting import Answer, Lost, PostChannel, Refused, Unreached, Web, hosts
from publisher.channels.posting.waits import as_header
from publisher.errors import ChannelError
from publisher.model import Build, Finding
from publisher.ports import Context, Key, Message, Post, Receipt, Recipient

_AGENT = f"DiscordBot (publisher, {__version__})"  # another form may be blocked (reference, User Agent)
_NO_MESSAGE = 10_008  # topics/opcodes-and-status-codes


class DiscordChannel(PostChannel):
    """A Discord channel, through its webhook (ports.Wall)."""

    edits = True
    deletes = True
    pictures = PICTURES

    def __init__(self, name: str, settings: Settings, context: Context) -> None:
        super().__init__(name, LIMITS, context)
        origin, path = hosts.apart(settings.url or "")
        self._web = Web(
            f"{origin}{path.rstrip('/')}", {"User-Agent": _AGENT}, needs_json=False, shown=f"{origin}/…"
        )
        self._key = path.rstrip("/").rpartition("/")[2]
        self._guild: str | None = None

    def prepare(self, build: Build, recipients: Iterable[Recipient]) -> Iterator[Message | Receipt]:
        """Make exactly what will leave; what Discord would not take is a rejected receipt."""
        for item in super().prepare(build, recipients):
            reason = writing.unfit(item.payload) if isinstance(item, Message) else ""
            yield Receipt(item.key, "rejected", "unfit", reason) if reason else item

    def _publish(self, message: Message, post: Post) -> Receipt:
        answer = self._ask("POST", "?wait=true", **_written(post))
        number, channel = answer.told("id"), answer.told("channel_id")
        if not isinstance(number, str):
            raise Lost("the message was answered without its number")
        url = self._url(channel, number) if isinstance(channel, str) else None
        without = writing.unfit_picture(post.media)  # a card does without, a picture alone is not prepared
        reason = f"the card has no picture: {without}" if without else ""
        return Receipt(message.key, "sent", "200", reason, remote_id=number, url=url)

    def _edit(self, message: Message, post: Post, posted: Receipt) -> Receipt:
        reason = writing.unfit(post) if posted.remote_id else "no message is known"
        if reason:
            return Receipt(message.key, "rejected", "unfit", reason)
        answer = self._ask("PATCH", f"/messages/{posted.remote_id}", **_written(post))
        if answer.told("id") != posted.remote_id:
            raise Lost("the change was answered without the message")
        return _done(message.key, posted)

    def _delete(self, posted: Receipt) -> Receipt:
        if not posted.remote_id:
            return Receipt(posted.key, "rejected", "unfit", "no message is known")
        try:
            answer = self._ask("DELETE", f"/messages/{posted.remote_id}")
        except Refused as refused:
            if refused.answer.told("code") != _NO_MESSAGE:
                raise
        else:
            if answer.status != 204:
                raise Lost(f"the deletion was answered with {answer.status}")
        return _done(posted.key, posted)

    def _find(self, message: Message, post: Post) -> Receipt:  # noqa: ARG002  (there is nothing to ask)
        return Receipt(message.key, "unknown", "lost", "a webhook can't be asked what it has posted")

    def _look(self) -> Iterator[Finding]:
        try:
            known = self._ask("GET", "")
        except Lost as lost:
            raise Unreached(str(lost)) from lost
        if not known.told("id"):
            raise Unreached("the webhook was answered with something else")
        where = f"channel {known.told('channel_id')} of server {known.told('guild_id')}"
        yield self._finding("info", f"posts as {known.told('name')} in {where}", "")

    def _refused(self, key: Key, refused: Refused) -> Receipt | ChannelError:
        """Tell what is wrong with the webhook, for every post, from what is with this one."""
        status, place = refused.answer.status, f"[channels.{self.name}]"
        elsewhere = 300 <= status < 400 or status in {404, 405}
        if elsewhere and refused.answer.told("code") != _NO_MESSAGE:
            reason = f"the webhook can't be used: {refused}"
            return ChannelError(reason, where=place, remedy=self._remedy())
        return super()._refused(key, refused)

    def _remedy(self) -> str:
        return "give the webhook's url anew (Edit Channel, Integrations, Webhooks), then publish resume"

    def _ask(self, method: str, path: str, **rest: Any) -> Answer:  # noqa: ANN401  (requests' own words)
        """Ask for something. Raises as Web.ask does, with the wait and the reasons that the body holds."""
        try:
            return self._web.ask(method, path, **rest)
        except Refused as refused:
            answer = refused.answer
            wait = as_header(answer.told("retry_after"))
            said = "; ".join([str(refused), *_complaints(answer.told("errors"))])
            reason = said.replace(self._key, "…")[:300]  # a machine in between may name the address
            raise Refused(replace(answer, headers={**answer.headers, **wait}), reason) from None

    def _url(self, channel: str, number: str) -> str | None:
        """Give a message's address; the server's number, which is part of it, is asked for once."""
        try:
            self._guild = self._guild or self._web.get("").told("guild_id")
        except (Unreached, Refused):
            return None
        return f"https://discord.com/channels/{self._guild}/{channel}/{number}" if self._guild else None


def _written(post: Post) -> dict[str, Any]:
    body, file = writing.message(post)
    if file is None:
        return {"json": body}
    written = msgspec.json.encode(body)
    return {"files": {"payload_json": (None, written, "application/json"), "files[0]": file}}


def _complaints(errors: Any, place: str = "") -> Iterator[str]:  # noqa: ANN401  (JSON)
    """Give what a form error says of each key (reference, Error Messages)."""
    for key, value in errors.items() if isinstance(errors, dict) else ():
        if key == "_errors" and isinstance(value, list):
            said = [each.get("message") for each in value if isinstance(each, dict)]
            yield f"{place or 'the message'}: {', '.join(map(str, said))}"
        elif place.count(".") < 8:
            yield from _complaints(value, f"{place}.{key}" if place else str(key))


def _done(key: Key, posted: Receipt) -> Receipt:
    return Receipt(key, "sent", "200", remote_id=posted.remote_id, url=posted.url)
