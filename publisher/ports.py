"""The architecture on one page: what the rooms ask of each other.

A source gives articles. A channel turns a build into messages (pure) and hands them over (the only I/O).
An exchange takes answers in and gives the next messages out, in one transaction.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal, Protocol, TypeVar
from zoneinfo import ZoneInfo

from msgspec import Struct

from publisher.errors import SourceError
from publisher.mac import Keys
from publisher.model import Build, Card, Finding, Loaded, Media, Rule

Outcome = Literal["sent", "rejected", "unavailable", "untouched", "unknown"]
Status = Literal["queued", "sending", "sent", "rejected", "retry", "skipped", "unknown"]
CORRECTION = 1_000  # parts from here on are corrections: answers to the first part
# Where a post shows the lead's picture: in its link's card, also alone where there is no link, or always.
Pictures = Literal["card", "alone", "always"]
STATUSES: tuple[Status, ...] = ("queued", "sending", "sent", "rejected", "retry", "skipped", "unknown")


class Key(Struct, frozen=True, gc=False):
    """The unique row: one part of one edition, to one recipient, on one channel."""

    edition: str
    channel: str
    recipient: str
    part: int = 0


class Mail(Struct, frozen=True, gc=False):
    """Envelope and segments of one mail; the segments are written, never joined. Addresses hold no `<>`."""

    sender: str
    recipient: str
    segments: tuple[bytes, ...]


class Post(Struct, frozen=True):
    """One post, counted and ready: text with its link and tags, link card, and the picture it shows.

    `reply_to` is the remote id of the post of ours that it answers; `root` of the one that began the thread.
    """

    text: str
    card: Card | None = None
    language: str | None = None
    link: str | None = None
    tags: tuple[str, ...] = ()
    media: Media | None = None
    reply_to: str | None = None
    root: str | None = None


class Message(Struct, frozen=True, gc=False):
    """What is handed over; `after` is the message that must be accepted first."""

    key: Key
    payload: Mail | Post
    after: Key | None = None


class Receipt(Struct, frozen=True, gc=False):
    """The answer to one message. `retry_at` is the server's own wait, where it named one.

    unavailable: nothing happened, and the other side was asked; untouched: it never left this machine.
    `code` is the vendor's own, such as `5.1.1` or `429`.
    """

    key: Key
    outcome: Outcome
    code: str = ""
    reason: str = ""
    remote_id: str | None = None
    url: str | None = None
    retry_at: datetime | None = None


class Settlement(Struct, frozen=True, gc=False):
    """What an answer makes of its row. `not_before` goes with retry; `suppress`: never mail this address."""

    receipt: Receipt
    status: Status
    not_before: datetime | None = None
    suppress: bool = False


class Recipient(Struct, frozen=True, gc=False):
    """One reader of a list, or the one account of a post channel. `attempt` counts from 1.

    `reply_to` is the remote id of the part before this one, `root` that of the first part.
    """

    id: str
    address: str
    name: str = ""
    language: str | None = None
    list: str = ""
    part: int = 0
    attempt: int = 1
    reply_to: str | None = None
    root: str | None = None


class Limits(Struct, frozen=True, omit_defaults=True):
    """What one network takes: its counting rule, its limits in that unit, and where a link goes.

    `threads` says whether a post can answer another one of the account's own.
    """

    rule: Rule
    limit: int
    max_bytes: int | None = None
    link: Literal["text", "card", "none"] = "text"
    cost: str | None = None
    cost_with_link: str | None = None
    threads: bool = False


class Fetched(Struct, frozen=True):
    """A document from the web, its body decompressed. `url` is where it was found, after redirects.

    `type` is its media type in lower case, without parameters; `charset` is what the server declared.
    """

    url: str
    content: bytes
    fetched_at: datetime
    type: str = ""
    charset: str | None = None
    etag: str | None = None


class Fetch(Protocol):
    """The one way out to the web, guarded. Thread-safe; raises SourceError with place and remedy."""

    def __call__(self, url: str) -> Fetched:
        """Get a document. A second call for one URL may give what the first one got."""
        ...


def no_web(url: str) -> Fetched:
    """Refuse to fetch, where no way out was given."""
    raise SourceError("nothing is fetched here", where=url, remedy="give a file instead")


def utc_now() -> datetime:
    """Give the time, in UTC."""
    return datetime.now(UTC)


class Context(Struct, frozen=True):
    """What an adapter may know of the house: day, zone, where relative paths start, clock, keys, way out."""

    today: date
    zone: ZoneInfo
    root: Path
    clock: Callable[[], datetime] = utc_now
    keys: Keys | None = None
    fetch: Fetch = no_web


class Source(Protocol):
    """A place where articles come from.

    `articles` may be called again and reads afresh each time. `since` is zoned, and a source may ignore it.
    Raises SourceError naming the place and the remedy; never gives a part of a page as the whole.
    """

    def articles(self, since: datetime | None = None) -> Loaded:
        """Give the articles in the source's own order, with what was noticed on the way."""
        ...


class Exchange(Protocol):
    """Answers in, next messages out, in ONE transaction; thread-safe. Empty: nothing (more) now.

    It may wait: for a rate that is used up, never for a retry. At most `window` messages are out at any time.
    `is_open` turns False when somebody stops the sending: what has not left is then handed back untouched.
    """

    @property
    def is_open(self) -> bool:
        """Say whether the sending goes on."""
        ...

    def __call__(self, receipts: Sequence[Receipt], *, more: bool = True) -> Sequence[Message]:
        """Record the receipts and, where `more` is wanted, claim the next messages."""
        ...


class Channel(Protocol):
    """One account in one place; only its module knows the vendor, and it never sees the ledger.

    `prepare` is pure and lazy; a recipient whose message can't be made becomes a rejected receipt. `deliver`
    returns when the exchange gave nothing and nothing is outstanding; it raises ChannelError when the channel
    itself is at fault, after every receipt it has was handed in. At most `window` messages are outstanding.
    `find` says sent, unavailable (proved absent: may be sent) or unknown. `real` is False where nothing
    leaves this machine. `rate` is how fast the account may be used, such as `20/s`, or None.
    """

    name: str
    limits: Limits | None
    window: int
    real: bool
    rate: str | None

    def prepare(self, build: Build, recipients: Iterable[Recipient]) -> Iterator[Message | Receipt]:
        """Make exactly what will leave for each recipient."""
        ...

    def deliver(self, exchange: Exchange) -> None:
        """Hand messages over until the exchange is empty."""
        ...

    def find(self, message: Message) -> Receipt:
        """Look for a message whose answer was lost."""
        ...

    def check(self) -> Iterable[Finding]:
        """Say what would keep this channel from sending."""
        ...


class Wall(Channel, Protocol):
    """A channel whose posts stay in sight, and can be seen to afterwards.

    Each answer is `sent` (done, or nothing left to do), `rejected` (the network says no, or can't), or
    `unavailable` and `unknown` (try again). Both may be repeated: a second time changes nothing.
    """

    edits: bool
    deletes: bool

    def delete(self, posted: Receipt) -> Receipt:
        """Take down a post of ours; `posted` is the receipt that its row keeps."""
        ...

    def edit(self, message: Message, posted: Receipt) -> Receipt:
        """Make a post of ours say what `message` says."""
        ...


class Lane(Protocol):
    """One channel of one edition, held by one process: what it may still claim."""

    edition: str
    channel: str

    @property
    def out(self) -> int:
        """Say how many rows are claimed and not answered."""
        ...

    def attempt(self, key: Key) -> int:
        """Say the how-manieth attempt a claimed row is on, from 1."""
        ...


L = TypeVar("L", bound=Lane)


class Ledger(Protocol[L]):
    """What is known. Safe to open from several processes; each call is one transaction."""

    def freeze(self, build: Build) -> str:
        """Keep the build as its edition's current one and give its hash; a second freeze changes nothing."""
        ...

    def build(self, edition: str) -> Build | None:
        """Give the edition's current build, or None where there is none."""
        ...

    def enrol(self, edition: str, channel: str, readers: str | None, at: datetime, parts: int = 1) -> int:
        """Fix who gets the edition on this channel, once; give how many rows there are.

        `readers` is a list's name; None is the channel's account, which gets `parts` posts.
        """
        ...

    def hold(self, edition: str) -> AbstractContextManager[None]:
        """Hold the edition: who dies lets go of it. Raises LockedError."""
        ...

    def lane(self, edition: str, channel: str, at: datetime) -> L:
        """Open a lane as its only owner; what an earlier owner left as `sending` becomes `unknown`."""
        ...

    def advance(
        self,
        lane: L,
        settlements: Sequence[Settlement],
        want: int,
        at: datetime,
        meanwhile: Callable[[Sequence[Recipient]], None] | None = None,
    ) -> Sequence[Recipient]:
        """Keep the answers and claim until `want` rows are out; honours stops, suppression, unsubscribes.

        `meanwhile` is given what was claimed while it is being kept: nothing may leave before this returns.
        """
        ...
