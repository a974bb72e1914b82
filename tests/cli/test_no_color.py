"""NO_COLOR (no-color.org) is honoured: no escape sequence leaves any command, with a terminal or without."""

import shutil

import pytest
from newsrooms import DAY, append, write_newsroom
from terminals import Terminal

EDITION = f"ochtend/{DAY}"
WORDS = [
    ["--help"],
    ["--version"],
    ["send", "--help"],
    ["nope"],
    ["send", "--nope"],
    ["articles", "--explain"],
    ["digest", "--date", DAY],
    ["check", EDITION],
    ["send", EDITION, "--dry-run"],
    ["send", EDITION, "--yes"],
    ["status", EDITION],
    ["posts", "show", EDITION],
    ["doctor", "--offline"],
    ["subscribers", "import", "readers.csv", "--consent", "Ja"],
    ["subscribers", "stats"],
    ["schedule", "show"],
    ["keys", "list"],
    ["--install-completion", "bash"],
]


IMPORT = ["subscribers", "import", "readers.csv", "--consent", "Ja"]
SHELL = "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Make a newsroom with a built edition and a list to import, once."""
    folder = write_newsroom(tmp_path_factory.mktemp("made"))
    append(folder / "readers.csv", "email\n" + "\n".join(f"r{n}@lezer.test" for n in range(2000)))
    assert Terminal(folder, "digest", "--date", DAY).end() == 0
    return folder


@pytest.fixture
def full(made, newsroom):
    """Give a copy of that newsroom."""
    shutil.copytree(made, newsroom, dirs_exist_ok=True)
    return newsroom


def on_a_terminal(folder, words, **given):
    terminal = Terminal(folder, *words, HOME=str(folder), **{SHELL: "1"}, **given)
    terminal.end()
    assert terminal.shown
    return terminal.shown


@pytest.mark.parametrize("words", WORDS, ids=" ".join)
def test_with_no_color_nothing_is_coloured_on_a_terminal(full, words):
    assert "\x1b" not in on_a_terminal(full, words, NO_COLOR="1")


@pytest.mark.parametrize("words", WORDS, ids=" ".join)
def test_with_no_color_nothing_is_coloured_without_a_terminal(full, publish, words):
    shown = publish(*words, env={"NO_COLOR": "1", "HOME": str(full), SHELL: "1"})
    assert shown.out + shown.err
    assert "\x1b" not in shown.out + shown.err


def test_with_no_color_a_terminal_is_told_how_far_it_is_in_lines(full):
    assert "import: 100 %\r\n" in on_a_terminal(full, IMPORT, NO_COLOR="1")


@pytest.mark.parametrize("words", [IMPORT, WORDS[-1]], ids=" ".join)
def test_an_empty_no_color_changes_nothing(full, words):
    assert "\x1b" in on_a_terminal(full, words, NO_COLOR="")
