"""Rates: so many a second, minute or hour, shared by all who send through the same channel."""

import time
from collections.abc import Callable

_SECONDS = {"s": 1.0, "m": 60.0, "h": 3600.0}
_BLOCK = 0.5  # seconds' worth of sendings that are reserved at a time
_NAP = 0.2  # seconds between looks at whether to stop

Reserve = Callable[[str, int, float, float], float]


class Rate:
    """A limit such as `20/s`; `reserve` is the ledger's, so that every process counts the same."""

    def __init__(self, key: str, limit: str, reserve: Reserve) -> None:
        count, _, unit = limit.partition("/")
        self.interval = _SECONDS[unit] / int(count)
        self._key, self._reserve = key, reserve

    def grant(self, most: int, stop: Callable[[], bool]) -> int:
        """Reserve up to `most` sendings, wait for the first to be due, and give how many; 0 when stopped."""
        count = min(most, max(1, int(_BLOCK / self.interval)))
        if count < 1:
            return 0
        start = self._reserve(self._key, count, self.interval, time.time())
        while (wait := start - time.time()) > 0:
            if stop():
                return 0
            time.sleep(min(wait, _NAP))
        return count


def seconds(rate: str | None, count: int) -> float | None:
    """Say how long `count` sendings take at a rate at least; None without a rate."""
    if rate is None:
        return None
    number, _, unit = rate.partition("/")
    return count * _SECONDS[unit] / int(number)
