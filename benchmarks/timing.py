"""Two commands timed in turn, in one run: only their ratio is told.

Take the figures with an optimised Python, as Debian's is (docs/decisions/0007). It may keep its bytecode, as
it does where the package is installed; the first round is for warming up.
"""

import os
import statistics
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path


def ratio(ours: Sequence[object], theirs: Sequence[object], cwd: Path, rounds: int = 15) -> float:
    """Give the median wall time of our command as a multiple of theirs; both run in turn, `rounds` times."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds + 1):
        for command, kept in zip((ours, theirs), times, strict=True):
            kept.append(_seconds([str(word) for word in command], cwd))
    return statistics.median(times[0][1:]) / statistics.median(times[1][1:])


def _seconds(command: list[str], cwd: Path) -> float:
    start = time.perf_counter()
    environ = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run(command, cwd=cwd, env=environ, check=True, capture_output=True)
    return time.perf_counter() - start
