"""What the sink keeps of what happened: in memory for the test beside it, in a file for other processes.

A line a event, its parts apart by one space, the last the monotonic clock in nanoseconds:

    dot RECIPIENT MESSAGE-ID NS                the final dot arrived
    accepted RECIPIENT MESSAGE-ID SENDER NS    the message is the sink's now; written before its reply
    replied RECIPIENT MESSAGE-ID NS            the reply to the final dot, whatever it said, was written
    violation WORDS NS                         the client did what the protocol forbids

Spaces and control characters within a part, and `%`, are written as %XX; what is not there is a hyphen.
"""

import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_UNSAFE = re.compile(r"[\x00-\x20\x7f%]")


@dataclass(frozen=True, slots=True)
class Message:
    """A message whose final dot arrived; `data` is None unless it was asked for."""

    sender: str
    recipients: tuple[str, ...]
    message_id: str
    delivery: str  # the header X-Publisher-Delivery
    data: bytes | None


@dataclass(frozen=True, slots=True)
class Accepted:
    """One recipient of a message that the sink accepted; `at` is the monotonic clock in nanoseconds."""

    recipient: str
    message_id: str
    sender: str
    delivery: str
    data: bytes | None
    at: int


class Journal:
    """Write events to a descriptor opened for appending, to memory, or both.

    Each call writes its lines in one piece, so that several processes can share a file and none can lose what
    it has answered for. Raises RuntimeError when the file can't be written: then there is no reply either.
    """

    def __init__(self, descriptor: int | None = None, *, remember: bool = True) -> None:
        self.descriptor, self._remember = descriptor, remember
        self.accepted: list[Accepted] = []
        self.violations: list[str] = []

    def arrived(self, message: Message, *, accepted: bool) -> None:
        """Note a final dot, and in the same breath that the message was accepted."""
        at = time.monotonic_ns()
        self._write("dot", message, "", at)
        if accepted:
            self._write("accepted", message, f" {_part(message.sender)}", at)
            self._keep(message, at)

    def replied(self, message: Message) -> None:
        """Note that the reply to a final dot was written."""
        self._write("replied", message, "", time.monotonic_ns())

    def violation(self, words: str) -> None:
        """Note what the client did against the protocol; never holds what it said."""
        self._append(f"violation {words} {time.monotonic_ns()}\n")
        if self._remember:
            self.violations.append(words)

    def _write(self, event: str, message: Message, more: str, at: int) -> None:
        if self.descriptor is not None:
            name = _part(message.message_id)
            self._append("".join(f"{event} {_part(to)} {name}{more} {at}\n" for to in message.recipients))

    def _append(self, lines: str) -> None:
        if self.descriptor is not None:
            try:
                os.write(self.descriptor, lines.encode("utf-8", "surrogateescape"))
            except OSError as error:  # an event loop takes that for a client that went away, and is silent
                raise RuntimeError(f"the log can't be written, so nothing is answered: {error}") from error

    def _keep(self, message: Message, at: int) -> None:
        if self._remember:
            rest = (message.message_id, message.sender, message.delivery, message.data, at)
            self.accepted += [Accepted(recipient, *rest) for recipient in message.recipients]


@contextmanager
def open_log(path: Path | None) -> Iterator[int | None]:
    """Open a log for appending, or give None where there is to be none."""
    if path is None:
        yield None
        return
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _part(text: str) -> str:
    return _UNSAFE.sub(lambda found: f"%{ord(found[0]):02X}", text) or "-"
