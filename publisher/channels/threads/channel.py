"""One Threads account (developers.facebook.com/docs/threads, 2026-11).

A post is a container first and is then published; what becomes of a lost answer, its container says. Where
that is not known any more, after a restart, the account's own posts are looked through. (`auto_publish_text`
would save a request, and that certainty.)
"""

import time
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import ClassVar

from publisher.channels.posting import Lost, PostChannel, Refused, Unreached
from publisher.channels.threads import LIMITS, PICTURES, PUBLISH, SCOPES, WANTED, Settings, reading, writing
from publisher.channels.threads.containers import Containers
from publisher.channels.threads.graph import BLOCKED, Graph, is_missing
from publisher.errors import ChannelError
from publisher.model import Build, Finding
from publisher.ports import Context, Key, Message, Post, Receipt, Recipient

_PAGES, _PER_PAGE = 5, 100
_SKEW = timedelta(hours=1)  # at most, between Meta's clock and the one that built
_SHOWN = "id,text,permalink,timestamp,link_attachment_url"


class ThreadsChannel(PostChannel):
    """A Threads account (ports.Wall)."""

    repeats: ClassVar[bool] = True
    deletes = True
    pictures = PICTURES

    def __init__(self, name: str, settings: Settings, context: Context) -> None:
        super().__init__(name, LIMITS, context)
        self._graph = Graph(settings.service, settings.token or "")
        self._since: datetime | None = None  # before that, nothing of the build can have been posted
        self._containers = Containers(self._graph)

    def prepare(self, build: Build, recipients: Iterable[Recipient]) -> Iterator[Message | Receipt]:
        """Make exactly what will leave; what Threads would not take is a rejected receipt."""
        self._since = build.built_at - _SKEW
        for item in super().prepare(build, recipients):
            reason = writing.unfit(item.payload) if isinstance(item, Message) else ""
            yield Receipt(item.key, "rejected", "unfit", reason) if reason else item

    def _publish(self, message: Message, post: Post) -> Receipt:
        if message.after and not post.reply_to:
            return Receipt(message.key, "rejected", "unnamed", "the part before it has no id to answer")
        name = self._containers.published(message, post, self.pause)
        if name is None:
            return self._standing(message, post)
        left_out, url = writing.left_out(post), self._permalink(name)
        return Receipt(message.key, "sent", "200", left_out, remote_id=name, url=url)

    def _standing(self, message: Message, post: Post) -> Receipt:
        """Name the post that a container has become; the wall may be late to show it."""
        for number in range(3):
            if number:
                time.sleep(self.pause)
            try:
                found = self._looked_up(message, post)
            except (Unreached, Refused):
                continue  # that it is published is known
            if found.outcome == "sent":
                return found
        return Receipt(message.key, "sent", "PUBLISHED", "published; the account doesn't show it yet")

    def _find(self, message: Message, post: Post) -> Receipt:
        if self._containers.is_published(message):
            return self._standing(message, post)
        return self._looked_up(message, post)

    def _looked_up(self, message: Message, post: Post) -> Receipt:
        linked = ""
        for page in self._pages("/me/replies" if post.reply_to else "/me/threads"):
            recent = [one for one in page.posts if not reading.is_before(one, self._since)]
            if same := next((one for one in recent if reading.is_same(one, post)), None):
                left_out = writing.left_out(post)
                return Receipt(
                    message.key, "sent", "200", left_out, remote_id=str(same["id"]), url=_address(same)
                )
            linked = next(
                (_address(one) or "?" for one in recent if reading.leads_to(one, post.link)), linked
            )
            if page.more:
                continue
            if linked:  # an editor may have mended ours in the app
                reason = f"another text with this link stands at {linked}"
                return Receipt(message.key, "unknown", "edited", reason)
            return Receipt(message.key, "unavailable", "absent", "no such post on the account")
        return Receipt(message.key, "unknown", "lost", "not among the account's newest posts")

    def _pages(self, path: str) -> Iterator[reading.Page]:
        """Give the account's own posts since the build, newest first. Raises Unreached, Refused."""
        asked = {"fields": _SHOWN, "limit": str(_PER_PAGE)}
        if self._since:
            asked["since"] = str(int(self._since.timestamp()))
        for _ in range(_PAGES):
            page = reading.page(self._graph.read(path, **asked))
            yield page
            if page.more is None:
                return
            asked["after"] = page.more

    def _permalink(self, name: str) -> str | None:
        try:
            return _address(self._graph.read(f"/{name}", fields="permalink").body)
        except (Unreached, Refused):
            return None

    def _delete(self, posted: Receipt) -> Receipt:
        name = posted.remote_id or ""
        if not writing.is_id(name):
            return Receipt(posted.key, "rejected", "unnamed", "the row keeps no id of a post on Threads")
        try:
            answer = self._graph.delete(name)
        except Refused as refused:
            if not is_missing(refused):
                raise
            reason = "the account has no such post: it was gone already"
            return Receipt(posted.key, "sent", "404", reason, remote_id=name)
        if answer.told("success") is not True:
            raise Lost("Threads did not say that the post is deleted")
        return Receipt(posted.key, "sent", "200", remote_id=name)

    def _look(self) -> Iterator[Finding]:
        name = self._graph.read("/me", fields="id,username").told("username")
        if not name:
            raise Unreached("Threads answered without an account")
        yield self._finding("info", f"posts as @{name}: https://www.threads.com/@{name}", "")
        yield from self._token()
        if told := reading.quota(
            self._graph.read("/me/threads_publishing_limit", fields="quota_usage,config")
        ):
            used, total = told
            full, message = used >= total, f"{used} of {total} posts of 24 hours are used"
            yield self._finding("warning" if full else "info", message, "post again later" if full else "")

    def _token(self) -> Iterator[Finding]:
        """Say when the token ends and what it may not."""
        now = self._clock()
        try:
            token = reading.token(self._graph.token())
        except (Refused, Unreached) as error:
            remedy = "make the account a Threads tester of the app (App roles), which may ask"
            yield self._finding("warning", f"when the token ends can't be asked: {error}", remedy)
            return
        if not token.is_valid:
            yield self._finding("blocking", "the token holds no longer", self._remedy())
            return
        ending = token.is_ending(now)
        remedy = "renew it before that day (docs/channels.md, threads)" if ending else ""
        yield self._finding("warning" if ending else "info", token.told(now), remedy)
        if PUBLISH not in token.scopes:
            yield self._finding("blocking", "the token may not post", f"make one with {PUBLISH}")
        for scope in sorted(WANTED.keys() - token.scopes):
            yield self._finding("warning", f"{WANTED[scope]} with this token", f"make one with {scope}")

    def _date(self) -> str:
        return self._graph.date

    def _refused(self, key: Key, refused: Refused) -> Receipt | ChannelError:
        """Tell what is wrong with the account or the address from what is with this post."""
        answer, place = refused.answer, f"[channels.{self.name}]"
        if answer.told("error", "code") == BLOCKED:
            remedy = "see to the account in the Threads app, then publish resume"
            return ChannelError(f"the account is blocked: {refused}", where=place, remedy=remedy)
        if 300 <= answer.status < 400 or (answer.status == 404 and answer.told("error") is None):
            remedy = "check service, then publish resume"
            return ChannelError(f"the Threads API is not there: {refused}", where=place, remedy=remedy)
        if 200 <= answer.status < 300:  # a container's own failure
            return Receipt(key, "rejected", "ERROR", str(refused))
        return super()._refused(key, refused)

    def _remedy(self) -> str:
        return f"make a long-lived token with {SCOPES} (docs/channels.md, threads), then publish resume"


def _address(standing: object) -> str | None:
    found = standing.get("permalink") if isinstance(standing, dict) else None
    return found if isinstance(found, str) else None
