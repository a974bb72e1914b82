"""How many connections are at work: few while they keep us busy, all where a distant server is waited for."""

from time import monotonic, process_time

_FEW = 16  # connections that begin
LOOK = 0.002  # seconds between two looks at whether more would help
_BUSY = 0.7  # the part of the time that keeps one processor busy


class Balance:
    """Says how many connections may be at work, from how busy this process is.

    A connection that finds a next message when it sends one needs a single round trip, and a single write,
    for each: few connections that share what is ready are cheaper than many.
    """

    def __init__(self, most: int) -> None:
        self.active = _FEW
        self.busy = False
        self._most = most
        self._then = (monotonic(), process_time())

    @property
    def may_grow(self) -> bool:
        """Say whether another look may let more connections help."""
        return not self.busy and self.active < self._most

    def enough(self, window: int) -> int:
        """Say how many answers of a window are worth a call of the exchange.

        While we are busy nothing else goes on meanwhile: so many that each connection has its next message.
        """
        return max(1, window // 2, window - 2 * self.active if self.busy else 0)

    def look(self, *, ready: bool) -> None:
        """Let more connections help while messages are ready and we mostly wait, fewer while we are busy."""
        now, spent = monotonic(), process_time()
        passed, used = now - self._then[0], spent - self._then[1]
        if passed < LOOK:
            return
        self._then = (now, spent)
        self.busy = used > _BUSY * passed
        if self.busy:
            self.active = max(_FEW, self.active - self.active // 8)
        elif ready:
            self.active = min(2 * self.active, self._most)
