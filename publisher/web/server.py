"""The server process of the readers' pages."""

import socket
from collections.abc import Callable

import uvicorn
from starlette.types import ASGIApp

from publisher import serving
from publisher.serving import address, listen

__all__ = ["address", "configuration", "listen", "run"]

_GRACE = 10  # seconds for answers under way when the process is to end
_PROXY = "127.0.0.1"  # whose word on the client's address is taken


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
    serving.run(uvicorn.Server(configuration(app)), listening, started)
