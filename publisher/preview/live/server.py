"""The process behind the live page: loopback only, and an end that lets go of every open page."""

import socket

import uvicorn
from starlette.types import ASGIApp

from publisher.preview.live.events import Bell
from publisher.serving import listen

HOST = "127.0.0.1"  # and nothing else: the page may approve and send
_GRACE = 3  # seconds for answers under way when the process is to end


def listening(port: int) -> socket.socket:
    """Listen on loopback; port 0 takes a free one. Raises UsageError where that can't be done."""
    return listen(HOST, port)


class Server(uvicorn.Server):
    """Ends the streams of events first: they would keep it waiting."""

    def __init__(self, app: ASGIApp, bell: Bell) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                log_config=None,
                log_level="warning",
                access_log=False,
                lifespan="off",
                ws="none",
                proxy_headers=False,
                server_header=False,
                timeout_graceful_shutdown=_GRACE,
            )
        )
        self._bell = bell

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let go of the open pages, then end as usual."""
        self._bell.end()
        await super().shutdown(sockets)
