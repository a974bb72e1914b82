"""A real server for the readers' pages, in a thread, and a client that adds nothing of its own."""

import http.client
import socket
import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from typing import NamedTuple

import pytest
import uvicorn
from databases import audience_at

from publisher import tokens
from publisher.audience import Import, Report, Row, keep_rows, normalise
from publisher.audience.columns import moment
from publisher.web import app, server
from publisher.web.desk import Desk
from publisher.web.limits import Limiter
from publisher.web.pages import Newsroom

NOW = datetime(2026, 11, 24, 7, tzinfo=UTC)
SITE = Newsroom("De Kroniek", "nl-BE")


class Answer(NamedTuple):
    """What one request got."""

    status: int
    headers: dict[str, str]
    body: str


def ask(port, method, path, body=None, headers=None, source="127.0.0.1"):
    """Send one request on a connection of its own, from a loopback address."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30, source_address=(source, 0))
    try:
        connection.request(method, path, body, headers or {})
        got = connection.getresponse()
        names = {name.lower(): value for name, value in got.getheaders()}
        return Answer(got.status, names, got.read().decode())
    finally:
        connection.close()


@contextmanager
def running(application):
    """Serve an application as `publish serve` does, in a thread; give its port."""
    listening = server.listen("127.0.0.1", 0)
    served = uvicorn.Server(server.configuration(application))
    thread = threading.Thread(target=served.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        yield listening.getsockname()[1]
    finally:
        served.should_exit = True
        thread.join()
        listening.close()


class Site:
    """A site with readers, served: a client and a look into its subscriptions."""

    def __init__(self, root, url="sqlite:///.publisher/ledger.db", given=None):
        self.root, self.now, self.desk, self.port = root, NOW, None, 0
        self.opener = partial(audience_at, root, given, NOW, url)

    def ask(self, method, path, body=None, headers=None, **words):
        return ask(self.port, method, path, body, headers, **words)

    def get(self, token):
        return self.ask("GET", f"/u/{token}")

    def post(self, token, body=b"", headers=None):
        return self.ask("POST", f"/u/{token}", body, headers)

    def undo(self, token):
        return self.ask("POST", f"/u/{token}/undo")

    def add(self, name="mia", language="nl", status="confirmed", listed="readers"):
        """Add a reader; give the token of the link."""
        row = Row(
            1, normalise(f"{name}@dijkstad.test"), name, language, status, moment(NOW.replace(year=2025))
        )
        with self.opener() as audience:
            with audience.transaction():
                keep_rows(audience, [row], Import(listed, "Ja, graag.", NOW), Report())
            (found,) = audience.known(listed, [audience.digest(row.address)]).values()
            return tokens.make(audience.keys, "unsubscribe", listed, found.id)

    def sign(self, purpose, name="", reader=tokens.TEST_READER, expires=None):
        with self.opener() as audience:
            return tokens.make(audience.keys, purpose, name, reader, expires)

    def row(self, token, listed="readers"):
        """Give all that is known of the reader of a link."""
        with self.opener() as audience:
            return audience.reader(tokens.read(audience.keys, token, NOW).reader, listed)

    def status(self, token):
        return self.row(token).status

    def everything(self):
        """Give every subscription, to see whether any changed."""
        with self.opener() as audience:
            return list(audience.each(None))


@contextmanager
def served(site, newsrooms=None, limiter=None):
    """Serve a site for the length of a block."""
    site.desk = Desk(site.opener, lambda: site.now)
    application = app.create(site.desk, SITE, newsrooms, limiter or Limiter(time.monotonic))
    try:
        with running(application) as site.port:
            yield site
    finally:
        site.desk.close()


@pytest.fixture
def site(tmp_path):
    with served(Site(tmp_path)) as opened:
        yield opened


@pytest.fixture(scope="module")
def raw():
    """Send bytes as they are and give what comes back until the other side closes."""

    def send(port, data, wait=10):
        with socket.create_connection(("127.0.0.1", port), timeout=wait) as connection:
            connection.sendall(data)
            got = b""
            while part := connection.recv(65_536):
                got += part
        return got

    return send
