"""A post as the record that Bluesky keeps (lexicon app.bsky.feed.post). Pure.

Facets say which bytes of the text are a link or a tag; a text alone links nothing.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import regex

from publisher.ports import Post

COLLECTION = "app.bsky.feed.post"
_MAX_TAG, _MAX_TAG_BYTES = 64, 640  # graphemes, bytes
_LINK = regex.compile(r"(?<![\p{L}\p{N}@/])https?://[\p{L}\p{N}\[][^\s<>\"“”«»]*", regex.I)
_AFTER_LINK = ".,;:!?…'’)]"
# What Bluesky's own editor takes for a tag: after a space, not all digits, no closing punctuation.
_TAG = regex.compile(r"(?<!\S)[#＃]((?!\ufe0f)[^\s\u00ad\u200a-\u200d\u2060\u20e2]+)")
_CLOSING = regex.compile(r"\p{P}+$")
_LETTER = regex.compile(r"[^\d\s\p{P}]")
_GRAPHEME = regex.compile(r"\X")

Blob = dict[str, Any]
Facet = dict[str, Any]
Reply = dict[str, Any]


def record(
    post: Post, created: datetime, picture: Blob | None, answers: Reply | None = None
) -> dict[str, Any]:
    """Write a post as a record; `picture` is what the server said when its bytes were uploaded.

    `answers` names the post above it and the one that began the thread (app.bsky.feed.post#replyRef).
    `created` is the moment of sending: followers see a post at the earlier of this and its arrival.
    """
    moment = created.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    written: dict[str, Any] = {"$type": COLLECTION, "text": post.text, "createdAt": moment}
    if post.language:
        written["langs"] = [post.language]
    if found := facets(post.text):
        written["facets"] = found
    if embed := _embed(post, picture):
        written["embed"] = embed
    if answers:
        written["reply"] = answers
    return written


def facets(text: str) -> list[Facet]:
    """Mark the web addresses with a scheme and the hashtags of a text, by UTF-8 bytes, in order.

    A bare domain stays text: "Ik ga.Nu" holds one by accident.
    """
    found = sorted([*_links(text), *_tags(text)], key=lambda item: item[0])
    return [
        {
            "index": {"byteStart": _bytes(text, start), "byteEnd": _bytes(text, end)},
            "features": [{"$type": f"app.bsky.richtext.facet#{kind}", key: value}],
        }
        for start, end, kind, key, value in found
    ]


def _links(text: str) -> Iterator[tuple[int, int, str, str, str]]:
    for found in _LINK.finditer(text):
        url = found[0]
        while url[-1] in _AFTER_LINK and not (url[-1] == ")" and url.count("(") >= url.count(")")):
            url = url[:-1]
        yield found.start(), found.start() + len(url), "link", "uri", url


def _tags(text: str) -> Iterator[tuple[int, int, str, str, str]]:
    for found in _TAG.finditer(text):
        tag = _CLOSING.sub("", found[1])
        if _LETTER.search(tag) and _is_short(tag):
            yield found.start(), found.start(1) + len(tag), "tag", "tag", tag


def _is_short(tag: str) -> bool:
    return len(_GRAPHEME.findall(tag)) <= _MAX_TAG and len(tag.encode()) <= _MAX_TAG_BYTES


def _bytes(text: str, characters: int) -> int:
    return len(text[:characters].encode())


def _embed(post: Post, picture: Blob | None) -> dict[str, Any] | None:
    if post.card:
        card = {"uri": post.card.url, "title": post.card.title, "description": post.card.description}
        thumb = {"thumb": picture} if picture else {}
        return {"$type": "app.bsky.embed.external", "external": {**card, **thumb}}
    if post.media and picture:
        image = {"image": picture, "alt": post.media.alt}
        return {"$type": "app.bsky.embed.images", "images": [image]}
    return None
