"""Shared fixtures: a small newsroom on disk, the command line, and what a machine may lack."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

pytest_plugins = ["browsing"]

ROOT = Path(__file__).parents[1]
DAY = "2026-11-24"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)
CONFIG = """\
[site]
name = "Het Ochtendblad"
url = "https://ochtendblad.internal"
assets_url = "https://ochtendblad.internal/beeld"

[mail]
from = "Het Ochtendblad <ochtend@ochtendblad.internal>"
reply_to = "Redactie <redactie@ochtendblad.internal>"
list_id = "lezers.ochtendblad.internal"
postal_address = "Verzonnenstraat 1, 0000 Nergenshuizen"
unsubscribe_url = "https://ochtendblad.internal/u/{token}"
view_url = "https://ochtendblad.internal/e/{edition}"
"""
CAMPAIGN = """\
name = "Ochtend"

[utm]
source = "ochtendblad"

[[sources]]
kind = "folder"
path = "articles"
"""
LEAD = """\
+++
id = "101"
headline = "Zandkerke wint in de slotminuut van Polderdam"
description = "Zandkerke keerde in de laatste minuut een achterstand om. Het stadion bleef nog een uur zingen."
url = "https://ochtendblad.internal/verslag/101"
date_published = 2026-11-23T22:10:00+01:00

[image]
url = "foto.png"
alt = "Een speler juicht voor een volle tribune."
+++
De eerste helft bleef zonder doelpunten.

Na de rust viel de match open.
"""
FEED = """\
{"version": "https://jsonfeed.org/version/1.1", "title": "Kort", "items": [
 {"id": "201", "title": "Dijkstad verlengt met keeper", "url": "https://ochtendblad.internal/kort/201",
  "summary": "De keeper blijft twee jaar langer.", "date_published": "2026-11-23T20:00:00+01:00"},
 {"id": "202", "title": "Dijkstad zoekt nog een spits", "url": "https://ochtendblad.internal/kort/202",
  "summary": "De trainer wil diepgang.", "date_published": "2026-11-23T18:00:00+01:00"}]}
"""


class Result(NamedTuple):
    """What one call of `publish` gave."""

    code: int
    out: str
    err: str


def write_newsroom(folder):
    """Write a newsroom with one campaign, a lead with its picture, and two short articles."""
    files = {
        "config.toml": CONFIG,
        "campaigns/ochtend.toml": CAMPAIGN,
        "articles/a-lead.md": LEAD,
        "articles/kort.json": FEED,
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "articles/foto.png").write_bytes(PNG)
    return folder


def edit(path, old, new):
    """Replace words in a file that must be there."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


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
