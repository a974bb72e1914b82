"""A proxy that loses answers: between a client and a real server, it cuts the first writes.

    with Lossy("http://127.0.0.1:2583", cuts=["after", "after"]) as proxy: ... proxy.url ...

`after`: the server got the request and answered, and the answer is lost. `before`: the request is lost too.
Reads pass untouched.
"""

import http.client
import socket
from collections.abc import Iterable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from types import TracebackType
from typing import Any, Literal, Self
from urllib.parse import urlsplit

Cut = Literal["before", "after"]
_HOP = frozenset({"connection", "keep-alive", "transfer-encoding", "content-length", "host"})


class Lossy:
    """The proxy, on a port of its own, for the length of a block. `seen` lists the writes that came by."""

    def __init__(self, upstream: str, cuts: Iterable[Cut] = (), path: str = "") -> None:
        """Cut the first writes whose path holds `path`, each in its own way; the rest passes."""
        self._upstream, self._path = urlsplit(upstream), path
        self._cuts = list(cuts)
        self._mutex = Lock()
        self.seen: list[str] = []
        self._server = _Server(self)
        self._thread = Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        """Start to serve."""
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop, and give the port back."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def lose(self, *cuts: Cut) -> None:
        """Cut the next writes as well."""
        with self._mutex:
            self._cuts += cuts

    def cut(self, method: str, path: str) -> Cut | None:
        """Say whether and how this request is cut; each cut is used once."""
        if method == "GET" or self._path not in path:
            return None
        with self._mutex:
            self.seen.append(f"{method} {path.partition('?')[0]}")
            return self._cuts.pop(0) if self._cuts else None

    def ask(self, method: str, path: str, headers: Any, body: bytes) -> http.client.HTTPResponse:  # noqa: ANN401
        """Hand a request to the server behind."""
        kept = {name: value for name, value in headers.items() if name.lower() not in _HOP}
        connection = http.client.HTTPConnection(self._upstream.netloc, timeout=30)
        connection.request(
            method, path, body, {**kept, "Content-Length": str(len(body)), "Connection": "close"}
        )
        return connection.getresponse()


class _Server(ThreadingHTTPServer):
    def __init__(self, proxy: Lossy) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.proxy = proxy


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def handle_one_request(self) -> None:
        """Read one request; a client that is gone is no error."""
        try:
            super().handle_one_request()
        except (ConnectionError, TimeoutError):
            self.close_connection = True

    def relay(self) -> None:
        """Hand the request on and its answer back, unless it is to be lost."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        cut = self.server.proxy.cut(self.command, self.path)
        if cut == "before":
            self._drop()
            return
        answer = self.server.proxy.ask(self.command, self.path, self.headers, body)
        content = answer.read()
        if cut == "after":
            self._drop()
            return
        self._give(answer, content)

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = relay  # noqa: N815

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401
        """Say nothing."""

    def _give(self, answer: http.client.HTTPResponse, content: bytes) -> None:
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in _HOP:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _drop(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)
