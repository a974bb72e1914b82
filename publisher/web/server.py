"""The server process: one socket, one loop, and an end without a fuss."""

import logging
import signal
import socket
from collections.abc import Callable

import uvicorn
from starlette.types import ASGIApp

from publisher.errors import UsageError

_WAITING = 2_048  # connections that wait to be accepted
_GRACE = 10  # seconds for answers under way when the process is to end
_PROXY = "127.0.0.1"  # whose word on the client's address is taken


def listen(host: str, port: int) -> socket.socket:
    """Listen at an address; port 0 takes a free one. Raises UsageError where that can't be done."""
    try:
        family, _, _, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        return socket.create_server(address[:2], family=family, backlog=_WAITING)
    except OSError as error:
        raise UsageError(
            f"can't listen: {error.strerror}",
            where=f"{host}:{port}",
            remedy="choose another --port or --host, or end the program that has it",
        ) from None


def address(listening: socket.socket) -> str:
    """Give the address that a socket listens at, as a URL."""
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def configuration(app: ASGIApp) -> uvicorn.Config:
    """Say how the pages are served: no access log, as a path holds a reader's token."""
    return uvicorn.Config(
        app,
        log_config=None,
        log_level="warning",
        access_log=False,
        lifespan="off",
        ws="none",
        proxy_headers=True,
        forwarded_allow_ips=_PROXY,
        server_header=False,
        timeout_graceful_shutdown=_GRACE,
    )


def run(app: ASGIApp, listening: socket.socket, started: Callable[[], None]) -> None:
    """Serve until SIGTERM or SIGINT, then finish what is under way and return."""
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s")  # to stderr
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)  # uvicorn raises the signal again when it has ended
    served = uvicorn.Server(configuration(app))
    started()
    served.run(sockets=[listening])
