"""What is slow to load is loaded where it is used."""

import subprocess
import sys

import pytest

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
        ("keys", "--help"),
        ("keys", "rotate", "--help"),
        ("serve", "--help"),
    ],
)
def test_help_imports_nothing_heavy(words):
    loaded = _modules(*words)
    assert "typer" in loaded
    assert loaded & set(HEAVY) == set()
