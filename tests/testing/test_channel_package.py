"""The channel of docs/channels.md, as a package of its own: built, installed from its wheel, and used."""

import importlib.util
import json
import re
from http.server import ThreadingHTTPServer
from threading import Thread

import pytest
from newsrooms import append
from packages import installed, run


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    folder = tmp_path_factory.mktemp("board")
    assert installed("docs/channels.md", folder) == {
        "src/publisher_board/__init__.py",
        "pyproject.toml",
        "tests/test_board.py",
    }
    return folder


def test_the_package_passes_the_suite_of_every_channel(package):
    out = run("-m", "pytest", "-q", "-p", "no:cacheprovider", "tests", cwd=package, site=package / "site")
    assert re.search(r"^20 passed", out, re.MULTILINE), out


@pytest.fixture
def board(package, monkeypatch):
    """Run the board that the package's own test talks to."""
    monkeypatch.syspath_prepend(package / "site")
    spec = importlib.util.spec_from_file_location("test_board", package / "tests/test_board.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    server = ThreadingHTTPServer(("127.0.0.1", 0), module.Notes)
    server.notes = {}
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def test_the_command_line_composes_for_it_and_sends_through_it_once(package, newsroom, board):
    url = f"http://127.0.0.1:{board.server_port}"
    append(newsroom / "config.toml", f'[channels.bord]\nkind = "board"\nurl = "{url}"')
    rest = {"cwd": newsroom, "site": package / "site"}
    posts = json.loads(run("-m", "publisher", "digest", "--json", **rest))["posts"]
    assert (posts["bord"]["limit"], posts["bord"]["unit"]) == (1000, "characters")
    for _ in range(2):
        run("-m", "publisher", "send", "--yes", "--new-ledger", **rest)
    (note,) = board.notes.values()
    assert note["text"] == posts["bord"]["text"]
    assert "ok       bord: 1 notes hang there" in run(
        "-m", "publisher", "doctor", "--channel", "bord", **rest
    )
