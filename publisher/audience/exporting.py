"""Readers out: CSV that this program imports again, safe to open in a spreadsheet."""

import csv
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TextIO

import msgspec

from publisher.audience.merge import Subscriber
from publisher.errors import UsageError

Readers = Iterable[tuple[str, Subscriber]]
HEADER = ("email", "name", "language", "status", "consent_at", "unsubscribed_at", "list", "attributes")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def fields(name: str, reader: Subscriber) -> Mapping[str, str]:
    """Give one subscription under the names of HEADER; attributes are one JSON object."""
    left = reader.since if reader.status == "unsubscribed" else ""
    attributes = msgspec.json.encode(reader.attributes, order="sorted").decode() if reader.attributes else ""
    values = (
        *(reader.address, reader.name, reader.language or "", reader.status or ""),
        *(reader.consent_at or "", left, name, attributes),
    )
    return dict(zip(HEADER, values, strict=True))


def write_csv(readers: Readers, file: TextIO) -> int:
    """Write a header and a line per subscription; give how many.

    A cell that a spreadsheet would run as a formula gets a leading apostrophe (OWASP, CSV injection); the
    import takes it off again.
    """
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(HEADER)
    count = 0
    for count, (name, reader) in enumerate(readers, 1):  # noqa: B007  (the last number is the count)
        writer.writerow([guarded(cell) for cell in fields(name, reader).values()])
    return count


def write_json(readers: Readers, file: TextIO) -> int:
    """Write a JSON array, an object per subscription with its attributes as they are; give how many."""
    file.write("[")
    count = 0
    for count, (name, reader) in enumerate(readers, 1):
        values = {**fields(name, reader), "attributes": reader.attributes}
        file.write(f"{',' if count > 1 else ''}\n{msgspec.json.encode(values).decode()}")
    file.write("\n]\n")
    return count


def write_file(readers: Readers, path: Path, write: Callable[[Readers, TextIO], int]) -> int:
    """Write into a file only its owner may read. Raises UsageError where it can't be written."""
    try:
        path.touch(mode=0o600)
        with path.open("w", encoding="utf-8", newline="") as file:
            return write(readers, file)
    except OSError as error:
        raise UsageError(
            f"can't be written: {error.strerror}", where=str(path), remedy="choose another --out"
        ) from error


def guarded(cell: str) -> str:
    """Give a cell that no spreadsheet runs."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
