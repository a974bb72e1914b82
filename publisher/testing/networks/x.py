"""X as docs.x.com and its openapi.json (2.167) describe it, 2026-11: one account, and an app in its name.

The bodies of its refusals are those that X sends; the page on response codes lists only some of their types.
The guides and tweepy say `tweet.fields` and `edit_history_tweet_ids`, and so does this.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any
from unicodedata import normalize

from msgspec import structs

from publisher.ports import utc_now
from publisher.testing.networks import forms, oauth
from publisher.testing.networks.serving import Network, Reply, Request, Undocumented
from publisher.testing.networks.x_posts import (
    ACCOUNT,
    Picture,
    Standing,
    invalid,
    problem,
    shortened,
    written,
)
from publisher.text import count

KEYS = oauth.Keys("app-key", "app-secret", "2244994945-token", "token-secret")
_WINDOW = timedelta(minutes=15)
# Requests per user in 15 minutes (Rate limits).
_RATES = {
    "POST /2/tweets": 100,
    "DELETE /2/tweets/:id": 50,
    "GET /2/users/:id/tweets": 900,
    "GET /2/users/me": 75,
    "POST /2/media/upload": 500,
    "POST /2/media/metadata": 500,
}
_READ_ONLY = (
    "Your client app is not configured with the appropriate oauth1 app permissions for this endpoint."
)
_ID = re.compile(r"[0-9]{1,19}")
_FIELDS = frozenset({"created_at", "entities", "referenced_tweets", "lang", "author_id", "conversation_id"})
_ASKED = frozenset({"start_time", "max_results", "exclude", "pagination_token", "tweet.fields"})
MAX_IMAGE, MAX_ALT = 5_000_000, 1_000  # bytes; characters


class XNetwork(Network):
    """X, for the length of a block; `wall` is what stands there, newest first.

    `access` is what the token may (x-access-level), `rates` how often each request may be made, `bases` the
    addresses it is known by: a proxy in front of it adds its own. `late` hides as many of the newest posts
    from a reader; without `refuses_duplicates` nothing but its client keeps a text from standing there twice.
    The clock is a parameter: signatures are held against it.
    """

    def __init__(self, clock: Callable[[], datetime] = utc_now, keys: oauth.Keys = KEYS) -> None:
        super().__init__()
        self.keys, self.access, self.rates, self.late = keys, "read-write", dict(_RATES), 0
        self.refuses_duplicates = True
        self.bases = {self.url}
        self.wall: list[Standing] = []
        self.pictures: dict[str, Picture] = {}
        self._clock, self._last = clock, 1_990_000_000_000_000_000
        self._nonces: set[str] = set()
        self._used: dict[str, list[datetime]] = {}

    @property
    def secrets(self) -> dict[str, str]:
        """Give the four keys, as a channel's settings name them."""
        return structs.asdict(self.keys)

    def stand(self, text: str, at: datetime | None = None) -> Standing:
        """Put a post on the wall, as a person does in the app."""
        return self._stood(text, at or self._clock())

    def answer(self, request: Request) -> Reply:
        """Answer a request of the account's own. Raises Undocumented."""
        name, what = _route(request)
        left, reset = self._left(name)
        headers = {
            "x-rate-limit-limit": str(self.rates[name]),
            "x-rate-limit-remaining": str(max(left, 0)),
            "x-rate-limit-reset": str(int(reset.timestamp())),
            "x-access-level": self.access,
            "Date": format_datetime(self._clock().astimezone(UTC), usegmt=True),
        }
        reply = self._refused(request, left) or what(self, request)
        return Reply(reply.status, reply.body, {**headers, **reply.headers})

    def _left(self, name: str) -> tuple[int, datetime]:
        now = self._clock()
        used = self._used[name] = [at for at in self._used.get(name, []) if at > now - _WINDOW] + [now]
        return self.rates[name] - len(used), used[0] + _WINDOW

    def _refused(self, request: Request, left: int) -> Reply | None:
        if oauth.refused(request, self.keys, self.bases, self._clock()) or self._is_replayed(request):
            return problem(401, "Unauthorized", "Unauthorized")
        if left < 0:
            return problem(429, "Too Many Requests", "Too Many Requests")
        if request.method != "GET" and "write" not in self.access:
            return problem(403, "Forbidden", _READ_ONLY, "oauth1-permissions")
        return None

    def _is_replayed(self, request: Request) -> bool:
        name = oauth.nonce(request)
        known = name in self._nonces
        self._nonces.add(name)
        return known

    def _create(self, request: Request) -> Reply:
        """Post (openapi.json, CreatePostsRequest)."""
        body = _keys(request.json, {"text", "media", "reply"}, "a post")
        reply, media = body.get("reply"), body.get("media")
        parent = _keys(reply, {"in_reply_to_tweet_id"}, "a reply")["in_reply_to_tweet_id"] if reply else None
        names = _keys(media, {"media_ids"}, "media")["media_ids"] if media else []
        if not 0 <= len(names) <= 4 or not all(isinstance(name, str) for name in names):
            raise Undocumented("media_ids are one to four strings")
        text = normalize("NFC", body.get("text", ""))
        return self._unfit(text, names, parent) or self._created(text, names, parent)

    def _unfit(self, text: str, names: list[str], parent: str | None) -> Reply | None:
        """Say why a post is refused: length, pictures, the post it answers, a text that stands already."""
        if count(text, "x").used > 280 or not (text or names):
            return invalid("text is too long or empty")
        if any(name not in self.pictures for name in names):
            return invalid("Your media IDs are invalid.")
        if parent is not None and parent not in {standing.id for standing in self.wall}:
            return problem(
                403, "Forbidden", "You attempted to reply to a Tweet that is deleted or not visible to you."
            )
        if self.refuses_duplicates and text in {standing.text for standing in self.wall}:
            return problem(403, "Forbidden", "You are not allowed to create a Tweet with duplicate content.")
        return None

    def _created(self, text: str, names: list[str], parent: str | None) -> Reply:
        pictures = tuple(self.pictures[name] for name in names)
        standing = self._stood(text, self._clock(), parent, pictures)
        text = shortened(standing)[0]
        return Reply(
            201,
            {"data": {"id": standing.id, "text": text, "edit_history_tweet_ids": [standing.id]}},
        )

    def _stood(
        self, text: str, at: datetime, parent: str | None = None, pictures: tuple[Picture, ...] = ()
    ) -> Standing:
        self._last += 1
        standing = Standing(str(self._last), text, at, parent, pictures)
        self.wall.insert(0, standing)
        return standing

    def _delete(self, request: Request) -> Reply:
        name = request.path.rpartition("/")[2]
        left = [standing for standing in self.wall if standing.id != name]
        if len(left) == len(self.wall):
            return problem(
                404, "Not Found Error", f"Could not find tweet with id: [{name}].", "resource-not-found"
            )
        self.wall = left
        return Reply(200, {"data": {"deleted": True}})

    def _me(self, request: Request) -> Reply:
        if request.query:
            raise Undocumented(f"users/me knows no {request.query}")
        return Reply(200, {"data": ACCOUNT})

    def _timeline(self, request: Request) -> Reply:
        """Give a page of the wall (Timelines): newest first, since a second that is included."""
        asked = dict(request.query)
        _keys(asked, _ASKED, "a timeline")
        size, start = int(asked.get("max_results", "10")), int(asked.get("pagination_token", "0"))
        if not 5 <= size <= 100 or request.path.split("/")[3] != ACCOUNT["id"]:
            raise Undocumented("5 to 100 posts of the account's own are given")
        if not {*asked.get("exclude", "replies").split(",")} <= {"replies", "retweets"}:
            raise Undocumented("replies and retweets can be excluded")
        fields = frozenset(asked.get("tweet.fields", "created_at").split(","))
        if not fields <= _FIELDS:
            raise Undocumented(f"unknown tweet.fields: {fields - _FIELDS}")
        since = datetime.fromisoformat(asked.get("start_time", "2010-11-06T00:00:00Z"))
        seen = [standing for standing in self.wall[self.late :] if standing.created_at >= since]
        found = [written(standing, fields) for standing in seen[start : start + size]]
        meta: dict[str, Any] = {"result_count": len(found)}
        if start + size < len(seen):
            meta["next_token"] = str(start + size)
        return Reply(200, {"data": found, "meta": meta} if found else {"meta": meta})

    def _upload(self, request: Request) -> Reply:
        """Take a picture (openapi.json, MediaUploadRequest; Media best practices)."""
        parts = forms.parts(request)
        _keys(parts, {"media", "media_category", "additional_owners"}, "an upload")
        if parts["media_category"] != b"tweet_image":
            raise Undocumented("a still picture's category is tweet_image")
        kind = forms.kind(parts["media"])
        if kind is None or len(parts["media"]) > MAX_IMAGE:
            return invalid("media type unrecognized, or too large")
        self._last += 1
        name = str(self._last)
        self.pictures[name] = Picture(kind, len(parts["media"]))
        data = {
            "id": name,
            "media_key": f"3_{name}",
            "size": len(parts["media"]),
            "expires_after_secs": 86_400,
        }
        return Reply(200, {"data": data})

    def _describe(self, request: Request) -> Reply:
        """Keep a picture's alt text (openapi.json, CreateMediaMetadataRequest)."""
        body = _keys(request.json, {"id", "metadata"}, "media metadata")
        alt = _keys(_keys(body["metadata"], {"alt_text"}, "metadata")["alt_text"], {"text"}, "alt text")[
            "text"
        ]
        if body["id"] not in self.pictures or len(alt) > MAX_ALT:
            return invalid("unknown media, or its alt text is too long")
        self.pictures[body["id"]] = structs.replace(self.pictures[body["id"]], alt=alt)
        return Reply(200, {"data": {"id": body["id"], "associated_metadata": {"alt_text": {"text": alt}}}})


_ROUTES: dict[str, Callable[[XNetwork, Request], Reply]] = {
    "POST /2/tweets": XNetwork._create,
    "DELETE /2/tweets/:id": XNetwork._delete,
    "GET /2/users/me": XNetwork._me,
    "GET /2/users/:id/tweets": XNetwork._timeline,
    "POST /2/media/upload": XNetwork._upload,
    "POST /2/media/metadata": XNetwork._describe,
}


def _route(request: Request) -> tuple[str, Callable[[XNetwork, Request], Reply]]:
    version, path = request.path[:3], request.path[3:]
    steps = [":id" if _ID.fullmatch(step) else step for step in path.split("/")]
    name = f"{request.method} {version}{'/'.join(steps)}"
    if name not in _ROUTES:
        raise Undocumented(f"{request.method} {request.path}: X has no such request")
    return name, _ROUTES[name]


def _keys(told: Any, known: frozenset[str] | set[str], what: str) -> dict[str, Any]:  # noqa: ANN401  (JSON)
    if not isinstance(told, dict) or not told.keys() <= known:
        raise Undocumented(f"{what} holds {sorted(known)}, and not {told!r:.300}")
    return told
