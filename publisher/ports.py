"""The architecture on one page: what the rooms ask of each other.

A source gives articles. A channel turns a build into messages (pure) and hands them over (the only I/O).
An exchange takes answers in and gives the next messages out, in one transaction.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Literal, Protocol
from zoneinfo import ZoneInfo

from msgspec import Struct

from publisher.model import Build, Card, Finding, Loaded, Rule

Outcome = Literal["sent", "rejected", "unavailable", "unknown"]


class Key(Struct, frozen=True):
    """The unique row: one part of one edition, to one recipient, on one channel."""

    edition: str
    channel: str
    recipient: str
    part: int = 0


class Mail(Struct, frozen=True):
    """Envelope and segments of one mail; the segments are written, never joined."""

    sender: str
    recipient: str
    segments: tuple[bytes, ...]


class Post(Struct, frozen=True):
    """One post, counted and ready: text, link card and pictures."""

    text: str
    card: Card | None = None
    language: str | None = None


class Message(Struct, frozen=True):
    """What is handed over; `after` is the message that must be accepted first."""

    key: Key
    payload: Mail | Post
    after: Key | None = None


class Receipt(Struct, frozen=True):
    """The answer to one message. `retry_at` is the server's own wait, where it named one."""

    key: Key
    outcome: Outcome
    code: str = ""
    reason: str = ""
    remote_id: str | None = None
    url: str | None = None
    retry_at: datetime | None = None


class Recipient(Struct, frozen=True):
    """One reader, or the one account of a post channel."""

    id: str
    address: str
    name: str = ""
    language: str | None = None


class Limits(Struct, frozen=True, omit_defaults=True):
    """What one network takes: its counting rule, its limits in that unit, and where a link goes."""

    rule: Rule
    limit: int
    max_bytes: int | None = None
    link: Literal["text", "card", "none"] = "text"
    cost: str | None = None
    cost_with_link: str | None = None


class Context(Struct, frozen=True):
    """What an adapter may know of the house: the edition's date and zone, and where relative paths start."""

    today: date
    zone: ZoneInfo
    root: Path


class Source(Protocol):
    """A place where articles come from.

    `articles` may be called again and reads afresh each time. `since` is zoned and may be ignored by a source
    ignores it. Raises SourceError naming the place and the remedy; never gives a part of a page as the whole.
    """

    def articles(self, since: datetime | None = None) -> Loaded:
        """Give the articles in the source's own order, with what was noticed on the way."""
        ...


class Exchange(Protocol):
    """Answers in, next messages out, in ONE transaction; thread-safe. Empty: nothing (more) now."""

    def __call__(self, receipts: Sequence[Receipt]) -> Sequence[Message]:
        """Record the receipts and claim the next messages."""
        ...


class Channel(Protocol):
    """One account in one place; only its module knows the vendor, and it never sees the ledger.

    `prepare` is pure and lazy. `deliver` returns when the exchange gave nothing and nothing is outstanding.
    `find` says sent, unavailable (proved absent: may be sent) or unknown.
    """

    name: str
    limits: Limits | None
    window: int

    def prepare(self, build: Build, recipients: Iterable[Recipient]) -> Iterator[Message]:
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


class Ledger(Protocol):
    """What is known: builds by hash. Safe to open from several processes; each call is one transaction."""

    def freeze(self, build: Build) -> str:
        """Keep the build as its edition's current one and give its hash; a second freeze changes nothing."""
        ...

    def build(self, edition: str) -> Build | None:
        """Give the edition's current build, or None where there is none."""
        ...
