"""Kind `folder`: a folder of Markdown articles and JSON Feeds, or one such file."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import msgspec

from publisher.errors import SourceError
from publisher.model import Article, Finding, Loaded
from publisher.ports import Context
from publisher.sources import identity, reading
from publisher.sources.feeds import json_feed
from publisher.sources.files import front_matter

_REMEDY = "put Markdown (.md) or JSON Feed (.json) files there"


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`path` is a folder or one file, relative to the folder of the configuration."""

    path: str


class Folder:
    """Reads each `*.md` and `*.json` directly in a folder, in the order of their names."""

    def __init__(self, settings: Settings, context: Context) -> None:
        self._path = context.root / settings.path
        self._context = context

    def articles(self, since: datetime | None = None) -> Loaded:  # noqa: ARG002  (a new file may bear an old date)
        """Read all files afresh. Raises SourceError for the first that can't be used, and for none at all."""
        found: list[Article] = []
        findings: list[Finding] = []
        for path in self._files():
            articles, noticed = self._read(path)
            found += articles
            findings += noticed
        if not found:
            shown = reading.place(self._path, self._context.root)
            raise SourceError("no articles here", where=shown, remedy=_REMEDY)
        named = identity.distinct(found)
        return Loaded(named, (*findings, *identity.repeated(found, named)))

    def _files(self) -> list[Path]:
        """List the files to read, sorted by name so that the disk's own order does not matter."""
        if not self._path.is_dir():
            return [self._path]
        try:
            names = sorted(path.name for path in self._path.iterdir())
        except OSError as error:
            shown = reading.place(self._path, self._context.root)
            remedy = "check its permissions"
            raise SourceError(f"can't be read: {error.strerror}", where=shown, remedy=remedy) from error
        known = (name for name in names if not name.startswith(".") and _kind(name))
        return [self._path / name for name in known]

    def _read(self, path: Path) -> tuple[Sequence[Article], Sequence[Finding]]:
        shown = reading.place(path, self._context.root)
        file = reading.read(path, shown)
        if _kind(path.name) == "json" or (not _kind(path.name) and file.text.lstrip().startswith("{")):
            return json_feed.articles(file.text, shown, self._context), file.findings
        return [front_matter.article(file.text, shown, self._context)], file.findings


def _kind(name: str) -> str:
    """Give `md` or `json` by a file name's end, and nothing for another."""
    end = name.lower().rpartition(".")[2]
    return end if end in {"md", "json"} else ""
