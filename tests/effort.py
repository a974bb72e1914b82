"""Effort: processor time told in a piece of work that this machine has just done, never in seconds.

A busy machine or a slow one takes longer over both, so a bound on the effort holds on each of them.
"""

import time
from collections.abc import Callable

_PIECE = range(400_000)


def effort(work: Callable[[], object]) -> float:
    """Do the work, and say how many times the piece it took; a piece is some 0.05 s of a quiet processor."""
    piece = min(_needed(lambda: sum(number % 7 for number in _PIECE)) for _ in range(3))
    return _needed(work) / piece


def _needed(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start
