"""The outbox: what another kind would send, as files in a folder. Needs no account and no network.

A mail goes into a Maildir (`FOLDER/NAME/new/`), a post into `FOLDER/NAME/`; each file is named by its key, so
what was written is found again, and a second writing would only take the place of the first.
"""

import errno
import hashlib
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct, field, structs

from publisher.channels.mails import Mails
from publisher.errors import ChannelError
from publisher.model import Build, Finding
from publisher.ports import (
    Channel,
    Context,
    Exchange,
    Key,
    Limits,
    Mail,
    Message,
    Pictures,
    Receipt,
    Recipient,
)

LIMITS: Limits | None = None
_EDITS = frozenset({"mastodon", "linkedin", "telegram", "discord"})


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """[channels.NAME] of kind outbox: the kind it stands in for, and the folder."""

    as_: Literal[
        "smtp",
        "x",
        "mastodon",
        "bluesky",
        "threads",
        "linkedin",
        "telegram",
        "discord",
        "slack",
        "webhook",
        "clipboard",
    ] = field(default="smtp", name="as")
    folder: str = "outbox"

    @property
    def missing_secret(self) -> str | None:
        """Give None: an outbox needs no secret."""
        return None


def create(name: str, settings: Settings, context: Context) -> Channel:
    """Make the channel that `[channels.NAME]` describes."""
    folder = context.root / settings.folder / name
    if settings.as_ == "smtp":
        return MailOutbox(name, folder, context)
    kind = import_module(f"publisher.channels.{settings.as_}")
    pictures: Pictures = getattr(kind, "PICTURES", "card")
    return PostOutbox(name, folder, kind.LIMITS, pictures, edits=settings.as_ in _EDITS)


class _Outbox(ABC):
    """What both outboxes share: deliver writes files, find looks for them."""

    limits: Limits | None = None
    window = 100
    real = False
    rate: str | None = None

    def __init__(self, name: str, folder: Path) -> None:
        self.name = name
        self._folder = folder

    def deliver(self, exchange: Exchange) -> None:
        """Write messages until the exchange is empty. Raises ChannelError where the disk refuses."""
        receipts: list[Receipt] = []
        while messages := exchange(receipts):
            receipts = []
            for message in messages:
                try:
                    receipts.append(self._write(message))
                except OSError as error:
                    left = messages[len(receipts) :]
                    exchange([*receipts, *(Receipt(m.key, "untouched", "disk") for m in left)], more=False)
                    raise self._refused(error) from error

    def find(self, message: Message) -> Receipt:
        """Say whether the file stands there."""
        path = self._path(message.key)
        if path.exists():
            return Receipt(message.key, "sent", "250", remote_id=path.name)
        return Receipt(message.key, "unavailable", "absent", "no such file in the outbox")

    def check(self) -> Iterable[Finding]:
        """Say nothing: what the disk refuses is told when it does."""
        return ()

    @abstractmethod
    def prepare(self, build: Build, recipients: Iterable[Recipient]) -> Iterator[Message | Receipt]:
        """Make exactly what will leave for each recipient."""

    @abstractmethod
    def _path(self, key: Key) -> Path: ...

    @abstractmethod
    def _content(self, message: Message) -> bytes: ...

    def _write(self, message: Message) -> Receipt:
        """Write beside and move in, so that no half file is ever found."""
        path = self._path(message.key)
        fresh = self._folder / "tmp" / path.name
        for folder in (fresh.parent, path.parent):
            folder.mkdir(parents=True, exist_ok=True)
        fresh.write_bytes(self._content(message))
        fresh.replace(path)
        return Receipt(message.key, "sent", "250", remote_id=path.name)

    def _refused(self, error: OSError) -> ChannelError:
        full = error.errno == errno.ENOSPC
        return ChannelError(
            f"can't write: {error.strerror}",
            where=f"[channels.{self.name}] {self._folder.name}",
            remedy="free some space, then publish resume" if full else "make the folder writable",
        )


class MailOutbox(_Outbox):
    """Mails as a Maildir (ports.Channel)."""

    def __init__(self, name: str, folder: Path, context: Context) -> None:
        super().__init__(name, folder)
        self._mails = Mails(name, context)

    def prepare(self, build: Build, recipients: Iterable[Recipient]) -> Iterator[Message | Receipt]:
        """Make each reader's mail, as smtp would."""
        return self._mails.prepare(build, recipients)

    def _path(self, key: Key) -> Path:
        return self._folder / "new" / f"{_name(key)}.eml"

    def _content(self, message: Message) -> bytes:
        assert isinstance(message.payload, Mail)  # noqa: S101  (prepare makes nothing else)
        for folder in ("cur", "new"):
            (self._folder / folder).mkdir(parents=True, exist_ok=True)
        return b"".join(message.payload.segments)


class PostOutbox(_Outbox):
    """Posts as JSON files (ports.Channel)."""

    deletes = True

    def __init__(
        self, name: str, folder: Path, limits: Limits | None, pictures: Pictures, *, edits: bool
    ) -> None:
        super().__init__(name, folder)
        self.limits, self._pictures, self.edits = limits, pictures, edits

    def prepare(self, build: Build, recipients: Iterable[Recipient]) -> Iterator[Message | Receipt]:
        """Make the one post of the account."""
        from publisher.channels.posting import preparing  # noqa: PLC0415  (composing alone needs no poster)

        return preparing.prepare(self.name, build, recipients, self._pictures)

    def delete(self, posted: Receipt) -> Receipt:
        """Remove the post's file."""
        self._path(posted.key).unlink(missing_ok=True)
        return structs.replace(posted, outcome="sent")

    def edit(self, message: Message, posted: Receipt) -> Receipt:  # noqa: ARG002  (its key says enough)
        """Write the post's file anew."""
        return self._write(message)

    def _path(self, key: Key) -> Path:
        return self._folder / f"{_name(key)}.json"

    def _content(self, message: Message) -> bytes:
        return msgspec.json.format(msgspec.json.encode(message.payload), indent=2) + b"\n"


def _name(key: Key) -> str:
    """Name a file by its key, readable and safe in any file system."""
    plain = f"{key.edition}.{key.recipient}.{key.part}"
    safe = "".join(char if char.isalnum() or char in "-." else "_" for char in plain)
    return safe if len(safe) < 150 else f"{safe[:100]}.{hashlib.sha256(plain.encode()).hexdigest()[:16]}"
