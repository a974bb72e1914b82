"""A Mastodon instance on loopback, from PyPI's mastodon-mock: its idempotency keys and its media are real.

It runs under a Python of its own, named by PUBLISHER_MASTODON_MOCK, as what it needs is none of ours. Beside
it a fake, for answers that no instance gives on request.
"""

import json
import os
import socket
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests
from ports import free_port

TOKEN = "mock_token"
ACCOUNT = {"id": "7", "acct": "blad", "url": "https://sociaal.internal/@blad"}
_PATIENCE = 60  # seconds until it must be ready


class Instance:
    """What stands on the account's wall, newest first."""

    def __init__(self, url):
        self.url = url

    def ask(self, path, token=TOKEN):
        answer = requests.get(f"{self.url}{path}", headers={"Authorization": f"Bearer {token}"}, timeout=20)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def wall(self):
        account = self.ask("/api/v1/accounts/verify_credentials")["id"]
        found, older = [], ""
        while page := self.ask(f"/api/v1/accounts/{account}/statuses?limit=40{older}"):
            found += page
            older = f"&max_id={page[-1]['id']}"
        return found


@pytest.fixture(scope="session", name="mastodon")
def served(tmp_path_factory):
    """Start the instance of this worker's own."""
    python = os.environ.get("PUBLISHER_MASTODON_MOCK", "")
    if not os.path.exists(python):
        missing = "PUBLISHER_MASTODON_MOCK, the python of an environment with mastodon-mock, is missing"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(missing)
    port = free_port()
    log = (tmp_path_factory.mktemp("mastodon") / "log").open("w+")
    command = [python, "-m", "mastodon_mock", "serve", "--in-memory", "--port", str(port)]
    process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        _wait(process, port, log)
        yield Instance(f"http://127.0.0.1:{port}")
    finally:
        process.kill()
        process.wait()
        log.close()


def _wait(process, port, log):
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    log.seek(0)
    pytest.fail(f"no Mastodon instance: {log.read()[-2_000:]}")


class Fake:
    """An instance that answers as it is told, by path."""

    def __init__(self):
        self.answers = {}
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                status, headers, body = fake.answers.get(self.path.partition("?")[0], (404, {}, b"{}"))
                self.send_response_only(status)
                for name, value in {"Content-Length": str(len(body)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            do_POST = do_GET  # noqa: N815

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def says(self, path, status, body=b"{}", **headers):
        written = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.answers[path] = (status, {k.replace("_", "-"): v for k, v in headers.items()}, written)


@pytest.fixture(name="fake")
def faked():
    made = Fake()
    thread = threading.Thread(target=made.server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield made
    made.server.shutdown()
    made.server.server_close()
    thread.join()
