"""A shelf of editions, the newest first: the list by month, and its feeds."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from urllib.parse import quote

from markupsafe import Markup
from msgspec import Struct

from publisher import languages
from publisher.archive import feeds, looks
from publisher.archive.page import POLICY
from publisher.ledger import Issue
from publisher.model import Erratum


class Shelf(Struct, frozen=True):
    """Editions under one title; `url` and `folder` are where the list stands, the latter without a final /.

    `root` is the archive's address; `errata` are by edition.
    """

    title: str
    language: str
    root: str
    folder: str
    issues: tuple[Issue, ...]
    errata: Mapping[str, Sequence[Erratum]]

    @property
    def url(self) -> str:
        """Give the list's public address."""
        return f"{address(self.root, self.folder)}" if self.folder else f"{self.root}/"


class Row(Struct, frozen=True):
    """One edition in the list; `href` is relative to it."""

    href: str
    day: str
    date: str
    subject: str
    headline: str
    corrected: bool


def address(root: str, name: str) -> str:
    """Give the public address of an edition or a campaign; what is not ASCII is encoded."""
    return f"{root}/{quote(name)}/"


def files(shelf: Shelf) -> Iterator[tuple[str, bytes]]:
    """Give the shelf's files by their path in the archive."""
    folder = f"{shelf.folder}/" if shelf.folder else ""
    yield f"{folder}index.html", index(shelf).encode()
    items = [_item(shelf, issue) for issue in shelf.issues[: feeds.MOST]]
    feed = feeds.Feed(shelf.title, shelf.url, shelf.language.replace("_", "-"), tuple(items))
    yield f"{folder}feed.xml", feeds.rss(feed)
    yield f"{folder}feed.json", feeds.json_feed(feed)


def index(shelf: Shelf) -> str:
    """Give the list of editions by month."""
    language = languages.get(shelf.language)
    months = groupby(shelf.issues, key=lambda issue: f"{issue.edition.date:%Y-%m}")
    groups = [(key, list(issues)) for key, issues in months]
    return looks.template("index.html.j2").render(
        shelf=shelf,
        code=shelf.language.replace("_", "-"),
        words=language,
        policy=POLICY,
        style=Markup(looks.asset("index.css")),  # noqa: S704  (our own style sheet)
        months=[
            (
                key,
                languages.month(issues[0].edition.date, shelf.language),
                [_row(shelf, one) for one in issues],
            )
            for key, issues in groups
        ],
    )


def _row(shelf: Shelf, issue: Issue) -> Row:
    edition = issue.edition
    path = edition.name.partition("/")[2] if shelf.folder else edition.name
    other = edition.lead.headline if edition.lead.headline != edition.subject else ""
    day = languages.long_date(edition.date, edition.language)
    corrected = bool(shelf.errata.get(edition.name))
    return Row(f"{quote(path)}/index.html", day, edition.date.isoformat(), edition.subject, other, corrected)


def _item(shelf: Shelf, issue: Issue) -> feeds.Item:
    edition = issue.edition
    image = edition.lead.image
    return feeds.Item(
        url=address(shelf.root, edition.name),
        title=edition.subject,
        summary=edition.preheader,
        content=_content(issue, shelf.errata.get(edition.name, ())),
        language=edition.language.replace("_", "-"),
        published=issue.built_at,
        image=image.url if image else None,
    )


def _content(issue: Issue, errata: Sequence[Erratum]) -> str:
    """Give an edition in short: what was put right, the lead's lede, and the headlines."""
    edition, words = issue.edition, languages.get(issue.edition.language).words
    right = [
        Markup("<p><strong>{}: {}.</strong> {}</p>").format(words.correction, e.headline, e.text)
        for e in errata
    ]
    lead = Markup("<h2>{}</h2><p>{}</p>").format(
        _linked(edition.lead.headline, edition.lead.url), edition.lead.description
    )
    entries = [entry for section in edition.sections for entry in section.entries]
    rest = [Markup("<li>{}</li>").format(_linked(entry.headline, entry.url)) for entry in entries]
    return "".join([*right, lead, *(["<ul>", *rest, "</ul>"] if rest else [])])


def _linked(headline: str, url: str | None) -> Markup:
    return Markup('<a href="{}">{}</a>').format(url, headline) if url else Markup("{}").format(headline)
