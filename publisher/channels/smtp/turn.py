"""A turn of the loop: what arrived in it is heard together, and what is said to that leaves together.

A mail's 41 kB wash the program out of the processor's caches: hearing an answer took two to three times as
long right behind a write as behind another answer. And each answer that wakes this process costs a server on
the same machine time: where many connections wait and few are answered at once, a rest gathers more.
"""

import asyncio
from collections import deque
from time import monotonic, sleep
from typing import Protocol

_REST = 0.0003  # seconds


class Listener(Protocol):
    """A connection that something arrived on, or that has something to say."""

    def hear(self) -> None:
        """Take what arrived."""
        ...

    def speak(self) -> None:
        """Write what was said."""
        ...


class Turn:
    """Runs once for all connections that have something to hear or to say. `now` is when, in seconds.

    A turn in which no more than `few` spoke is followed by a rest. It stops the loop on purpose: nothing
    else keeps it from waking for each answer.
    """

    def __init__(self) -> None:
        self.now = monotonic()
        self.few = 0
        self._hearing: deque[Listener] = deque()
        self._speaking: deque[Listener] = deque()
        self._due = False

    def hear(self, listener: Listener) -> None:
        """Let a connection take what arrived, soon."""
        self._hearing.append(listener)
        if not self._due:
            self._come()

    def speak(self, listener: Listener) -> None:
        """Let a connection write what it said, soon."""
        self._speaking.append(listener)
        if not self._due:
            self._come()

    def _come(self) -> None:
        self._due = True
        self.now = monotonic()
        asyncio.get_running_loop().call_soon(self._run)

    def _run(self) -> None:
        self.now = monotonic()
        try:
            while self._hearing:
                self._hearing.popleft().hear()
            spoke = len(self._speaking)
            while self._speaking:
                self._speaking.popleft().speak()
            if 0 < spoke <= self.few:
                sleep(_REST)
        finally:
            self._due = False
            if self._hearing or self._speaking:  # one of them failed; the others go on
                self._come()
