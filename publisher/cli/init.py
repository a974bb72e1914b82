"""`publish init`: make a newsroom that builds at once, and the files of the scheduler that will run it."""

import os
import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from publisher.cli import answers, words
from publisher.errors import StorageError, UsageError

_AFTERWARDS = {
    "github": "say in requirements.txt where publisher comes from, add the secrets digest.yml names, commit",
    "gitlab": "say in requirements.txt where publisher comes from, add the variables and the schedules that "
    ".gitlab-ci.yml names, commit",
    "systemd": "deploy/publisher.service says how it is installed",
    "cron": "deploy/crontab says how it is installed",
}


class Ci(StrEnum):
    """What runs `publish run` every morning."""

    github = "github"
    gitlab = "gitlab"
    systemd = "systemd"
    cron = "cron"


def init(
    folder: Annotated[
        Path,
        typer.Argument(metavar="dir", show_default=False, help="The folder to make it in; else this one."),
    ] = Path(),
    name: Annotated[str | None, typer.Option(help="The newsroom's name, as readers see it.")] = None,
    campaign: Annotated[
        str | None, typer.Option(metavar="<id>", help="The digest's short name; else as the language has it.")
    ] = None,
    language: Annotated[
        str | None, typer.Option(help="nl, fr, en or de, with or without a region; else nl-BE.")
    ] = None,
    timezone: Annotated[str | None, typer.Option(help="Else Europe/Brussels.")] = None,
    url: Annotated[str | None, typer.Option(help="The address of the site.")] = None,
    sender: Annotated[str | None, typer.Option(help="Whom a mail is from, as 'Name <address>'.")] = None,
    source: Annotated[
        list[str] | None,
        typer.Option(
            metavar="<url|path>", help="Where articles come from; repeat it. Else samples to replace."
        ),
    ] = None,
    ci: Annotated[
        Ci | None,
        typer.Option(help="Add what runs it every morning; in a newsroom that exists, nothing but that."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Ask nothing: defaults for what is not given.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Make a newsroom: a configuration, a campaign, articles, and what runs it. Never overwrites a file.

    On a terminal it asks for what is not given.

    Example: publish init ochtendblad --name "Het Ochtendblad" --ci github
    """
    from publisher import recipes

    root = Path(os.path.normpath(Path.cwd() / folder))
    given = {"--name": name, "--language": language, "--timezone": timezone, "--url": url, "--sender": sender}
    if ci and (root / "config.toml").is_file() and not source and not any(given.values()):
        written = _schedule(root, ci, campaign)
    else:
        ask = answers.wanted(yes=yes)
        if ask:  # before any question whose answer would come to nothing
            _refuse_standing(root, ["config.toml", ".gitignore", *(recipes.paths(ci) if ci else ())])
        files = _newsroom(root, given, campaign, source or [], ask=ask)
        written = _found(root, files, ci, campaign or _campaign(files))
    _say(root, written, ci, json=json)


def _newsroom(
    root: Path, given: Mapping[str, str | None], campaign: str | None, sources: Sequence[str], *, ask: bool
) -> dict[str, str]:
    """Put the answers together and give the files of the newsroom."""
    from publisher import recipes

    places = [answers.place(root, source) for source in sources]
    short = answers.campaign(campaign) if campaign is not None else None
    said = answers.gather(root, given, ask=ask)
    if ask and not places:
        places = answers.ask_source(root)
    return recipes.newsroom(
        recipes.Newsroom(
            name=said["--name"],
            campaign=short or answers.MORNINGS[said["--language"][:2].lower()],
            language=said["--language"],
            timezone=said["--timezone"],
            url=said["--url"] or None,
            sender=said["--sender"] or None,
            sources=places,
        )
    )


def _campaign(files: Iterable[str]) -> str:
    return next(Path(path).stem for path in files if path.startswith("campaigns/"))


def _found(root: Path, files: Mapping[str, str], ci: Ci | None, campaign: str) -> list[str]:
    """Write a newsroom, then its scheduler's files, made from the configuration that stands there."""
    from publisher import recipes

    _refuse_standing(root, [*files, *(recipes.paths(ci) if ci else ())])
    written = _write(root, files)
    return written + (_schedule(root, ci, campaign) if ci else [])


def _schedule(root: Path, ci: Ci, campaign: str | None) -> list[str]:
    from publisher import recipes
    from publisher.cli.facts import facts

    _refuse_standing(root, recipes.paths(ci))
    return _write(root, recipes.scheduler(ci, facts(root, campaign)))


def _refuse_standing(root: Path, paths: Iterable[str]) -> None:
    """Raise UsageError for what is already there, before anything is written."""
    standing = sorted({found for path in paths for found in _in_the_way(root, path)})
    if standing:
        raise UsageError(
            f"nothing was written, these stand in the way: {', '.join(standing)}",
            where=str(words.near(root)),
            remedy="move them away, or make the newsroom in another folder",
        )


def _in_the_way(root: Path, path: str) -> Iterator[str]:
    """Name the file itself, also a link that leads nowhere, and a file where a folder has to be."""
    if os.path.lexists(root / path):
        yield path
    for folder in (root / path).parents:
        if os.path.lexists(folder) and not folder.is_dir():
            yield str(folder.relative_to(root) if root in folder.parents else words.near(folder))


def _write(root: Path, files: Mapping[str, str]) -> list[str]:
    """Write files that are not there yet. Raises StorageError where the disk refuses."""
    for path, text in files.items():
        try:
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            with (root / path).open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)
        except OSError as error:
            raise StorageError(
                f"can't be written: {error.strerror}",
                where=str(words.near(root / path)),
                remedy="check the folder's permissions and the space left",
            ) from error
    return list(files)


def _say(root: Path, written: Sequence[str], ci: Ci | None, *, json: bool) -> None:
    """Name what was written, and the next command."""
    there = "" if root == Path.cwd() else f"cd {shlex.quote(str(words.near(root)))} && "
    following = f"{there}publish {'digest --open' if 'config.toml' in written else 'schedule next'}"
    if ci and (top := _checkout(root)) and ci in {Ci.github, Ci.gitlab}:
        words.note(f"{ci} reads its files at the top of a repository only: move them to {top}")
    if json:
        words.data(words.as_json({"folder": str(root), "files": written, "next": following}))
        return
    words.data(f"{words.near(root)}: {len(written)} file{'s' if len(written) > 1 else ''} written")
    for path in written:
        words.data(f"  {path}")
    if ci:
        words.data(f"then: {_AFTERWARDS[ci]}")
    words.data(f"next: {following}")


def _checkout(root: Path) -> Path | None:
    """Give the top of the repository that the folder lies in, where that is another folder."""
    top = next((folder for folder in (root, *root.parents) if (folder / ".git").exists()), None)
    return None if top == root else top
