"""What is slow to load is loaded where it is used."""

import os
import subprocess
import sys

import pytest
from newsrooms import ROOT

HEAVY = ("tweepy", "lxml", "premailer", "jinja2", "mjml", "requests", "starlette", "uvicorn", "babel")
HELP = """
import sys
sys.argv = ["publish", *{words!r}]
from publisher.cli import main
try:
    main()
except SystemExit as ended:
    assert not ended.code, ended.code
print(*sys.modules, sep="\\n", file=sys.stderr)
"""


def _modules(*words):
    done = subprocess.run(
        [sys.executable, "-c", HELP.format(words=list(words))], capture_output=True, text=True, check=True
    )
    assert "Usage" in done.stdout
    return {name.partition(".")[0] for name in done.stderr.split()}


@pytest.mark.parametrize(
    "words",
    [
        ("--help",),
        ("digest", "--help"),
        ("check", "--help"),
        ("articles", "--help"),
        ("subscribers", "import", "--help"),
        ("send", "--help"),
        ("status", "--help"),
        ("preview", "--help"),
        ("keys", "--help"),
        ("keys", "rotate", "--help"),
        ("serve", "--help"),
        ("schedule", "show", "--help"),
        ("init", "--help"),
        ("archive", "build", "--help"),
        ("correct", "--help"),
    ],
)
def test_help_imports_nothing_heavy(words):
    loaded = _modules(*words)
    assert "typer" in loaded
    assert loaded & set(HEAVY) == set()


DIGEST = """
import sys
sys.argv = ["publish", "digest", "--from", {path!r}]
from publisher.cli import main
try:
    main()
except SystemExit as ended:
    assert not ended.code, ended.code
print(*sys.modules, sep="\\n", file=sys.stderr)
"""
# Some are imported by packages we use, for what a digest never does; the others are for other commands.
UNUSED = (
    *("requests", "urllib3", "charset_normalizer", "http", "urllib.request", "ssl", "encutils"),
    *("pydantic", "rich", "importlib.metadata", "babel", "lxml.html", "nh3", "markdown_it", "feedparser"),
    *("tweepy", "cryptography", "starlette", "uvicorn", "asyncio", "email.message", "idna", "csv"),
    *(
        "publisher.audience",
        "publisher.delivery",
        "publisher.pipeline.planning",
        "publisher.pipeline.sending",
    ),
)


def test_a_digest_imports_nothing_that_it_does_not_use(tmp_path):
    page = tmp_path / "page.txt"
    page.write_text("A headline\n\nA first paragraph. It has two sentences.\n\nA second one.\n")
    done = subprocess.run(
        [sys.executable, "-c", DIGEST.format(path=str(page))],
        cwd=tmp_path,
        env={key: value for key, value in os.environ.items() if not key.startswith(("PUBLISH_", "COVERAGE_"))}
        | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(done.stderr.split())
    assert {"typer", "jinja2", "mjml", "premailer", "lxml.etree"} <= loaded
    assert loaded & set(UNUSED) == set()


KINDS = """
import sys
import publisher.channels
from publisher import registry
print(*sys.modules, sep="\\n")
print("--")
from importlib import import_module
for kind in registry.CHANNELS.values():
    import_module(kind)
print(*sys.modules, sep="\\n")
"""
NETWORK = {"requests", "tweepy", "urllib3", "ssl", "asyncio", "PIL", "cryptography", "uvloop"}


def test_a_channel_costs_nothing_until_it_is_used():
    done = subprocess.run([sys.executable, "-c", KINDS], capture_output=True, text=True, check=True, cwd=ROOT)
    before, _, after = done.stdout.partition("--")
    assert [name for name in before.split() if name.startswith("publisher.channels.")] == []
    assert {name.partition(".")[0] for name in after.split()} & NETWORK == set()
