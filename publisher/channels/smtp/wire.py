"""One connection as replies in and bytes out; every byte of a reply may arrive alone."""

import asyncio
import socket
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import lru_cache
from typing import cast

from publisher.channels.smtp.replies import Reply, grants
from publisher.channels.smtp.turn import Turn

_LONGEST = 64 * 1024  # bytes of one reply


class Wire(asyncio.Protocol):
    """Reads replies (RFC 5321, 4.2.1) and hands them to `on_replies` as they arrive.

    A reply and those behind it, which accept a message's envelope, go to `on_granted`, where that is asked
    for. `on_lost` is told of the end, once. `since` is when something was last heard or said.
    """

    def __init__(self, turn: Turn) -> None:
        self.on_replies: Callable[[Sequence[Reply]], None]
        self.on_granted: Callable[[Reply, Sequence[Reply]], None] = self._hand_over
        self.on_lost: Callable[[], None]
        self.transport: asyncio.Transport | None = None
        self.since = turn.now
        self._turn = turn
        self._heard = b""
        self._lines: list[bytes] = []
        self._said: list[bytes] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport; replies are small, so nothing waits for Nagle."""
        self.transport = cast("asyncio.Transport", transport)
        peer = transport.get_extra_info("socket")
        if peer is not None:
            with suppress(OSError):
                peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def data_received(self, data: bytes) -> None:
        """Keep what arrived until this turn is run."""
        self._heard = self._heard + data if self._heard else data
        self._turn.hear(self)

    def connection_lost(self, error: Exception | None) -> None:
        """Tell of the end."""
        del error
        self.transport = None
        self.hear()
        self.on_lost()

    def hear(self) -> None:
        """Cut what arrived into replies."""
        self.since = self._turn.now
        first, _, others = self._heard.partition(b"\n")
        if not self._lines and first[3:4] != b"-":
            replies, granted = _whole(others)
            if replies:
                self._heard = b""
                (self.on_granted if granted else self._hand_over)(_read(first), replies)
                return
        *lines, self._heard = self._heard.split(b"\n")
        found = [self._reply(line) for line in lines if not self._goes_on(line)]
        if found:
            self.on_replies(found)
        if len(self._heard) > _LONGEST or len(self._lines) > 1_000:
            self.abort()

    def write(self, pieces: Sequence[bytes]) -> None:
        """Say this when the turn is run, in one go with what else is said."""
        if not self._said:
            self._turn.speak(self)
            self.since = self._turn.now
        self._said += pieces

    def speak(self) -> None:
        """Write what was said."""
        said, self._said = self._said, []
        if said and self.transport is not None:
            self.transport.writelines(said)

    def forget(self) -> None:
        """Drop what arrived and was not read: nothing said before TLS counts after it (RFC 3207, 4.2)."""
        self._heard = b""
        self._lines.clear()

    def abort(self) -> None:
        """Drop the connection at once, with what was not heard and not said yet."""
        self.forget()
        self._said = []
        if self.transport is not None:
            self.transport.abort()

    def close(self) -> None:
        """Close when all is written."""
        self.speak()
        if self.transport is not None:
            self.transport.close()

    def _hand_over(self, first: Reply, others: Sequence[Reply]) -> None:
        self.on_replies((first, *others))

    def _goes_on(self, line: bytes) -> bool:
        """Keep a line that another of the same reply follows."""
        if line[3:4] != b"-":
            return False
        self._lines.append(line)
        return True

    def _reply(self, last: bytes) -> Reply:
        if self._lines:
            last = b"\n".join([*self._lines, last])
            self._lines.clear()
        return _read(last)


@lru_cache(maxsize=256)
def _whole(heard: bytes) -> tuple[Sequence[Reply], bool]:
    """Read replies of one line each and say what they grant; none where the last is cut or one goes on."""
    *lines, rest = heard.split(b"\n")
    if rest or any(line[3:4] == b"-" for line in lines):
        return (), False
    replies = [_read(line) for line in lines]
    return replies, grants(replies)


@lru_cache(maxsize=256)
def _read(last: bytes) -> Reply:
    """Read a reply; a server says most of them to every message."""
    digits = last[:3]
    code = int(digits) if digits.isdigit() else 0
    return Reply(code, last.decode("utf-8", "replace").rstrip("\r"))
