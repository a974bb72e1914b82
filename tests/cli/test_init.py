"""`publish init`: a newsroom that builds at once, asked for or not, and never at the cost of a file."""

import json
import os
import subprocess
import sys
import tomllib

import pytest
from newsrooms import ROOT, edit
from terminals import Terminal

from publisher.errors import StorageError

FILES = ["config.toml", "campaigns/ochtend.toml", ".gitignore"]
ARTICLE = '+++\nheadline = "Dijkstad verlengt"\ndescription = "Twee jaar."\n+++\n'


@pytest.fixture
def empty(tmp_path):
    folder = tmp_path / "het-ochtendblad"
    folder.mkdir()
    return folder


def _files(folder):
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def _settings(folder):
    return tomllib.loads((folder / "config.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("language", "campaign", "headline"),
    [
        ("nl-BE", "ochtend", "Regenwijk"),
        ("fr", "matin", "Brumeval"),
        ("en-GB", "morning", "Mossgate"),
        ("de", "morgen", "Nebelhain"),
    ],
)
def test_what_it_makes_builds_at_once_in_each_language(call, empty, language, campaign, headline):
    made = call("init", "--language", language, cwd=empty)
    assert (made.code, made.err) == (0, "")
    assert made.out.splitlines()[-1] == "next: publish digest --open"
    built = call("digest", "--json", cwd=empty)
    assert built.code == 0, built.err
    said = json.loads(built.out)
    assert said["edition"].startswith(f"{campaign}/")
    assert headline in said["lead"]["headline"]
    assert said["recent"] == 2
    assert {finding["check"] for finding in said["findings"]} == {"unsubscribe", "sender", "no-url"}


def test_the_only_thing_missing_for_a_mail_is_what_nobody_can_guess(call, empty):
    words = ["--url", "https://ochtendblad.internal/", "--sender", "Het Ochtendblad <ochtend@blad.internal>"]
    assert call("init", *words, cwd=empty).code == 0
    assert _settings(empty)["site"]["url"] == "https://ochtendblad.internal"
    unsubscribe = "unsubscribe_url = "
    edit(empty / "config.toml", f"#{unsubscribe}", unsubscribe)
    assert call("digest", cwd=empty).code == 0
    assert call("check", cwd=empty).code == 0


def test_it_makes_the_folder_and_names_the_way_there(call, tmp_path):
    made = call("init", "een blad", "--json", cwd=tmp_path)
    said = json.loads(made.out)
    assert said["next"] == "cd 'een blad' && publish digest --open"
    assert said["folder"] == str(tmp_path / "een blad")
    assert set(said["files"]) == _files(tmp_path / "een blad")
    assert _settings(tmp_path / "een blad")["site"]["name"] == "Een blad"


def test_flags_end_up_in_the_configuration_whatever_they_hold(call, empty):
    name = 'Dagblad "De\\Zon" <& {{ zoon }} << % é'
    said = ["--name", name, "--campaign", "avond-2", "--timezone", "Asia/Kathmandu", "--language", "fr-BE"]
    assert call("init", *said, cwd=empty).code == 0
    assert _settings(empty)["site"] == {"name": name, "language": "fr-BE", "timezone": "Asia/Kathmandu"}
    assert (empty / "campaigns/avond-2.toml").is_file()


def test_sources_replace_the_samples(call, empty):
    (empty.parent / "stukken").mkdir()
    (empty.parent / "stukken/a.md").write_text(ARTICLE, encoding="utf-8")
    (empty / "eigen.md").write_text(ARTICLE.replace("Dijkstad", "Polderdam"), encoding="utf-8")
    sources = [
        "--source",
        "../stukken",
        "--source",
        "eigen.md",
        "--source",
        "https://ochtendblad.internal/rss",
    ]
    assert call("init", *sources, cwd=empty).code == 0
    assert _files(empty) == {*FILES, "eigen.md"}
    tables = tomllib.loads((empty / "campaigns/ochtend.toml").read_text(encoding="utf-8"))["sources"]
    assert tables == [
        {"path": str(empty.parent / "stukken")},
        {"path": "eigen.md"},
        {"url": "https://ochtendblad.internal/rss"},
    ]
    edit(empty / "campaigns/ochtend.toml", 'url = "https://', 'required = false\nurl = "https://')
    assert call("digest", cwd=empty).code == 0


def test_what_a_newsroom_makes_itself_is_ignored_by_git(call, empty):
    call("init", cwd=empty)
    call("digest", cwd=empty)
    subprocess.run(["git", "init", "-q"], cwd=empty, check=True)
    seen = subprocess.run(
        ["git", "status", "--porcelain", "-uall"], cwd=empty, capture_output=True, text=True, check=True
    )
    shown = {line.split()[-1] for line in seen.stdout.splitlines()}
    assert {path for path in shown if not path.startswith("articles/")} == set(FILES)


def test_nothing_is_overwritten_and_nothing_half_written(call, empty):
    for path in (".gitignore", "campaigns", "articles/1-verslag.md"):
        (empty / path).parent.mkdir(exist_ok=True)
        (empty / path).write_text("mine", encoding="utf-8")
    (empty / "config.toml").symlink_to("elsewhere.toml")
    before = _files(empty)
    refused = call("init", "--ci", "github", cwd=empty)
    standing = ".gitignore, articles/1-verslag.md, campaigns, config.toml"
    assert refused.code == 2
    assert f"nothing was written, these stand in the way: {standing} (move them away" in refused.err
    assert _files(empty) == before
    assert (empty / ".gitignore").read_text(encoding="utf-8") == "mine"


def test_a_second_init_changes_nothing(call, empty):
    call("init", cwd=empty)
    before = {path: (empty / path).read_bytes() for path in _files(empty)}
    assert call("init", cwd=empty).code == 2
    assert call("init", "--name", "Anders", "--ci", "cron", cwd=empty).code == 2
    assert {path: (empty / path).read_bytes() for path in _files(empty)} == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--language", "eo"], "--language: no language 'eo' (one of nl, fr, en, de"),
        (["--timezone", "Europe"], "--timezone: no time zone 'Europe' (such as Europe/Brussels"),
        (["--timezone", "../etc/passwd"], "--timezone: no time zone"),
        (["--campaign", "Ochtend 1"], "--campaign: no campaign can be called 'Ochtend 1'"),
        (["--campaign", "../x"], "--campaign: no campaign can be called '../x'"),
        (["--name", " "], "--name: a newsroom needs a name"),
        (["--name", "a\nb"], "--name: a newsroom needs a name, on one line"),
        (["--url", "kroniek"], "--url: no web address: 'kroniek'"),
        (["--sender", "De Kroniek"], "--sender: 'De Kroniek' is no address a mail can carry"),
        (["--sender", "a\nb <x@blad.internal>"], "--sender: a From is one line"),
        (["--source", "nergens"], "--source nergens: no such file or folder"),
        (["--source", ""], "--source: no such file or folder"),
    ],
)
def test_a_word_that_does_not_fit_is_exit_2_and_leaves_no_file(call, empty, words, said):
    refused = call("init", *words, cwd=empty)
    assert (refused.code, refused.out) == (2, "")
    assert f"publish: {said}" in refused.err
    assert _files(empty) == set()


def test_a_folder_that_can_not_be_is_one_line(call, tmp_path):
    (tmp_path / "blad").write_text("a file")
    refused = call("init", "blad", cwd=tmp_path)
    assert refused.code == 2
    assert "publish: blad: nothing was written, these stand in the way: blad (" in refused.err
    refused = call("init", "/proc/blad", cwd=tmp_path)
    assert refused.code == StorageError.exit_code
    assert refused.err.startswith("publish: /proc/blad/config.toml: can't be written: ")


def test_without_a_terminal_it_never_waits_for_an_answer(empty):
    """Its input stays open and silent, as under a scheduler that keeps a pipe."""
    read, write = os.pipe()
    done = subprocess.run(
        [sys.executable, "-m", "publisher", "init"],
        cwd=empty,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdin=read,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    os.close(read)
    os.close(write)
    assert done.returncode == 0, done.stderr
    assert _settings(empty)["site"]["name"] == "Het ochtendblad"


def test_on_a_terminal_it_asks_and_asks_again_what_does_not_fit(empty):
    terminal = Terminal(empty, "init")
    for question, answer in [
        ("Name of the newsroom, as readers see it [Het ochtendblad]: ", "De Avondpost"),
        ("nl, fr, en or de [nl-BE]: ", "eo"),
        ("no language 'eo'", ""),
        ("Time zone [Europe/Brussels]: ", ""),
        ("Address of the site (empty: later): ", "https://www.avondpost.internal"),
        ("[De Avondpost <ochtend@avondpost.internal>]: ", ""),
        ("(empty: samples to replace): ", "nergens"),
        ("no such file or folder", ""),
    ]:
        terminal.wait_for(question)
        terminal.type(f"{answer}\n")
    assert terminal.end() == 0, terminal.shown
    assert "next: publish digest --open" in terminal.shown
    assert _settings(empty) == {
        "site": {
            "name": "De Avondpost",
            "url": "https://www.avondpost.internal",
            "language": "nl-BE",
            "timezone": "Europe/Brussels",
        },
        "mail": {"from": "De Avondpost <ochtend@avondpost.internal>"},
    }


def test_on_a_terminal_it_asks_only_for_what_is_not_given(empty):
    given = ["--name", "De Avondpost", "--language", "nl", "--timezone", "Europe/Brussels", "--sender", ""]
    terminal = Terminal(empty, "init", *given, "--source", "https://avondpost.internal/rss")
    terminal.wait_for("Address of the site")
    terminal.type("\n")
    assert terminal.end() == 0, terminal.shown
    assert terminal.shown.count("]: ") + terminal.shown.count("): ") == 1


def test_on_a_terminal_nothing_is_asked_that_would_come_to_nothing(empty):
    (empty / "config.toml").write_text("mine")
    terminal = Terminal(empty, "init")
    assert terminal.end() == 2
    assert "Name of the newsroom" not in terminal.shown


def test_on_a_terminal_yes_is_silent(empty):
    terminal = Terminal(empty, "init", "--yes")
    assert terminal.end() == 0, terminal.shown
    assert "Name of the newsroom" not in terminal.shown


def test_leaving_a_question_writes_nothing(empty):
    terminal = Terminal(empty, "init")
    terminal.wait_for("Name of the newsroom")
    terminal.interrupt()
    assert terminal.end() == 130
    assert _files(empty) == set()
    assert "Abort" not in terminal.shown


def test_its_help_has_an_example(call):
    assert "Example: publish init ochtendblad" in call("init", "--help").out
