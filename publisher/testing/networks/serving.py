"""A server on loopback that hands each request to a network, one at a time, and keeps what went wrong."""

import json
import traceback
from abc import ABC, abstractmethod
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import RLock, Thread
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

from msgspec import Struct, field


class Request(Struct, frozen=True):
    """What a client asked: `url` is as it was asked for, `headers` have names in lower case."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def path(self) -> str:
        """Give the path alone."""
        return urlsplit(self.url).path

    @property
    def query(self) -> list[tuple[str, str]]:
        """Give the query's pairs, decoded, in order."""
        return parse_qsl(urlsplit(self.url).query, keep_blank_values=True)

    @property
    def json(self) -> Any:  # noqa: ANN401  (JSON)
        """Give the body's JSON. Raises Undocumented where it is none."""
        try:
            return json.loads(self.body)
        except ValueError:
            raise Undocumented(f"{self.method} {self.path}: the body is no JSON") from None


class Reply(Struct, frozen=True):
    """What a network answers: bytes as they are, None as nothing, all else as JSON."""

    status: int
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def content(self) -> bytes:
        """Give the body's bytes."""
        if self.body is None or isinstance(self.body, bytes):
            return self.body or b""
        return json.dumps(self.body).encode()


class Undocumented(Exception):  # noqa: N818  (a verdict on the client)
    """A client asked for what the vendor's documents do not hold."""


class Network(ABC):
    """A vendor's API, for the length of a block. `seen` lists what was asked, as `METHOD /path`.

    The block ends in an AssertionError where a client asked for what no document holds, or where the network
    itself failed; `faults` holds what they were, and may be emptied by a test that means it.
    """

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.faults: list[str] = []
        self._mutex = RLock()
        self._told: list[tuple[str, Reply]] = []
        self._server = _Server(self)
        self._thread = Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    @abstractmethod
    def answer(self, request: Request) -> Reply:
        """Answer a request; nobody else is answered meanwhile. Raises Undocumented."""

    def tell(self, what: str, *replies: Reply) -> None:
        """Give the next requests that begin with `METHOD /path` these answers, one each, and do nothing."""
        with self._mutex:
            self._told += [(what, reply) for reply in replies]

    def asked(self, request: Request) -> Reply:
        """Answer a request, and keep what was wrong with it."""
        with self._mutex:
            self.seen.append(f"{request.method} {request.path}")
            try:
                return self._said(self.seen[-1]) or self.answer(request)
            except Undocumented as error:
                self.faults.append(str(error))
                return Reply(400, {"detail": f"undocumented: {error}"})
            except Exception:
                self.faults.append(traceback.format_exc())
                return Reply(500)

    def _said(self, asked: str) -> Reply | None:
        at = next((at for at, (what, _) in enumerate(self._told) if asked.startswith(what)), None)
        return None if at is None else self._told.pop(at)[1]

    def __enter__(self) -> Self:
        """Start to serve."""
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop, give the port back, and say what was wrong."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        if self.faults and error is None:
            raise AssertionError("\n".join(self.faults))


class _Server(ThreadingHTTPServer):
    def __init__(self, network: Network) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.network = network


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def handle_one_request(self) -> None:
        """Read one request; a client that is gone is no error."""
        try:
            super().handle_one_request()
        except (ConnectionError, TimeoutError):
            self.close_connection = True

    def hand_over(self) -> None:
        """Let the network answer."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        url = f"{self.server.network.url}{self.path}"
        self._give(self.server.network.asked(Request(self.command, url, headers, body)))

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = hand_over  # noqa: N815

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401
        """Say nothing."""

    def _give(self, reply: Reply) -> None:
        self.send_response_only(reply.status)
        if "Date" not in reply.headers:
            self.send_header("Date", self.date_time_string())
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if self.close_connection:
            self.send_header("Connection", "close")
        self.send_header("Content-Length", str(len(reply.content)))
        self.end_headers()
        self.wfile.write(reply.content)
