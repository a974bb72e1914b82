"""Listening on loopback, and a sink in a thread beside a test."""

import asyncio
import contextlib
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from typing import Self

from publisher.testing.smtp.behaviour import Behaviour
from publisher.testing.smtp.journal import Accepted, Journal, open_log
from publisher.testing.smtp.session import Session
from publisher.testing.smtp.site import Connections, Site

_BACKLOG = 1024
_PATIENCE = 5  # seconds that closed connections have to end


async def serve(
    site: Site, stop: asyncio.Event, ready: Callable[[int], None], port: int, *, ipv6: bool
) -> None:
    """Listen on loopback until `stop` is set; calls `ready` with the port, and cuts what is open at the end.

    Port 0 is any that is free. Raises OSError when the port is taken or the certificate can't be read.
    """
    sessions: set[Session] = set()
    if site.behaviour.tls or site.behaviour.starttls:
        site.context()
    async with contextlib.AsyncExitStack() as open_servers:
        for host in ("127.0.0.1", "::1")[: 1 + ipv6]:
            server = await _listen(site, sessions, host, port)
            open_servers.push_async_callback(_close, server)
            port = server.sockets[0].getsockname()[1]
        ready(port)
        await stop.wait()
    await _cut(sessions)


async def _close(server: asyncio.Server) -> None:
    """Take no more clients; asyncio 3.11 loses the socket of one it took in the turn before `close`."""
    for listening in server.sockets:
        asyncio.get_running_loop().remove_reader(listening.fileno())
    await _some_turns()
    server.close()


async def _cut(sessions: set[Session]) -> None:
    deadline = asyncio.get_running_loop().time() + _PATIENCE
    for session in tuple(sessions):
        session.abort()
    while sessions and asyncio.get_running_loop().time() < deadline:
        await asyncio.sleep(0.001)
    await _some_turns()


async def _some_turns() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def _listen(site: Site, sessions: set[Session], host: str, port: int) -> asyncio.Server:
    loop = asyncio.get_running_loop()
    return await loop.create_server(lambda: Session(site, sessions), host, port, backlog=_BACKLOG)


class SmtpSink:
    """A sink in a thread of its own: `with SmtpSink(Behaviour(...)) as sink`, then `sink.port`; used once.

    `behaviour` may be replaced at any moment and counts from the next reply on, `tls` from the next client.
    Content is only kept with `keep_data`. `log` appends events to a file as well (journal.py). Safe to read
    from any thread. Entering raises OSError when it can't listen or its certificate can't be read.
    """

    def __init__(
        self,
        behaviour: Behaviour | None = None,
        *,
        port: int = 0,
        ipv6: bool = False,
        keep_data: bool = False,
        log: Path | None = None,
    ) -> None:
        self.port = port
        self._log, self._ipv6 = log, ipv6
        self._site = Site(behaviour or Behaviour(), Journal(), keep_data)
        self._ready: Future[int] = Future()
        self._halt: Callable[[], object] = lambda: None
        self._thread = threading.Thread(target=self._work, name="smtp-sink", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self.port = self._ready.result()
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(RuntimeError):  # its loop is closed: it ended by itself
            self._halt()
        self._thread.join()

    @property
    def behaviour(self) -> Behaviour:
        """How it behaves now."""
        return self._site.behaviour

    @behaviour.setter
    def behaviour(self, new: Behaviour) -> None:
        self._site.behaviour = new

    @property
    def accepted(self) -> list[Accepted]:
        """Give every recipient of every message accepted so far, in order."""
        return self._site.journal.accepted.copy()

    @property
    def violations(self) -> list[str]:
        """Give what clients did against the protocol, in order."""
        return self._site.journal.violations.copy()

    @property
    def connections(self) -> Connections:
        """Give the counts of connections, as they are now."""
        return replace(self._site.connections)

    def _work(self) -> None:
        try:
            with open_log(self._log) as descriptor:
                self._site.journal.descriptor = descriptor
                asyncio.run(self._main())
        except BaseException as error:
            if self._ready.done():
                raise
            self._ready.set_exception(error)

    async def _main(self) -> None:
        stop, loop = asyncio.Event(), asyncio.get_running_loop()
        self._halt = lambda: loop.call_soon_threadsafe(stop.set)
        await serve(self._site, stop, self._ready.set_result, self.port, ipv6=self._ipv6)
