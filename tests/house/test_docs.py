"""The documents say what the program does: generated ones are fresh, written ones are run."""

import json
import os
import re
import shlex
import subprocess
import sys
import tomllib
import typing
from importlib.metadata import version
from pathlib import Path

import pytest
import typer
from newsrooms import ROOT, append, edit

from publisher import cli, errors
from publisher.config import Table, decode
from publisher.config.settings import Alerts, Schedule
from publisher.pipeline.tick import Step
from publisher.registry import SOURCES

LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
DOCUMENTS = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
_APP = cli.program()


def _name(command):
    return command.name or command.callback.__name__


GROUPS = {group.name: group.typer_instance.registered_commands for group in _APP.registered_groups}
COMMANDS = [*(command.name for command in _APP.registered_commands), *GROUPS]
IN_GROUPS = [f"{group} {_name(command)}" for group, own in GROUPS.items() for command in own]
EXAMPLE = re.compile(r"^  Example: publish (.+)$", re.MULTILINE)


def _script(*words):
    done = subprocess.run([sys.executable, *words], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def _readme_command(number):
    done = subprocess.run(
        ["bash", ".ci/run", "readme", str(number)], cwd=ROOT, capture_output=True, check=True
    )
    return done.stdout.decode().strip()


def test_generated_documents_are_what_the_code_says_now():
    pins = (ROOT / ".ci/constraints.txt").read_text(encoding="utf-8").split()
    if f"typer=={version('typer')}" not in pins and not os.environ.get("CI"):
        pytest.skip("another typer than the pinned one lays out its help in another way")
    assert _script("docs/make.py", "--check") == (0, "the documents are fresh\n")


def test_a_stale_document_is_named_and_fails_the_check(tmp_path):
    for path in [*ROOT.glob("docs/*.py"), ROOT / "docs/templates.md", ROOT / "docs/checks.md"]:
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "cli.md").write_text("yesterday's")
    code, said = _script(str(tmp_path / "make.py"), "--check")
    assert code == 1
    assert "stale: docs/cli.md (" in said


def test_the_picture_carries_the_name_of_the_preview_it_was_made_from():
    code, said = _script(
        "-c",
        "import sys; sys.path.insert(0, 'docs'); import picture as p; print(p.stamp(p.PICTURE.read_bytes()))",
    )
    assert code == 0
    assert re.fullmatch(r"[0-9a-f]{64}\n", said)
    assert (ROOT / "docs/preview.png").stat().st_size < 400_000


def test_a_picture_of_another_preview_is_stale(tmp_path):
    for path in [*ROOT.glob("docs/*.py"), ROOT / "docs/preview.png"]:
        (tmp_path / path.name).write_bytes(path.read_bytes())
    picture = (tmp_path / "preview.png").read_bytes()
    at = picture.index(b"preview-sha256\0") + 15
    (tmp_path / "preview.png").write_bytes(picture[:at] + b"0" * 64 + picture[at + 64 :])
    code, said = _script(str(tmp_path / "picture.py"), "--check")
    assert (code, said.split(" (")[0]) == (1, "stale: docs/preview.png")


def test_the_readme_stays_short():
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) < 120


def test_the_two_commands_of_the_readme_are_the_ones_that_ci_runs():
    setup = "python3 -m venv .venv && .venv/bin/pip install -q -e"
    assert _readme_command(1) == f"{setup} . && .venv/bin/publish digest"
    assert _readme_command(2) == f"{setup} '.[test]' && .venv/bin/pytest"
    script = (ROOT / ".ci/run").read_text(encoding="utf-8")
    assert "$(readme 1)" in script
    assert "$(readme 2)" in script


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_to_a_file_leads_somewhere(document):
    text = document.read_text(encoding="utf-8")
    missing = [link for link in LINK.findall(text) if not (document.parent / link.replace("\\", "")).exists()]
    assert missing == []


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_documented(command):
    assert f"## publish {command}\n" in (ROOT / "docs/cli.md").read_text(encoding="utf-8")
    assert f"`publish {command} " in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("group", GROUPS)
def test_every_command_of_a_group_is_documented(group):
    text = (ROOT / "docs/cli.md").read_text(encoding="utf-8")
    names = [_name(command) for command in GROUPS[group]]
    assert [name for name in names if f"## publish {group} {name}\n" not in text] == []


@pytest.mark.parametrize("command", ["", *COMMANDS, *IN_GROUPS])
def test_every_help_gives_an_example_that_the_command_line_takes(command):
    page = (ROOT / "docs/cli.md").read_text(encoding="utf-8")
    shown = page.partition(f"## publish {command}".rstrip() + "\n")[2].partition("\n## ")[0]
    [example] = EXAMPLE.findall(shown)
    words = shlex.split(example)
    assert words[: len(command.split())] == command.split()
    assert _taken(words) == []


def _taken(words):
    """Let the program's own parser take the words: give those that are left over."""
    command, context, name = typer.main.get_command(_APP), None, "publish"
    while True:
        context = command.make_context(name, list(words), parent=context)
        if not hasattr(command, "resolve_command"):
            return context.args
        name, command, words = command.resolve_command(context, [*context._protected_args, *context.args])


def test_no_document_names_a_command_that_does_not_exist():
    named = {
        word
        for path in DOCUMENTS
        for word in re.findall(r"`publish ([a-z]+)", path.read_text(encoding="utf-8"))
    }
    assert named <= set(COMMANDS)


def test_every_exit_code_of_an_error_stands_in_the_table():
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and hasattr(kind, "exit_code")]
    table = (ROOT / "docs/cli.md").read_text(encoding="utf-8").partition("## Exit codes")[2]
    assert {kind.exit_code for kind in kinds} <= set(
        map(int, re.findall(r"^\| (\d+) \|", table, re.MULTILINE))
    )


def test_the_index_leads_to_every_page():
    index = (ROOT / "docs/README.md").read_text(encoding="utf-8")
    pages = {path.name for path in (ROOT / "docs").glob("*.md")} - {"README.md"}
    assert pages - set(LINK.findall(index)) == set()


def test_every_step_of_a_tick_and_the_code_it_may_exit_with_stand_in_the_manual():
    rows = re.findall(r"^\| `?(\w+)`? \|", _manual("schedule.md"), re.MULTILINE)
    assert set(typing.get_args(Step)) - set(rows) == set()
    told = {kind.exit_code for kind in vars(errors).values() if hasattr(kind, "exit_code")}
    assert {str(code) for code in told} - set(rows) == {"1", "7"}  # unexpected; and another run, which is 0


def test_the_examples_of_the_schedule_are_read_as_they_stand():
    told = [text for kind, text in BLOCK.findall(_manual("schedule.md")) if kind == "toml"]
    campaign, configuration = map(tomllib.loads, told)
    schedule = decode(Table("[schedule]", campaign["schedule"], "schedule.md"), Schedule)
    assert (schedule.approval, schedule.unapproved) == ("required", "hold")
    assert decode(Table("[alerts]", configuration["alerts"], "schedule.md"), Alerts).channels == ("desk",)


def test_every_line_of_the_doctor_stands_in_the_manual(call, newsroom):
    append(newsroom / "config.toml", '[channels.newsletter]\nkind = "smtp"\nhost = "127.0.0.1"')
    append(newsroom / "campaigns/nacht.toml", "kleur = 3")
    call("arm", env={"GITHUB_REPOSITORY": "blad/ochtend"})
    lines = json.loads(call("doctor", "--offline", "--json").out)["lines"]
    edit(newsroom / "config.toml", "[site]", "[sitte]")
    lines += json.loads(call("doctor", "--json").out)["lines"]
    topics = {line["topic"].replace("newsletter", "NAME").split()[0] for line in lines}
    assert len(topics) > 8
    assert topics - set(re.findall(r"^\| `(\w+)", _manual("doctor.md"), re.MULTILINE)) == set()


def _manual(name):
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def test_every_kind_of_source_has_its_chapter():
    text = (ROOT / "docs/sources.md").read_text(encoding="utf-8")
    assert [kind for kind in SOURCES if f"\n## {kind}\n" not in text] == []


def test_the_examples_of_sources_are_read_as_they_stand(call, newsroom):
    blocks = dict(BLOCK.findall((ROOT / "docs/sources.md").read_text(encoding="utf-8")))
    folder = newsroom / "examples"
    folder.mkdir()
    (folder / "lead.md").write_text(blocks["md"], encoding="utf-8")
    (folder / "recent.json").write_text(blocks["json"], encoding="utf-8")
    result = call("articles", "examples", "--date", "2026-11-24", "--json")
    assert result.code == 0, result.err
    lead, first, second = json.loads(result.out)["articles"]
    assert lead["date_published"] == "2026-11-23T22:41:00+01:00"
    assert [block["type"] for block in lead["body"]] == ["paragraph", "subheading", "paragraph", "quote"]
    assert (first["section"], first["user_interaction_count"]) == ("Transfers", 318)
    assert (second["comment_count"], second["poll"]["question"]) == (12, "Nog een vat?")


def test_what_a_subject_may_use_is_documented(call, newsroom):
    campaign = newsroom / "campaigns/ochtend.toml"
    campaign.write_text('subject = "{{ nope }}"\n' + campaign.read_text(encoding="utf-8"), encoding="utf-8")
    result = call("digest")
    known = re.search(r"it may use: ([\w, ]+)", result.err)
    assert result.code == 2
    text = (ROOT / "docs/campaigns.md").read_text(encoding="utf-8")
    assert [name for name in known[1].split(", ") if f"`{name}`" not in text] == []


def test_every_pinned_version_is_a_version_and_nothing_else():
    lines = Path(ROOT / ".ci/constraints.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not re.fullmatch(r"[\w.-]+==[\w.]+", line)] == []
