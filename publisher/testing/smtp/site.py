"""What all connections of one sink share."""

import ssl
from dataclasses import dataclass, field
from pathlib import Path

from publisher.testing.smtp.behaviour import Behaviour
from publisher.testing.smtp.dice import Dice
from publisher.testing.smtp.journal import Journal


@dataclass(slots=True)
class Connections:
    """How many connections were served: now, at most at a time, and in all; and how many were refused."""

    now: int = 0
    peak: int = 0
    total: int = 0
    refused: int = 0

    def enter(self, limit: int | None) -> bool:
        """Count a new connection; tell whether it is served."""
        if limit is not None and self.now >= limit:
            self.refused += 1
            return False
        self.now, self.total = self.now + 1, self.total + 1
        self.peak = max(self.peak, self.now)
        return True


@dataclass(slots=True)
class Site:
    """The behaviour of this moment, the journal, the dice and the counts."""

    behaviour: Behaviour
    journal: Journal
    keep_data: bool = False
    dice: Dice = field(default_factory=Dice)
    connections: Connections = field(default_factory=Connections)
    _contexts: dict[tuple[Path, Path], ssl.SSLContext] = field(default_factory=dict)

    def context(self) -> ssl.SSLContext:
        """Give the TLS context of the behaviour's certificate; raises OSError when it can't be read."""
        certfile, keyfile = self.behaviour.certfile, self.behaviour.keyfile
        if not certfile or not keyfile:
            raise ValueError("TLS needs certfile and keyfile")
        if (certfile, keyfile) not in self._contexts:
            made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            made.load_cert_chain(certfile, keyfile)
            self._contexts[certfile, keyfile] = made
        return self._contexts[certfile, keyfile]
