"""A clipboard: for networks without an API, a text within their limit and its picture, to be pasted by hand.

They lie in `FOLDER/NAME/` under the edition's name; a second writing takes the place of the first.
"""

from collections.abc import Iterator
from contextlib import suppress
from mimetypes import guess_extension
from pathlib import Path
from typing import Annotated

from msgspec import Meta, Struct

from publisher import text
from publisher.channels.posting import Pictures, PostChannel
from publisher.errors import ChannelError
from publisher.model import Finding, Rule
from publisher.ports import Channel, Context, Key, Limits, Message, Post, Receipt

LIMITS = Limits("threads", 500)
PICTURES: Pictures = "always"


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """[channels.NAME] of kind clipboard: the folder, who counts, and the limit, else that network's own."""

    folder: str = "clipboard"
    rule: Rule = "threads"
    limit: Annotated[int, Meta(ge=1)] | None = None

    @property
    def missing_secret(self) -> str | None:
        """Give None: a clipboard needs no secret."""
        return None

    @property
    def limits(self) -> Limits:
        """Give the limits that a post is composed for."""
        return Limits(self.rule, self.limit or text.count("", self.rule).limit)


def create(name: str, settings: Settings, context: Context) -> Channel:
    """Make the channel that `[channels.NAME]` describes."""
    return ClipboardChannel(name, settings, context)


class ClipboardChannel(PostChannel):
    """A folder that a person takes posts from (ports.Channel)."""

    real = False
    pictures = PICTURES

    def __init__(self, name: str, settings: Settings, context: Context) -> None:
        super().__init__(name, settings.limits, context)
        self._folder = context.root / settings.folder / name

    def _posted(self, message: Message) -> Receipt | ChannelError:
        try:
            return super()._posted(message)
        except OSError as error:
            place = f"[channels.{self.name}] {self._folder.name}"
            remedy = "make the folder writable, then publish resume"
            return ChannelError(f"can't write: {error.strerror}", where=place, remedy=remedy)

    def _publish(self, message: Message, post: Post) -> Receipt:
        """Write the picture first: where the text stands, all of it does."""
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._path(message.key)
        if post.media:
            _write(path.with_suffix(guess_extension(post.media.type) or ".bin"), post.media.bytes)
        _write(path, f"{post.text}\n".encode())
        return self._sent(message)

    def _find(self, message: Message, post: Post) -> Receipt:  # noqa: ARG002  (its name says enough)
        if self._path(message.key).exists():
            return self._sent(message)
        return Receipt(message.key, "unavailable", "absent", "no such file")

    def _look(self) -> Iterator[Finding]:
        yield self._finding("info", f"writes to {self._folder.name}", "")

    def _sent(self, message: Message) -> Receipt:
        return Receipt(message.key, "sent", "250", remote_id=self._path(message.key).name)

    def _path(self, key: Key) -> Path:
        part = f".{key.part}" if key.part else ""
        plain = f"{key.edition}{part}"
        safe = "".join(char if char.isalnum() or char in "-." else "_" for char in plain)
        return self._folder / f"{safe}.txt"


def _write(path: Path, content: bytes) -> None:
    """Write beside and move in, so that nobody takes a half text."""
    fresh = path.with_name(f".{path.name}.new")
    try:
        fresh.write_bytes(content)
        fresh.replace(path)
    except OSError:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
        raise
