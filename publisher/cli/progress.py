"""How far a long command is, on stderr: a bar on a terminal, elsewhere a line per 5 % or 10 seconds.

Drawing a bar takes escape sequences, also without colours: where NO_COLOR is set (no-color.org) it is lines.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from publisher.cli import words

if TYPE_CHECKING:
    from rich.progress import Progress

_STEP = 5  # per cent
_PAUSE = 10.0  # seconds


@contextmanager
def progress(total: int, what: str) -> Iterator[Callable[[int], None]]:
    """Give a function to be told how much of the total is done.

    A stderr that is closed or full stops nothing: the work matters more than how far it is.
    """
    if not sys.stderr or not sys.stderr.isatty() or os.environ.get("NO_COLOR"):
        yield Lines(total, what, words.note, time.monotonic)
        return
    bar = _Bar(total, what)
    try:
        yield bar
    finally:
        bar.close()


class _Bar:
    """A bar that appears with the first number: what is asked before stands alone on its line."""

    def __init__(self, total: int, what: str) -> None:
        self._total, self._what = max(total, 1), what
        self._bar: Progress | None = None

    def __call__(self, done: int) -> None:
        """Take how much is done; more than the total is all of it."""
        with words.unheard():
            if self._bar is None:
                self._bar = _started(self._what, self._total)
            self._bar.update(self._bar.task_ids[0], completed=min(done, self._total))

    def close(self) -> None:
        """Leave the bar as it is."""
        with words.unheard():
            if self._bar:
                self._bar.stop()


def _started(what: str, total: int) -> "Progress":
    from rich.console import Console
    from rich.progress import Progress

    bar = Progress(console=Console(stderr=True))
    bar.add_task(what, total=total)
    bar.start()
    return bar


class Lines:
    """Say a line whenever 5 % more is done or 10 seconds went by."""

    def __init__(self, total: int, what: str, say: Callable[[str], None], clock: Callable[[], float]) -> None:
        self._total, self._what, self._say, self._clock = max(total, 1), what, say, clock
        self._percent, self._at = 0, clock()

    def __call__(self, done: int) -> None:
        """Take how much is done."""
        percent, at = min(done * 100 // self._total, 100), self._clock()
        if percent >= self._percent + _STEP or at >= self._at + _PAUSE or percent == 100 > self._percent:
            self._percent, self._at = percent, at
            self._say(f"{self._what}: {percent} %")
