"""Items as other people's systems give them, made articles: forgiving where a file of our own is strict.

An item that can't be told is left out with a finding; the others come through. Nothing is made up: an address
that is not of the web, or a date that can't be, is left out rather than guessed.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from publisher import languages
from publisher.errors import SourceError
from publisher.match import MatchReport
from publisher.model import (
    Article,
    Author,
    Block,
    Finding,
    Image,
    Loaded,
    Poll,
    RelatedLink,
    SourceRef,
)
from publisher.ports import Context
from publisher.sources import addresses, blocks, from_html, identity
from publisher.sources.reading import clean
from publisher.sources.times import usable
from publisher.text import links

MAX_ENTRIES = 10_000
_MOST_TOLD = 20
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_SKEW = timedelta(hours=1)  # how far ahead a site's clock may be
_MAX_COUNT = 2**53  # above it not every JSON reader keeps a whole number


class Entry(Struct, frozen=True, kw_only=True):
    """One item as found. Words are plain text but for `html`, the body; addresses may be relative to `base`.

    `guid` is the name its own system gave it; `description` is the lede, None where there is none. `where` is
    its place in findings, such as `sheet.csv:7`, else its number.
    """

    where: str = ""
    headline: str = ""
    guid: str | None = None
    url: str | None = None
    base: str = ""
    description: str | None = None
    description_truncated: bool = False
    html: str | None = None
    body: tuple[Block, ...] = ()
    alternative_headline: str | None = None
    authors: tuple[Author, ...] = ()
    date_published: object = None
    date_modified: object = None
    embargoed_until: object = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    publisher: str | None = None
    language: str | None = None
    genre: str | None = None
    image: Image | None = None
    related: tuple[RelatedLink, ...] = ()
    poll: Poll | None = None
    match: MatchReport | None = None
    comment_count: int | None = None
    user_interaction_count: int | None = None
    is_accessible_for_free: bool | None = None


def loaded(
    entries: Sequence[Entry], source: SourceRef, context: Context, noticed: Sequence[Finding] = ()
) -> Loaded:
    """Make articles of a source's items, in its order, with what was noticed.

    A guid that two items share names neither of them. Raises SourceError for more than 10,000 items.
    """
    if len(entries) > MAX_ENTRIES:
        message = f"{len(entries):,} items, above {MAX_ENTRIES:,}"
        raise SourceError(message, where=source.url, remedy="ask the site for fewer, or split it")
    guids = Counter(entry.guid for entry in entries)
    del guids[None]
    found: list[Article] = []
    findings = list(noticed)
    for at, entry in enumerate(entries):
        where = entry.where or f"{source.url} item {at + 1}"
        single = entry if guids[entry.guid] <= 1 else replace(entry, guid=None)
        article, said = _article(single, source, context, where)
        found += [article] if article else []
        findings += said
    twice = sum(number - 1 for number in guids.values() if number > 1)
    if twice:
        message = f"{twice} items repeat another one's guid: they are known by their address or headline"
        findings.append(_noticed("identity", message, source.url, "the feed should name each item once"))
    return Loaded(_once(found), tuple(_few(findings, source.url)))


def _article(
    entry: Entry, source: SourceRef, context: Context, where: str
) -> tuple[Article | None, list[Finding]]:
    findings: list[Finding] = []
    body = _body(entry, where, findings)
    url = addresses.resolved(entry.url, entry.base)
    if entry.url and not url:
        message = f"its address is left out, as it is none of the web: {links.shown(entry.url)[:60]!r}"
        findings.append(_noticed("entry", message, where, "give it the address of its page"))
    lede, rest = blocks.lede_apart(_line(entry.description), body)
    headline = _line(entry.headline) or _stand_in(lede, rest, entry.language)
    if not headline:
        findings.append(_noticed("entry", "left out: neither a title nor a text", where, "give it one"))
        return None, findings
    published = _published(entry, context, where, findings)
    return Article(
        id=entry.guid or identity.derived(url or f"{headline}|{published.isoformat() if published else ''}"),
        headline=headline,
        description=lede or "",
        description_truncated=entry.description_truncated,
        body=rest,
        url=url,
        language=entry.language,
        section=_line(entry.section),
        tags=tuple(dict.fromkeys(tag for tag in map(_line, entry.tags) if tag)),
        publisher=_line(entry.publisher),
        alternative_headline=_line(entry.alternative_headline),
        authors=_authors(entry),
        date_published=published,
        date_modified=usable(entry.date_modified, context.zone),
        embargoed_until=usable(entry.embargoed_until, context.zone),
        is_accessible_for_free=entry.is_accessible_for_free,
        comment_count=_count(entry.comment_count),
        user_interaction_count=_count(entry.user_interaction_count),
        genre=_line(entry.genre),
        image=_image(entry, body),
        related=tuple(_related(entry)),
        poll=entry.poll,
        match=entry.match,
        source=source,
    ), findings


def _body(entry: Entry, where: str, findings: list[Finding]) -> Sequence[Block]:
    """Read the body; one that can't be read is left out, and its headline and lede stay."""
    if entry.html is None:
        return entry.body
    try:
        return [_resolved(block, entry.base) for block in from_html.read(entry.html, where)]
    except SourceError as error:
        findings.append(_noticed("entry", f"its body is left out: {error.message}", where, error.remedy))
        return ()


def _resolved(block: Block, base: str) -> Block:
    return replace(block, image=addresses.picture(block.image, base)) if block.image else block


def _published(entry: Entry, context: Context, where: str, findings: list[Finding]) -> datetime | None:
    published = usable(entry.date_published, context.zone)
    if published is None and entry.date_published:
        message = f"{str(entry.date_published)[:40]!r} is no date: read as undated"
        findings.append(_noticed("entry", message, where, "correct its date at the source"))
    if published and published > context.clock() + _SKEW:
        message = f"dated in the future ({published.isoformat()}): read as undated"
        findings.append(_noticed("entry", message, where, "correct its date at the source"))
        return None
    return published


def _stand_in(lede: str, rest: Sequence[Block], language: str | None) -> str:
    said = lede or next((block.text for block in rest if block.text), "")
    return identity.first_sentence(said, languages.nearest(language)) if said else ""


def _image(entry: Entry, body: Sequence[Block]) -> Image | None:
    named = addresses.picture(entry.image, entry.base)
    return named or next((block.image for block in body if block.image), None)


def _authors(entry: Entry) -> tuple[Author, ...]:
    named = {_line(who.name): addresses.resolved(who.url, entry.base) for who in entry.authors}
    return tuple(Author(name, url) for name, url in named.items() if name)


def _related(entry: Entry) -> list[RelatedLink]:
    return [replace(link, url=addresses.resolved(link.url, entry.base)) for link in entry.related]


def _few(findings: Sequence[Finding], shown: str) -> Iterator[Finding]:
    """Give findings, and of those about single items only the first twenty with the number of the rest."""
    single = [finding for finding in findings if finding.check == "entry"]
    yield from (finding for finding in findings if finding.check != "entry")
    yield from single[:_MOST_TOLD]
    if len(single) > _MOST_TOLD:
        message = f"{len(single) - _MOST_TOLD} more findings about its items"
        yield _noticed("entry", message, shown, "mend the first ones and look again")


def _once(articles: Sequence[Article]) -> tuple[Article, ...]:
    """Leave out what repeats another one's id: two items of one address, or of one headline and date."""
    return tuple({article.id: article for article in reversed(articles)}.values())[::-1]


def _count(number: int | None) -> int | None:
    return number if number is not None and 0 <= number <= _MAX_COUNT else None


def _line(text: str | None) -> str | None:
    """Put words on one line, without what turns the direction of the words around it."""
    return " ".join(_TURNS.sub("", clean(text)).split()) if text is not None else None


def _noticed(check: str, message: str, where: str, remedy: str) -> Finding:
    return Finding(check, "warning", message, where, remedy)
