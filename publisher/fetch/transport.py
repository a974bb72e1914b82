"""One request over requests and urllib3, which connect through our door and nowhere else."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from http.client import HTTPResponse, IncompleteRead
from io import BufferedReader
from socket import socket
from ssl import SSLContext

from requests import PreparedRequest, Request, RequestException, Response
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from publisher.errors import SourceError
from publisher.fetch import failures
from publisher.fetch.door import Door

# They tell the whole URL, whose query may hold a key, to whoever listens.
for _teller in ("urllib3.connection", "urllib3.connectionpool"):
    logging.getLogger(_teller).setLevel(logging.ERROR)


class _Lines(BufferedReader):
    """A stream whose last line is whole: http.client takes a `0`, cut from `0a2`, for the last chunk."""

    def readline(self, size: int | None = -1, /) -> bytes:
        """Read a line of at most `size` bytes. Raises IncompleteRead where the stream ends within it."""
        line = super().readline(size)
        if line and not line.endswith(b"\n") and len(line) != size:
            raise IncompleteRead(line)
        return line


def prepared(url: str, where: str) -> PreparedRequest:
    """Make the request for a checked URL; its `url` is quoted as it will be sent. Raises SourceError."""
    try:
        return Request("GET", url).prepare()
    except (RequestException, ValueError):
        raise SourceError("not a web address", where=where, remedy="write it as https://HOST/PATH") from None


@contextmanager
def asked(
    request: PreparedRequest, headers: Mapping[str, str], door: Door, tls: SSLContext | None, where: str
) -> Iterator[Response]:
    """Send a request and give its answer for the length of a block, the body still to be read.

    The session of requests is not used: it would read a redirect's body whole, and obey the environment.
    Raises SourceError, also for what goes wrong while the block reads.
    """
    request.headers.update(headers)
    with ExitStack() as opened, closing(_adapter(door, tls, where, opened)) as adapter:
        try:
            with closing(adapter.send(request, stream=True, timeout=door.deadline.left())) as response:
                yield response
                _believe(door, where)
        except SourceError:
            _believe(door, where)
            raise
        except (RequestException, HTTPError, OSError, ValueError) as error:
            _believe(door, where)
            raise failures.translated(error, where) from None


def _believe(door: Door, where: str) -> None:
    """Raise SourceError if the time is over: the connection was then shut by ourselves."""
    if door.deadline.is_over:
        raise failures.too_late(where, door.deadline.seconds) from None


def _adapter(door: Door, tls: SSLContext | None, where: str, opened: ExitStack) -> HTTPAdapter:
    """Make an adapter for one request; urllib3 connects through the classes it is given."""

    def connected(connection: HTTPConnection) -> socket:
        return door.open(connection._dns_host, connection.port, where)

    class Answer(HTTPResponse):
        def __init__(
            self, sock: socket, debuglevel: int = 0, method: str | None = None, url: str | None = None
        ) -> None:
            super().__init__(sock, debuglevel, method, url)
            self.fp = _Lines(self.fp.detach())
            opened.callback(self.close)  # urllib3 leaves it open where it refuses a header (2.8)

    class Plain(HTTPConnection):
        _new_conn = connected
        response_class = Answer

    class Secure(HTTPSConnection):
        _new_conn = connected
        response_class = Answer

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    class Adapter(HTTPAdapter):
        def init_poolmanager(self, *_arguments: object, **_words: object) -> None:
            self.poolmanager = PoolManager(1, ssl_context=tls)
            self.poolmanager.pool_classes_by_scheme = {"http": PlainPool, "https": SecurePool}

    return Adapter()
