"""Threads as far as a newsroom posts with it: one account, its token, strict on what it is given.

The rules are those of developers.facebook.com/docs/threads (read 2026-11), named by page: posts, overview,
troubleshooting, delete-posts, retrieve-posts, retrieve-and-manage-replies, debug-access-token. Refusals have
the form and the codes of graph-api/guides/error-handling; 24/4279009 and 100/33 are what Threads is seen to
answer (github.com/fbsamples/threads_api, issue 70; restfb, issue 1502). What a second publishing of one
container does is written nowhere: here it fails the test.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl

from publisher.ports import utc_now
from publisher.testing.networks.serving import Network, Reply, Request, Undocumented
from publisher.testing.networks.threads_posts import (
    ACCOUNT,
    Container,
    Standing,
    check,
    known,
    lost_sight_of,
    missing,
    refusal,
    shown,
    unfit,
)

SCOPES = (
    "threads_basic",
    "threads_content_publish",
    "threads_delete",
    "threads_manage_replies",
    "threads_read_replies",
)
_DAY = timedelta(days=1)
MAX_POSTS, MAX_REPLIES, MAX_DELETIONS = 250, 1_000, 100  # of 24 hours (overview; delete-posts)


class ThreadsNetwork(Network):
    """An account and its token; `wall` is what stands there, newest first, replies too.

    `settling` is how many looks find a fresh container in progress, `failing` what the next ones fail with,
    `late` hides as many of the newest posts from a reader. The token has `scopes`, an age and an end, and may
    be asked about itself where the account `is_tester`.
    """

    token = "THAA-verzonnen.Sleutel"  # noqa: S105  (invented)

    def __init__(self, clock: Callable[[], datetime] = utc_now) -> None:
        super().__init__()
        self.clock = clock
        self.issued, self.expires = clock() - 13 * _DAY, clock() + 47 * _DAY
        self.scopes, self.is_tester = set(SCOPES), True
        self.settling, self.late, self.failing = 0, 0, ""
        self.wall: list[Standing] = []
        self.containers: dict[str, Container] = {}
        self.deletions: list[datetime] = []
        self.published: list[tuple[datetime, bool]] = []  # when, and whether it was a reply
        self._last = 18_000_000_000_000_000

    def stand(self, at: datetime | None = None, /, **told: str) -> Standing:
        """Put a post with these fields on the wall, as a person does in the app."""
        standing = Standing(self._next(), told, at or self.clock())
        self.wall.insert(0, standing)
        return standing

    def answer(self, request: Request) -> Reply:
        """Answer a request of the account's own. Raises Undocumented."""
        path, version = request.path.removeprefix("/v1.0"), request.path[:6]
        if version != "/v1.0/":
            raise Undocumented(f"{request.method} {request.path}: every request names v1.0")
        told = _given(request)
        if told.pop("access_token", None) != self.token or self.clock() >= self.expires:
            return refusal(400, 190, "Error validating access token: Session has expired")
        what = next((act for name, act in _ROUTES if re.fullmatch(name, f"{request.method} {path}")), None)
        if what is None:
            raise Undocumented(f"{request.method} {path}: Threads has no such request")
        return what(self, path.rpartition("/")[2], told)

    def _lacks(self, *scopes: str) -> Reply | None:
        if {"threads_basic", *scopes} <= self.scopes:
            return None
        return refusal(403, 10, "Application does not have permission for this action")

    def _create(self, _: str, told: dict[str, str]) -> Reply:
        """Make a container (posts, step 1)."""
        if refused := self._lacks("threads_content_publish"):
            return refused
        check(told)
        if refused := unfit(told):
            return refused
        parent = told.get("reply_to_id")
        if parent is not None:
            if refused := self._lacks("threads_manage_replies"):
                return refused
            if parent not in {standing.id for standing in self.wall}:
                return missing(parent)
        made = Container(self._next(), told, self.clock(), self.settling)
        if self.failing:
            made.status, made.error = "ERROR", self.failing
        self.containers[made.id] = made
        return Reply(200, {"id": made.id})

    def _publish(self, _: str, told: dict[str, str]) -> Reply:
        """Publish a container (posts, step 2); here the quota is kept (overview)."""
        known(told, {"creation_id"})
        if refused := self._lacks("threads_content_publish"):
            return refused
        made = self.containers.get(told["creation_id"])
        if made is None or self._status(made) != "FINISHED":
            if made and made.status == "PUBLISHED":
                raise Undocumented(f"container {made.id} is published a second time")
            return lost_sight_of(told["creation_id"])
        is_reply = "reply_to_id" in made.told
        if self._used(is_reply=is_reply) >= (MAX_REPLIES if is_reply else MAX_POSTS):
            return refusal(403, 4, "Application request limit reached")
        made.status = "PUBLISHED"
        self.published.append((self.clock(), is_reply))
        return Reply(200, {"id": self.stand(**made.told).id})

    def _used(self, *, is_reply: bool) -> int:
        return sum(1 for at, kind in self.published if kind == is_reply and at > self.clock() - _DAY)

    def _status(self, made: Container) -> str:
        if made.status == "FINISHED" and self.clock() - made.made >= _DAY:
            made.status = "EXPIRED"  # troubleshooting: "not published within 24 hours"
        return "IN_PROGRESS" if made.looks > 0 and made.status == "FINISHED" else made.status

    def _media(self, name: str, told: dict[str, str]) -> Reply:
        """Show a container's status (troubleshooting) or a post (retrieve-posts)."""
        known(told, {"fields"})
        fields = set(told["fields"].split(","))
        if made := self.containers.get(name):
            if not fields <= {"status", "error_message", "id"}:
                raise Undocumented(f"a container has no {fields}")
            status = self._status(made)
            made.looks -= 1
            return Reply(
                200, {"id": name, "status": status} | ({"error_message": made.error} if made.error else {})
            )
        standing = next((one for one in self.wall if one.id == name), None)
        return Reply(200, shown(standing, fields)) if standing else missing(name)

    def _delete(self, name: str, told: dict[str, str]) -> Reply:
        """Take a post down (delete-posts)."""
        known(told, set())
        if refused := self._lacks("threads_delete"):
            return refused
        if sum(at > self.clock() - _DAY for at in self.deletions) >= MAX_DELETIONS:
            return refusal(403, 4, "Application request limit reached")
        left = [standing for standing in self.wall if standing.id != name]
        if len(left) == len(self.wall):
            return missing(name)
        self.wall = left
        self.deletions.append(self.clock())
        return Reply(200, {"success": True, "deleted_id": name})

    def _listed(self, kind: str, told: dict[str, str]) -> Reply:
        """Give a page of the wall: posts, or replies, which stand apart (retrieve-posts)."""
        known(told, {"fields", "since", "limit", "after"})
        if kind == "replies" and (refused := self._lacks("threads_read_replies")):
            return refused
        size, start = int(told.get("limit", "25")), int(told.get("after", "0"))
        if not 1 <= size <= 100:
            raise Undocumented(f"limit={size}: at most 100")
        since = datetime.fromtimestamp(int(told.get("since", "0")), UTC)
        seen = [one for one in self.wall[self.late :] if one.at >= since]
        of_kind = [one for one in seen if ("reply_to_id" in one.told) == (kind == "replies")]
        found = [shown(one, set(told["fields"].split(","))) for one in of_kind[start : start + size]]
        cursors = {"before": str(start)} | (
            {"after": str(start + size)} if start + size < len(of_kind) else {}
        )
        return Reply(200, {"data": found, "paging": {"cursors": cursors}} if found else {"data": []})

    def _me(self, _: str, told: dict[str, str]) -> Reply:
        known(told, {"fields"})
        return self._lacks() or Reply(200, {name: ACCOUNT[name] for name in told["fields"].split(",")})

    def _quota(self, _: str, told: dict[str, str]) -> Reply:
        """Say how much of the quota is used (overview)."""
        known(told, {"fields"})
        if told["fields"] != "quota_usage,config":
            raise Undocumented(f"fields: {told['fields']}")
        config = {"quota_total": MAX_POSTS, "quota_duration": 86_400}
        told_of = {"quota_usage": self._used(is_reply=False), "config": config}
        return self._lacks("threads_content_publish") or Reply(200, {"data": [told_of]})

    def _debug(self, _: str, told: dict[str, str]) -> Reply:
        """Say what is known of a token, to a tester of its app (debug-access-token)."""
        known(told, {"input_token"})
        if told["input_token"] != self.token:
            raise Undocumented("another token than its own is asked about")
        if not self.is_tester:
            return refusal(403, 10, "Application does not have permission for this action")
        data = {
            "type": "USER",
            "application": "De Kroniek",
            "data_access_expires_at": int((self.issued + 90 * _DAY).timestamp()),
            "expires_at": int(self.expires.timestamp()),
            "is_valid": True,
            "issued_at": int(self.issued.timestamp()),
            "scopes": sorted(self.scopes),
            "user_id": ACCOUNT["id"],
        }
        return Reply(200, {"data": data})

    def _next(self) -> str:
        self._last += 1
        return str(self._last)


_ROUTES: tuple[tuple[str, Callable[[ThreadsNetwork, str, dict[str, str]], Reply]], ...] = (
    (r"POST /me/threads", ThreadsNetwork._create),
    (r"POST /me/threads_publish", ThreadsNetwork._publish),
    (r"GET /me/(threads|replies)", ThreadsNetwork._listed),
    (r"GET /me/threads_publishing_limit", ThreadsNetwork._quota),
    (r"GET /me", ThreadsNetwork._me),
    (r"GET /debug_token", ThreadsNetwork._debug),
    (r"GET /\d+", ThreadsNetwork._media),
    (r"DELETE /\d+", ThreadsNetwork._delete),
)


def _given(request: Request) -> dict[str, str]:
    """Read the parameters: a POST's from its form, all others from the query, each once."""
    if request.method == "POST":
        if request.headers.get("content-type") != "application/x-www-form-urlencoded" or request.query:
            raise Undocumented(f"{request.method} {request.path}: parameters are a form's")
        pairs = parse_qsl(request.body.decode(), keep_blank_values=True)
    else:
        pairs = request.query
    if len(dict(pairs)) != len(pairs) or (request.method != "POST" and request.body):
        raise Undocumented(f"{request.method} {request.path}: {pairs}")
    return dict(pairs)
