"""Who may ask this page for what: nobody from elsewhere, and nothing is done without this run's token."""

import hmac
from collections.abc import Mapping
from urllib.parse import parse_qsl

import anyio
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

LARGEST = 500_000  # bytes of a form: every teaser of a long edition at once
_SLOWEST = 20.0  # seconds for a whole form
_SAFE = frozenset({"GET", "HEAD"})

PAGE_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "frame-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
# A mail may load what readers would load, and run nothing; `sandbox` holds also where it is opened alone.
_MAIL = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src {}; frame-ancestors 'self'"
HEADERS = {
    "Content-Security-Policy": PAGE_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # with no-referrer a browser sends a form with "Origin: null"
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow",
}


def mail_policy(*, images: bool) -> str:
    """Give the policy of a frame that holds a mail, with its pictures or without."""
    return _MAIL.format("data: https:" if images else "'none'")


class Guard:
    """ASGI middleware: refuses other hosts (DNS rebinding), other sites, and methods that are not ours."""

    def __init__(self, app: ASGIApp, port: int) -> None:
        self._app = app
        self._hosts = frozenset({f"127.0.0.1:{port}", f"localhost:{port}"})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what may be asked, and refuse the rest in plain words."""
        refused = self._refused(scope) if scope["type"] == "http" else None
        if refused:
            await PlainTextResponse(f"{refused[1]}\n", refused[0])(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _refused(self, scope: Scope) -> tuple[int, str] | None:
        headers = Headers(scope=scope)
        hosts = headers.getlist("host")
        if len(hosts) != 1 or hosts[0].lower() not in self._hosts:
            return 421, "this page has no such name"
        site, mode = headers.get("sec-fetch-site"), headers.get("sec-fetch-mode")
        if scope["method"] in _SAFE:
            elsewhere = site in {"cross-site", "same-site"} and mode != "navigate"
            return (403, "another site asks for this") if elsewhere else None
        if site not in {None, "same-origin"}:
            return 403, "another site asks for this"
        origin = headers.get("origin")
        if origin is not None and origin != f"http://{hosts[0].lower()}":
            return 403, "another site asks for this"
        return None


async def form(request: Request, token: str) -> Mapping[str, str] | None:
    """Read a form and give its fields; None without this run's token, or for what is no form of ours."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    body = await _body(request) if kind == "application/x-www-form-urlencoded" else None
    if body is None:
        return None
    try:
        fields = dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=5_000))
    except ValueError:
        return None
    return fields if hmac.compare_digest(fields.get("token", "").encode(), token.encode()) else None


async def _body(request: Request) -> bytes | None:
    """Read a body to its end; None for one that is too large, too slow, or broken off."""
    read = bytearray()
    try:
        with anyio.fail_after(_SLOWEST):
            async for chunk in request.stream():
                read += chunk
                if len(read) > LARGEST:
                    return None
    except (TimeoutError, ClientDisconnect):
        return None
    return bytes(read)
