"""A real Bluesky server that a worker starts when it first needs one: accounts, records, blobs, limits.

It needs node and the npm packages @atproto/pds and @did-plc/server in PUBLISHER_NODE_MODULES.
"""

import http.client
import itertools
import json
import os
import shutil
import subprocess
import time
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

import pytest

SCRIPT = Path(__file__).with_name("pds.mjs")
JWT_SECRET = "een-geheim-van-deze-proef"
POSTS = "app.bsky.feed.post"
_PATIENCE = 120  # seconds until it must be ready


class Pds:
    """A server of its own in a folder, on loopback, for the length of a block."""

    def __init__(self, modules, folder):
        self._folder, self._count = folder, itertools.count(1)
        with (folder / "log").open("w") as log:
            self._process = subprocess.Popen(
                ["node", SCRIPT, modules, folder, JWT_SECRET],
                stdin=subprocess.PIPE,  # it ends with us, however we end
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )

    def __enter__(self):
        began = time.monotonic()
        self.url = self._process.stdout.readline().strip()
        if not self.url:
            pytest.fail(f"no Bluesky server: {(self._folder / 'log').read_text()[-2_000:]}")
        self.ask("GET", "com.atproto.server.describeServer")
        self.seconds = time.monotonic() - began
        return self

    def __exit__(self, *_):
        self._process.stdin.close()
        self._process.stdout.close()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def ask(self, verb, method, token=None, body=None, **params):
        """Call a method of the API; give the answer, read."""
        connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=_PATIENCE)
        headers = {"Content-Type": "application/json"} if body is not None else {}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        path = f"/xrpc/{method}?{urlencode(params)}"
        try:
            connection.request(verb, path, json.dumps(body) if body is not None else None, headers)
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        assert answer.status == 200, content
        is_json = "json" in (answer.headers["Content-Type"] or "")
        return json.loads(content) if is_json else content

    def account(self):
        """Open an account with an app password."""
        handle = f"krant{next(self._count)}.test"
        known = {"handle": handle, "email": f"{handle}@dijkstad.internal", "password": "het-hoofdwoord"}
        made = self.ask("POST", "com.atproto.server.createAccount", body=known)
        token = made["accessJwt"]
        app = self.ask("POST", "com.atproto.server.createAppPassword", token, {"name": "publisher"})
        return Account(self, handle, made["did"], app["password"], token)


class Account(NamedTuple):
    """An account on the server: what stands on its wall, and what it may do."""

    server: Pds
    handle: str
    did: str
    password: str
    token: str

    def wall(self):
        """Give every post that stands there, newest name first."""
        found, cursor = [], {}
        while True:
            page = self.server.ask(
                "GET", "com.atproto.repo.listRecords", repo=self.did, collection=POSTS, limit=100, **cursor
            )
            found += page["records"]
            if "cursor" not in page:
                return found
            cursor = {"cursor": page["cursor"]}

    def texts(self):
        return [post["value"]["text"] for post in self.wall()]

    def blob(self, blob):
        """Give the bytes of a picture that a post shows."""
        return self.server.ask("GET", "com.atproto.sync.getBlob", did=self.did, cid=blob["ref"]["$link"])


@pytest.fixture(scope="session", name="pds")
def served(tmp_path_factory):
    """Start the server of this worker's own."""
    modules = os.environ.get("PUBLISHER_NODE_MODULES", "")
    packages = [Path(modules, name) for name in ("@atproto/pds", "@did-plc/server")]
    if not (modules and shutil.which("node") and all(package.exists() for package in packages)):
        missing = "node, or @atproto/pds and @did-plc/server in PUBLISHER_NODE_MODULES, is missing"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(missing)
    with Pds(modules, tmp_path_factory.mktemp("pds")) as server:
        yield server


@pytest.fixture(name="account")
def fresh_account(pds):
    return pds.account()
