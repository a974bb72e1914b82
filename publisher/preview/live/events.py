"""A bell that every open page hears: something changed, look again."""

import asyncio
from collections.abc import AsyncIterator
from threading import Lock

_QUIET = 15.0  # seconds after which a line says that we are still here


class Bell:
    """Rung from any thread, heard in the loop of each page."""

    def __init__(self) -> None:
        self._count = 0
        self._ended = False
        self._waiting: set[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = set()
        self._mutex = Lock()

    @property
    def count(self) -> int:
        """Say how often it rang."""
        return self._count

    def ring(self) -> None:
        """Tell every open page to look again."""
        with self._mutex:
            self._count += 1
            waiting = list(self._waiting)
        for loop, event in waiting:
            loop.call_soon_threadsafe(event.set)

    def end(self) -> None:
        """Let go of every open page."""
        self._ended = True
        self.ring()

    async def heard(self) -> AsyncIterator[str]:
        """Give server-sent events (HTML Living Standard, 9.2): one now, and one each time it rings."""
        mine = (asyncio.get_running_loop(), asyncio.Event())
        with self._mutex:
            self._waiting.add(mine)
        try:
            yield f"retry: 1000\ndata: {self._count}\n\n"
            while not self._ended:
                try:
                    await asyncio.wait_for(mine[1].wait(), _QUIET)
                except TimeoutError:
                    yield ": still here\n\n"
                else:
                    mine[1].clear()
                    yield f"data: {self._count}\n\n"
        finally:
            with self._mutex:
                self._waiting.discard(mine)
