"""The editor's word, given on the page: what each button writes into the day file."""

from collections.abc import Sequence
from typing import Any

from tomlkit import TOMLDocument

from publisher import pipeline
from publisher.compose.naming import fits
from publisher.errors import UsageError
from publisher.model import Build, DigestEntry
from publisher.preview.live import dayfile
from publisher.preview.live.actions import Form
from publisher.preview.live.desk import Desk, StaleError, shown

_LINES = ("subject", "preheader", "note")
_TABLES = ("teaser", "headline", "posts")
_MOVES = {"up": -1, "down": 1, "move": 0}
_LISTS = {"pin": ("pin", True), "unpin": ("pin", False), "drop": ("drop", True), "undrop": ("drop", False)}


def edit(desk: Desk, edition: str, form: Form) -> str:
    """Do what one button of the edition's form says, keep it in the day file, and build from the snapshot.

    A build that does not come about leaves the file as it was. Raises UsageError for a button there is not.
    """
    verb, _, name = form.get("do", "").partition(":")
    with desk.opened() as house:
        build, _ = pipeline.build_of(house, edition)
        if verb in _MOVES:
            shown(house, edition, form.get("hash", ""))
        standing = house.ledger.standing(edition)
        config = house.config
    if standing and standing.sealed:
        raise StaleError("has begun to leave", where=edition, remedy="publish cancel, then digest --revise")

    def change(document: TOMLDocument) -> None:
        _written(document, build, verb, name, form)

    with dayfile.changed(config, edition, change):
        desk.build(edition)
    return "Kept in the day file, and built again"


def _written(document: TOMLDocument, build: Build, verb: str, name: str, form: Form) -> None:
    if verb in _MOVES:
        _place(document, build, name, _MOVES[verb], form)
    elif verb in _LISTS:
        key, is_in = _LISTS[verb]
        _list(document, build, key, _id(build, name), is_in=is_in)
    elif verb == "lead":
        _lead(document, build, _id(build, name))
    elif verb == "lines":
        for key in _LINES:
            if key in form and form[key].strip() != form.get(f"was:{key}", "").strip():
                dayfile.put(document, key, form[key].strip())
    elif verb in _TABLES:
        dayfile.put_in(document, verb, name, form.get(f"{verb}:{name}", "").replace("\r\n", "\n").strip())
    else:
        raise UsageError(f"no such button: {verb[:40]!r}", where="edit", remedy="load the page again")


def _place(document: TOMLDocument, build: Build, name: str, step: int, form: Form) -> None:
    """Move an entry within its section; what stands above its new place is fixed with it, the rest is not."""
    section, at = _spot(build, name)
    to = max(0, min(len(section) - 1, at + step if step else _number(form.get("to", ""), at)))
    moved = [entry.id for entry in section]
    moved.insert(to, moved.pop(at))
    flat = [id_ for ids in _sections(build, section, moved) for id_ in ids]
    last = flat.index(moved[max(at, to)])
    pinned = [id_ for id_ in flat if _is_among(build, _names(document, "pin"), id_)]
    if set(pinned) & set(moved[min(at, to) : max(at, to) + 1]):
        dayfile.put(document, "pin", [])  # moved among pinned ones: one order says it all
        last, pinned = max(last, *map(flat.index, pinned)), []
    fixed = [id_ for id_ in flat[: last + 1] if id_ not in pinned]
    dayfile.put(document, "order", [*fixed, *_without(build, _names(document, "order"), fixed)])


def _spot(build: Build, name: str) -> tuple[Sequence[DigestEntry], int]:
    """Give the section an entry stands in, and where. Raises UsageError where it stands in none."""
    for section in build.edition.sections:
        for number, entry in enumerate(section.entries):
            if entry.id == name:
                return section.entries, number
    raise UsageError("no such story in the list", where="edit", remedy="load the page again")


def _sections(build: Build, changed: Sequence[DigestEntry], moved: list[str]) -> list[list[str]]:
    entries = [section.entries for section in build.edition.sections]
    return [moved if one is changed else [entry.id for entry in one] for one in entries]


def _list(document: TOMLDocument, build: Build, key: str, id_: str, *, is_in: bool) -> None:
    """Put a story into one of the lists, and out of those that say otherwise; or take it out."""
    for other in ("pin", "drop", "order") if is_in else (key,):
        dayfile.put(document, other, _without(build, _names(document, other), [id_]))
    if is_in:
        dayfile.put(document, key, [*_names(document, key), id_])
    if is_in and key == "drop" and _is_among(build, [str(document.get("lead", ""))], id_):
        document.pop("lead")


def _lead(document: TOMLDocument, build: Build, id_: str) -> None:
    dayfile.put(document, "lead", id_)
    for key in ("pin", "drop", "order"):
        dayfile.put(document, key, _without(build, _names(document, key), [id_]))


def _names(document: TOMLDocument, key: str) -> list[str]:
    found: Any = document.get(key)
    return [str(name) for name in found] if isinstance(found, list) else []


def _id(build: Build, name: str) -> str:
    """Give the id of an article of the snapshot. Raises UsageError for another."""
    if not any(article.id == name for article in build.articles):
        raise UsageError("no such story", where="edit", remedy="load the page again")
    return name


def _without(build: Build, said: Sequence[str], ids: Sequence[str]) -> list[str]:
    """Leave out the names that mean one of these articles, however the editor wrote them."""
    return [name for name in said if not any(_is_among(build, [name], id_) for id_ in ids)]


def _is_among(build: Build, said: Sequence[str], id_: str) -> bool:
    """Say whether one of these names means this article."""
    return any(name and [a.id for a in fits(build.articles, name)] == [id_] for name in said)


def _number(text: str, otherwise: int) -> int:
    return int(text) if text.isdecimal() and len(text) < 4 else otherwise
