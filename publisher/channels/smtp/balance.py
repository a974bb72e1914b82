"""How many connections are at work: few while they keep us busy, more where that brings more answers."""

from collections.abc import Callable
from time import monotonic, process_time
from typing import NamedTuple

_FEW = 16  # connections that begin
LOOK = 0.002  # seconds between two looks at whether more would help
_BUSY = 0.7  # the part of the time that keeps one processor busy
_PERIOD = 0.02  # seconds that it is told from: calls of the exchange keep us busy for half of that
_MORE = 4  # times as many connections are tried
_GAIN = 1.25  # times as many answers they must bring
_SAMPLE = 4  # answers of each connection that a rate is told from: they come in bursts
_WARM = 2  # answers of each before that: some just begin
_AGAIN = 2.0  # seconds after a vain trial until the next


class _Sample(NamedTuple):
    """Since when answers are counted, how many there were by then, and whether every connection had begun."""

    start: float
    answers: int
    warm: bool


def _clock() -> tuple[float, float]:
    return monotonic(), process_time()


class Balance:
    """Says how many connections may be at work, from how busy this process is and how many answers come.

    A connection that finds a next message when it sends one needs a single round trip, and a single write,
    for each: few connections that share what is ready are cheaper than many, for the server too. A distant
    server is waited for, and more connections bring more answers. From one that is held back by its own work
    they bring no more, and as many as before suffice.
    """

    def __init__(self, most: int, clock: Callable[[], tuple[float, float]] = _clock) -> None:
        """Begin; `clock` gives the seconds that passed and those that this process worked."""
        self.active = _FEW
        self.busy = False
        self._most = most
        self._clock = clock
        self._now, _ = self._then = clock()
        self._sample = _Sample(self._now, 0, warm=False)
        self._before: tuple[float, int] | None = None  # rate and connections before a growth that is on trial
        self._vain = False  # whether the last trial brought too little
        self._rest = self._now + _PERIOD  # no trial before this moment

    @property
    def may_grow(self) -> bool:
        """Say whether another look may let more connections help."""
        return not self.busy and self.active < self._most and self._now >= self._rest

    @property
    def few(self) -> int:
        """Say how many answers at once are worth waiting a moment for others: where the server is behind."""
        return self.active // 8 if self._vain and not self.busy else 0

    def enough(self, window: int) -> int:
        """Say how many answers of a window are worth a call of the exchange.

        While we are busy nothing else goes on meanwhile: so many that each connection has its next message.
        """
        return max(1, window // 2, window - 2 * self.active if self.busy else 0)

    def look(self, *, opened: int, answered: int) -> None:
        """Look at the time that was used and at all answers so far, while so many connections are open."""
        self._now, spent = self._clock()
        passed, used = self._now - self._then[0], spent - self._then[1]
        if passed >= _PERIOD:
            self._then, self.busy = (self._now, spent), used > _BUSY * passed
            if self.busy:
                self.active, self._before = max(_FEW, self.active - self.active // 8), None
        if self.busy or opened < min(self.active, self._most):
            self._sample = _Sample(self._now, answered, warm=False)
        else:
            self._climb(answered)

    def _climb(self, answered: int) -> None:
        """Take more while that brings more answers; go back where it did not, and try again later."""
        start, by_then, warm = self._sample
        if self._now < self._rest or answered - by_then < (_SAMPLE if warm else _WARM) * self.active:
            return
        self._sample = _Sample(self._now, answered, warm=True)
        if warm:
            self._judge((answered - by_then) / max(self._now - start, LOOK))

    def _judge(self, rate: float) -> None:
        """Judge the growth that is on trial by the answers a second, and begin the next."""
        before, self._before = self._before, None
        self._vain = before is not None and rate < _GAIN * before[0]
        if before and self._vain:
            self.active, self._rest = before[1], self._now + _AGAIN
        elif self.may_grow:
            self._before, self.active = (rate, self.active), min(_MORE * self.active, self._most)
            self._sample = self._sample._replace(warm=False)
