"""Kind `page_text`: one article page of a Dutch-language football site, saved as plain text.

The page has no URL, no date and no author, and none is made up. Quotes are kept as printed, also those round
the target of a recirculated link, which may be part of its title. Its last line becomes the poll when it is
labelled `POLL:`, or is a bare question or a statement ending in an ellipsis (`page_lines.closing_question`).
"""

from datetime import datetime

import msgspec

from publisher.errors import SourceError
from publisher.model import Article, Finding, Loaded, Poll, RelatedLink, SourceRef
from publisher.ports import Context
from publisher.sources import identity, reading
from publisher.sources.page_texts import page_layout, page_list


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`path` is a text file, relative to the folder of the configuration."""

    path: str


class PageText:
    """Reads one saved page: its full article first, then an article for each entry of its list."""

    def __init__(self, settings: Settings, context: Context) -> None:
        self._path = context.root / settings.path
        self._shown = reading.place(self._path, context.root)

    def articles(self, since: datetime | None = None) -> Loaded:  # noqa: ARG002  (a page holds no dates)
        """Read the page afresh. Raises SourceError for a file that can't be read or holds no article."""
        file = reading.read(self._path, self._shown)
        page = page_layout.parse(file.text)
        if not page.headline and not page.entries:
            remedy = "save the article's page as text, with its title and its text"
            raise SourceError("no article and no list in this page", where=self._shown, remedy=remedy)
        source = SourceRef("page_text", self._shown)
        full = (_full(page, source),) if page.headline else ()
        listed = (_listed(entry, page, source) for entry in page.entries)
        found = identity.distinct([*full, *listed])
        return Loaded(found, (*file.findings, *_noticed(page, self._shown)))


def _language(page: page_layout.Page) -> str | None:
    """Say Dutch only where the site's own Dutch furniture stands on the page."""
    return "nl" if page.dutch else None


def _full(page: page_layout.Page, source: SourceRef) -> Article:
    return Article(
        id=identity.derived(page.headline),
        headline=page.headline,
        description=page.lede,
        body=page.body,
        language=_language(page),
        related=tuple(RelatedLink(title, rel="recirculation") for title in page.related),
        poll=Poll(page.poll) if page.poll else None,
        source=source,
    )


def _listed(entry: page_list.Entry, page: page_layout.Page, source: SourceRef) -> Article:
    return Article(
        id=identity.derived(entry.headline),
        headline=entry.headline,
        description=entry.teaser,
        description_truncated=entry.cut,
        language=_language(page),
        user_interaction_count=entry.count,
        source=source,
    )


def _noticed(page: page_layout.Page, shown: str) -> list[Finding]:
    found = []
    if not page.headline:
        message = "the page holds a list, but no article of its own"
        found.append(("give the page of the article, or choose a lead from the list", message))
    elif not page.titled:
        message = f"no title on the page: the lede's first sentence stands in ({page.headline!r})"
        found.append(("give the headline in the edition's file", message))
    if page.left_out:
        message = f"{page.left_out} lines round the list were left out: they are neither entry nor furniture"
        found.append(("see whether the page was saved whole", message))
    return [Finding("page_text", "warning", message, shown, remedy) for remedy, message in found]
