"""Headers of every answer: nothing runs, nothing is loaded, kept, framed, indexed or told to others."""

import base64
import hashlib


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
