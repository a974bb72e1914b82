"""A site on loopback that can misbehave: it answers with the bytes it is told, or does what it is told."""

import gzip
import select
import socket
import ssl
import threading
import time
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import NamedTuple

from publisher.fetch import Fetcher, Settings

NOW = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
AGENT = "publisher/0.1.0 (+redactie@kroniek.test)"
HOST = "kroniek.test"
PAGE = b"<p>Terwaeghe kopt Havermonde naar de leiding.</p>"


class Asked(NamedTuple):
    """One request as it came."""

    path: str
    headers: dict[str, str]


def answer(body=PAGE, status="200 OK", **headers):
    """Write a whole answer; a header's name has `_` for `-`, and None leaves it out."""
    fields = {"Content_Type": "text/html; charset=utf-8", "Content_Length": len(body), **headers}
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in fields.items() if value is not None]
    return "\r\n".join([f"HTTP/1.1 {status}", *lines, "", ""]).encode("utf-8") + body


def redirect(where, status="302 Found"):
    return answer(b"", status, Location=where)


def packed(body=PAGE, **headers):
    return answer(gzip.compress(body), Content_Encoding="gzip", **headers)


def endless(part, every=0.0, first=b""):
    """Make an answer that goes on until the other side hangs up."""

    def send(connection):
        connection.sendall(first)
        connection.settimeout(20)  # seconds; a client that hung up does not always say so
        with suppress(OSError):
            while not select.select([connection], [], [], every)[0]:
                connection.sendall(part)

    return send


class Site:
    """Answers each path with what `at` says: bytes, a function of the connection, or a list, in turn."""

    def __init__(self, tls=None, address="127.0.0.1"):
        self.at, self.asked = {}, []
        self._tls, self._threads = tls, []
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        self._listening = socket.create_server((address, 0), family=family, backlog=50)
        self.port = self._listening.getsockname()[1]
        self._accepting = threading.Thread(target=self._accept)

    def __enter__(self):
        self._accepting.start()
        return self

    def __exit__(self, *_):
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for thread in [self._accepting, *self._threads]:
            thread.join(10)

    def url(self, path="/", host=HOST):
        return f"{'https' if self._tls else 'http'}://{host}:{self.port}{path}"

    @property
    def paths(self):
        return [asked.path for asked in self.asked]

    def _accept(self):
        with suppress(OSError):
            while True:
                connection, _ = self._listening.accept()
                thread = threading.Thread(target=self._serve, args=(connection,))
                self._threads.append(thread)
                thread.start()

    def _serve(self, connection):
        with suppress(OSError), connection:
            connection.settimeout(10)
            served = self._tls.wrap_socket(connection, server_side=True) if self._tls else connection
            with served:
                self._answer(served)

    def _answer(self, connection):
        head = b""
        while b"\r\n\r\n" not in head:
            part = connection.recv(65_536)
            if not part:
                return
            head += part
        first, *lines = head.decode("latin-1").split("\r\n\r\n")[0].split("\r\n")
        path = first.split(" ")[1]
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        self.asked.append(Asked(path, headers))
        said = self.at.get(path, self.at.get(path.partition("?")[0]))
        if isinstance(said, list):
            said = said.pop(0) if len(said) > 1 else said[0]
        if said is None:
            said = answer(b"nothing here", "404 Not Found")
        if callable(said):
            said(connection)
        else:
            connection.sendall(said)


class Names:
    """DNS as a test wants it: the addresses of each name, and how often it was asked."""

    def __init__(self, **addresses):
        self.addresses = {HOST: ["127.0.0.1"]}
        self.asked = []

    def __call__(self, host, port):
        self.asked.append(host)
        if host not in self.addresses:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        found = self.addresses[host]
        if callable(found):
            found = found()
        return [(address, port, 0, 0) if ":" in address else (address, port) for address in found]


class Dials:
    """Connecting as a test wants it: each address is noted, and only loopback is really reached."""

    def __init__(self, public=None):
        self.addresses, self._public = [], public

    def __call__(self, peer, seconds):
        from publisher.fetch import door

        self.addresses.append(peer[0])
        if peer[0].startswith("127.") or peer[0] == "::1":
            return door.connect(peer, seconds)
        if self._public:
            return door.connect(self._public, seconds)
        raise ConnectionRefusedError


def fetcher(
    cache=None, *, allow=(HOST,), timeout=5.0, names=None, dial=None, clock=lambda: NOW, sleep=lambda _: None
):
    settings = Settings(allow_private_hosts=tuple(allow), timeout=timeout)
    return Fetcher(settings, cache, AGENT, clock, resolve=names or Names(), dial=dial or Dials(), sleep=sleep)


@contextmanager
def ending(at_least=0.0):
    """Say that a block ends long before what it talks to would: that takes 9 seconds, or for ever."""
    begun = time.monotonic()
    yield
    assert at_least <= time.monotonic() - begun < 8


def server_context(pair):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pair.certfile, pair.keyfile)
    return context
