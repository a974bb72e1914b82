"""One Mastodon account: each post under an idempotency key of its own (docs.joinmastodon.org, 2026-11).

An instance remembers the key for an hour, so a lost answer is asked for again; later, and where that is lost
too, the account's own statuses are looked through.
"""

import time
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any, ClassVar

from msgspec.structs import replace

from publisher.channels.mastodon import LIMITS, PICTURES, SCOPES, Settings, reading
from publisher.channels.posting import Answer, Lost, PostChannel, Refused, Unreached, Web, idempotency_key
from publisher.errors import ChannelError
from publisher.model import Build, Finding, Media
from publisher.ports import Context, Key, Message, Post, Receipt, Recipient

_PAGES, _PER_PAGE = 5, 40
_STATUSES = "/api/v1/statuses"
_LOOKS = 10  # at a picture that is still being worked on, a second apart
_SKEW = timedelta(hours=1)  # at most, between the instance's clock and the one that built
_WRITES = frozenset({"write", "write:statuses"})


class MastodonChannel(PostChannel):
    """A Mastodon account (ports.Channel)."""

    repeats: ClassVar[bool] = True
    edits = True
    deletes = True
    pictures = PICTURES

    def __init__(self, name: str, settings: Settings, context: Context) -> None:
        super().__init__(name, LIMITS, context)
        self._web = Web(settings.instance, {"Authorization": f"Bearer {settings.token}"})
        self._since: datetime | None = None  # before that, nothing of the build can have been posted

    def prepare(self, build: Build, recipients: Iterable[Recipient]) -> Iterator[Message | Receipt]:
        """Make exactly what will leave."""
        self._since = build.built_at - _SKEW
        return super().prepare(build, recipients)

    def _publish(self, message: Message, post: Post) -> Receipt:
        body: dict[str, Any] = {"status": post.text, "visibility": "public"}
        if post.language:
            body["language"] = post.language
        if post.media and not post.link:  # a link makes a card, and an instance shows one of the two
            body["media_ids"] = [self._uploaded(post.media)]
        if post.reply_to:
            body["in_reply_to_id"] = post.reply_to
        answer = self._web.ask(
            "POST", _STATUSES, {"Idempotency-Key": idempotency_key(message.key)}, json=body
        )
        return _sent(message, answer.body)

    def _edit(self, message: Message, post: Post, posted: Receipt) -> Receipt:
        """Give a status another text; its pictures stay where their ids are named again."""
        path = f"{_STATUSES}/{posted.remote_id}"
        shown = self._web.get(path).told("media_attachments") or []
        body: dict[str, Any] = {"status": post.text, "media_ids": [picture.get("id") for picture in shown]}
        if post.language:
            body["language"] = post.language
        return _sent(message, self._web.ask("PUT", path, json=body).body)

    def _delete(self, posted: Receipt) -> Receipt:
        try:
            self._web.ask("DELETE", f"{_STATUSES}/{posted.remote_id}")
        except Refused as refused:
            if refused.answer.status != 404:
                raise
        return replace(posted, outcome="sent")

    def _find(self, message: Message, post: Post) -> Receipt:
        linked = ""
        for page in self._pages():
            recent = [status for status in page if not reading.is_before(status, self._since)]
            if same := next((status for status in recent if reading.is_same(status, post)), None):
                return _sent(message, same)
            linked = next((str(one.get("url")) for one in recent if reading.leads_to(one, post.link)), linked)
            if page and not reading.is_before(page[-1], self._since):
                continue
            if linked:  # an editor may have mended ours on the wall
                reason = f"another text with this link stands at {linked}"
                return Receipt(message.key, "unknown", "edited", reason)
            return Receipt(message.key, "unavailable", "absent", "no such post on the account")
        return Receipt(message.key, "unknown", "lost", "not among the account's newest posts")

    def _pages(self) -> Iterator[list[Any]]:
        """Give the account's own statuses, newest first; a page that is short is not yet the last."""
        account, older = self._account().told("id"), ""
        for _ in range(_PAGES):
            page = reading.statuses(
                self._web.get(f"/api/v1/accounts/{account}/statuses", params=_query(older))
            )
            yield page
            older = str(page[-1].get("id"))

    def _look(self) -> Iterator[Finding]:
        yield self._named()
        if limit := self._limit():
            self.limits = replace(LIMITS, limit=limit)
            yield self._finding("info", f"the instance takes {limit} characters", "")
        scopes = self._scopes()
        if scopes is not None and not _WRITES & scopes:
            yield self._finding("blocking", "the token may not post", "make one with write:statuses")

    def _named(self) -> Finding:
        """Name the account; a token that can't read it posts all the same. Raises Unreached, Refused."""
        try:
            account = self._account()
        except Refused as refused:
            if refused.answer.status != 403 or "scope" not in str(refused):
                raise
            message = "the token may not read: a post whose answer was lost can't be looked for"
            return self._finding("warning", message, "make one with read:accounts and read:statuses as well")
        return self._finding("info", f"posts as {account.told('acct')}: {account.told('url')}", "")

    def _date(self) -> str:
        return self._web.date

    def _refused(self, key: Key, refused: Refused) -> Receipt | ChannelError:
        """Tell what is wrong with the instance's address, for every post, from what is with this one."""
        if 300 <= refused.answer.status < 400 or refused.answer.status == 404:
            place = f"[channels.{self.name}]"
            reason = f"the instance can't be used: {refused}"
            return ChannelError(reason, where=place, remedy="check instance, then publish resume")
        return super()._refused(key, refused)

    def _remedy(self) -> str:
        return f"make a token with {SCOPES} (Preferences, Development), then publish resume"

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


def _query(older: str) -> dict[str, str]:
    asked = {"exclude_reblogs": "true", "limit": str(_PER_PAGE)}
    return {**asked, "max_id": older} if older else asked


def _sent(message: Message, status: Any) -> Receipt:  # noqa: ANN401  (JSON)
    name = status.get("id") if isinstance(status, dict) else None
    if not name:
        raise Lost("the instance answered without the post's id")
    url = status.get("url")
    return Receipt(message.key, "sent", "200", remote_id=str(name), url=str(url) if url else None)
