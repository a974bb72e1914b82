"""How much one address may ask: a token bucket each, in bounded memory."""

import math
from collections import OrderedDict
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address
from threading import Lock

# Generous: a provider unsubscribes for many readers from few addresses, and a company's scanner opens every
# link of every mail. It bounds the work for the database, not the guessing: 128 bits can't be guessed.
RATE = 50.0  # requests a second
BURST = 2_000  # requests at once
_MOST = 10_000  # addresses that are remembered; a full bucket needs no memory


class Limiter:
    """Counts requests by client address; `clock` gives seconds that only grow. Safe between threads."""

    def __init__(self, clock: Callable[[], float], rate: float = RATE, burst: int = BURST) -> None:
        self._clock, self._rate, self._burst = clock, rate, burst
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._mutex = Lock()

    def wait(self, client: str) -> int:
        """Count one request; give 0, or after how many seconds the next one may come."""
        who, now = _network(client), self._clock()
        with self._mutex:
            left, then = self._buckets.pop(who, (float(self._burst), now))
            left = min(self._burst, left + (now - then) * self._rate)
            allowed = left >= 1
            self._buckets[who] = (left - 1 if allowed else left, now)
            if len(self._buckets) > _MOST:
                self._buckets.popitem(last=False)
        return 0 if allowed else math.ceil((1 - left) / self._rate)


def _network(client: str) -> str:
    """Give what counts as one address: an IPv6 client owns a /64; what is no address shares one bucket."""
    try:
        address = ip_address(client)
    except ValueError:
        return ""
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or IPv6Address(int(address) >> 64 << 64))
    return str(address)
