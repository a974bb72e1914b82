"""A CSV file, streamed: one record at a time, each with the line it starts on."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct

from publisher.errors import UsageError

_LONGEST_LINE = 1 << 20  # bytes: keeps a file without line ends from filling the memory
_DELIMITERS = ",;\t"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


class Record(Struct, frozen=True):
    """The cells of one record, or the reason why it can't be read; `read` is bytes of the file so far."""

    line: int
    cells: tuple[str, ...]
    read: int
    reason: str = ""


def records(path: Path) -> Iterator[Record]:
    """Give the records, the header first, in memory that does not grow with the file.

    The whole file is decoded once before the first record, so that a file that is not UTF-8 changes nothing.
    Raises UsageError naming file and line.
    """
    try:
        with path.open("rb") as file:
            for _ in _lines(file, path.name):
                pass
            file.seek(0)
            yield from _parsed(file, path.name)
    except OSError as error:
        raise UsageError(
            f"can't be read: {error.strerror}", where=path.name, remedy="check the path"
        ) from None


def _parsed(file: BinaryIO, name: str) -> Iterator[Record]:
    lines = _lines(file, name)
    first = next(lines, "")
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(_chained(first, lines), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Record(line, (), file.tell(), f"not readable as CSV: {error}")
            continue
        if any(cells):
            yield Record(line, tuple(cells), file.tell())


def _chained(first: str, lines: Iterator[str]) -> Iterator[str]:
    yield first
    yield from lines


def _lines(file: BinaryIO, name: str) -> Iterator[str]:
    number = 0
    while raw := file.readline(_LONGEST_LINE):
        number += 1
        if number == 1 and raw.startswith(_UTF16):
            raise UsageError("UTF-16, not UTF-8", where=f"{name}:1", remedy="save the file as CSV in UTF-8")
        if len(raw) == _LONGEST_LINE:
            raise UsageError(f"a line of more than {_LONGEST_LINE:,} bytes", where=f"{name}:{number}")
        try:
            yield raw.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError:
            raise UsageError(
                "not UTF-8", where=f"{name}:{number}", remedy="save the file as CSV in UTF-8"
            ) from None
