"""The tutorial is run as it stands: its commands in order, in a new folder, and what it says they answer."""

import os
import re
import subprocess
import sys

import pytest
from newsrooms import ROOT, append

TUTORIAL = ROOT / "docs/tutorial.md"
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
STEPS = (
    "init",
    "digest",
    "check",
    "send --dry-run",
    "send --yes",
    "status",
    "posts correct",
    "doctor --offline",
    "schedule next",
)
# As at home: no CI, and Python keeps its bytecode, as it does where the package is installed.
_NOT_OURS = ("PUBLISH_", "CI", "GITHUB_", "PYTHONDONTWRITEBYTECODE")
PROMPT, MORE, ANYTHING = "$ ", "> ", "..."


def steps(text):
    """Give each command with the answer that is shown, as (command, answer)."""
    found = []
    for block in BLOCK.findall(text):
        for line in block.splitlines():
            if line.startswith(PROMPT):
                found.append((line.removeprefix(PROMPT), ""))
            elif line.startswith(MORE):
                found[-1] = (f"{found[-1][0]}\n{line.removeprefix(MORE)}", "")
            else:
                found[-1] = (found[-1][0], f"{found[-1][1]}{line}\n")
    return found


def fits(shown, said):
    """Compare an answer with what is shown: a line of `...` is any lines, `...` in a line any words."""
    if ANYTHING not in shown.splitlines():
        return bool(re.fullmatch(pattern(shown.splitlines()), said))
    first, *middle, last = re.split(r"^\.\.\.\n", shown, flags=re.MULTILINE)
    at = 0
    for number, part in enumerate([first, *middle]):
        found = re.compile(r"^" + pattern(part.splitlines()), re.MULTILINE).search(said, at)
        if found is None or (number == 0 and found.start()):
            return False
        at = found.end()
    return bool(re.compile(r"^" + pattern(last.splitlines()) + r"\Z", re.MULTILINE).search(said, at))


def pattern(lines):
    """Give the expression of whole lines."""
    return "".join(re.escape(line).replace(re.escape(ANYTHING), ".*") + r"\n" for line in lines)


@pytest.fixture
def shell(tmp_path):
    """Run a command as a person would in a shell, which remembers where it is."""
    program = tmp_path / "bin/publish"
    append(program, f"#!{sys.executable}\nfrom publisher.cli import main\n\nmain()")
    program.chmod(0o755)
    clean = {key: value for key, value in os.environ.items() if not key.startswith(_NOT_OURS)}
    path = os.pathsep.join([str(program.parent), clean["PATH"]])
    environ = {**clean, "PATH": path, "PYTHONPATH": str(ROOT), "TZ": "Europe/Brussels", "HOME": str(tmp_path)}
    here = tmp_path / "new"
    here.mkdir()

    def run(command):
        nonlocal here
        if command.startswith("cd "):
            here /= command.removeprefix("cd ")
            return 0, ""
        done = subprocess.run(
            ["bash", "-c", command],
            env=environ,
            cwd=here,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=60,
        )
        return done.returncode, done.stdout

    return run


def test_the_tutorial_says_what_happens(shell):
    for command, shown in steps(TUTORIAL.read_text(encoding="utf-8")):
        code, said = shell(command)
        assert code == 0, f"{command}\n{said}"
        assert fits(shown, said), f"{command}\n{said}"


@pytest.mark.parametrize("step", STEPS)
def test_the_tutorial_goes_the_whole_way(step):
    given = [command for command, _ in steps(TUTORIAL.read_text(encoding="utf-8"))]
    assert [command for command in given if command.startswith(f"publish {step}")]


@pytest.mark.parametrize(
    ("shown", "said", "expected"),
    [
        ("one\n", "one\n", True),
        ("one\n", "two\n", False),
        ("one\n", "one\ntwo\n", False),
        ("one\n...\n", "one\n", True),
        ("one\n...\n", "one\ntwo\nthree\n", True),
        ("...\nthree\n", "one\ntwo\nthree\n", True),
        ("...\nb\n...\nc\n", "a\nb\nx\nc\n", True),
        ("...\nc\n...\nb\n", "a\nb\nx\nc\n", False),
        ("...\nb\n", "a\nb\nc\n", False),
        ("b\n...\n", "a\nb\nc\n", False),
        ("...\nwo\n", "two\n", False),
        ("...\nb\n...\nb\n", "a\nb\n", False),
        ("...\n", "", True),
        ("1 ... sent (a)\n", "1 of 2 sent (a)\n", True),
        ("1 ... sent\n", "1 of\n 2 sent\n", False),
        ("", "one\n", False),
        ("", "", True),
    ],
)
def test_an_answer_is_compared_but_for_its_dots(shown, said, expected):
    assert fits(shown, said) is expected


def test_a_command_may_go_on_over_several_lines():
    text = "```console\n$ cat > a <<END\n> one\n> END\n$ b\nsaid\n```\ntext\n```console\n$ c\n```\n"
    assert steps(text) == [("cat > a <<END\none\nEND", ""), ("b", "said\n"), ("c", "")]
