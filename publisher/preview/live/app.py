"""The application: addresses, methods and answers of the live page.

GET shows and changes nothing; an open page that looks again names the parts it has and gets the others. POST
needs this run's token, and answers with where to look next, or with the page and what went wrong. /events
tells every open page to look again.
"""

import secrets
from collections.abc import Callable, Mapping
from datetime import date
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from publisher.errors import ApprovalError, LockedError, PublisherError, UsageError
from publisher.preview.live import actions, editing, page, parts
from publisher.preview.live.desk import Desk
from publisher.preview.live.security import HEADERS, Guard, form, mail_policy
from publisher.preview.live.view import View
from publisher.serving import Headers

Action = Callable[[Desk, str, Mapping[str, str]], str]
_ACTIONS: Mapping[str, Action] = {
    **{
        name: getattr(actions, name)
        for name in ("approve", "undo", "hold", "release", "test", "send", "build")
    },
    "edit": editing.edit,
}
_KINDS = {"live.css": "text/css", "live.js": "text/javascript", "posts.css": "text/css"}
_EDITION = "/{campaign}/{day}"


class Pages:
    """The live pages of one desk; `token` is this run's."""

    def __init__(self, desk: Desk, token: str, usual: View) -> None:
        self._desk, self._token, self._usual = desk, token, usual

    async def index(self, request: Request) -> Response:
        """Show today's editions, or go to the only one."""
        names = await run_in_threadpool(self._desk.editions)
        if self._desk.only:
            return RedirectResponse(_path(names[0]), 303)
        return HTMLResponse(await run_in_threadpool(page.index, self._desk, names, _held(request)))

    async def edition(self, request: Request) -> Response:
        """Show an edition."""
        name, view, held = _name(request), self._view(request), _held(request)
        return HTMLResponse(await run_in_threadpool(page.edition, self._desk, name, view, self._token, held))

    async def mail(self, request: Request) -> Response:
        """Show the mail as a persona gets it, in a document that can run nothing."""
        name, view = _name(request), self._view(request)
        document = await run_in_threadpool(page.mail, self._desk, name, view)
        return HTMLResponse(document, headers={"Content-Security-Policy": mail_policy(images=view.images)})

    async def media(self, request: Request) -> Response:
        """Give a picture of the build by its number."""
        name, number = _name(request), request.path_params["number"]
        found = await run_in_threadpool(page.media, self._desk, name, number)
        if found is None:
            raise HTTPException(404)
        return Response(found.bytes, media_type=found.type)

    async def rules(self, request: Request) -> Response:
        """Give the style rules that belong to an edition's own posts."""
        return Response(
            await run_in_threadpool(page.rules, self._desk, _name(request)), media_type="text/css"
        )

    async def act(self, request: Request) -> Response:
        """Do what a button says; then show the edition, with what went wrong where something did."""
        name, view = _name(request), self._view(request)
        action = _ACTIONS.get(request.path_params["action"])
        if action is None:
            raise HTTPException(404)
        fields = await form(request, self._token)
        if fields is None:
            raise HTTPException(403)
        try:
            said = await run_in_threadpool(action, self._desk, name, fields)
        except PublisherError as error:
            status = 409 if isinstance(error, ApprovalError | LockedError) else 422
            html = await run_in_threadpool(
                page.edition, self._desk, name, view, self._token, _held(request), error
            )
            return HTMLResponse(html, status)
        self._desk.say(name, said)
        self._desk.bell.ring()
        return RedirectResponse(f"{_path(name)}{view.query}", 303)

    async def events(self, _: Request) -> Response:
        """Tell an open page when to look again."""
        return StreamingResponse(self._desk.bell.heard(), media_type="text/event-stream")

    async def asset(self, request: Request) -> Response:
        """Give a style sheet or the script."""
        name = request.path_params["name"]
        if name not in _KINDS:
            raise HTTPException(404)
        return Response(page.asset(name), media_type=_KINDS[name])

    async def trouble(self, _: Request, error: Exception) -> Response:
        """Show what keeps a page from being shown."""
        assert isinstance(error, PublisherError)  # noqa: S101  (it is registered for these)
        status = 404 if isinstance(error, UsageError) else 500
        return HTMLResponse(await run_in_threadpool(page.trouble, error), status)

    def _view(self, request: Request) -> View:
        return View.asked(request.query_params, self._usual)


def create(desk: Desk, port: int, usual: View, token: str | None = None) -> ASGIApp:
    """Make the application for a server on this port of loopback; `token` is a new one unless given."""
    pages = Pages(desk, token or secrets.token_urlsafe(32), usual)
    app = Starlette(
        routes=[
            Route("/", pages.index),
            Route("/events", pages.events),
            Route("/favicon.ico", _nothing),
            Route("/static/{name}", pages.asset),
            Route(_EDITION, pages.edition),
            Route(f"{_EDITION}/mail", pages.mail),
            Route(f"{_EDITION}/rules.css", pages.rules),
            Route(f"{_EDITION}/media/{{number:int}}", pages.media),
            Route(f"{_EDITION}/{{action}}", pages.act, methods=["POST"]),
        ],
        exception_handlers={PublisherError: pages.trouble, HTTPException: _refusal},
    )
    return Headers(Guard(app, port), HEADERS, kept=("Content-Security-Policy",))


async def _nothing(_: Request) -> Response:
    return Response(status_code=204)


async def _refusal(_: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    words = {403: "load the page again: it belongs to another run", 404: "nothing here"}
    return PlainTextResponse(f"{words.get(status, 'not like this')}\n", status)


def _name(request: Request) -> str:
    """Give the edition a path names. Raises HTTPException for a path that can name none."""
    campaign, day = request.path_params["campaign"], request.path_params["day"]
    try:
        is_day = date.fromisoformat(day).isoformat() == day
    except ValueError:
        is_day = False
    if not is_day or campaign.startswith("."):
        raise HTTPException(404)
    return f"{campaign}/{day}"


def _held(request: Request) -> frozenset[str]:
    """Say which parts the page that asks shows already."""
    return parts.held(request.headers.get(parts.HEADER, ""))


def _path(name: str) -> str:
    return f"/{quote(name)}"
