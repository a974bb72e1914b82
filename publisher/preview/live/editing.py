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
        _list(document, key, _id(build, name), is_in=is_in)
    elif verb == "lead":
        _lead(document, _id(build, name))
    elif verb == "lines":
        for key in _LINES:
            if key in form and form[key].strip() != form.get(f"was:{key}", "").strip():
                dayfile.put(document, key, form[key].strip())
    elif verb in _TABLES:
        dayfile.put_in(document, verb, name, form.get(f"{verb}:{name}", "").replace("\r\n", "\n").strip())
    else:
        raise UsageError(f"no such button: {verb[:40]!r}", where="edit", remedy="load the page again")


_MOVES = {"up": -1, "down": 1, "move": 0}
_LISTS = {"pin": ("pin", True), "unpin": ("pin", False), "drop": ("drop", True), "undrop": ("drop", False)}


def _place(document: TOMLDocument, build: Build, name: str, step: int, form: Form) -> None:
    """Move an entry within its section; what stands above its new place is fixed with it, the rest is not."""
    pinned = _names(document, "pin")
    section = next((s.entries for s in build.edition.sections if _at(s.entries, name) is not None), ())
    at = _at(section, name)
    if at is None:
        raise UsageError("no such story in the list", where="edit", remedy="load the page again")
    to = max(0, min(len(section) - 1, at + step if step else _number(form.get("to", ""), at)))
    moved = [entry.id for entry in section]
    moved.insert(to, moved.pop(at))
    shown_ids = [
        *(
            moved if s.entries is section else [entry.id for entry in s.entries]
            for s in build.edition.sections
        )
    ]
    flat = [id_ for ids in shown_ids for id_ in ids]
    last = max(flat.index(moved[at]), flat.index(moved[to]))
    fixed = flat[: last + 1]
    is_own = any(_is(build, entry, name) for entry in pinned)
    if is_own or any(_is(build, entry, id_) for entry in pinned for id_ in (moved[at], moved[to])):
        dayfile.put(document, "pin", [])  # a pinned story moved among others: one order says it all
    else:
        fixed = [id_ for id_ in fixed if not any(_is(build, entry, id_) for entry in pinned)]
    later = [id_ for id_ in _names(document, "order") if id_ in flat and id_ not in fixed]
    dayfile.put(document, "order", [*fixed, *later])


def _list(document: TOMLDocument, key: str, id_: str, *, is_in: bool) -> None:
    others = [name for name in _names(document, key) if name != id_]
    dayfile.put(document, key, [*others, id_] if is_in else others)
    if is_in:
        for other in {"pin", "drop", "order"} - {key, "order" if key == "pin" else ""}:
            dayfile.put(document, other, [name for name in _names(document, other) if name != id_])
        if key == "drop" and document.get("lead") == id_:
            document.pop("lead")


def _lead(document: TOMLDocument, id_: str) -> None:
    dayfile.put(document, "lead", id_)
    for key in ("pin", "drop", "order"):
        dayfile.put(document, key, [name for name in _names(document, key) if name != id_])


def _names(document: TOMLDocument, key: str) -> list[str]:
    found: Any = document.get(key)
    return [str(name) for name in found] if isinstance(found, list) else []


def _id(build: Build, name: str) -> str:
    """Give the id of an article of the snapshot. Raises UsageError for another."""
    if not any(article.id == name for article in build.articles):
        raise UsageError("no such story", where="edit", remedy="load the page again")
    return name


def _is(build: Build, said: str, id_: str) -> bool:
    """Say whether a name in the day file means this article, as an editor may have written it."""
    return any(article.id == id_ for article in fits(build.articles, said))


def _at(entries: Sequence[DigestEntry], name: str) -> int | None:
    return next((number for number, entry in enumerate(entries) if entry.id == name), None)


def _number(text: str, otherwise: int) -> int:
    return int(text) if text.isdecimal() and len(text) < 4 else otherwise
