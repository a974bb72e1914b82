"""Parts of a page: each carries a digest of what it shows, and is left out for who has it already.

With sixty stories a page holds a hundred kilobytes, most of it buttons that a saved template does not change:
to read them again took the browser longer than to draw what had changed.
"""

import hashlib
import re
from collections.abc import Callable
from functools import lru_cache

import jinja2
from markupsafe import Markup

HEADER = "X-Parts"  # a request names with it the digests of the parts it shows, with blanks between
_DIGITS = 16
_BUILD = re.compile(r'name="hash" value="\w*"')
_PLACE = " data-part"


def held(header: str) -> frozenset[str]:
    """Read the digests of the parts that who asks has already."""
    return frozenset(header.split())


@jinja2.pass_context
def part(context: jinja2.runtime.Context, rendered: Markup) -> Markup:
    """Mark a part with its digest, or give nothing where the template's `held` has it.

    The hash of the build in its forms does not count: the page puts the new one into each of them.
    """
    html = str(rendered)  # a Markup would quote what is put in
    digest = hashlib.sha256(_BUILD.sub("", html).encode()).hexdigest()[:_DIGITS]
    if digest in context["held"]:
        return Markup("")
    return Markup(html.replace(_PLACE, f'{_PLACE}="{digest}"', 1))  # noqa: S704  (rendered by the template)


@lru_cache(maxsize=8)
def remembered(macro: Callable[..., Markup], *given: object) -> Markup:
    """Give what a macro makes of what it is given; it must see nothing else (imported without context)."""
    return macro(*given)
