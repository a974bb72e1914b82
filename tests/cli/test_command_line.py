"""The frame round every command: data and messages apart, and an exit code for whatever happens."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from newsrooms import DAY, ROOT, edit

from publisher import __version__, pipeline
from publisher.cli import words


def test_version_is_said(call):
    assert call("--version") == (0, f"publisher {__version__}\n", "")


def test_no_command_is_the_help(call):
    result = call()
    assert "digest" in result.out + result.err
    assert "Traceback" not in result.err


def test_what_nobody_expected_is_one_line_and_exit_1(call, monkeypatch):
    def broken(*_):
        raise ZeroDivisionError("oops")

    monkeypatch.setattr(pipeline, "digest", broken)
    result = call("digest")
    assert result == (
        1,
        "",
        "publish: unexpected ZeroDivisionError: oops (set PUBLISH_DEBUG=1 to see where)\n",
    )


def test_a_debugging_reader_gets_the_traceback(call, monkeypatch):
    def broken(*_):
        raise ZeroDivisionError("oops")

    monkeypatch.setattr(pipeline, "digest", broken)
    with pytest.raises(ZeroDivisionError):
        call("digest", env={"PUBLISH_DEBUG": "1"})


def test_an_interruption_is_exit_130(call, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(pipeline, "digest", interrupted)
    result = call("digest")
    assert result.code == 130
    assert "Traceback" not in result.err


@pytest.mark.parametrize(
    ("said", "code"), [("articles articles", 0), (f"digest --date {DAY}", 0), (f"check ochtend/{DAY}", 5)]
)
def test_a_reader_that_closes_the_pipe_changes_no_exit_code(call, newsroom, said, code):
    edit(newsroom / "config.toml", "unsubscribe_url", "# unsubscribe_url")
    call("digest", "--date", DAY)
    program = (
        f"import sys, os; sys.argv = ['publish', *{said.split()}]\n"
        "read, write = os.pipe(); os.close(read); os.dup2(write, 1)\n"
        "from publisher.cli import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=newsroom, capture_output=True, text=True, check=False
    )
    assert "Traceback" not in done.stderr
    assert "Broken" not in done.stderr
    assert done.returncode == code, done.stderr


def test_articles_are_a_line_each_and_messages_go_elsewhere(call):
    result = call("articles", "articles")
    lines = result.out.splitlines()
    assert len(lines) == 4
    assert lines[1].split()[:4] == ["new", "23/11", "22:10", "full"]
    assert lines[2].endswith("Dijkstad verlengt met keeper")
    assert result.err == "3 articles\n"


def test_articles_as_json_are_data_alone(call):
    result = call("articles", "articles/kort.json", "articles/a-lead.md", "--json")
    said = json.loads(result.out)
    assert result.err == ""
    assert sorted(article["id"] for article in said["articles"]) == ["101", "201", "202"]
    assert said["findings"] == []


def test_what_was_noticed_in_a_source_is_a_message(call, newsroom):
    lead = newsroom / "articles/a-lead.md"
    lead.write_bytes(lead.read_text(encoding="utf-8").replace("viel", "één").encode("cp1252"))
    result = call("articles", "articles")
    assert "warning: articles/a-lead.md: not UTF-8 from byte" in result.err
    assert len(result.out.splitlines()) == 4


def test_open_shows_the_preview(call, newsroom, monkeypatch):
    opened = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    assert call("digest", "--date", DAY, "--open").code == 0
    assert opened == [(newsroom / "editions/ochtend" / DAY / "preview.html").as_uri()]


@pytest.mark.parametrize("command", ["digest", "preview"])
def test_an_edition_is_not_written_over_the_configuration(call, newsroom, command):
    assert call("digest").code == 0
    refused = call(command, "--out", ".")
    assert refused.code == 2
    assert "the folder holds the configuration (choose another --out)" in refused.err
    assert not (newsroom / "preview.html").exists()


def test_a_second_digest_says_that_the_articles_are_the_first_ones(call):
    assert call("digest", "--date", DAY).err == ""
    assert "--refresh reads the sources again" in call("digest", "--date", DAY).err


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        (["digest", "--from", "a", "b"], ["digest", "--from", "a", "--from", "b"]),
        (["digest", "--from", "a", "b", "--json"], ["digest", "--from", "a", "--from", "b", "--json"]),
        (["digest", "--from", "a", "ochtend", "b"], ["digest", "--from", "a", "ochtend", "b"]),
        (["digest", "--lead", "a", "b"], ["digest", "--lead", "a", "b"]),
        (["digest", "--from", "--json"], ["digest", "--from", "--json"]),
        (["--from"], ["--from"]),
    ],
)
def test_from_takes_several_paths_and_leaves_other_saidalone(tmp_path, monkeypatch, given, taken):
    for name in "ab":
        (tmp_path / name).write_text("")
    monkeypatch.chdir(tmp_path)
    assert words.spread(given) == taken


def test_a_path_is_shown_as_people_write_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert words.near(tmp_path / "a/b") == Path("a/b")
    assert words.near(ROOT) == ROOT
