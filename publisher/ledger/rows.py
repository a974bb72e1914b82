"""What the ledger tells of its rows: nouns, frozen."""

from datetime import datetime
from typing import Literal

from msgspec import Struct

from publisher.model import Edition, Terms
from publisher.ports import Receipt, Recipient, Status

Stop = Literal["held", "cancelled"]


class Standing(Struct, frozen=True):
    """An edition as it stands: the current build's hash and revision, why it may not leave, sealed or not."""

    hash: str
    revision: int
    stop: Stop | None
    sealed: bool


class Issue(Struct, frozen=True):
    """A sent edition as lists of them need it: a build without mail, posts, pictures and the lead's body."""

    hash: str
    edition: Edition
    built_at: datetime
    terms: Terms | None = None


class Event(Struct, frozen=True):
    """Something that was done to an edition: what, by whom, when, to which build."""

    at: str
    kind: str
    who: str
    hash: str
    detail: str = ""


class Approval(Struct, frozen=True):
    """A build's leave to go out: which one, by whom, when, and from when on it counts.

    Until `not_before` it can be withdrawn before any machine acts on it.
    """

    hash: str
    who: str
    at: datetime
    not_before: datetime | None = None

    def waits(self, now: datetime) -> bool:
        """Say whether it does not count yet."""
        return self.not_before is not None and now < self.not_before


class Count(Struct, frozen=True):
    """How many rows of a channel have one status, code and reason; `domain` is the recipients'."""

    status: Status
    code: str
    domain: str
    count: int


class Parked(Struct, frozen=True):
    """A row whose answer was lost: its place in the lane, who it is for, and the revision that left."""

    seq: int
    recipient: Recipient
    revision: int | None


class Posted(Struct, frozen=True):
    """A post that stands on an account's wall, with the revision that it says."""

    channel: str
    receipt: Receipt
    revision: int | None


class Attempt(Struct, frozen=True):
    """One line of a row's story."""

    number: int
    at: str
    outcome: str
    code: str
    reason: str


class Story(Struct, frozen=True):
    """What happened to one recipient on one channel: the row, the build it got, and each attempt before."""

    edition: str
    channel: str
    status: Status
    hash: str | None
    attempts: tuple[Attempt, ...]
    at: str
    code: str
    reason: str
    remote_id: str | None
    url: str | None
