"""What every server of ours stands on: a socket, the headers of every answer, and an end without a fuss."""

import logging
import signal
import socket
from collections.abc import Callable, Mapping, Sequence

import uvicorn
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from publisher.errors import UsageError

_WAITING = 2_048  # connections that wait to be accepted


class Headers:
    """ASGI middleware: puts the headers on every answer, also of errors; one that is there stays."""

    def __init__(self, app: ASGIApp, fixed: Mapping[str, str], kept: Sequence[str] = ()) -> None:
        self._app, self._fixed, self._kept = app, fixed, kept

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the headers; those named in `kept` only where the answer has none of its own."""

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                own = {name for name in self._kept if name in headers}
                headers.update({name: value for name, value in self._fixed.items() if name not in own})
            await send(message)

        await self._app(scope, receive, sent)


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


def run(served: uvicorn.Server, listening: socket.socket, started: Callable[[], None]) -> None:
    """Serve until SIGTERM or SIGINT, then finish what is under way and return."""
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s")  # to stderr
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)  # uvicorn raises the signal again when it has ended
    started()
    served.run(sockets=[listening])
