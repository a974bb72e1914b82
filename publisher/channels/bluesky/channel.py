"""One Bluesky account: each post put under a name of its own, so that it stands there once.

A put that finds its place taken is refused (`swapRecord: null`), and what stands there says whether an
earlier attempt of ours arrived. So a lost answer is simply asked for again.
"""

from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

from msgspec.structs import replace

from publisher.channels.bluesky import LIMITS, Settings, threads
from publisher.channels.bluesky.naming import record_key
from publisher.channels.bluesky.pictures import uploaded
from publisher.channels.bluesky.record import COLLECTION, record
from publisher.channels.bluesky.session import UNWELCOME, NoSession, Session
from publisher.channels.bluesky.taking import unfit
from publisher.channels.posting import Lost, PostChannel, Refused
from publisher.errors import ChannelError, CredentialsError
from publisher.model import Build, Finding
from publisher.ports import Context, Key, Message, Post, Receipt, Recipient


class BlueskyChannel(PostChannel):
    """A Bluesky account (ports.Channel)."""

    repeats: ClassVar[bool] = True
    deletes = True

    def __init__(self, name: str, settings: Settings, context: Context) -> None:
        super().__init__(name, LIMITS, context)
        self._session = Session(settings.service, settings.handle, settings.password or "")

    def prepare(self, build: Build, recipients: Iterable[Recipient]) -> Iterator[Message | Receipt]:
        """Make exactly what will leave; what the network would not take is a rejected receipt."""
        for item in super().prepare(build, recipients):
            reason = unfit(item.payload) if isinstance(item, Message) else None
            yield Receipt(item.key, "rejected", "unfit", reason) if reason else item

    def _publish(self, message: Message, post: Post) -> Receipt:
        answers = threads.answers(self._session, post)
        picture, left_out = uploaded(self._session, post)
        body = {
            **self._place(message),
            "record": record(post, self._clock(), picture, answers),
            "swapRecord": None,
        }
        try:
            answer = self._session.post("com.atproto.repo.putRecord", json=body)
        except Refused as refused:
            if refused.answer.told("error") != "InvalidSwap":
                raise
            return self._standing(message, post)
        if answer.told("uri") != self._uri(message):
            raise Lost("putRecord was answered without the post's address")
        return self._sent(message, left_out)

    def _delete(self, posted: Receipt) -> Receipt:
        """Delete its record; one that is not there is answered the same."""
        self._session.post("com.atproto.repo.deleteRecord", json=threads.place(posted.remote_id or ""))
        return replace(posted, outcome="sent")

    def _find(self, message: Message, post: Post) -> Receipt:
        try:
            answer = self._session.get("com.atproto.repo.getRecord", **self._place(message))
        except Refused as refused:
            if refused.answer.told("error") != "RecordNotFound":
                raise
            return Receipt(message.key, "unavailable", "absent", "no such post on the account")
        text = answer.told("value", "text")
        if not isinstance(text, str):
            raise Lost("getRecord was answered without a post")
        if text == post.text:
            return self._sent(message)
        return Receipt(message.key, "unknown", "taken", f"another text stands at {self._url(message)}")

    def _look(self) -> Iterator[Finding]:
        account = self._session.account()
        if not account.active:
            state = account.status or "not active"
            yield self._finding("blocking", f"the account is {state}", "see to it at the service")
        yield self._finding("info", f"posts as {account.handle}: {self._profile()}", "")

    def _date(self) -> str:
        return self._session.date

    def _refused(self, key: Key, refused: Refused) -> Receipt | ChannelError:
        """Tell what is wrong with the account or the service, for every post, from what is with this one."""
        place, status = f"[channels.{self.name}]", refused.answer.status
        if refused.answer.told("error") in UNWELCOME:
            return CredentialsError(str(refused), where=place, remedy=self._remedy())
        if 300 <= status < 400 or (isinstance(refused, NoSession) and status not in {401, 403, 429}):
            reason = f"the service can't be used: {refused}"
            return ChannelError(reason, where=place, remedy="check service, then publish resume")
        return super()._refused(key, refused)

    def _remedy(self) -> str:
        return "give handle and app password anew (Settings, App passwords), then publish resume"

    def _standing(self, message: Message, post: Post) -> Receipt:
        """Say what it means that the message's place is taken."""
        found = self._find(message, post)
        if found.outcome == "unavailable":
            raise Lost("the post stood there and is gone")
        if found.outcome == "sent":
            return found
        return Receipt(message.key, "rejected", found.code, found.reason, url=self._url(message))

    def _place(self, message: Message) -> dict[str, Any]:
        return {
            "repo": self._session.account().did,
            "collection": COLLECTION,
            "rkey": record_key(message.key),
        }

    def _uri(self, message: Message) -> str:
        return f"at://{self._session.account().did}/{COLLECTION}/{record_key(message.key)}"

    def _url(self, message: Message) -> str:
        return f"{self._profile()}/post/{record_key(message.key)}"

    def _profile(self) -> str:
        account = self._session.account()
        known = account.handle and account.handle != "handle.invalid"
        return f"https://bsky.app/profile/{account.handle if known else account.did}"

    def _sent(self, message: Message, reason: str = "") -> Receipt:
        return Receipt(
            message.key, "sent", "200", reason, remote_id=self._uri(message), url=self._url(message)
        )
