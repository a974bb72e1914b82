"""The application: addresses, methods and answers of the readers' pages (RFC 8058, RFC 9110).

GET and HEAD of /u/TOKEN show a page and change nothing: most of them are scanners. POST unsubscribes,
whatever its body says, without cookie or redirect. POST of /u/TOKEN/undo takes that back.
"""

import logging
import time
from collections.abc import Mapping

import anyio
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from publisher.errors import ConfigError, StorageError
from publisher.serving import Headers
from publisher.web import pages, security
from publisher.web.desk import Desk, Visit
from publisher.web.limits import Limiter
from publisher.web.pages import Kind, Newsroom

LARGEST = 10_000  # bytes of a body; RFC 8058 needs 26, a multipart form of it some 200
_SLOWEST = 20.0  # seconds for a whole body
_LATER = 120  # seconds after which a database in trouble may be asked again
_METHODS = ["GET", "HEAD", "POST"]
_log = logging.getLogger(__name__)


class Pages:
    """The readers' pages of one audience; `newsrooms` says by list whose newsletter it is."""

    def __init__(
        self, desk: Desk, site: Newsroom, newsrooms: Mapping[str, Newsroom], limiter: Limiter
    ) -> None:
        self._desk, self._site, self._newsrooms, self._limiter = desk, site, newsrooms, limiter

    async def link(self, request: Request) -> Response:
        """Answer /u/TOKEN."""
        token = request.path_params["token"]
        if await self._pressed(request):
            return self._page("left", await run_in_threadpool(self._desk.leave, token), f"{token}/undo")
        return self._page("leave", await run_in_threadpool(self._desk.visit, token), token)

    async def undo(self, request: Request) -> Response:
        """Answer /u/TOKEN/undo; who only looks at it sees the page of the link."""
        token = request.path_params["token"]
        if await self._pressed(request):
            return self._page("back", await run_in_threadpool(self._desk.come_back, token))
        return self._page("leave", await run_in_threadpool(self._desk.visit, token), f"../{token}")

    async def refusal(self, _: Request, error: Exception) -> Response:
        """Answer what HTTP refuses: 404 in one form, whatever was wrong with the link."""
        status = error.status_code if isinstance(error, HTTPException) else 500
        sent = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
        page = pages.render("missing" if status == 404 else "trouble", self._site)
        return HTMLResponse(page, status, sent | ({"Connection": "close"} if status in {408, 413} else {}))

    async def trouble(self, _: Request, error: Exception) -> Response:
        """Answer 503 where the database or the secret is not to be had; the log says why, and no token."""
        _log.error("can't answer: %s", error)
        page = pages.render("trouble", self._site)
        return HTMLResponse(page, 503, {"Retry-After": str(_LATER)})

    async def _pressed(self, request: Request) -> bool:
        """Say whether a reader pressed a button, or a provider did; a POST has come in whole then."""
        if wait := self._limiter.wait(request.client.host if request.client else ""):
            raise HTTPException(429, headers={"Retry-After": str(wait)})
        if request.method == "POST":
            await _read_body(request)
        return request.method == "POST"

    def _page(self, kind: Kind, visit: Visit | None, action: str = "") -> Response:
        if visit is None:
            raise HTTPException(404)
        newsroom = self._newsrooms.get(visit.list, self._site)
        return HTMLResponse(pages.render("test" if visit.test else kind, newsroom, visit.language, action))


def create(
    desk: Desk,
    site: Newsroom,
    newsrooms: Mapping[str, Newsroom] | None = None,
    limiter: Limiter | None = None,
) -> ASGIApp:
    """Make the application. Links of a list that `newsrooms` does not name speak for the site."""
    answers = Pages(desk, site, newsrooms or {}, limiter or Limiter(time.monotonic))
    app = Starlette(
        routes=[
            Route("/u/{token}", answers.link, methods=_METHODS),
            Route("/u/{token}/undo", answers.undo, methods=_METHODS),
            Route("/healthz", _healthy, methods=["GET", "HEAD"]),
        ],
        exception_handlers={
            HTTPException: answers.refusal,
            StorageError: answers.trouble,
            ConfigError: answers.trouble,
            Exception: answers.refusal,
        },
    )
    app.router.redirect_slashes = False  # RFC 8058, 3.1: no redirect
    return Headers(app, security.headers(pages.style()))


async def _healthy(_: Request) -> Response:
    return PlainTextResponse("ok\n")


async def _read_body(request: Request) -> None:
    """Read a body to its end, and forget it. Raises HTTPException for one that is too large or too slow."""
    if int(request.headers.get("content-length", "0")) > LARGEST:
        raise HTTPException(413)
    size = 0
    try:
        with anyio.fail_after(_SLOWEST):
            async for chunk in request.stream():
                size += len(chunk)
                if size > LARGEST:
                    raise HTTPException(413)
    except TimeoutError:
        raise HTTPException(408) from None
    except ClientDisconnect:
        raise HTTPException(400) from None
