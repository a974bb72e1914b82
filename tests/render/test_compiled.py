"""Compiled templates are kept for the next call, and nothing depends on it."""

import os
import tempfile

import jinja2
import pytest

from publisher.compiled import compiled
from publisher.render import templates


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """The folder in which compiled templates are kept, new and empty."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def fill(tmp_path):
    """Write a template and fill it, with an environment made anew."""

    def run(text, environment=templates.mail_environment, **values):
        (tmp_path / "page.j2").write_text(text)
        return environment([tmp_path]).get_template("page.j2").render(values)

    return run


def files(folder):
    """The compiled templates."""
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_template_is_compiled_once(kept, fill, monkeypatch):
    assert fill("Dag {{ name }}", name="An") == "Dag An"
    assert len(files(kept)) == 1
    monkeypatch.setattr(jinja2.Environment, "compile", None)
    assert fill("Dag {{ name }}", name="Bo") == "Dag Bo"


def test_a_changed_template_is_compiled_again(kept, fill):
    assert fill("old") == "old"
    assert fill("new") == "new"


def test_mail_and_text_do_not_share_what_is_compiled(kept, fill):
    assert fill('{{ "&" }}{{ it }}', it="<") == "&amp;&lt;"
    assert fill('{{ "&" }}{{ it }}', templates.text_environment, it="<") == "&<"
    assert fill('{{ "&" }}{{ it }}', it="<") == "&amp;&lt;"


@pytest.mark.parametrize("damage", [lambda data: data[:60], lambda data: b"", lambda data: b"x" * 100])
def test_a_damaged_file_is_compiled_again(kept, fill, damage):
    fill("Dag {{ name }}", name="An")
    file = files(kept)[0]
    file.write_bytes(damage(file.read_bytes()))
    assert fill("Dag {{ name }}", name="Bo") == "Dag Bo"


def test_a_folder_that_others_can_write_is_not_used(kept, fill):
    (kept / f"_jinja2-cache-{os.getuid()}").symlink_to(kept, target_is_directory=True)
    assert compiled("mail") is None
    assert fill("Dag") == "Dag"
    assert files(kept) == []


def test_a_folder_that_is_gone_costs_time_only(kept, fill):
    environment = templates.mail_environment([kept])
    (kept / "page.j2").write_text("Dag")
    (kept / f"_jinja2-cache-{os.getuid()}").rmdir()
    assert environment.get_template("page.j2").render() == "Dag"
