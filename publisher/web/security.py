"""Headers of every answer: nothing runs, nothing is loaded, kept, framed, indexed or told to others."""

import base64
import hashlib

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send


def headers(style: str) -> dict[str, str]:
    """Give the headers for pages whose only style sheet is the given one, allowed by its hash (CSP 2)."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = (
        "default-src 'none'",
        f"style-src 'sha256-{digest}'",
        *("form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"),
    )
    return {
        "Content-Security-Policy": "; ".join(policy),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store",
        "X-Robots-Tag": "noindex, nofollow",
    }


class Headers:
    """ASGI middleware: puts the headers on every answer, also of errors."""

    def __init__(self, app: ASGIApp, fixed: dict[str, str]) -> None:
        self._app, self._fixed = app, fixed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the headers."""

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self._fixed)
            await send(message)

        await self._app(scope, receive, sent)
