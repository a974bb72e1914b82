"""One X account. X has no way to say "this again": a lost answer is looked for on the account's own wall.

Where the wall is late, X itself refuses a second post of the same text (403 "duplicate content"), without
saying which one stands: then the wall is looked at once more, before anything else is said.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import chain, islice

from publisher.channels.posting import Lost, PostChannel, Refused, Unreached
from publisher.channels.x import LIMITS, PICTURES, Settings, pricing, reading, verdicts
from publisher.channels.x.account import Account
from publisher.channels.x.taking import shown, unfit
from publisher.errors import ChannelError, CredentialsError
from publisher.model import Build, Finding
from publisher.ports import Context, Exchange, Key, Message, Post, Receipt, Recipient, utc_now

_SKEW = timedelta(hours=1)  # at most, between X's clock and the one that built
_LOOK_BACK = 3  # pages of the wall, for an older post of the same text
_DAY = timedelta(hours=24)
_CLOCK = 60  # seconds that a clock may be off: a signature carries its time (OAuth 1.0a)


class XChannel(PostChannel):
    """An X account (ports.Channel)."""

    deletes = True
    pictures = PICTURES

    def __init__(self, name: str, settings: Settings, context: Context) -> None:
        super().__init__(name, LIMITS, context)
        self._account, self._cap = Account(settings), settings.daily_cap
        self._since: datetime | None = None  # before that, nothing of the build can have been posted
        self._spent: int | None = None  # mills in 24 hours, once it was counted

    def prepare(self, build: Build, recipients: Iterable[Recipient]) -> Iterator[Message | Receipt]:
        """Make exactly what will leave; what the network would not take is a rejected receipt."""
        self._since = build.built_at - _SKEW
        for item in super().prepare(build, recipients):
            reason = unfit(item.payload) if isinstance(item, Message) else None
            yield Receipt(item.key, "rejected", "unfit", reason) if reason else item

    def deliver(self, exchange: Exchange) -> None:
        """Post until the exchange is empty. Raises CredentialsError, and ChannelError at the day's cap."""
        self._spent = None
        super().deliver(exchange)

    def _posted(self, message: Message) -> Receipt | ChannelError:
        try:
            return super()._posted(message)
        except ChannelError as error:  # the cap's
            return error

    def _publish(self, message: Message, post: Post) -> Receipt:
        self._keep_to_cap(post)
        picture = shown(post)
        media = self._account.uploaded(picture) if picture else None
        try:
            answer = self._account.post(post.text, media, post.reply_to)
        except Refused as refused:
            if not verdicts.is_duplicate(refused.answer):
                raise
            return self._standing(message, post, str(refused))
        if not str(answer.told("data", "id")).isdigit():
            raise Lost(f"X answered without the post's id: {reading.said(answer)}")
        return _sent(message, str(answer.told("data", "id")))

    def _keep_to_cap(self, post: Post) -> None:
        """Count the day's posts on the wall, once, and hold this one against the cap. Raises ChannelError."""
        if self._cap is None:
            return
        if self._spent is None:
            pages = self._account.pages(self._clock() - _DAY)
            self._spent = pricing.spent(reading.is_linked(one) for page in pages for one in page.posts)
        self._spent = pricing.within(self._cap, self._spent, post, f"[channels.{self.name}]")

    def _standing(self, message: Message, post: Post, reason: str) -> Receipt:
        """Say what it means that X calls a text a duplicate: ours, an older one, or one that it hides."""
        pages = islice(self._account.pages(None), _LOOK_BACK)
        try:
            posts = chain.from_iterable(page.posts for page in pages)
            same = next((one for one in posts if reading.is_same(one, post)), None)
        except (Unreached, Refused) as error:
            return Receipt(message.key, "unknown", "duplicate", f"{reason} {error}")
        if same is None:
            return Receipt(message.key, "unknown", "duplicate", f"{reason} The wall does not show it.")
        if reading.is_before(same, self._since):
            return Receipt(message.key, "rejected", "duplicate", reason, url=_url(str(same["id"])))
        return _sent(message, str(same["id"]))

    def _find(self, message: Message, post: Post) -> Receipt:
        linked, clear = "", True
        for page in self._account.pages(self._since):
            if same := next((one for one in page.posts if reading.is_same(one, post)), None):
                return _sent(message, str(same["id"]))
            clear = clear and all(map(reading.is_whole, page.posts))
            linked = next((_url(one["id"]) for one in page.posts if reading.leads_to(one, post.link)), linked)
            if page.more:
                continue
            if linked:  # an editor may have mended ours on the wall
                reason = f"another text with this link stands at {linked}"
                return Receipt(message.key, "unknown", "edited", reason)
            if clear:
                return Receipt(message.key, "unavailable", "absent", "no such post on the account")
        return Receipt(message.key, "unknown", "lost", "not seen on the account, of which X shows a part")

    def _delete(self, posted: Receipt) -> Receipt:
        name = str(posted.remote_id)
        if not name.isdigit():
            return Receipt(posted.key, "rejected", "unnamed", "the row keeps no id of a post on X")
        try:
            answer = self._account.delete(name)
        except Refused as refused:
            if verdicts.is_gone(refused.answer):
                return Receipt(posted.key, "sent", "404", "it was gone already", remote_id=name)
            raise
        if answer.told("data", "deleted") is not True:
            raise Lost(f"X did not say that the post is deleted: {reading.said(answer)}")
        return Receipt(posted.key, "sent", "200", remote_id=name)

    def _look(self) -> Iterator[Finding]:
        try:
            answer = self._account.me()
        except Refused as refused:
            found = self._judged(refused)
            if refused.answer.status == 429 and found.concerns != "bill":
                raise
            yield self._finding("blocking", str(refused), found.remedy)
            return
        name = answer.told("data", "username")
        yield self._finding("info", f"posts as @{name}: https://x.com/{name}", "")
        if verdicts.may_write(answer) is False:
            level = answer.headers["x-access-level"]
            yield self._finding("blocking", f"the access token may not post: {level}", verdicts.PERMISSION)
        left, most = (answer.headers.get(f"x-rate-limit-{key}") for key in ("remaining", "limit"))
        if left and most:
            yield self._finding("info", f"{left} of {most} look-ups are left; posts are counted apart", "")
        off = reading.skew(answer.headers, utc_now())
        if off is not None and abs(off) > _CLOCK:
            yield self._finding(
                "warning", f"this machine's clock is {_off(off)}", "set this machine's clock by the network"
            )
        cap = f"; at most {pricing.dollars(round(self._cap * 1_000))} in 24 hours" if self._cap else ""
        yield self._finding(
            "info", f"a post costs {LIMITS.cost}, with a link {LIMITS.cost_with_link}{cap}", ""
        )

    def _refused(self, key: Key, refused: Refused) -> Receipt | ChannelError:
        """Tell what is wrong with the account, the bill or the service from what is with this post."""
        found, place = self._judged(refused), f"[channels.{self.name}]"
        if refused.answer.status == 429 and found.concerns != "bill":
            return super()._refused(key, refused)
        if found.concerns == "post":
            return Receipt(key, "rejected", str(refused.answer.status), str(refused))
        kind = CredentialsError if found.concerns == "account" else ChannelError
        return kind(str(refused), where=place, remedy=f"{found.remedy}, then publish resume")

    def _judged(self, refused: Refused) -> verdicts.Verdict:
        """Judge a refusal; of a signature, a clock that is off is the likelier fault."""
        off = reading.skew(refused.answer.headers, utc_now())
        if refused.answer.status == 401 and off is not None and abs(off) > _CLOCK:
            return verdicts.Verdict("account", f"set this machine's clock by the network: it is {_off(off)}")
        return verdicts.verdict(refused.answer)


def _sent(message: Message, name: str) -> Receipt:
    return Receipt(message.key, "sent", "201", remote_id=name, url=_url(name))


def _url(name: str) -> str:
    """Give a post's address; X leads on from it to the one with the account's name."""
    return f"https://x.com/i/web/status/{name}"


def _off(seconds: float) -> str:
    return f"{abs(seconds):.0f} seconds {'ahead of' if seconds > 0 else 'behind'} X's"
