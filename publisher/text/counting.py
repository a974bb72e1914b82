"""How much of a post's limit a text uses, counted as each network itself counts.

Where a vendor does not say how it counts, the way that never counts too little is taken: a post short of its
limit leaves, one over it is refused or cut.
"""

import html
from collections.abc import Callable

import regex
from msgspec import Struct

from publisher.model import Rule
from publisher.text.emoji import EMOJI
from publisher.text.graphemes import graphemes
from publisher.text.weighing import URL_WEIGHT, weigh

_MENTION = regex.compile(r"(?<![=/\w])(@[a-z0-9_]++(?:[.-]++[a-z0-9_]++)*+)@\w++(?:[.-]++\w++)*+", regex.I)
_WEB_ADDRESS = regex.compile(r"(?<![a-z0-9@/])https?://[^\s<>\"]+[^\s<>\"'.,;:!?)\]…”’»]", regex.I)
_LITTLE_TEXT = regex.compile(r"[\\|{}@\[\]()<>#*_~]")


class Count(Struct, frozen=True):
    """What a text uses of a limit, both in `unit`."""

    used: int
    limit: int
    unit: str


def count(text: str, rule: Rule) -> Count:
    """Count the text by one network's rule, against that network's usual limit for a post."""
    measure, limit, unit = _RULES[rule]
    return Count(measure(text), limit, unit)


def _bluesky(text: str) -> int:
    """Count grapheme clusters (UAX 29), URLs in full: Bluesky's lexicon app.bsky.feed.post.

    Its second limit, 3,000 UTF-8 bytes, is a channel's `max_bytes`.
    """
    return graphemes(text)


def _mastodon(text: str) -> int:
    """Count graphemes, http(s) URLs as 23, `@user@domain` as `@user` (Mastodon's StatusLengthValidator)."""
    return graphemes(_MENTION.sub(r"\1", _WEB_ADDRESS.sub("x" * URL_WEIGHT, text)))


def _threads(text: str) -> int:
    """Count characters, an emoji as the UTF-8 bytes it takes (Threads API, limitations)."""
    return len(EMOJI.sub(lambda found: "x" * len(found[0].encode()), text))


def _linkedin(text: str) -> int:
    r"""Count the text in LinkedIn's "little text": a backslash before each of ``\|{}@[]()<>#*_~``.

    The backslashes count. The escaped text is what is sent, and nothing says that the limit is taken after
    the escapes are read; leaving them out could pass a post that turns out too long.
    """
    return len(_LITTLE_TEXT.sub(r"\\\g<0>", text))


def _utf16(text: str) -> int:
    """Count UTF-16 code units, in which Telegram's Bot API gives its lengths; never too few."""
    return len(text.encode("utf-16-le")) // 2


def _slack(text: str) -> int:
    """Count characters after `& < >` have become entities (Slack's page on formatting text)."""
    return len(html.escape(text, quote=False))


def _code_points(text: str) -> int:
    """Count code points: the content of a Discord webhook."""
    return len(text)


_RULES: dict[Rule, tuple[Callable[[str], int], int, str]] = {
    "x": (weigh, 280, "weighted characters"),
    "mastodon": (_mastodon, 500, "characters"),
    "bluesky": (_bluesky, 300, "graphemes"),
    "threads": (_threads, 500, "characters"),
    "linkedin": (_linkedin, 3_000, "characters"),
    "telegram": (_utf16, 4_096, "UTF-16 units"),
    "discord": (_code_points, 2_000, "characters"),
    "slack": (_slack, 3_000, "characters"),
}
