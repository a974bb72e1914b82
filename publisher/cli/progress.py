"""How far a long command is, on stderr: a bar on a terminal, elsewhere a line per 5 % or 10 seconds."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from publisher.cli import words

_STEP = 5  # per cent
_PAUSE = 10.0  # seconds


@contextmanager
def progress(total: int, what: str) -> Iterator[Callable[[int], None]]:
    """Give a function to be told how much of the total is done."""
    if not sys.stderr.isatty():
        yield Lines(total, what, words.note, time.monotonic)
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True)) as bar:
        task = bar.add_task(what, total=total)
        yield lambda done: bar.update(task, completed=done)


class Lines:
    """Say a line whenever 5 % more is done or 10 seconds went by."""

    def __init__(self, total: int, what: str, say: Callable[[str], None], clock: Callable[[], float]) -> None:
        self._total, self._what, self._say, self._clock = max(total, 1), what, say, clock
        self._percent, self._at = 0, clock()

    def __call__(self, done: int) -> None:
        """Take how much is done."""
        percent, at = done * 100 // self._total, self._clock()
        if percent >= self._percent + _STEP or at >= self._at + _PAUSE or percent == 100 > self._percent:
            self._percent, self._at = percent, at
            self._say(f"{self._what}: {percent} %")
