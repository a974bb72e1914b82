"""The door to the network: a name is looked up once, its addresses are checked, and only those are used."""

import socket
from collections.abc import Callable, Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Thread
from typing import cast

from publisher.errors import SourceError
from publisher.fetch import addresses
from publisher.fetch.deadline import Deadline
from publisher.fetch.failures import PassingError, too_late
from publisher.fetch.targets import host_name

Peer = tuple[str, int] | tuple[str, int, int, int]
Resolve = Callable[[str, int], Sequence[Peer]]
Dial = Callable[[Peer, float], socket.socket]
CONNECT = 10.0  # seconds for one address


def look_up(host: str, port: int) -> Sequence[Peer]:
    """Ask the system for a host's addresses. Raises OSError, and ValueError for what can't be a host."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [cast("Peer", peer) for _, _, _, _, peer in found]


def connect(peer: Peer, seconds: float) -> socket.socket:
    """Connect to an address within that time. Raises OSError."""
    sock = socket.socket(socket.AF_INET6 if ":" in peer[0] else socket.AF_INET, socket.SOCK_STREAM)
    try:
        sock.settimeout(seconds)
        sock.connect(peer)
    except BaseException:
        sock.close()
        raise
    return sock


class Door:
    """The way out for one document. `allowed` are the hosts that may have any address, by `host_name`."""

    def __init__(self, allowed: frozenset[str], deadline: Deadline, resolve: Resolve, dial: Dial) -> None:
        self.deadline = deadline
        self._allowed, self._resolve, self._dial = allowed, resolve, dial

    def open(self, host: str, port: int, where: str) -> socket.socket:
        """Connect to one of the host's addresses, each checked before and after.

        DNS that changes its mind is not asked again. Raises SourceError for a host without a public address,
        PassingError where nothing answers.
        """
        peers = self._checked(host, self._found(host, port, where), where)
        failure: OSError | None = None
        for still, peer in zip(range(len(peers), 0, -1), peers, strict=True):
            if self.deadline.is_over:
                break
            try:
                return self._opened(peer, min(CONNECT, self.deadline.left() / still), where)
            except OSError as error:
                failure = error
        raise self._unreachable(failure, where)

    def _opened(self, peer: Peer, seconds: float, where: str) -> socket.socket:
        sock = self._dial(peer, seconds)
        try:
            _confirm(sock, peer, where)
            self.deadline.watch(sock)
            sock.settimeout(max(self.deadline.left(), 0.01))
        except BaseException:
            sock.close()
            raise
        return sock

    def _checked(self, host: str, found: Sequence[Peer], where: str) -> list[Peer]:
        """Give the addresses that may be used, each once."""
        free = host_name(host) in self._allowed
        peers = [peer for peer in dict.fromkeys(found) if free or addresses.is_public(peer[0])]
        if not peers:
            raise SourceError(
                f"{host} has no address on the public internet",
                where=where,
                remedy=f"if it is a host of yours, name {host_name(host)} in [fetch] allow_private_hosts",
            )
        return peers

    def _found(self, host: str, port: int, where: str) -> Sequence[Peer]:
        """Look a host up within the time that is left: the system's own patience is longer."""
        answers: SimpleQueue[Sequence[Peer] | Exception] = SimpleQueue()

        def ask() -> None:
            try:
                answers.put(self._resolve(host, port))
            except (OSError, ValueError) as error:
                answers.put(error)

        Thread(target=ask, daemon=True).start()
        with suppress(Empty):
            answer = answers.get(timeout=self.deadline.left())
            if isinstance(answer, Exception) or not answer:
                raise _unknown(host, answer, where)
            return answer
        raise too_late(where, self.deadline.seconds)

    def _unreachable(self, failure: OSError | None, where: str) -> SourceError:
        if self.deadline.is_over:
            return too_late(where, self.deadline.seconds)
        if isinstance(failure, ConnectionRefusedError):
            return PassingError("the connection was refused", where=where)
        if isinstance(failure, TimeoutError):
            return PassingError("it does not answer in time", where=where)
        return PassingError("it can't be reached", where=where)


def _confirm(sock: socket.socket, peer: Peer, where: str) -> None:
    if not addresses.is_same(sock.getpeername()[0], peer[0]):
        raise SourceError(
            "the connection led to another address than the one that was checked",
            where=where,
            remedy="check this machine's network",
        )


def _unknown(host: str, error: object, where: str) -> SourceError:
    if isinstance(error, socket.gaierror) and error.errno == socket.EAI_AGAIN:
        return PassingError(f"the address of {host} could not be looked up", where=where)
    return SourceError(f"there is no host {host}", where=where, remedy="check the address and the network")
