"""One document, wherever it lies: a file below the configuration's folder, or an address on the web."""

from datetime import datetime
from pathlib import Path

from msgspec import Struct

from publisher.config.forms import WebAddress
from publisher.errors import ConfigError
from publisher.model import SourceRef
from publisher.ports import Context
from publisher.sources import charsets, reading
from publisher.text import links


class Place(Struct, frozen=True, forbid_unknown_fields=True):
    """What a source of one document is told: `path`, relative to the configuration's folder, or `url`."""

    path: str | None = None
    url: WebAddress | None = None


class Document(Struct, frozen=True):
    """The bytes of a document, where they came from, and what the server said of them.

    `shown` names it for people, without what may be secret; `base` is what its relative addresses start from,
    empty for a file.
    """

    content: bytes
    shown: str
    base: str = ""
    charset: str | None = None
    etag: str | None = None
    fetched_at: datetime | None = None

    def text(self) -> reading.Text:
        """Decode it, and clean it of control characters. Raises SourceError for what is no text."""
        return charsets.text(self.content, self.shown, self.charset)

    def reference(self, kind: str) -> SourceRef:
        """Say where an article stood."""
        return SourceRef(kind, self.shown, self.etag, self.fetched_at)


def opened(place: Place, context: Context) -> Document:
    """Read or fetch a document afresh.

    Raises ConfigError unless there is either a path or a URL, SourceError for what can't be read or fetched.
    """
    if bool(place.path) == bool(place.url):
        raise ConfigError("a source needs either path or url", where="[[sources]]", remedy="give one of them")
    if place.url:
        return fetched(place.url, context)
    return _file(context.root / str(place.path), context)


def fetched(url: str, context: Context) -> Document:
    """Fetch a document. Raises SourceError naming its place."""
    got = context.fetch(url)
    return Document(got.content, links.shown(url), got.url, got.charset, got.etag, got.fetched_at)


def _file(path: Path, context: Context) -> Document:
    shown = reading.place(path, context.root)
    return Document(reading.content(path, shown), shown)
