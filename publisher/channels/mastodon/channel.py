"""One Mastodon account: each post under an idempotency key of its own (docs.joinmastodon.org, 2026-11).

An instance remembers the key for an hour, so a lost answer is asked for again; later, and where that is lost
too, the account's own statuses are looked through.
"""

import hashlib
import time
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, ClassVar

from publisher.channels.mastodon import LIMITS, Settings, reading
from publisher.channels.posting import Answer, Lost, PostChannel, Refused, Unreached, Web
from publisher.errors import ChannelError
from publisher.model import Finding, Media
from publisher.ports import Context, Key, Message, Post, Receipt

_PAGES, _PER_PAGE = 5, 40
_LOOKS = 10  # at a picture that is still being worked on, a second apart
_WRITES = frozenset({"write", "write:statuses"})


class MastodonChannel(PostChannel):
    """A Mastodon account (ports.Channel)."""

    repeats: ClassVar[bool] = True

    def __init__(self, name: str, settings: Settings, context: Context) -> None:
        super().__init__(name, LIMITS, context)
        self._web = Web(settings.instance, {"Authorization": f"Bearer {settings.token}"})

    def _publish(self, message: Message, post: Post) -> Receipt:
        body: dict[str, Any] = {"status": post.text, "visibility": "public"}
        if post.language:
            body["language"] = post.language
        if post.media and not post.link:  # a link makes a card, and an instance shows one of the two
            body["media_ids"] = [self._uploaded(post.media)]
        answer = self._web.ask(
            "POST", "/api/v1/statuses", {"Idempotency-Key": idempotency_key(message.key)}, json=body
        )
        return _sent(message, answer.body)

    def _find(self, message: Message, post: Post) -> Receipt:
        wanted, day = reading.on_one_line(post.text), _day_before(message.key)
        account, older = self._account().told("id"), ""
        for _ in range(_PAGES):
            found = reading.statuses(self._web.get(f"/api/v1/accounts/{account}/statuses?{_query(older)}"))
            for status in found:
                if reading.words(str(status.get("content"))) == wanted:
                    return _sent(message, status)
            if len(found) < _PER_PAGE or reading.is_before(found[-1], day):
                return Receipt(message.key, "unavailable", "absent", "no such post on the account")
            older = str(found[-1].get("id"))
        return Receipt(message.key, "unknown", "lost", "not among the account's newest posts")

    def _look(self) -> Iterator[Finding]:
        account = self._account()
        limit, wanted = self._limit(), LIMITS.limit
        if limit is not None and limit < wanted:
            message = f"the instance takes {limit} characters, and posts are composed for {wanted}"
            yield self._finding("blocking", message, "write a shorter post in the day's file")
        scopes = self._scopes()
        if scopes is not None and not _WRITES & scopes:
            yield self._finding("blocking", "the token may not post", "make one with write:statuses")
        yield self._finding("info", f"posts as {account.told('acct')}: {account.told('url')}", "")

    def _refused(self, message: Message, refused: Refused) -> Receipt | ChannelError:
        """Tell what is wrong with the instance's address, for every post, from what is with this one."""
        if 300 <= refused.answer.status < 400 or refused.answer.status == 404:
            place = f"[channels.{self.name}]"
            reason = f"the instance can't be used: {refused}"
            return ChannelError(reason, where=place, remedy="check instance, then publish resume")
        return super()._refused(message, refused)

    def _remedy(self) -> str:
        return "make a token with write:statuses (Preferences, Development), then publish resume"

    def _account(self) -> Answer:
        account = self._web.get("/api/v1/accounts/verify_credentials")
        if not account.told("id"):
            raise Unreached("verify_credentials was answered without an account")
        return account

    def _limit(self) -> int | None:
        for version in ("v2", "v1"):
            try:
                return reading.most_characters(self._web.get(f"/api/{version}/instance"))
            except (Refused, Unreached):
                continue
        return None

    def _scopes(self) -> frozenset[str] | None:
        """Give what the token may do, None where the instance does not say (before Mastodon 4.3)."""
        try:
            scopes = self._web.get("/api/v1/apps/verify_credentials").told("scopes")
        except (Refused, Unreached):
            return None
        return frozenset(map(str, scopes)) if isinstance(scopes, list) else None

    def _uploaded(self, media: Media) -> str:
        """Upload a picture and give its id once it is ready. Nobody sees it before a post shows it."""
        files = {"file": (media.sha256[:12], media.bytes, media.type)}
        try:
            answer = self._web.ask("POST", "/api/v2/media", files=files, data={"description": media.alt})
        except Lost as lost:
            raise Unreached(str(lost)) from lost
        name = str(answer.told("id"))
        for _ in range(_LOOKS):
            if answer.told("url"):
                return name
            time.sleep(self.pause)
            answer = self._web.get(f"/api/v1/media/{name}")
        raise Unreached("the instance is still working on the picture")


def idempotency_key(key: Key) -> str:
    """Give the name under which a message is posted: the same on every attempt, from every machine."""
    written = "\0".join([key.edition, key.channel, key.recipient, str(key.part)])
    return hashlib.sha256(written.encode()).hexdigest()[:32]


def _query(older: str) -> str:
    before = f"&max_id={older}" if older else ""
    return f"exclude_reblogs=true&limit={_PER_PAGE}{before}"


def _day_before(key: Key) -> date:
    """Give the day before an edition's, on which nothing of it was posted yet."""
    return date.fromisoformat(key.edition.rpartition("/")[2]) - timedelta(days=1)


def _sent(message: Message, status: Any) -> Receipt:  # noqa: ANN401  (JSON)
    name = status.get("id") if isinstance(status, dict) else None
    if not name:
        raise Lost("the instance answered without the post's id")
    url = status.get("url")
    return Receipt(message.key, "sent", "200", remote_id=str(name), url=str(url) if url else None)
