"""One LinkedIn author, a person or an organization. LinkedIn has no way to say "this again".

A lost answer is looked for among the author's own posts, where the token may read them. LinkedIn refuses a
text that stands already (422 DUPLICATE_POST) and names the post: that one is looked at before anything is
said, as LinkedIn also names posts that were taken down (github.com/ComposioHQ/composio, issue 2710, 2026-02).
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from msgspec.structs import replace

from publisher.channels.linkedin import LIMITS, PICTURES, Settings, reading, writing
from publisher.channels.linkedin.api import Api
from publisher.channels.posting import Lost, PostChannel, Refused, Unreached
from publisher.errors import ChannelError
from publisher.model import Build, Finding
from publisher.ports import Context, Key, Message, Post, Receipt, Recipient

_SKEW = timedelta(hours=1)  # at most, between LinkedIn's clock and the one that built
_PAGES, _PER_PAGE = 5, 50
_UNFIT = frozenset({400, 413, 415, 422})  # what is said of a picture, not of the account
_OLD = 11  # months, of a version's twelve
_VERSION_REMEDY = "set version to a newer one (learn.microsoft.com/linkedin/marketing/versioning)"


class LinkedInChannel(PostChannel):
    """A LinkedIn author (ports.Wall)."""

    edits = True
    deletes = True
    pictures = PICTURES

    def __init__(self, name: str, settings: Settings, context: Context) -> None:
        super().__init__(name, LIMITS, context)
        self._api, self._author, self._version = Api(settings), settings.author, settings.version
        self._since: datetime | None = None  # before that, nothing of the build can have been posted

    def prepare(self, build: Build, recipients: Iterable[Recipient]) -> Iterator[Message | Receipt]:
        """Make exactly what will leave; what LinkedIn would refuse or cut is a rejected receipt."""
        self._since = build.built_at - _SKEW
        for item in super().prepare(build, recipients):
            reason = writing.unfit(item.payload) if isinstance(item, Message) else ""
            yield Receipt(item.key, "rejected", "unfit", reason) if reason else item

    def _publish(self, message: Message, post: Post) -> Receipt:
        image, left_out = self._pictured(post)
        try:
            answer = self._api.create(writing.body(self._author, post, image))
        except Refused as refused:
            name = reading.duplicate(refused.answer)
            if name is None:
                raise
            return self._standing(message, post, name)
        name = answer.headers.get("x-restli-id", "")
        if not writing.is_post(name):
            raise Lost("LinkedIn answered without the post's URN")
        return _sent(message, name, left_out)

    def _pictured(self, post: Post) -> tuple[str | None, str]:
        """Upload the picture; give its URN, or why the card does without. Raises Unreached, Refused."""
        if post.media is None:
            return None, ""
        if reason := writing.unfit_picture(post.media):
            return None, f"the card has no picture: {reason}"
        try:
            return self._api.uploaded(post.media), ""
        except Refused as refused:
            if post.card is None or refused.answer.status not in _UNFIT:
                raise
            return None, f"the card has no picture: {refused}"

    def _standing(self, message: Message, post: Post, name: str) -> Receipt:
        """Say what it means that LinkedIn calls a text a duplicate: ours, an older one, or one long gone."""
        url, said = writing.address(name), "LinkedIn calls it a duplicate"
        try:
            standing = self._api.post(name).body
        except (Unreached, Refused) as error:
            reason = f"{said} of {url}, which can't be read: {error}"
            return Receipt(message.key, "unknown", "duplicate", reason, url=url)
        if not reading.is_same(standing, post):
            reason = f"{said} of {url}, which says something else"
            return Receipt(message.key, "unknown", "duplicate", reason, url=url)
        if reading.is_before(standing, "createdAt", self._since):
            return Receipt(message.key, "rejected", "duplicate", f"{said} of an older post", url=url)
        return _sent(message, name)

    def _find(self, message: Message, post: Post) -> Receipt:
        linked = ""
        for number in range(_PAGES):
            page = reading.posts(self._api.page(number * _PER_PAGE, _PER_PAGE))
            recent = [one for one in page if not reading.is_before(one, "createdAt", self._since)]
            if same := next((one for one in recent if reading.is_same(one, post)), None):
                return _sent(message, str(same["id"]))
            links = (writing.address(one["id"]) for one in recent if reading.leads_to(one, post.link))
            linked = next(links, linked)
            if page and not reading.is_before(page[-1], "lastModifiedAt", self._since):
                continue
            if linked:  # an editor may have mended ours on LinkedIn
                reason = f"another text with this link stands at {linked}"
                return Receipt(message.key, "unknown", "edited", reason)
            return Receipt(message.key, "unavailable", "absent", "no such post of the author")
        return Receipt(message.key, "unknown", "lost", "not among the author's newest posts")

    def _edit(self, message: Message, post: Post, posted: Receipt) -> Receipt:
        """Give a post another text; its card and picture stay as they are."""
        reason = writing.unfit(post) if _is_named(posted) else "the row keeps no URN of a post"
        if reason:
            return Receipt(message.key, "rejected", "unfit", reason)
        self._api.change(posted.remote_id or "", writing.commentary(post))
        return replace(posted, key=message.key, outcome="sent")

    def _delete(self, posted: Receipt) -> Receipt:
        if not _is_named(posted):
            return Receipt(posted.key, "rejected", "unnamed", "the row keeps no URN of a post")
        self._api.delete(posted.remote_id or "")
        return replace(posted, outcome="sent")

    def _look(self) -> Iterator[Finding]:
        try:
            yield self._read()
        except Refused as refused:
            if refused.answer.status != 426:
                raise
            yield self._finding("blocking", str(refused), _VERSION_REMEDY)
            return
        months = reading.months_old(self._version, self._clock())
        if months >= _OLD:
            message = f"version {self._version} is {months} months old; LinkedIn keeps one for twelve"
            yield self._finding("warning", message, _VERSION_REMEDY)
        yield from self._token()

    def _read(self) -> Finding:
        """Read the author's posts; a token that may not posts all the same. Raises Unreached, Refused."""
        try:
            reading.posts(self._api.page(0, 1))
        except Refused as refused:
            if refused.answer.status != 403:
                raise
            message = "the token may not read: a post whose answer was lost can't be looked for"
            return self._finding("warning", message, f"ask for r_{_kind(self._author)}_social as well")
        return self._finding("info", f"posts as {self._author}, whose posts can be read", "")

    def _token(self) -> Iterator[Finding]:
        """Say when the token ends and whether it may post, as far as the app may ask."""
        now = self._clock()
        try:
            answer = self._api.token()
        except (Refused, Unreached) as error:
            remedy = "check client_id and client_secret"
            yield self._finding("warning", f"when the token ends can't be asked: {error}", remedy)
            return
        if answer is None:
            remedy = "set client_id and client_secret, or note the day: a token lives 60 days"
            yield self._finding("warning", "when the token ends isn't known", remedy)
            return
        token, scope = reading.token(answer), f"w_{_kind(self._author)}_social"
        if not token.is_valid:
            status = answer.told("status") or "not active"
            yield self._finding("blocking", f"the token is {status}", self._remedy())
            return
        ending = token.is_ending(now)
        remedy = "make a new one before that day (docs/channels.md, linkedin)" if ending else ""
        yield self._finding("warning" if ending else "info", token.told(now), remedy)
        if scope not in token.scopes:
            yield self._finding("blocking", "the token may not post", f"make one with {scope}")

    def _date(self) -> str:
        return self._api.date

    def _refused(self, key: Key, refused: Refused) -> Receipt | ChannelError:
        """Tell what is wrong with the version or the address, for every post, from what is with this one."""
        answer, place = refused.answer, f"[channels.{self.name}]"
        if answer.status == 426:
            remedy = f"{_VERSION_REMEDY}, then publish resume"
            return ChannelError(f"the API's version is over: {refused}", where=place, remedy=remedy)
        if 300 <= answer.status < 400 or (answer.status == 404 and not isinstance(answer.body, dict)):
            remedy = "check service, then publish resume"
            return ChannelError(f"the Posts API is not there: {refused}", where=place, remedy=remedy)
        return super()._refused(key, refused)

    def _remedy(self) -> str:
        scope = f"w_{_kind(self._author)}_social"
        return (
            f"make a token with {scope} for {self._author} (docs/channels.md, linkedin), then publish resume"
        )


def _sent(message: Message, name: str, reason: str = "") -> Receipt:
    return Receipt(message.key, "sent", "201", reason, remote_id=name, url=writing.address(name))


def _is_named(posted: Receipt) -> bool:
    return writing.is_post(posted.remote_id or "")


def _kind(author: str) -> str:
    """Name whom the scopes are of: a member, or an organization."""
    return "organization" if author.startswith("urn:li:organization:") else "member"
