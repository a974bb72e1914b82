"""Shared fixtures: a small newsroom on disk, the command line, and what a machine may lack."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from newsrooms import ROOT, write_newsroom

# Whatever starts the tests in the background may have it ignored, and so would the programs they start.
signal.signal(signal.SIGINT, signal.default_int_handler)

pytest_plugins = ["browsing", "databases", "mailrooms", "archives", "serving", "webs", "livepages"]


class Result(NamedTuple):
    """What one call of `publish` gave."""

    code: int
    out: str
    err: str


def _needed(path, what):
    if path and Path(path).exists():
        return path
    if os.environ.get("CI"):
        pytest.fail(f"{what} is missing")
    pytest.skip(f"{what} is missing")


@pytest.fixture
def newsroom(tmp_path):
    return write_newsroom(tmp_path / "newsroom")


@pytest.fixture
def publish(newsroom):
    """Run the real command line in a process of its own."""

    def run(*args, env=None, cwd=newsroom, **rest):
        clean = {key: value for key, value in os.environ.items() if not key.startswith("PUBLISH_")}
        path = os.pathsep.join(filter(None, [clean.get("PYTHONPATH"), str(ROOT)]))
        done = subprocess.run(
            [sys.executable, "-m", "publisher", *map(str, args)],
            env={**clean, "PYTHONPATH": path, **(env or {})},
            cwd=cwd,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            timeout=120,
            **rest,
        )
        return Result(done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture
def call(newsroom, monkeypatch, capsys):
    """Run the same `main()` in this process: several times faster, no less real."""
    from publisher.cli import main

    for key in [key for key in os.environ if key.startswith("PUBLISH_")]:
        monkeypatch.delenv(key)

    def run(*args, env=None, cwd=newsroom):
        with monkeypatch.context() as patch:
            for key, value in (env or {}).items():
                patch.setenv(key, value)
            patch.chdir(cwd)
            patch.setattr(sys, "argv", ["publish", *map(str, args)])
            capsys.readouterr()
            with pytest.raises(SystemExit) as ended:
                main()
        said = capsys.readouterr()
        return Result(int(ended.value.code or 0), said.out, said.err)

    return run


@pytest.fixture(scope="session")
def shared():
    """Give the folder beside the checkout with the seed pages and the conformance data."""
    return _needed(ROOT.parent / "shared", "the folder ../shared")


@pytest.fixture(scope="session")
def chromium():
    """Give the path of Chromium."""
    return _needed(shutil.which("chromium"), "chromium")


@pytest.fixture(scope="session")
def node_modules():
    """Give the folder that holds npm's mjml, named by PUBLISHER_NODE_MODULES."""
    return _needed(os.environ.get("PUBLISHER_NODE_MODULES"), "PUBLISHER_NODE_MODULES")


@pytest.fixture
def without_uvloop(monkeypatch):
    """Hide uvloop, as on a machine where the extra is not installed."""
    monkeypatch.setitem(sys.modules, "uvloop", None)


def pytest_terminal_summary(terminalreporter):
    """Print the figures that tests recorded, whichever worker ran them."""
    for report in terminalreporter.stats.get("passed", []):
        for name, value in report.user_properties:
            if name == "figure":
                terminalreporter.write_line(value)
