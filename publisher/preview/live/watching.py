"""Files that an edition is made of, watched: who saves one sees the page change."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread

import watchfiles

from publisher import pipeline
from publisher.config import Config
from publisher.config.files import defaults
from publisher.errors import PublisherError
from publisher.preview.live.desk import Desk

_OURS = (".publisher", "editions", "outbox")
_STEP = 2  # milliseconds of quiet after a change: an editor saves a file in several steps
_LONGEST = 200  # milliseconds that a change waits for others
_LOOK = 2_000  # milliseconds between looks at what is to be watched


class Watcher:
    """Rebuilds a desk's editions from a thread of its own."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._stop = Event()
        self._seen: dict[Path, int] = {}
        self._thread = Thread(target=self._run, name="watching", daemon=True)

    def start(self) -> None:
        """Begin to watch: what is saved from here on is seen, also before the watch stands."""
        self._seen = _times(self._places())
        self._thread.start()

    def stop(self) -> None:
        """Watch no more."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.is_set():
            places = self._places()
            if not places:
                self._stop.wait(_LOOK / 1000)
                continue
            self._watch(places)

    def _watch(self, places: list[Path]) -> None:
        """Watch these until others are to be watched."""
        stands = False
        for changes in watchfiles.watch(
            *places,
            step=_STEP,
            debounce=_LONGEST,
            stop_event=self._stop,
            rust_timeout=_LOOK,
            yield_on_timeout=True,
            raise_interrupt=False,
        ):
            files = {Path(path) for _, path in changes}
            if not stands:
                files |= self._missed(places)
                stands = True
            self._seen |= _times(files)
            if files:
                self._changed(files)  # whoever looks fetches the page now: what is to be watched can wait
            elif self._places() != places:
                return

    def _missed(self, places: list[Path]) -> set[Path]:
        """Find what was saved while nothing watched it, in a new place all there is."""
        return {path for path, at in _times(places).items() if self._seen.get(path) != at}

    def _changed(self, files: set[Path]) -> None:
        with suppress(PublisherError):  # a config.toml that does not parse: said by whoever uses it
            config = self._desk.load()
            for edition in self._desk.editions():
                if touches(config, edition, files):
                    self._desk.rebuild(edition, reload=is_article(config, edition, files))

    def _places(self) -> list[Path]:
        found: set[Path] = set()
        with suppress(PublisherError):
            config = self._desk.load()
            found |= {*_folders(config)}
            for edition in self._desk.editions():
                found |= {*_articles(config, edition)}
        return sorted(path for path in found if path.exists())


def touches(config: Config, edition: str, files: set[Path]) -> bool:
    """Say whether one of these files is what the edition is made of: no other day's, no other campaign's."""
    return any(_is_part(config, edition, path) for path in files)


def is_article(config: Config, edition: str, files: set[Path]) -> bool:
    """Say whether one of these files is an article of the edition's campaign, and none that we write."""
    own = [config.root / name for name in _OURS]
    read = [path for path in files if not any(_lies_in(path, place) for place in own)]
    return any(_lies_in(path, place) for path in read for place in _articles(config, edition))


def _is_part(config: Config, edition: str, path: Path) -> bool:
    campaign, _, day = edition.partition("/")
    for root in (config.root, defaults()):
        if _lies_in(path, root / "templates"):
            return True
        days = root / "campaigns" / campaign  # new, it may hold the day's file already
        own = {days, days.with_name(f"{campaign}.toml"), days / f"{day}.toml"}
        if path.resolve() in {file.resolve() for file in own}:
            return True
    return is_article(config, edition, {path})


def _times(places: Iterable[Path]) -> dict[Path, int]:
    """Give when each file in these places was saved last, in nanoseconds."""
    found = {}
    for path in (path for place in places for path in (place, *place.rglob("*"))):
        with suppress(OSError):  # gone meanwhile
            found[path] = path.stat().st_mtime_ns
    return found


def _lies_in(path: Path, place: Path) -> bool:
    return path.resolve().is_relative_to(place.resolve())


def _folders(config: Config) -> Iterator[Path]:
    for root in (config.root, defaults()):
        yield from (root / "templates", root / "campaigns")


def _articles(config: Config, edition: str) -> list[Path]:
    try:
        return pipeline.places(config, pipeline.Order(campaign=edition.partition("/")[0]))
    except PublisherError:
        return []
