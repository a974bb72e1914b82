"""The list under a page text: title, teaser and a count printed twice; where it starts, and its entries."""

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from publisher.sources.page_texts import page_lines

_COUNT = re.compile(r"[0-9]{1,9}|[0-9]{1,3}(?:\.[0-9]{3}){1,2}")
_CUT = re.compile(r"\s*(?:\.\.\.|…)$")


class Entry(Struct, frozen=True):
    """One entry as printed, its teaser without the final ellipsis; `cut` says that it had one."""

    headline: str
    teaser: str
    cut: bool
    count: int


class Listing(Struct, frozen=True):
    """The lines before the list, its entries, and how many lines in and after it belong to neither."""

    text: tuple[str, ...]
    entries: tuple[Entry, ...]
    left_out: int


class _Group(Struct, frozen=True):
    lines: tuple[int, ...]
    count: int


def split(lines: Sequence[str]) -> Listing:
    """Part tidied lines into text and list.

    The text ends at the first of `Meest recent`, `Meer sportnieuws`, `Laatste Voetbalnieuws`; on a page with
    none of them, before the title that goes with the first pair of counts.
    """
    tail = next((i for i, line in enumerate(lines) if page_lines.starts_tail(line)), None)
    printed = [i for i, line in enumerate(lines) if i >= (tail or 0) and _is_printed(line)]
    groups, rest = _groups(lines, printed)
    found = [_entry(lines, group) for group in groups]
    odd = sum(skipped for _, skipped in found) + len(rest)
    if tail is None:
        tail = groups[0].lines[found[0][1]] if found else len(lines)
        odd -= found[0][1] if found else len(rest)
    return Listing(tuple(lines[:tail]), tuple(entry for entry, _ in found), odd)


def _is_printed(line: str) -> bool:
    return bool(line) and not page_lines.is_furniture(line)


def _groups(lines: Sequence[str], printed: Sequence[int]) -> tuple[list[_Group], Sequence[int]]:
    """Close a group at each pair of counts; what is open at the end comes back as the rest."""
    groups, start, at = list[_Group](), 0, 1
    while at + 1 < len(printed):
        first, second = lines[printed[at]], lines[printed[at + 1]]
        if at > start and _COUNT.fullmatch(first) and _COUNT.fullmatch(second):
            groups.append(_Group(tuple(printed[start:at]), int(first.replace(".", ""))))
            start = at = at + 2
        else:
            at += 1
    return groups, printed[start:]


def _entry(lines: Sequence[str], group: _Group) -> tuple[Entry, int]:
    """Read one entry, and say how many lines of its group stand before its title."""
    printed = [lines[i] for i in group.lines]
    title, teaser_at = next(_titles(printed))
    teaser = " ".join(printed[teaser_at:])
    bare = _CUT.sub("", teaser)
    return Entry(printed[title], bare, bare != teaser, group.count), title


def _titles(printed: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Give the places of title and teaser: a title printed twice first, else the last line but one."""
    for i in range(max(0, len(printed) - 3), len(printed) - 1):
        if page_lines.is_copy(printed[i], printed[i + 1]):
            yield i, i + 2
    last = len(printed) - 1
    yield max(0, last - 1), max(1, last)
