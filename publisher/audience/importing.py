"""Rows in: read, decided and kept in batches, so that a million take no more memory than a thousand."""

import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext, suppress
from datetime import datetime
from itertools import islice
from pathlib import Path

from msgspec import Struct, field

from publisher.audience.addresses import RowError
from publisher.audience.columns import Columns, moment, read_header, read_row
from publisher.audience.merge import Result, Row, Subscriber, merge, result
from publisher.audience.reading import Record, records
from publisher.audience.subscribers import Audience

_BATCH = 500  # rows in one transaction
_MOST_REASONS = 100_000
_NO_HEADER = Record(1, (), 0)


class Invalid(Struct, frozen=True):
    """A line that was refused, and why."""

    line: int
    reason: str


class Report(Struct, omit_defaults=False):
    """What an import did, counted; `invalid` names at most 100,000 lines, `invalid_more` counts the rest."""

    imported: int = 0
    updated: int = 0
    unchanged: int = 0
    suppressed: int = 0
    invalid: list[Invalid] = field(default_factory=list)
    invalid_more: int = 0

    def count(self, outcome: Result) -> None:
        """Count one row."""
        setattr(self, outcome, getattr(self, outcome) + 1)

    def refuse(self, line: int, reason: str) -> None:
        """Note one refused line."""
        if len(self.invalid) < _MOST_REASONS:
            self.invalid.append(Invalid(line, reason))
        else:
            self.invalid_more += 1


class Import(Struct, frozen=True):
    """An import as it was ordered: to which list, with which consent, when, and whether it is kept."""

    list: str
    consent: str
    now: datetime
    dry_run: bool = False


class _NothingKept(Exception):  # noqa: N818  (ends a dry run, is no error)
    pass


def import_csv(audience: Audience, path: Path, order: Import, progress: Callable[[int], None]) -> Report:
    """Import a CSV file; `progress` is told the bytes read.

    A dry run does the same in one transaction and takes it back. Raises UsageError for a file that can't be
    read as CSV in UTF-8; nothing was kept then.
    """
    found = records(path)
    columns = read_header(next(found, _NO_HEADER).cells, path.name)
    report = Report()
    with suppress(_NothingKept), audience.transaction() if order.dry_run else nullcontext():
        while batch := list(islice(found, _BATCH)):
            rows = list(_rows(columns, batch, order.now, report))
            with nullcontext() if order.dry_run else audience.transaction():
                keep_rows(audience, rows, order, report)
            progress(batch[-1].read)
        if order.dry_run:
            raise _NothingKept
    return report


def keep_rows(audience: Audience, rows: Iterable[Row], order: Import, report: Report) -> None:
    """Decide about rows, at most 500, and keep what changes; must run in a transaction."""
    by_digest = [(audience.digest(row.address), row) for row in rows]
    digests = [digest for digest, _ in by_digest]
    known, suppressed = audience.known(order.list, digests), audience.suppressed(digests)
    consent, now = audience.keep_consent(order.consent), moment(order.now)
    changed: dict[str, Subscriber] = {}
    for digest, row in by_digest:
        if row.status == "suppressed" and digest not in suppressed:
            audience.suppress([digest], "imported", now)
            suppressed.add(digest)
        if digest in suppressed:
            report.count("suppressed")
            continue
        before = known.get(digest) or Subscriber(secrets.token_hex(12), row.address.mailed)
        after = merge(row, before, consent, now)
        report.count(result(before, after))
        if after != before:
            known[digest] = changed[digest] = after
    audience.keep(order.list, changed.items(), now)


def _rows(columns: Columns, batch: Iterable[Record], now: datetime, report: Report) -> Iterator[Row]:
    for record in batch:
        if record.reason:
            report.refuse(record.line, record.reason)
            continue
        try:
            yield read_row(columns, record.cells, record.line, now)
        except RowError as error:
            report.refuse(record.line, str(error))
