"""One connection as replies in and bytes out; every byte of a reply may arrive alone."""

import asyncio
import socket
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import lru_cache
from time import monotonic
from typing import cast

from publisher.channels.smtp.replies import Reply

_LONGEST = 64 * 1024  # bytes of one reply


class Wire(asyncio.Protocol):
    """Reads replies (RFC 5321, 4.2.1) and hands them to `on_replies` as they arrive.

    `on_lost` is told of the end, once. `since` is when something was last heard or written.
    """

    def __init__(self) -> None:
        self.on_replies: Callable[[Sequence[Reply]], None]
        self.on_lost: Callable[[], None]
        self.transport: asyncio.Transport | None = None
        self.since = monotonic()
        self._rest = b""
        self._lines: list[bytes] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport; replies are small, so nothing waits for Nagle."""
        self.transport = cast("asyncio.Transport", transport)
        peer = transport.get_extra_info("socket")
        if peer is not None:
            with suppress(OSError):
                peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def data_received(self, data: bytes) -> None:
        """Cut what arrived into replies."""
        self.since = monotonic()
        *lines, self._rest = (self._rest + data).split(b"\n")
        replies = []
        for line in lines:
            if line[3:4] == b"-":
                self._lines.append(line)
            else:
                replies.append(self._reply(line))
        if replies:
            self.on_replies(replies)
        if len(self._rest) > _LONGEST or len(self._lines) > 1_000:
            self.abort()

    def connection_lost(self, error: Exception | None) -> None:
        """Tell of the end."""
        del error
        self.transport = None
        self.on_lost()

    def write(self, pieces: Sequence[bytes]) -> None:
        """Write pieces in one go."""
        if self.transport is not None:
            self.since = monotonic()
            self.transport.writelines(pieces)

    def forget(self) -> None:
        """Drop what arrived and was not read: nothing said before TLS counts after it (RFC 3207, 4.2)."""
        self._rest = b""
        self._lines.clear()

    def abort(self) -> None:
        """Drop the connection at once."""
        if self.transport is not None:
            self.transport.abort()

    def close(self) -> None:
        """Close when all is written."""
        if self.transport is not None:
            self.transport.close()

    def _reply(self, last: bytes) -> Reply:
        if self._lines:
            last = b"\n".join([*self._lines, last])
            self._lines.clear()
        return _read(last)


@lru_cache(maxsize=256)
def _read(last: bytes) -> Reply:
    """Read a reply; a server says most of them to every message."""
    digits = last[:3]
    code = int(digits) if digits.isdigit() else 0
    return Reply(code, last.decode("utf-8", "replace").rstrip("\r"))
