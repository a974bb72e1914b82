"""Titles: which ones agree, which is the page's own headline, and what of it is only the site's name."""

import re
from collections.abc import Iterable

from publisher.sources.pages import html_meta
from publisher.sources.pages.html_meta import Meta

_ELLIPSES = ("...", "…", "[…]", "[...]", "(…)", "(...)")
_JOINT = re.compile(r"\s+[|\-–—·•:»]\s+|\s*\|\s*")
_MOST = 8  # titles of one page
_SHORTEST = 8  # letters of a title that says which story it is
_COMMON = 0.6  # of the words of the shorter title
_WORD = re.compile(r"\w+")


def is_cut(text: str) -> bool:
    """Say whether a text was cut off: it ends in an ellipsis."""
    return text.endswith(_ELLIPSES)


def without_ellipsis(text: str) -> str:
    """Give a text without the ellipsis at its end."""
    return text.rstrip(" .…[]()") if is_cut(text) else text


def whole(text: str, longer: Iterable[str]) -> str:
    """Give a text that was cut off in full, where one of the longer ones opens with it."""
    start = squashed(without_ellipsis(text))
    if not is_cut(text) or not start:
        return text
    fit = (other for other in longer if squashed(other).startswith(start) and len(other) > len(start))
    return next((other for other in fit if not is_cut(other)), text)


def squashed(text: str) -> str:
    """Give the letters and digits of a text, in lower case: what makes two copies of a title one."""
    return "".join(_WORD.findall(text.casefold())).replace("_", "")


def agree(one: str, other: str) -> bool:
    """Say whether two titles are of one story: equal, one within the other, or most words in common."""
    a, b = squashed(one), squashed(other)
    if not a or not b:
        return False
    short, long = sorted((a, b), key=len)
    if a == b or (len(short) >= _SHORTEST and short in long):
        return True
    fewer, more = sorted((_words(one), _words(other)), key=len)
    return len(fewer) >= 3 and len(fewer & more) >= _COMMON * len(fewer)


def without_site(title: str, others: list[str], site: str) -> str:
    """Take the site's name off a title's end, where another title on the page does without it."""
    starts = {squashed(other) for other in others}
    for joint in list(_JOINT.finditer(title))[:_MOST]:
        start, end = title[: joint.start()].strip(), squashed(title[joint.end() :])
        if start and (squashed(start) in starts or (site and end == squashed(site))):
            return start
    return title


def own(meta: Meta) -> list[str]:
    """Give the titles that a page gives itself: og:title and its kin, first headings, the title element."""
    said = [*meta.all(html_meta.HEADLINE), *meta.headings[:3], meta.title]
    return [title for title in dict.fromkeys(said) if title][:_MOST]


def headline(told: str, meta: Meta, site: str) -> str:
    """Choose the headline: what JSON-LD tells, unless og:title and a first heading agree on another one.

    The site's name at its end goes, and one that was cut off is given in full. Empty where there is none.
    """
    titles = own(meta)
    shown = _agreed(meta, site)
    first = shown or told or next(iter(titles), "")
    others = [title for title in [*titles, told] if title != first]
    return whole(without_site(first, others, site), others)


def _agreed(meta: Meta, site: str) -> str:
    """Give the first heading that is og:title word for word, but for the site's name."""
    titles = [squashed(without_site(title, list(meta.headings), site)) for title in meta.all(("og:title",))]
    return next((heading for heading in meta.headings[:_MOST] if squashed(heading) in titles), "")


def _words(title: str) -> frozenset[str]:
    return frozenset(_WORD.findall(title[:300].casefold()))
