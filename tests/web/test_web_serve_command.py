"""`publish serve` as a process: it says where it listens, tells no token, and ends when told to."""

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing, contextmanager

import pytest
from newsrooms import ROOT, append, edit
from serving import Site


class Process(Site):
    """A site that `publish serve` serves; `said` is what it wrote to stderr when it has ended."""

    def start(self, *words, env=None):
        clean = {key: value for key, value in os.environ.items() if not key.startswith("PUBLISH_")}
        path = os.pathsep.join(filter(None, [clean.get("PYTHONPATH"), str(ROOT)]))
        self.process = subprocess.Popen(
            [sys.executable, "-m", "publisher", "serve", "--port", "0", *words],
            env={**clean, "PYTHONPATH": path, **(env or {})},
            cwd=self.root,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.said = ""
        while "listening at" not in self.said:
            line = self.process.stderr.readline()
            assert line, self.said
            self.said += line
        self.port = int(re.search(r":(\d+)/u/TOKEN", self.said)[1])
        return self.process

    def stop(self, number=signal.SIGTERM):
        self.process.send_signal(number)
        out, err = self.process.communicate(timeout=30)
        self.said += err
        return self.process.returncode, out


@pytest.fixture
def serve(newsroom):
    @contextmanager
    def run(*words, env=None):
        site = Process(newsroom)
        with site.start(*words, env=env) as process:
            try:
                yield site
            finally:
                process.kill()

    return run


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_says_where_it_listens_and_ends_with_0_when_told(serve, number):
    with serve() as site:
        assert site.ask("GET", "/healthz").status == 200
        assert site.stop(number) == (0, "")
        assert site.said.count("\n") == 1


def test_it_serves_the_links_of_its_newsroom_and_never_writes_a_token_down(serve):
    with serve() as site:
        token = site.add("mia", None)
        assert "Het Ochtendblad" in site.get(token).body
        assert site.post(token).status == 200
        assert site.ask("GET", f"/u/{token}x?token={token}").status == 404
        assert site.ask("PUT", f"/u/{token}").status == 405
        assert site.status(token) == "unsubscribed"
        assert site.stop()[0] == 0
        assert token not in site.said
        assert "Traceback" not in site.said


def test_trouble_is_logged_on_one_line_without_the_token(serve):
    with serve() as site:
        token = site.add()
        with closing(sqlite3.connect(site.root / ".publisher/ledger.db")) as db:
            db.execute("alter table subscription rename to elsewhere")
        assert site.post(token).status == 503
        site.stop()
        assert "can't answer: ledger.db: the ledger can't be used" in site.said
        assert token not in site.said
        assert "Traceback" not in site.said


def test_told_to_end_it_first_answers_who_is_waiting(serve):
    with serve() as site, closing(sqlite3.connect(site.root / ".publisher/ledger.db")) as db:
        token = site.add()
        answers = []
        waiting = threading.Thread(target=lambda: answers.append(site.post(token)))
        db.execute("begin immediate")
        waiting.start()
        time.sleep(1)
        site.process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        db.execute("rollback")
        waiting.join()
        assert site.process.wait(30) == 0
        assert answers[0].status == 200
        assert site.status(token) == "unsubscribed"


def test_a_port_that_is_taken_is_exit_2_with_the_remedy(call):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = call("serve", "--port", port)
    assert done.code == 2
    assert f"127.0.0.1:{port}: can't listen" in done.err
    assert "--port" in done.err
    assert done.err.count("\n") == 1


def test_a_host_that_is_none_is_exit_2(call):
    done = call("serve", "--port", "0", "--host", "no.such.host.invalid")
    assert done.code == 2
    assert "can't listen" in done.err


@pytest.mark.parametrize("words", [("--port", "70000"), ("--port", "-1"), ("--port", "http")])
def test_a_port_that_is_none_is_exit_2(call, words):
    assert call("serve", *words).code == 2


def test_a_lost_secret_is_said_before_it_listens(call, newsroom):
    assert call("keys", "list").code == 0
    (newsroom / ".publisher/secret").unlink()
    done = call("serve", "--port", "0")
    assert done.code == 2
    assert "is missing" in done.err
    assert "listening" not in done.err


def test_a_campaign_that_can_not_be_read_stops_no_reader_from_leaving(serve, newsroom):
    append(newsroom / "campaigns/morgen.toml", "half = [")
    with serve() as site:
        token = site.add()
        assert "left out: campaigns/morgen.toml" in site.said
        assert site.post(token).status == 200
        assert site.status(token) == "unsubscribed"


def test_a_campaign_with_its_own_name_and_language_signs_its_pages(serve, newsroom):
    append(
        newsroom / "campaigns/soir.toml", 'list = "soir"\nlanguage = "fr"\n[site]\nname = "Le Soir inventé"'
    )
    with serve() as site:
        page = site.get(site.add("mia", None, listed="soir")).body
        assert "Le Soir inventé" in page
        assert "Se désinscrire" in page
        assert "Het Ochtendblad" in site.get(site.add("tom", None)).body


def test_a_list_of_two_campaigns_goes_by_the_name_of_the_default_one(serve, newsroom):
    append(newsroom / "campaigns/zondag.toml", 'default = true\n[site]\nname = "Zondagsblad"')
    with serve() as site:
        assert "Zondagsblad" in site.get(site.add()).body


def test_the_secret_of_the_environment_verifies_links(serve, newsroom):
    given = "g" * 40
    with serve(env={"PUBLISH_SITE__SECRET": given}) as site:
        token = Site(newsroom, given=given).add()
        assert site.post(token).status == 200


def test_pages_say_that_links_of_the_config_lead_elsewhere(serve, newsroom):
    append(newsroom / "campaigns/avond.toml", 'list = "avond"')
    edit(newsroom / "config.toml", "internal/u/{token}", "internal/weg?wie={token}")
    with serve() as site:
        assert site.said.count("config.toml: [mail] unsubscribe_url does not end with /u/{token}") == 1


def test_ipv6_is_served_as_well(serve):
    if not socket.has_ipv6:
        pytest.skip("no IPv6 here")
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("no IPv6 loopback here")
    with serve("--host", "::1") as site:
        assert "listening at http://[::1]:" in site.said
        with socket.create_connection(("::1", site.port)) as connection:
            connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            assert connection.recv(100).startswith(b"HTTP/1.1 200 ")
