"""Comma-separated text as spreadsheets write it (RFC 4180): its delimiter, its columns, its rows."""

import csv
import io
import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from publisher.errors import SourceError
from publisher.model import Finding
from publisher.sources.sheets import sheet_columns

_MAX_COLUMNS = 1_000
_MOST_TOLD = 20  # of the rows that were left out
_DELIMITERS = (",", ";", "\t")
_PAGE = re.compile(r"\s*<[!?a-z]", re.IGNORECASE)
_HINT = re.compile(r"\"?sep=([,;\t|])\"?\n", re.IGNORECASE)  # what Excel writes and reads above the header
_NOTHING = frozenset("-–—")  # what people write into a cell to say that it is empty
_QUOTES = "save it from the spreadsheet again, so that a cell with such marks in it stands between quotes"


class Row(Struct, frozen=True):
    """A row's cells by field, without the empty ones, and the line that it starts on."""

    line: int
    cells: dict[str, str]


class Table(Struct, frozen=True):
    """The rows of a table, and what was noticed."""

    rows: list[Row]
    findings: list[Finding]


class _Record(Struct, frozen=True):
    line: int
    cells: list[str]


def read(text: str, shown: str) -> Table:
    """Read a table. Raises SourceError with the line for what is no table, or has no headline in it."""
    if _PAGE.match(text):
        remedy = "share the sheet with everyone who has the link, or publish it to the web as CSV"
        raise SourceError(
            "a web page instead of a table, as of a sheet that is not public", where=shown, remedy=remedy
        )
    delimiter = _delimiter(text)
    records = list(_filled(text, delimiter, shown))
    if not records:
        raise SourceError("no row in it", where=shown, remedy="its first row names the columns")
    header, *rest = records
    columns, findings = _columns(header, shown)
    found, wrong = _rows(rest, columns, shown)
    filled = [row for row in map(_bare, found) if row.cells]
    return Table(filled, [*findings, *wrong, *_uncalculated(found, shown)])


def is_table(text: str) -> bool:
    """Say whether a text opens with two columns or more, one of them for the headline."""
    try:
        header = next(_filled(text, _delimiter(text), ""), _Record(0, []))
    except SourceError:
        return False
    return len(header.cells) > 1 and any(sheet_columns.field(name) == "headline" for name in header.cells)


def _delimiter(text: str) -> str:
    """Take the delimiter that parts the header into the most columns that we know."""
    if hint := _HINT.match(text):
        return hint[1]

    def known(delimiter: str) -> tuple[int, int]:
        try:
            header = next(_filled(text, delimiter, ""), _Record(0, []))
        except SourceError:
            return 0, 0
        names = header.cells[:_MAX_COLUMNS]
        return sum(bool(sheet_columns.field(name)) for name in names), len(header.cells)

    return max(_DELIMITERS, key=known)


def _filled(text: str, delimiter: str, shown: str) -> Iterator[_Record]:
    """Give the records that have a filled cell. Raises SourceError for a quote that is left open."""
    lines = io.StringIO(text)
    before = 0
    if _HINT.match(text):
        before = bool(lines.readline())
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    start = before + 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield _Record(start, [cell.strip() for cell in cells])
            start = before + reader.line_num + 1
    except csv.Error as error:
        raise _unreadable(error, f"{shown}:{start}") from error


def _unreadable(error: csv.Error, where: str) -> SourceError:
    if "limit" in str(error):
        return SourceError("a cell of more than 131,072 characters", where=where, remedy="shorten it")
    return SourceError("a quotation mark is left open, or stands loose", where=where, remedy=_QUOTES)


def _columns(header: _Record, shown: str) -> tuple[list[str | None], list[Finding]]:
    """Give the field of each column, None for one that is not read."""
    where = f"{shown}:{header.line}"
    if len(header.cells) > _MAX_COLUMNS:
        message = f"{len(header.cells):,} columns, above {_MAX_COLUMNS:,}"
        raise SourceError(message, where=where, remedy="keep the columns of an article's fields")
    named = [sheet_columns.field(name) for name in header.cells]
    if "headline" not in named:
        remedy = f"name it one of: {sheet_columns.HEADLINE_WORDS}"
        raise SourceError("no column for the headline", where=where, remedy=remedy)
    findings = []
    unknown = [name[:40] for name, field in zip(header.cells, named, strict=True) if name and not field]
    if unknown:
        message = f"columns that are not read: {', '.join(unknown[:20])}"
        findings.append(Finding("sheet", "info", message, where))
    first = {field: at for at, field in reversed(list(enumerate(named)))}
    for at, field in enumerate(named):
        if field and first[field] != at:
            message = f"columns {first[field] + 1} and {at + 1} both give the {field}: the first one counts"
            findings.append(Finding("sheet", "warning", message, where, "rename or delete one of them"))
    return [field if first.get(field) == at else None for at, field in enumerate(named)], findings


def _rows(
    records: Sequence[_Record], columns: Sequence[str | None], shown: str
) -> tuple[list[Row], list[Finding]]:
    """Put cells under their fields. A row with too many is left out: its cells stand under wrong columns."""
    rows, findings = [], []
    for record in records:
        if any(record.cells[len(columns) :]):
            message = f"left out: {len(record.cells)} cells, above the {len(columns)} columns"
            findings.append(Finding("sheet", "warning", message, f"{shown}:{record.line}", _QUOTES))
            continue
        cells = {field: cell for field, cell in zip(columns, record.cells, strict=False) if field and cell}
        if cells:
            rows.append(Row(record.line, cells))
    if len(findings) > _MOST_TOLD:
        message = f"left out: {len(findings) - _MOST_TOLD:,} more rows with too many cells"
        findings[_MOST_TOLD:] = [Finding("sheet", "warning", message, shown, _QUOTES)]
    return rows, findings


def _uncalculated(rows: Sequence[Row], shown: str) -> list[Finding]:
    found = [
        (row.line, field)
        for row in rows
        for field, cell in row.cells.items()
        if sheet_columns.is_uncalculated(cell)
    ]
    if not found:
        return []
    where = f"{shown}:{found[0][0]}"
    more = f", and {len(found) - 1:,} more" if len(found) > 1 else ""
    message = f"a formula or an error instead of a value ({found[0][1]}{more}): left empty"
    return [Finding("sheet", "warning", message, where, "save the sheet as CSV with its values")]


def _bare(row: Row) -> Row:
    """Empty the cells that were not calculated; an embargo stays, as no row may go without the one it has."""
    return Row(row.line, {field: cell for field, cell in row.cells.items() if _is_kept(field, cell)})


def _is_kept(field: str, cell: str) -> bool:
    if field in sheet_columns.MOMENTS and cell in _NOTHING:
        return False
    return field == "embargoed_until" or not sheet_columns.is_uncalculated(cell)
