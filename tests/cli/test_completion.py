"""Completion by the shell: asked in the words of typer's own scripts, and by bash itself."""

import os
import shlex
import shutil
import sqlite3
import subprocess
import sys

import pytest
from newsrooms import DAY, ROOT, append, edit

from publisher.registry import SOURCES

BASH = shutil.which("bash")
LOAD = 'eval "$(publish --show-completion)"'
PRESS = '_publish_completion publish; printf "%s\\n" "${COMPREPLY[@]}"'


@pytest.fixture
def environ(tmp_path):
    """Give an environment in which the command is called `publish`, as where it is installed."""
    program = tmp_path / "bin/publish"
    append(program, f"#!{sys.executable}\nfrom publisher.cli import main\n\nmain()")
    program.chmod(0o755)
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("PUBLISH_", "COMP_"))}
    path = os.pathsep.join([str(program.parent), clean["PATH"]])
    return {**clean, "PATH": path, "PYTHONPATH": str(ROOT), "HOME": str(tmp_path)}


@pytest.fixture
def tab(environ, newsroom):
    """Give what bash is offered for the last of these words."""

    def run(*words, **given):
        asked = {"COMP_WORDS": shlex.join(["publish", *words]), "COMP_CWORD": str(len(words))}
        done = subprocess.run(
            ["publish"],
            env={**environ, "_PUBLISH_COMPLETE": "complete_bash", **asked, **given},
            cwd=newsroom,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout.split()

    return run


@pytest.fixture
def bash(environ, newsroom):
    """Run lines in a real bash."""

    def run(*lines):
        done = subprocess.run(
            [BASH, "--norc", "-c", "\n".join([*lines, "true"])],
            env=environ,
            cwd=newsroom,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    return run


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["sub"], ["subscribers"]),
        (["posts", ""], ["show", "delete", "correct"]),
        (["posts", "correct", "--te"], ["--text"]),
        (["check", "--format", ""], ["text", "json", "github"]),
        (["resume", "--unknown", "s"], ["skip"]),
        (["digest", ""], ["avond", "ochtend"]),
        (["run", "o"], ["ochtend"]),
        (["schedule", "next", "a"], ["avond"]),
        (["articles", "--campaign", "o"], ["ochtend"]),
        (["digest", "--kind", ""], list(SOURCES)),
        (["send", "--channel", ""], ["newsletter", "x", "mastodon", "bluesky"]),
        (["posts", "delete", "ochtend", "--channel", "b"], ["bluesky"]),
        (["doctor", "--channel", "news"], ["newsletter"]),
        (["subscribers", "stats", "--js"], ["--json"]),
        (["subscribers", "export", "--list", ""], ["lezers", "readers"]),
        (["digest", "--from", ""], []),
    ],
    ids=" ".join,
)
def test_tab_offers_what_there_is(tab, newsroom, words, offered):
    shutil.copy(newsroom / "campaigns/ochtend.toml", newsroom / "campaigns/avond.toml")
    edit(newsroom / "campaigns/avond.toml", 'name = "Ochtend"', 'name = "Avond"\nlist = "lezers"')
    assert tab(*words) == offered


@pytest.fixture
def built(call):
    """Build the editions of two days."""
    for day in ("2026-11-23", DAY):
        assert call("digest", "--date", day).code == 0


@pytest.mark.usefixtures("built")
@pytest.mark.parametrize("command", [["status"], ["send"], ["approve"], ["check"], ["posts", "show"]])
def test_tab_offers_the_editions_in_the_ledger_the_newest_first(tab, command):
    assert tab(*command, "o") == ["ochtend", f"ochtend/{DAY}", "ochtend/2026-11-23"]
    assert tab(*command, "ochtend/2026-11-23") == ["ochtend/2026-11-23"]


def test_tab_makes_no_ledger(tab, newsroom):
    assert tab("status", "") == ["ochtend"]
    assert not (newsroom / ".publisher").exists()


def test_tab_takes_the_configuration_that_the_line_names(tab, newsroom, tmp_path):
    there = tmp_path / "elders"
    append(there / "config.toml", '[site]\nname = "Elders"\n[channels.krant]\nkind = "outbox"\nas = "smtp"')
    assert tab("--config", str(there / "config.toml"), "send", "--channel", "") == ["krant"]
    shutil.rmtree(newsroom / "campaigns")
    assert tab("send", "--channel", "", PUBLISH_CONFIG=str(there / "config.toml")) == ["krant"]


@pytest.mark.parametrize("config", ["[sitte]\n", "[site\n", '[site]\nlanguage = "xx"\n'])
def test_tab_in_a_newsroom_that_can_not_be_read_offers_nothing_and_says_nothing(tab, newsroom, config):
    (newsroom / "config.toml").write_text(config, encoding="utf-8")
    assert tab("send", "") == tab("send", "--channel", "") == tab("subscribers", "export", "--list", "") == []
    assert tab("sen") == ["send"]


@pytest.mark.usefixtures("built")
def test_tab_on_a_ledger_that_can_not_be_read_offers_the_campaigns(tab, newsroom):
    for path in (newsroom / ".publisher").glob("ledger.db*"):
        path.unlink()
    (newsroom / ".publisher/ledger.db").write_bytes(b"no database, but as long as one would have to be" * 9)
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(newsroom / ".publisher/ledger.db").execute("select 1 from edition")
    assert tab("status", "") == ["ochtend"]


@pytest.mark.skipif(BASH is None, reason="bash is not installed")
def test_bash_completes_with_the_script_that_is_shown(bash):
    assert bash(LOAD, "COMP_WORDS=(publish stat); COMP_CWORD=1", PRESS) == "status\n"
    assert bash(LOAD, "COMP_WORDS=(publish send --channel m); COMP_CWORD=3", PRESS) == "mastodon\n"


@pytest.mark.skipif(BASH is None, reason="bash is not installed")
def test_bash_completes_with_the_script_that_is_installed(bash, tmp_path):
    assert "completion installed in" in bash("publish --install-completion")
    assert "publish" in (tmp_path / ".bashrc").read_text(encoding="utf-8")
    said = bash("source ~/.bashrc", "COMP_WORDS=(publish stat); COMP_CWORD=1", PRESS)
    assert said == "status\n"


@pytest.mark.parametrize(
    ("shell", "offered"),
    [
        ("zsh", '"status":"Show how many have an edition'),
        ("fish", "status\tShow how many have an edition"),
        ("powershell", "status:::Show how many have an edition"),
    ],
)
def test_other_shells_are_told_what_a_command_does(environ, newsroom, shell, offered):
    asked = {"_TYPER_COMPLETE_ARGS": "publish stat", "_TYPER_COMPLETE_FISH_ACTION": "get-args"}
    asked |= {"_TYPER_COMPLETE_WORD_TO_COMPLETE": "stat", "_PUBLISH_COMPLETE": f"complete_{shell}"}
    done = subprocess.run(
        ["publish"], env={**environ, **asked}, cwd=newsroom, capture_output=True, text=True, check=True
    )
    assert offered in done.stdout
