"""What stands on X, how X writes it back, and the bodies with which it refuses (docs.x.com, 2026-11)."""

from datetime import UTC, datetime
from html import escape
from typing import Any
from unicodedata import normalize

from msgspec import Struct

from publisher.testing.networks.serving import Reply
from publisher.text import urls

ACCOUNT = {"id": "2244994945", "name": "De Kroniek", "username": "dekroniek"}
_TYPES = "https://api.twitter.com/2/problems/"


class Picture(Struct, frozen=True):
    """A picture that was uploaded: its type as found in its bytes."""

    type: str
    size: int
    alt: str = ""


class Standing(Struct, frozen=True):
    """A post that stands on the wall, as its author wrote it."""

    id: str
    text: str
    created_at: datetime
    reply_to: str | None = None
    pictures: tuple[Picture, ...] = ()


def written(standing: Standing, fields: frozenset[str]) -> dict[str, Any]:
    """Write a post as a timeline gives it, with the fields that were asked for."""
    text, links = shortened(standing)
    parent = [{"type": "replied_to", "id": standing.reply_to}] if standing.reply_to else None
    known = {
        "created_at": standing.created_at.astimezone(UTC)
        .isoformat(timespec="milliseconds")
        .replace("+00:00", "Z"),
        "entities": {"urls": links} if links else None,
        "referenced_tweets": parent,
        "author_id": ACCOUNT["id"],
    }
    told = {name: value for name, value in known.items() if name in fields and value is not None}
    return {"id": standing.id, "text": text, "edit_history_tweet_ids": [standing.id], **told}


def shortened(standing: Standing) -> tuple[str, list[dict[str, Any]]]:
    """Write a text as X gives it back, with its links.

    `& < >` become entities; each link, and a picture, becomes a t.co of its own (Data dictionary).
    """
    composed, at, parts, links = normalize("NFC", standing.text), 0, [], []
    for number, span in enumerate(urls.extract(composed)):
        long = span.url if "://" in span.url else f"http://{span.url}"
        links.append({"url": f"https://t.co/{standing.id[-6:]}{number}", "expanded_url": long})
        parts += [escape(composed[at : span.start], quote=False), links[-1]["url"]]
        at = span.end
    text = "".join([*parts, escape(composed[at:], quote=False)])
    if standing.pictures:
        long = f"https://x.com/{ACCOUNT['username']}/status/{standing.id}/photo/1"
        links.append({"url": f"https://t.co/{standing.id[-6:]}p", "expanded_url": long})
        text = f"{text} {links[-1]['url']}"
    return text, [_placed(link, text) for link in links]


def _placed(link: dict[str, str], text: str) -> dict[str, Any]:
    start = text.index(link["url"])
    return {
        "start": start,
        "end": start + len(link["url"]),
        **link,
        "display_url": link["expanded_url"][8:30],
    }


def problem(status: int, title: str, detail: str, kind: str = "") -> Reply:
    """Refuse, as X does (Response codes and errors): status, title, detail, and the last word of a type."""
    body = {
        "title": title,
        "status": status,
        "detail": detail,
        "type": f"{_TYPES}{kind}" if kind else "about:blank",
    }
    return Reply(status, body)


def invalid(message: str) -> Reply:
    """Refuse a request whose parameters do not fit."""
    detail = "One or more parameters to your request was invalid."
    refused = problem(400, "Invalid Request", detail, "invalid-request")
    return Reply(400, {**refused.body, "errors": [{"message": message}]})
