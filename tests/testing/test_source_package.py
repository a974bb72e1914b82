"""The source of docs/sources.md, as a package of its own: built, installed from its wheel, and used."""

import json
import re

import pytest
from packages import installed, run


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lines")
    assert installed("docs/sources.md", folder) == {
        "src/publisher_lines/__init__.py",
        "pyproject.toml",
        "tests/test_lines.py",
    }
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
