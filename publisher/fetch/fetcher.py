"""The way out that the rooms are given: each document once, from the cache where it has not changed."""

import time
from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING
from urllib.parse import urldefrag

from publisher.errors import SourceError
from publisher.fetch.cache import Cache, Kept
from publisher.fetch.settings import Settings
from publisher.ports import Fetched, utc_now

if TYPE_CHECKING:
    from publisher.fetch.door import Dial, Resolve
    from publisher.fetch.loading import Loader


class _Entry:
    """One URL's answer, made by the first who asks while the others wait."""

    def __init__(self) -> None:
        self.mutex = Lock()
        self.answer: Fetched | SourceError | None = None


class Fetcher:
    """Fetches documents (ports.Fetch), each URL once in its life, an error included. Thread-safe.

    `cache` is the folder of what was fetched before, None for none; `agent` is the User-Agent. `resolve`
    gives a host's addresses, `dial` connects to one, `sleep` waits before another try: the system's own,
    unless others are given.
    """

    def __init__(
        self,
        settings: Settings,
        cache: Path | None,
        agent: str,
        clock: Callable[[], datetime] = utc_now,
        *,
        resolve: "Resolve | None" = None,
        dial: "Dial | None" = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._settings, self._agent, self._clock = settings, agent, clock
        self._cache = Cache(cache) if cache else None
        self._resolve, self._dial, self._sleep = resolve, dial, sleep
        self._mutex = Lock()
        self._entries: dict[str, _Entry] = {}

    def __call__(self, url: str) -> Fetched:
        """Get a document, or what the first call for its URL got. Raises SourceError."""
        key = _key(url)
        with self._mutex:
            entry = self._entries.setdefault(key, _Entry())
        with entry.mutex:
            if entry.answer is None:
                entry.answer = self._answer(key)
        if isinstance(entry.answer, SourceError):
            raise entry.answer.with_traceback(None)
        return entry.answer

    @cached_property
    def _load(self) -> "Loader":
        from publisher.fetch.loading import Loader  # noqa: PLC0415  (requests takes its time)

        return Loader(self._settings, self._agent, self._clock, self._resolve, self._dial, self._sleep)

    def _answer(self, url: str) -> Fetched | SourceError:
        kept = self._cache.find(url) if self._cache else None
        try:
            got, may_be_kept = self._load(url, kept)
        except SourceError as error:
            return error
        if self._cache:
            self._remember(self._cache, url, got, fresh=got is not kept, may_be_kept=may_be_kept)
        return Fetched(got.url, got.content, self._clock(), got.type, got.charset, got.etag)

    def _remember(self, cache: Cache, url: str, got: Kept, *, fresh: bool, may_be_kept: bool) -> None:
        if not fresh:
            cache.touch(url)
        elif may_be_kept and got.conditions():
            cache.keep(url, got)
        else:
            cache.forget(url)


def _key(url: str) -> str:
    try:
        return urldefrag(url).url
    except ValueError:
        return url
