"""An entry of feedparser's as an item of ours. What it does not say stays unsaid."""

import re
from calendar import timegm
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from publisher.model import Author, Finding, Image
from publisher.sources import addresses
from publisher.sources.entries import Entry
from publisher.sources.feeds import feed_text
from publisher.sources.feeds.feed_text import byline, field, line, titled
from publisher.sources.feeds.feed_xml import Parsed
from publisher.sources.times import usable

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_SECTION = re.compile(r"(?:^|[/#:])(?:section|rubriek|rubrique|ressort)$", re.IGNORECASE)
# Named zones of Europe, which RFC 5322 does not know and feedparser takes for UTC.
_ZONES = {"wet": 0, "west": 1, "bst": 1, "cet": 1, "cest": 2, "eet": 2, "eest": 3}
_NAMED = re.compile(rf"\s({'|'.join(_ZONES)})$", re.IGNORECASE)
_ZONED = re.compile(r"(?:Z|[+-]\d\d:?\d\d|\d\s*[A-Z]{1,5})$", re.IGNORECASE)
_FREE = {
    **dict.fromkeys(("true", "free", "yes", "1", "open"), True),
    **dict.fromkeys(("false", "no", "0", "paid", "premium", "subscription", "closed", "locked"), False),
}
_ACCESS = ("schema_isaccessibleforfree", "isaccessibleforfree", "dcterms_accessrights", "access")


def entry(parsed: Parsed, at: int, base: str, zone: ZoneInfo, where: str) -> tuple[Entry, Sequence[Finding]]:
    """Read the entry at a place; `base` is the feed's address, `zone` that of times that name none."""
    raw, feed = parsed.entries[at], parsed.feed
    told = feed_text.told(raw, base, where)
    section, tags = _categories(raw)
    source = field(raw, "source") or {}
    return Entry(
        headline=line(titled(raw)),
        guid=str(field(raw, "id") or "").strip() or None,
        url=_url(raw),
        base=base,
        description=told.description,
        description_truncated=told.truncated,
        body=told.body,
        authors=_authors(raw, source, feed, parsed.is_atom),
        date_published=_published(raw, zone),
        date_modified=_moment(raw, "updated", zone),
        embargoed_until=_embargo(raw, zone),
        section=section,
        tags=tags,
        publisher=line(titled(source)) or line(titled(feed)) or None,
        language=_language(raw, feed),
        image=_image(raw, base) or told.image,
        comment_count=_comments(raw),
        is_accessible_for_free=_free(raw),
    ), told.findings


def _url(raw: Mapping[str, Any]) -> str | None:
    """Give the address of the article itself: the alternate, in HTML where there is a choice."""
    if link := field(raw, "link"):
        return str(link)
    links = [
        link for link in field(raw, "links") or () if link.get("rel") == "alternate" and link.get("href")
    ]
    return str(links[0]["href"]) if links else None


def _authors(
    raw: Mapping[str, Any],
    source: Mapping[str, Any],
    feed: Mapping[str, Any],
    is_atom: bool,  # noqa: FBT001
) -> tuple[Author, ...]:
    """Name the authors; an entry of Atom without any has those of its source or feed (RFC 4287, 4.1.1)."""
    people = field(raw, "authors") or (is_atom and (field(source, "authors") or field(feed, "authors"))) or ()
    named = ((byline(str(who.get("name") or "")), who.get("href")) for who in people if who)
    return tuple(Author(name, str(url) if url else None) for name, url in named if name)


def _published(raw: Mapping[str, Any], zone: ZoneInfo) -> datetime | str | None:
    """Give the date of publication, else of creation, else the only date that there is.

    One that can't be read comes back as it is written, to be told.
    """
    names = ("published", "created", "updated")
    found = (_moment(raw, name, zone) for name in names)
    written = (str(field(raw, name) or "").strip() for name in names)
    return next((moment for moment in found if moment), None) or next(filter(None, written), None)


def _moment(raw: Mapping[str, Any], name: str, zone: ZoneInfo) -> datetime | None:
    """Read a date: as feedparser did, but for a zone that it does not know, and for one that is not named."""
    written = str(field(raw, name) or "").strip()
    numeric = _NAMED.sub(lambda found: f" +{_ZONES[found[1].lower()]:02}00", written)
    if numeric != written or not _ZONED.search(written):
        local = usable(numeric, zone)
        if local:
            return local
    return usable(_utc(field(raw, f"{name}_parsed")), zone)


def _utc(parsed: Sequence[int] | None) -> datetime | None:
    try:
        return datetime.fromtimestamp(timegm(tuple(parsed)), UTC) if parsed else None
    except (ValueError, OverflowError, OSError):
        return None


def _embargo(raw: Mapping[str, Any], zone: ZoneInfo) -> datetime | None:
    """Read `dcterms:valid` and `dcterms:available`, as in `start=2026-05-02T06:00Z` (DCMI Period)."""
    if until := _moment(raw, "validity_start", zone):
        return until
    available = re.search(r"\bstart\s*=\s*([^;\s]{4,40})", str(field(raw, "dcterms_available") or ""))
    return usable(available[1], zone) if available else None


def _categories(raw: Mapping[str, Any]) -> tuple[str | None, tuple[str, ...]]:
    """Part the section from the tags: the category that says to be one, else the only one there is."""
    found = [
        (bool(_SECTION.search(tag.get("scheme") or "")), line({"type": "text/html", "value": word}))
        for tag in field(raw, "tags") or ()
        if (word := tag.get("label") or tag.get("term"))
    ]
    words = tuple(dict.fromkeys(word for _, word in found if word))
    section = next((word for is_section, word in found if is_section and word), None)
    section = section or (words[0] if len(words) == 1 else None)
    return section, tuple(word for word in words if word != section)


def _language(raw: Mapping[str, Any], feed: Mapping[str, Any]) -> str | None:
    content = (field(raw, "content") or [{}])[0]
    title, summary = field(raw, "title_detail") or {}, field(raw, "summary_detail") or {}
    said = (field(raw, "language"), *(one.get("language") for one in (content, summary, title)))
    for tag in (*said, field(feed, "language")):
        if tag and _LANGUAGE.fullmatch(str(tag).strip().replace("_", "-")):
            return str(tag).strip().replace("_", "-")
    return None


def _image(raw: Mapping[str, Any], base: str) -> Image | None:
    """Give the picture that the item names: by Media RSS, as an enclosure, or for a podcast."""
    for media in reversed(field(raw, "media_thumbnail") or ()):
        if url := addresses.resolved(media.get("url"), base):
            return Image(
                url,
                media.get("alt", ""),
                None,
                media.get("credit"),
                _number(media, "width"),
                _number(media, "height"),
            )
    enclosed = (
        link.get("href")
        for link in field(raw, "links") or ()
        if link.get("rel") == "enclosure" and str(link.get("type", "")).startswith("image/")
    )
    named = (*enclosed, (field(raw, "image") or {}).get("href"))
    return next((Image(url) for url in (addresses.resolved(one, base) for one in named) if url), None)


def _number(values: Mapping[str, Any], name: str) -> int | None:
    value = str(values.get(name) or "").strip()
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else None


def _comments(raw: Mapping[str, Any]) -> int | None:
    """Read `slash:comments`, `thr:total`, or the count of a link to the replies (RFC 4685)."""
    links: Sequence[Mapping[str, Any]] = field(raw, "links") or ()
    replies = next((link for link in links if link.get("rel") == "replies"), {})
    counts = (_number(raw, "slash_comments"), _number(raw, "thr_total"), _number(replies, "thr:count"))
    return next((count for count in counts if count is not None), None)


def _free(raw: Mapping[str, Any]) -> bool | None:
    said = (str(field(raw, name) or "").strip().lower() for name in _ACCESS)
    return next((_FREE[word] for word in said if word in _FREE), None)
