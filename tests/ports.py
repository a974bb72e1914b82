"""Ports for servers of programs that can't take port 0."""

import random
import socket
from contextlib import suppress


def free_port():
    """Give a port that nothing else takes while its server is down: Linux lends out those from 32768."""
    while True:
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", random.randrange(10_000, 32_000)))
            return probe.getsockname()[1]
