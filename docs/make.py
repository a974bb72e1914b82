"""Write the documents that are made from the code: docs/cli.md, docs/checks.md and docs/templates.md.

`python docs/make.py` writes them; `python docs/make.py --check` exits 1 and names those that are stale.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import templates_page
import typer.testing

from publisher import checks, cli

DOCS = Path(__file__).parent
_APP = cli.program()
EXIT_CODES = {
    0: "all is well; also: nothing new, already sent, waiting",
    1: "unexpected, or the disk or the database refused",
    2: "usage or configuration",
    3: "nothing new (only with `--detailed-exitcode`)",
    4: "not approved, or not the approved build; held, or cancelled; or a no to the question",
    5: "a blocking finding",
    6: "retry or unknown left",
    7: "another run holds the lock",
    8: "past the deadline",
    9: "credentials",
    10: "sources failed beyond what the campaign allows",
    130: "interrupted, with rows left or at a question",
}
INTRO = """\
# The command line

Made by `python docs/make.py` from the program itself. Data goes to stdout, messages to stderr. The options of
`publish` itself stand before the command: `publish --config other.toml digest`.

`--from` takes several paths, as a shell's `*.txt` gives them, and reads them in the order of their names.

`publish --install-completion` teaches your shell to complete on TAB: commands, options, and the campaigns,
editions, channels and lists of this newsroom. Where `NO_COLOR` is set nothing is coloured or drawn, on a
terminal neither.
"""
CHECKS_INTRO = """\
# Checks

Made by `python docs/make.py` from the checks themselves. A check that refuses gives a blocking finding:
`publish digest` still builds, `publish check` exits 5, and a real channel will not send. A check that warns
leaves the choice to the editor; `publish check --strict` stops at those too. The outbox is not stopped by
placeholders or by another day's edition. What a source or a picture is found to lack is a finding as well.
"""


def commands() -> Iterator[str]:
    """Name every command, and behind a group each of its own."""
    yield from (command.name or "" for command in _APP.registered_commands)
    for group in _APP.registered_groups:
        yield group.name or ""
        own = group.typer_instance.registered_commands if group.typer_instance else []
        yield from (f"{group.name} {command.name or command.callback.__name__}" for command in own)  # type: ignore[union-attr]


def cli_page() -> str:
    """Give docs/cli.md: the help of each command at 80 columns, and the exit codes."""
    codes = [f"| {code} | {meaning} |" for code, meaning in EXIT_CODES.items()]
    table = "\n".join(["## Exit codes", "", "| code | meaning |", "|---|---|", *codes, ""])
    return "\n".join([INTRO, *(_help(name) for name in ["", *commands()]), table])


def checks_page() -> str:
    """Give docs/checks.md: each check with what it does."""
    rows = [f"| `{name}` | {_first_line(check)} |" for name, check in checks.CHECKS.items()]
    return "\n".join([CHECKS_INTRO, "| check | what it does |", "|---|---|", *rows, ""])


def _first_line(check: Callable[..., object]) -> str:
    return (check.__doc__ or "").splitlines()[0]


def _help(command: str) -> str:
    words = [*command.split(), "--help"]
    fixed = {"COLUMNS": "80", "TERMINAL_WIDTH": "80", "NO_COLOR": "1", "TERM": "dumb"}
    result = typer.testing.CliRunner().invoke(_APP, words, prog_name="publish", env=fixed)
    lines = "\n".join(line.rstrip() for line in result.output.strip().splitlines())
    return f"## {' '.join(filter(None, ['publish', command]))}\n\n```\n{lines}\n```\n"


PAGES = {"checks.md": checks_page, "cli.md": cli_page, "templates.md": templates_page.page}


def stale() -> Iterator[str]:
    """Name the documents that are missing or differ from what the code says now."""
    for name, page in PAGES.items():
        path = DOCS / name
        if not path.is_file() or path.read_text(encoding="utf-8") != page():
            yield f"docs/{name}"


def main(words: Sequence[str]) -> int:
    """Write the documents, or with --check compare them; give the exit code."""
    if "--check" in words:
        found = list(stale())
        print(f"stale: {', '.join(found)} (run python docs/make.py)" if found else "the documents are fresh")
        return 1 if found else 0
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8")
        print(f"docs/{name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
