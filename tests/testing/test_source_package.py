"""The source of docs/sources.md, as a package of its own: built, installed from its wheel, and used."""

import json
import os
import re
import subprocess
import sys

import pytest
from newsrooms import ROOT

FILE = re.compile(r"```(?:python|toml) (?P<name>\S+)\n(?P<text>.*?)```", re.DOTALL)


def run(*words, cwd, site=None):
    path = os.pathsep.join(str(place) for place in (site, ROOT) if place)
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("PUBLISH", "PYTEST"))}
    done = subprocess.run(
        [sys.executable, *map(str, words)],
        cwd=cwd,
        env={**clean, "PYTHONPATH": path, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INDEX": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    """Write the files that the page shows, build their wheel, and install it into a folder of its own."""
    folder = tmp_path_factory.mktemp("lines")
    files = FILE.findall((ROOT / "docs/sources.md").read_text(encoding="utf-8"))
    assert {name for name, _ in files} == {
        "src/publisher_lines/__init__.py",
        "pyproject.toml",
        "tests/test_lines.py",
    }
    for name, text in files:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    run("-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", "dist", ".", cwd=folder)
    (wheel,) = (folder / "dist").iterdir()
    run("-m", "pip", "install", "-q", "--no-deps", "--target", folder / "site", wheel, cwd=folder)
    return folder


def test_the_package_passes_the_suite_of_every_source(package):
    out = run("-m", "pytest", "-q", "-p", "no:cacheprovider", "tests", cwd=package, site=package / "site")
    assert re.search(r"^9 passed", out, re.MULTILINE), out


def test_its_source_is_twenty_lines(package):
    text = (package / "src/publisher_lines/__init__.py").read_text(encoding="utf-8")
    assert len([line for line in text.splitlines() if line.strip()]) <= 20


def test_the_command_line_knows_its_kind(package, tmp_path):
    (tmp_path / "nu.txt").write_text("Duinrode wint;https://blad.test/1;Met drie.\n", encoding="utf-8")
    (tmp_path / "campaigns").mkdir()
    (tmp_path / "campaigns/dag.toml").write_text(
        '[[sources]]\nkind = "lines"\npath = "nu.txt"\nseparator = ";"\n', encoding="utf-8"
    )
    out = run("-m", "publisher", "articles", "--json", cwd=tmp_path, site=package / "site")
    (article,) = json.loads(out)["articles"]
    assert (article["headline"], article["url"]) == ("Duinrode wint", "https://blad.test/1")
    assert article["source"] == {"kind": "lines", "url": "nu.txt"}
