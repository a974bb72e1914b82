"""What was fetched before, with what the server needs to say "not changed": body and validators in one file.

A cache may be absent, damaged, full or read-only; then everything is simply fetched.
"""

import hashlib
import os
from contextlib import suppress
from pathlib import Path

import msgspec
from msgspec import Struct

MAX_FILES = 200
MAX_TOTAL = 100_000_000  # bytes
_MAX_FILE = 6_000_000  # bytes: a body and its headers
_DIGEST = 32


class Kept(Struct, frozen=True):
    """A document and the validators that came with it; `url` is where it was found, after redirects."""

    url: str
    content: bytes
    type: str = ""
    charset: str | None = None
    etag: str | None = None
    last_modified: str | None = None

    def conditions(self) -> dict[str, str]:
        """Give the headers that ask for it only if it changed."""
        asked = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in asked.items() if value}


class Cache:
    """A folder with a file for each URL, named by its hash; the oldest go first. Made for its owner alone."""

    def __init__(self, folder: Path, max_files: int = MAX_FILES, max_total: int = MAX_TOTAL) -> None:
        self._folder, self._max_files, self._max_total = folder, max_files, max_total

    def find(self, url: str) -> Kept | None:
        """Give what is kept of a URL, or None; a damaged file counts as none."""
        path = self._path(url)
        try:
            if path.stat().st_size > _MAX_FILE:
                return None
            data = path.read_bytes()
            if hashlib.sha256(data[_DIGEST:]).digest() != data[:_DIGEST]:
                return None
            return msgspec.msgpack.decode(data[_DIGEST:], type=Kept)
        except (OSError, msgspec.DecodeError):
            return None

    def keep(self, url: str, kept: Kept) -> None:
        """Keep a document in the place of what was kept of that URL, all of it or nothing."""
        packed = msgspec.msgpack.encode(kept)
        with suppress(OSError):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._write(self._path(url), hashlib.sha256(packed).digest() + packed)
            self._prune()

    def touch(self, url: str) -> None:
        """Note that what is kept of a URL was still good."""
        with suppress(OSError):
            os.utime(self._path(url))

    def forget(self, url: str) -> None:
        """Keep nothing of a URL."""
        with suppress(OSError):
            self._path(url).unlink()

    def _path(self, url: str) -> Path:
        return self._folder / f"{hashlib.sha256(url.encode('utf-8', 'surrogatepass')).hexdigest()}.kept"

    def _write(self, path: Path, data: bytes) -> None:
        import tempfile  # noqa: PLC0415  (only where something is kept)

        number, name = tempfile.mkstemp(prefix=f"{path.name}-", dir=self._folder)
        try:
            with open(number, "wb") as file:  # noqa: PTH123  (a descriptor)
                file.write(data)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise

    def _prune(self) -> None:
        """Remove the oldest until both limits hold; what a killed process left half written counts too."""
        seen = sorted(
            ((found.stat(), found) for found in self._folder.glob("*.kept*")),
            key=lambda pair: pair[0].st_mtime_ns,
            reverse=True,
        )
        total = 0
        for number, (stat, path) in enumerate(seen, start=1):
            total += stat.st_size
            if number > self._max_files or total > self._max_total:
                path.unlink(missing_ok=True)
