"""Kind `feed`: RSS 0.9 to 2.0, Atom 0.3 and 1.0, and CDF, read by feedparser.

What feedparser is kept from: the network and the disk (it gets bytes), entities (`xml_guard`), damage that
reaches from one item into the next (`feed_salvage`), and a picture's texts as its item's (`feed_media`).
"""

from datetime import datetime

from publisher.model import Finding, Loaded
from publisher.ports import Context
from publisher.sources import documents, entries
from publisher.sources.feeds import feed_entry, feed_xml


class Settings(documents.Place, frozen=True, forbid_unknown_fields=True):
    """`path` or `url` of a feed."""


class Feed:
    """Reads a feed's items, in its order."""

    def __init__(self, settings: Settings, context: Context) -> None:
        self._settings = settings
        self._context = context

    def articles(self, since: datetime | None = None) -> Loaded:  # noqa: ARG002  (a feed holds what it holds)
        """Read the feed afresh.

        An empty feed gives no articles. Raises SourceError for what can't be read, is no feed, holds entities
        that grow or are kept elsewhere, or more than 10,000 items.
        """
        document = documents.opened(self._settings, self._context)
        parsed = feed_xml.parsed(document)
        found: list[entries.Entry] = []
        findings: list[Finding] = [*parsed.findings]
        for at in range(len(parsed.entries)):
            where = f"{document.shown} item {at + 1}"
            entry, noticed = feed_entry.entry(parsed, at, document.base, self._context.zone, where)
            found.append(entry)
            findings += noticed
        return entries.loaded(found, document.reference("feed"), self._context, findings)
