"""Replies on their way out: gathered into one write, or late, or a byte at a time."""

import asyncio
from collections.abc import Callable

_PAUSE = 0.001  # seconds between two bytes: the shortest that an event loop keeps


class Wire:
    """Write to one transport in order; `busy` while a reply is late or under way.

    What is said while it is busy must wait: `trickle` calls back when it is done.
    """

    def __init__(self) -> None:
        self.transport: asyncio.Transport
        self.busy = False
        self._out: list[bytes] = []
        self._timer: asyncio.TimerHandle | None = None

    def queue(self, data: bytes) -> None:
        """Keep a reply for the next flush."""
        self._out.append(data)

    def flush(self) -> None:
        """Write what was kept."""
        if self._out:
            self.transport.write(b"".join(self._out))
            self._out.clear()

    def trickle(self, data: bytes, *, after: float, split: bool, done: Callable[[], None]) -> None:
        """Write `data` after so many seconds, a byte at a time if `split`, then call `done`; flush before."""
        self.busy = True
        self._timer = asyncio.get_running_loop().call_later(after, self._step, data, split, done)

    def cancel(self) -> None:
        """Say nothing any more."""
        if self._timer:
            self._timer.cancel()

    def _step(self, data: bytes, split: bool, done: Callable[[], None]) -> None:  # noqa: FBT001
        if split and len(data) > 1:
            self.transport.write(data[:1])
            self.trickle(data[1:], after=_PAUSE, split=True, done=done)
            return
        self.transport.write(data)
        self.busy = False
        done()
