"""Which files the archive holds, gathered from the ledger, and written where they changed."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from publisher.archive import page
from publisher.archive.page import Place
from publisher.archive.shelf import Shelf, address, files
from publisher.config import Archive, load_campaign
from publisher.errors import ConfigError, PublisherError, StorageError, UsageError
from publisher.ledger import Issue, issue_of
from publisher.model import Build
from publisher.pipeline import House


class Report(Struct, frozen=True):
    """What was written: the folder, how many editions it shows, and the files that changed."""

    folder: Path
    editions: int
    written: tuple[Path, ...]
    unchanged: int


def build(house: House, campaign: str | None = None, out: Path | None = None) -> Report:
    """Write the archive, or one campaign's part of it; a file that says the same is not touched.

    Raises ConfigError without [archive], UsageError for a campaign of which nothing was sent, StorageError
    for a disk that refuses.
    """
    wanted = house.config.archive
    if wanted is None:
        remedy = 'add [archive] with url = "https://..." where its folder is published'
        raise ConfigError("no archive is configured", where=house.config.file, remedy=remedy)
    issues = _issues(house)
    if campaign and not any(issue.edition.name.startswith(f"{campaign}/") for issue in issues):
        raise UsageError(f"no edition of {campaign!r} was sent", remedy="publish send, then build it again")
    shown = [one for one in issues if not campaign or one.edition.name.startswith(f"{campaign}/")]
    names = {one.edition.name.partition("/")[0] for one in shown}
    shelves = {shelf.folder: shelf for shelf in _shelves(house, wanted, issues)}
    mine = [shelf for name, shelf in shelves.items() if name in names or not name]
    pages = (
        _page(house, shelves[_campaign(one)], left)
        for one in shown
        if (left := house.ledger.left(one.edition.name))
    )
    lists = (file for shelf in mine for file in files(shelf))
    return _written(out or house.config.root / wanted.folder, len(shown), pages, lists)


def keep(house: House, build: Build) -> None:
    """Write an edition's page, and the lists that name it, before it leaves; nothing without [archive].

    A mailing that corrects an edition has no page. Raises StorageError for a disk that refuses.
    """
    wanted = house.config.archive
    if wanted is None or house.ledger.corrected_by(build.edition.name):
        return
    this = issue_of(build)
    others = [one for one in _issues(house) if one.edition.name != build.edition.name]
    issues = sorted([this, *others], key=_order, reverse=True)
    shelves = {shelf.folder: shelf for shelf in _shelves(house, wanted, issues)}
    mine = shelves[_campaign(this)]
    lists = (file for shelf in (mine, shelves[""]) for file in files(shelf))
    _written(house.config.root / wanted.folder, 1, [_page(house, mine, build)], lists)


def _issues(house: House) -> list[Issue]:
    """Give what was sent, the newest first."""
    sent = (house.ledger.issue(name) for name in house.ledger.begun())
    return sorted((issue for issue in sent if issue), key=_order, reverse=True)


def _order(issue: Issue) -> tuple[str, str]:
    return issue.edition.date.isoformat(), issue.edition.name


def _campaign(issue: Issue) -> str:
    return issue.edition.name.partition("/")[0]


def _shelves(house: House, wanted: Archive, issues: Iterable[Issue]) -> Iterator[Shelf]:
    """Give the shelf of all editions, in the folder "", and one for each campaign."""
    every = tuple(issues)
    errata = {one.edition.name: house.ledger.errata(one.edition.name) for one in every}
    root, title = wanted.url.rstrip("/"), wanted.title or house.site.name
    yield Shelf(title, house.site.language, root, "", every, errata)
    for name in sorted({_campaign(one) for one in every}):
        own = tuple(one for one in every if _campaign(one) == name)
        yield Shelf(_title(house, name, own[0]), own[0].edition.language, root, name, own, errata)


def _title(house: House, campaign: str, newest: Issue) -> str:
    """Name a campaign for people: as its file does, else as its newest edition's site is called."""
    try:
        named = load_campaign(house.config, campaign).campaign.name
    except PublisherError:  # the archive outlives the campaign's file
        named = None
    return named or (newest.terms.site if newest.terms else "") or campaign


def _page(house: House, shelf: Shelf, build: Build) -> tuple[str, bytes]:
    name = build.edition.name
    place = Place(address(shelf.root, name), shelf.title)
    return f"{name}/index.html", page.render(build, place, house.ledger.errata(name)).encode()


def _written(folder: Path, editions: int, *groups: Iterable[tuple[str, bytes]]) -> Report:
    """Write each file that changed; one that is read meanwhile is whole, the old one or the new one."""
    written, unchanged = [], 0
    for path, content in (file for group in groups for file in group):
        target = folder / path
        try:
            if target.is_file() and target.read_bytes() == content:
                unchanged += 1
                continue
            _replace(target, content)
        except OSError as error:
            remedy = "make room there, or set [archive] folder to a place that can be written"
            message = f"the archive can't be written: {error.strerror}"
            raise StorageError(message, where=str(target), remedy=remedy) from error
        written.append(target)
    return Report(folder, editions, tuple(written), unchanged)


def _replace(target: Path, content: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        fresh.write_bytes(content)
        fresh.replace(target)
    finally:
        fresh.unlink(missing_ok=True)
