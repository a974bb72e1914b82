"""The feeds of a shelf: RSS 2.0 (https://www.rssboard.org/rss-specification) and JSON Feed 1.1."""

from datetime import datetime
from email.utils import format_datetime
from typing import Any

import msgspec
from lxml import etree
from msgspec import Struct

from publisher.archive import looks

MOST = 30  # editions in a feed
_ATOM = "http://www.w3.org/2005/Atom"
_CONTENT = "http://purl.org/rss/1.0/modules/content/"


class Item(Struct, frozen=True):
    """One edition: `url` names it, `content` is HTML."""

    url: str
    title: str
    summary: str
    content: str
    language: str
    published: datetime
    image: str | None = None


class Feed(Struct, frozen=True):
    """A shelf's newest editions; `url` is the list's address, with a final slash."""

    title: str
    url: str
    language: str
    items: tuple[Item, ...]


def rss(feed: Feed) -> bytes:
    """Give the feed as RSS 2.0."""
    root = etree.Element("rss", {"version": "2.0"}, nsmap={"atom": _ATOM, "content": _CONTENT})
    channel = etree.SubElement(root, "channel")
    _say(channel, "title", feed.title)
    _say(channel, "link", feed.url)
    _say(channel, "description", feed.title)
    _say(channel, "language", feed.language)
    kind = {"href": f"{feed.url}feed.xml", "rel": "self", "type": "application/rss+xml"}
    etree.SubElement(channel, f"{{{_ATOM}}}link", kind)
    if feed.items:
        _say(channel, "lastBuildDate", format_datetime(max(item.published for item in feed.items)))
    for item in feed.items:
        told = etree.SubElement(channel, "item")
        _say(told, "title", item.title)
        _say(told, "link", item.url)
        _say(told, "guid", item.url)
        _say(told, "pubDate", format_datetime(item.published))
        _say(told, "description", item.summary)
        _say(told, f"{{{_CONTENT}}}encoded", item.content)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)


def json_feed(feed: Feed) -> bytes:
    """Give the feed as JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""
    told = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.url,
        "feed_url": f"{feed.url}feed.json",
        "language": feed.language,
        "items": [_as_dict(item) for item in feed.items],
    }
    return msgspec.json.format(msgspec.json.encode(told), indent=2) + b"\n"


def _as_dict(item: Item) -> dict[str, Any]:
    told = {
        "id": item.url,
        "url": item.url,
        "title": item.title,
        "summary": item.summary,
        "content_html": item.content,
        "date_published": item.published,
        "language": item.language,
        "image": item.image,
    }
    return {key: value for key, value in told.items() if value}


def _say(parent: etree._Element, tag: str, text: str) -> None:
    etree.SubElement(parent, tag).text = looks.written(text)
