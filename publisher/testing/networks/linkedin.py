"""LinkedIn as far as a newsroom posts with it: one author, one token, one app, strict on what it is given.

The rules are those of learn.microsoft.com/linkedin (read 2026-11), named by page: posts-api, images-api,
versioning, token-introspection, rate-limits, error-handling. The bodies of a duplicate and of a version that
is over are those that LinkedIn is seen to send (github.com/Arisamiga/Linkedin-RSS, issue 5;
gitroomhq/postiz-app, issue 2005).
"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import parse_qsl, unquote

from publisher.ports import utc_now
from publisher.testing.networks.forms import kind
from publisher.testing.networks.linkedin_posts import Standing, check, refusal, shown, unfit
from publisher.testing.networks.serving import Network, Reply, Request, Undocumented

_DAY = timedelta(days=1)
_POST = re.compile(r"/rest/posts/(urn:li:(?:share|ugcPost):\d+)")
MAX_POSTS = 150  # a member's, of a UTC day (consumer/integrations/self-serve/share-on-linkedin)
_LIMITED = "Resource level throttle MEMBER_AND_APPLICATION DAY limit for calls to this resource is reached."


class LinkedInNetwork(Network):
    """An author's posts and token; `wall` is what stands there, newest first.

    `scopes` is what the token may, `versions` which of the API's are served. `late` hides as many of the
    newest posts from a reader. LinkedIn refuses a text that stands, and for a while also one that was taken
    down: `remembered` are those. Without `refuses_duplicates` nothing but its client keeps a text from
    standing there twice.
    """

    token, client_id, client_secret = "AQX-verzonnen_Sleutel", "77verzonnen", "geheim-van-de-app"

    def __init__(
        self, author: str = "urn:li:organization:5515715", clock: Callable[[], datetime] = utc_now
    ) -> None:
        super().__init__()
        self.author, self.clock = author, clock
        self.made, self.ends, self.status = clock() - 13 * _DAY, clock() + 47 * _DAY, "active"
        whose = "organization" if ":organization:" in author else "member"
        self.scopes = {f"w_{whose}_social", f"r_{whose}_social"}
        self.versions = {"202606", "202607", "202608"}
        self.refuses_duplicates, self.late = True, 0
        self.wall: list[Standing] = []
        self.remembered: dict[str, str] = {}  # URNs by the text that was taken down
        self.images: dict[str, bytes | None] = {}
        self.posted: list[datetime] = []
        self._last = 7_400_000_000_000_000_000

    def stand(self, text: str, at: datetime | None = None) -> Standing:
        """Put a post with this little text on the wall, as a person does on LinkedIn."""
        return self._stood({"author": self.author, "commentary": text}, at or self.clock())

    def answer(self, request: Request) -> Reply:
        """Answer a request in the author's name. Raises Undocumented."""
        if request.path == "/oauth/v2/introspectToken":
            return self._introspected(request)
        if request.headers.get("authorization") != f"Bearer {self.token}" or self.clock() >= self.ends:
            return refusal(401, "The token used in the request has expired", code="EXPIRED_ACCESS_TOKEN")
        if request.path.startswith("/dms-uploads/"):
            return self._kept(request)
        return self._outdated(request) or self._routed(request)

    def _outdated(self, request: Request) -> Reply | None:
        version = request.headers.get("linkedin-version", "")
        if not re.fullmatch(r"20\d{4}", version):
            raise Undocumented(f"LinkedIn-Version: {version!r}")
        if request.headers.get("x-restli-protocol-version") != "2.0.0":
            raise Undocumented("every request names X-Restli-Protocol-Version: 2.0.0")
        if version in self.versions:
            return None
        return refusal(426, f"Requested version {version}01 is not active", code="NONEXISTENT_VERSION")

    def _routed(self, request: Request) -> Reply:
        found = _POST.fullmatch(unquote(request.path))
        if found and ":" in request.path:
            raise Undocumented(f"{request.path}: a URN in a path is encoded")
        method = request.headers.get("x-restli-method", "")
        what = f"{request.method} {method}".strip()
        if found and what in {"GET", "POST PARTIAL_UPDATE", "DELETE DELETE"} and not request.query:
            return self._at_post(found[1], request)
        if request.path == "/rest/posts" and what in {"POST", "GET FINDER"}:
            return self._create(request) if what == "POST" else self._listed(request)
        if request.path == "/rest/images" and what == "POST":
            return self._initialized(request)
        raise Undocumented(f"{what} {request.url}: LinkedIn has no such request")

    def _lacks(self, mode: str) -> Reply | None:
        whose = "organization" if ":organization:" in self.author else "member"
        if f"{mode}_{whose}_social" in self.scopes:
            return None
        return refusal(
            403, "Not enough permissions to access: posts", code="ACCESS_DENIED", serviceErrorCode=100
        )

    def _create(self, request: Request) -> Reply:
        """Post (posts-api, Create a Post): the URN comes in a header, and no body with it."""
        told = request.json
        check(told)
        if refused := self._lacks("w"):
            return refused
        if told["author"] != self.author:
            return refusal(403, "Field Value validation failed in REQUEST_BODY: Data Processing Exception")
        if sum(at.date() == self.clock().date() for at in self.posted) >= MAX_POSTS:
            return refusal(429, _LIMITED, code="TOO_MANY_REQUESTS", serviceErrorCode=101)
        content = told.get("content", {})
        image = content.get("article", {}).get("thumbnail") or content.get("media", {}).get("id")
        if image is not None and self.images.get(image) is None:
            return refusal(422, f"ERROR :: /content :: {image} is not an uploaded image")
        if refused := unfit(told) or self._duplicate(told["commentary"]):
            return refused
        self.posted.append(self.clock())
        return Reply(201, None, {"x-restli-id": self._stood(told, self.clock()).urn})

    def _duplicate(self, commentary: str) -> Reply | None:
        text = shown(commentary)[0]
        standing = next((one.urn for one in self.wall if one.text == text), self.remembered.get(text))
        if standing is None or not self.refuses_duplicates:
            return None
        error = {"description": "Duplicate post is detected", "input": {}, "code": "DUPLICATE_POST"}
        exception = "com.linkedin.content.common.exception.BadRequestResponseException"
        message = f"{exception}: Content is a duplicate of {standing}"
        return refusal(422, message, errorDetails={"inputErrors": [error]})

    def _at_post(self, urn: str, request: Request) -> Reply:
        """Show, change or delete a post (posts-api); "post deletions are idempotent"."""
        if refused := self._lacks("r" if request.method == "GET" else "w"):
            return refused
        standing = next((one for one in self.wall if one.urn == urn), None)
        if request.method == "DELETE":
            if standing is not None:
                self.wall.remove(standing)
                self.remembered[standing.text] = urn
            return Reply(204)
        if standing is None:
            return refusal(404, f"Post {urn} is not found", code="NOT_FOUND")
        return Reply(200, standing.json) if request.method == "GET" else self._changed(standing, request)

    def _changed(self, standing: Standing, request: Request) -> Reply:
        told = request.json
        if not isinstance(told, dict) or set(told) != {"patch"} or set(told["patch"]) != {"$set"}:
            raise Undocumented(f"a partial update: {told}")
        if set(told["patch"]["$set"]) != {"commentary"}:
            raise Undocumented(f"of a post only the commentary is changed here: {told}")
        changed = {**standing.told, **told["patch"]["$set"]}
        shown(changed["commentary"])
        if refused := unfit(changed):
            return refused
        standing.told, standing.modified = changed, self.clock()
        return Reply(204)

    def _listed(self, request: Request) -> Reply:
        """Give a page of the author's posts (posts-api, Find Posts by Authors)."""
        asked = dict(request.query)
        if asked.pop("q", "") != "author" or asked.pop("author", "") != self.author:
            raise Undocumented(f"posts are found by their author: {request.url}")
        if asked.pop("sortBy", "") != "LAST_MODIFIED" or not set(asked) <= {"start", "count"}:
            raise Undocumented(f"{request.url}")
        if refused := self._lacks("r"):
            return refused
        start, size = int(asked.get("start", "0")), int(asked.get("count", "10"))
        if not 1 <= size <= 100:
            raise Undocumented(f"count={size}: at most 100")
        seen = sorted(self.wall[self.late :], key=lambda one: one.modified, reverse=True)
        elements = [one.json for one in seen[start : start + size]]
        return Reply(200, {"elements": elements, "paging": {"start": start, "count": size, "links": []}})

    def _initialized(self, request: Request) -> Reply:
        """Say where a picture is uploaded to (images-api, Initialize Image Upload)."""
        told = {"initializeUploadRequest": {"owner": self.author}}
        if request.query != [("action", "initializeUpload")] or request.json != told:
            raise Undocumented(f"{request.url}: {request.json}")
        if refused := self._lacks("w"):
            return refused
        self._last += 1
        urn = f"urn:li:image:C5{self._last}"
        self.images[urn] = None
        expires = int((self.clock() + _DAY).timestamp() * 1_000)
        upload = f"{self.url}/dms-uploads/{self._last}/uploaded-image/0?ca=vector_feedshare&sig={self._last}"
        return Reply(200, {"value": {"uploadUrlExpiresAt": expires, "uploadUrl": upload, "image": urn}})

    def _kept(self, request: Request) -> Reply:
        """Take a picture's bytes (images-api, Upload the Image)."""
        urn = f"urn:li:image:C5{request.path.split('/')[2]}"
        if request.method != "PUT" or urn not in self.images:
            raise Undocumented(f"{request.method} {request.path}")
        if kind(request.body) not in {"image/jpeg", "image/png", "image/gif"}:
            return refusal(400, "Unsupported media type")
        self.images[urn] = request.body
        return Reply(201)

    def _introspected(self, request: Request) -> Reply:
        """Say what is known of a token, to its app (token-introspection)."""
        told = dict(parse_qsl(request.body.decode()))
        if request.method != "POST" or set(told) != {"client_id", "client_secret", "token"}:
            raise Undocumented(f"{request.method} introspectToken: {sorted(told)}")
        if (told["client_id"], told["client_secret"]) != (self.client_id, self.client_secret):
            return Reply(
                401, {"error": "invalid_client", "error_description": "Client authentication failed"}
            )
        is_active = told["token"] == self.token and self.status == "active" and self.clock() < self.ends
        known = {
            "active": is_active,
            "client_id": self.client_id,
            "authorized_at": int(self.made.timestamp()),
            "created_at": int(self.made.timestamp()),
            "status": self.status if self.clock() < self.ends else "expired",
            "expires_at": int(self.ends.timestamp()),
            "scope": ",".join(sorted(self.scopes)),
            "auth_type": "3L",
        }
        return Reply(200, known)

    def _stood(self, told: dict[str, object], at: datetime) -> Standing:
        self._last += 1
        standing = Standing(f"urn:li:share:{self._last}", dict(told), at, at)
        self.wall.insert(0, standing)
        return standing
