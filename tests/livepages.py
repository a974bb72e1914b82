"""The live page of a small newsroom on loopback: with a relay, readers, and a clock that a test sets."""

import threading
import time
from contextlib import contextmanager
from datetime import datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import pytest
from databases import ledger_at
from mailrooms import add_relay, addresses
from newsrooms import DAY, append, edit
from serving import ask

from publisher import config
from publisher.preview.live import app, server
from publisher.preview.live.desk import Desk, Who
from publisher.preview.live.view import View
from publisher.preview.live.watching import Watcher

ZONE = ZoneInfo("Europe/Brussels")
NAME = f"ochtend/{DAY}"
TOKEN = "a-token-of-this-run"


class Live:
    """A served page: what it answers, what the ledger keeps, and the clock."""

    def __init__(self, newsroom, call, patch, sink):
        self.newsroom, self.call, self._patch, self.sink = newsroom, call, patch, sink
        self.port, self.desk, self.now = 0, None, None
        self.at("06:45:38")

    def at(self, clock, day=DAY):
        from publisher.cli import words

        self.now = datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=ZONE).astimezone(ZoneInfo("UTC"))
        self._patch.setattr(words, "now", lambda: self.now)
        return self

    def load(self):
        return config.load(None, {}, self.newsroom)

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}/{NAME}"

    def get(self, path="", **headers):
        return ask(self.port, "GET", f"/{NAME}{path}", None, headers)

    def post(self, action, fields=None, token=TOKEN, headers=None, **more):
        body = urlencode({"token": token, "hash": self.hash(), **(fields or {}), **more})
        sent = {"Content-Type": "application/x-www-form-urlencoded", **(headers or {})}
        return ask(self.port, "POST", f"/{NAME}/{action}", body, sent)

    def edit(self, do, **fields):
        return self.post("edit", {"do": do, **fields})

    def hash(self):
        with self.ledger() as ledger:
            return ledger.standing(NAME).hash

    def build(self):
        with self.ledger() as ledger:
            return ledger.build(NAME)

    def headlines(self):
        edition = self.build().edition
        return [edition.lead.headline, *(e.headline for s in edition.sections for e in s.entries)]

    def ledger(self):
        return ledger_at(self.newsroom)

    def events(self):
        with self.ledger() as ledger:
            return [(event.kind, event.who) for event in ledger.events(NAME)]

    def day_file(self):
        return (self.newsroom / f"campaigns/{NAME}.toml").read_text(encoding="utf-8")

    def delivered(self):
        return sorted(mail.recipient for mail in self.sink.accepted)

    def wait(self, true, seconds=10):
        until = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < until, "it did not come about"
            time.sleep(0.02)


@contextmanager
def running(live, only=NAME, view=None):
    """Serve the page as `publish preview` does, in a thread."""
    live.desk = Desk(live.load, lambda: live.now, Who("mia", ""), only)
    with server.listening(0) as listening:
        live.port = listening.getsockname()[1]
        made = server.Server(app.create(live.desk, live.port, view or View(), TOKEN), live.desk.bell)
        thread = threading.Thread(target=made.run, kwargs={"sockets": [listening]})
        watcher = Watcher(live.desk)
        thread.start()
        watcher.start()
        try:
            live.wait(lambda: made.started)
            yield live
        finally:
            made.should_exit = True
            watcher.stop()
            live.desk.close()
            thread.join()


@pytest.fixture
def newsdesk(newsroom, call, monkeypatch, sink):
    """A newsroom whose edition must be approved, built, with three readers; not served yet."""
    live = Live(newsroom, call, monkeypatch, sink)
    add_relay(newsroom, sink.port)
    rows = "\n".join(f"{address},Lezer" for address in addresses(3))
    (newsroom / "lezers.csv").write_text(f"email,name\n{rows}\n", encoding="utf-8")
    assert call("subscribers", "import", "lezers.csv", "--consent", "Ja").code == 0
    edit(newsroom / "campaigns/ochtend.toml", "[utm]", '[schedule]\napproval = "required"\n\n[utm]')
    append(newsroom / "config.toml", '[alerts]\nmail = ["chef@ochtendblad.internal"]')
    done = call("digest")
    assert done.code == 0, done.err
    return live


@pytest.fixture
def live(newsdesk):
    with running(newsdesk) as served:
        yield served


@pytest.fixture
def visit(browser):
    """Open an address in a browser; `said` is what its console said, `errors` what its scripts raised."""
    contexts = []

    def open_page(url, width=1280, height=900, scheme="light", scripts=True):
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, java_script_enabled=scripts
        )
        contexts.append(context)
        page = context.new_page()
        page.said = []
        page.on("console", lambda message: page.said.append(message.text))
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.goto(url)
        return page

    yield open_page
    for context in contexts:
        context.close()
