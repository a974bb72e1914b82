"""Kind `csv`: a table of articles, exported from a spreadsheet or published by one, a row each.

The first row names the columns: an article's fields, or what people call them in English, Dutch, French and
German. A date is ISO 8601, or has the day first (`1/5/2026 20:45`): that the month is first is never guessed.
"""

import re
from datetime import datetime

from publisher.errors import SourceError
from publisher.model import Author, Finding, Image, Loaded, Poll
from publisher.ports import Context
from publisher.sources import blocks, entries
from publisher.sources.documents import Place, opened
from publisher.sources.sheets import sheet_columns, sheet_rows

Settings = Place
_HTML = re.compile(r"</(?:p|h[1-6]|li|div|blockquote)>|<br\s*/?>", re.IGNORECASE)


class Sheet:
    """Reads one table, from a file or the web."""

    def __init__(self, settings: Place, context: Context) -> None:
        self._place = settings
        self._context = context

    def articles(self, since: datetime | None = None) -> Loaded:  # noqa: ARG002  (a new row may bear an old date)
        """Read the table afresh; places in findings are lines of the file.

        Raises SourceError for what is no table, and for one without a column of headlines.
        """
        document = opened(self._place, self._context)
        said = document.text()
        table = sheet_rows.read(said.text, document.shown)
        findings = [*said.findings, *table.findings]
        found = []
        for row in table.rows:
            try:
                found.append(self._entry(row, f"{document.shown}:{row.line}", findings))
            except SourceError as error:
                message = f"left out: {error.message}"
                findings.append(Finding("entry", "warning", message, error.where, error.remedy))
        return entries.loaded(found, document.reference("csv"), self._context, findings)

    def _entry(self, row: sheet_rows.Row, where: str, findings: list[Finding]) -> entries.Entry:
        """Make an entry of a row. Raises SourceError where it can't be known when it may be told."""
        cells = row.cells
        body = cells.get("body", "")
        is_html = bool(_HTML.search(body))
        embargoed_until = self._moment(cells, "embargoed_until")
        if "embargoed_until" in cells and embargoed_until is None:
            message = f"its embargo is no date: {cells['embargoed_until'][:40]!r}"
            raise SourceError(message, where=where, remedy="write 2026-05-01 20:45, or 1/5/2026 20:45")
        for name in ("date_published", "date_modified"):
            if name in cells and self._moment(cells, name) is None:
                message = f"{cells[name][:40]!r} is no date: read as undated"
                remedy = "write 2026-05-01 20:45, or 1/5/2026 20:45"
                findings.append(Finding("entry", "warning", message, where, remedy))
        free, paid = (sheet_columns.truth(cells.get(name)) for name in ("is_accessible_for_free", "paid"))
        return entries.Entry(
            where=where,
            headline=cells.get("headline", ""),
            guid=cells.get("id"),
            url=cells.get("url"),
            description=cells.get("description"),
            html=body if is_html else None,
            body=() if is_html else tuple(blocks.from_text(body)),
            alternative_headline=cells.get("alternative_headline"),
            authors=tuple(Author(name) for name in sheet_columns.parts(cells.get("authors"))),
            date_published=self._moment(cells, "date_published"),
            date_modified=self._moment(cells, "date_modified"),
            embargoed_until=embargoed_until,
            section=cells.get("section"),
            tags=tuple(tag.removeprefix("#") for tag in sheet_columns.parts(cells.get("tags"))),
            publisher=cells.get("publisher"),
            language=cells.get("language"),
            genre=cells.get("genre"),
            image=_image(cells),
            poll=Poll(cells["poll"]) if "poll" in cells else None,
            comment_count=sheet_columns.count(cells.get("comment_count")),
            user_interaction_count=sheet_columns.count(cells.get("user_interaction_count")),
            is_accessible_for_free=free if paid is None else not paid,
        )

    def _moment(self, cells: dict[str, str], name: str) -> datetime | None:
        return sheet_columns.moment(cells[name], self._context.zone) if name in cells else None


def _image(cells: dict[str, str]) -> Image | None:
    if "image" not in cells:
        return None
    alt, caption, credit = (cells.get(f"image_{part}") for part in ("alt", "caption", "credit"))
    return Image(cells["image"], alt or "", caption, credit)
