"""The end of one document's time: what is still open then is shut, however slowly it drips."""

import socket
import time
from contextlib import suppress
from threading import Lock, Timer
from types import TracebackType
from typing import Self


class Deadline:
    """A time limit over names, connections, headers and body together. Use it in a `with`.

    A time-out of the socket begins anew with each byte; so a timer shuts the connection at the end. It works
    on a duplicate of the socket, which TLS does not take over.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds
        self._watched: socket.socket | None = None
        self._mutex = Lock()
        self._timer = Timer(seconds, self._shut)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
        self._watch(None)

    def left(self) -> float:
        """Give the seconds that are left, never less than 0."""
        return max(0.0, self._end - time.monotonic())

    @property
    def is_over(self) -> bool:
        """Say whether the time is over: what a shut connection then gives is not to be believed."""
        return self.left() == 0

    def watch(self, sock: socket.socket) -> None:
        """Shut this connection at the end, in place of the one watched before."""
        self._watch(sock.dup())
        if self.is_over:
            self._shut()

    def _watch(self, sock: socket.socket | None) -> None:
        with self._mutex:
            before, self._watched = self._watched, sock
        if before is not None:
            before.close()

    def _shut(self) -> None:
        with self._mutex:
            if self._watched is not None:
                with suppress(OSError):  # the other side was first
                    self._watched.shutdown(socket.SHUT_RDWR)
