"""How much of a post's limit a text uses, counted as each network itself counts.

Sources are the vendors' own pages and code, read in November 2026; docs/channels names them. Where a vendor
does not say, the way that never counts too little is taken: a post that is short of its limit leaves, one
that is over it is refused or cut.
"""

import html
import unicodedata
from collections.abc import Callable

import regex
from msgspec import Struct

from publisher.model import Rule
from publisher.text import urls

URL_LENGTH = 23

_PICTURE = (
    r"(?:\p{Emoji_Modifier_Base}\p{Emoji_Modifier}|[\p{Extended_Pictographic}--[©®]]\uFE0F?+)(?!\uFE0E)"
)
EMOJI = regex.compile(
    rf"[0-9#*]\uFE0F?\u20E3|[©®]\uFE0F|\p{{Regional_Indicator}}{{1,2}}"
    rf"|\U0001F3F4[\U000E0020-\U000E007E]++\U000E007F"
    rf"|{_PICTURE}(?:\u200D{_PICTURE})*+|\p{{Emoji_Modifier}}",
    regex.V1,
)
HEAVY = regex.compile(r"[^\u0000-\u10FF\u2000-\u200D\u2010-\u201F\u2032-\u2037]")
_REFUSED = regex.compile(r"[\uFFFE\uFEFF\uFFFF]")
_GRAPHEME = regex.compile(r"\X")
_MENTION = regex.compile(r"(?<![=/\w])(@[a-z0-9_]+(?:[a-z0-9_.-]*[a-z0-9_])?)@\w+(?:[.-]+\w+)*+", regex.I)
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


def is_valid(text: str, rule: Rule) -> bool:
    """Say whether the network takes this text: not empty, within its limit, no character it refuses.

    X refuses U+FFFE, U+FEFF and U+FFFF (twitter-text 3); no other network is known to refuse a character.
    """
    counted = count(text, rule)
    refused = rule == "x" and _REFUSED.search(text) is not None
    return 0 < counted.used <= counted.limit and not refused


def weigh(text: str, emoji: regex.Pattern[str] = EMOJI, heavy: regex.Pattern[str] = HEAVY) -> int:
    """Weigh a text in NFC as twitter-text 3 does: URL 23, emoji sequence 2, `heavy` character 2, other 1.

    A sequence of emoji joined by U+200D is one, whether or not a picture exists for it. The source is
    twitter-text's config/v3.json; other patterns give its older configurations.
    """
    normal = unicodedata.normalize("NFC", text)
    found = urls.extract(normal)
    rest, pictures = emoji.subn("", _without(normal, found, "\n"))
    return URL_LENGTH * len(found) + 2 * pictures + len(rest) - len(found) + len(heavy.findall(rest))


def little_text(text: str) -> str:
    r"""Escape a text for LinkedIn: a backslash before each of ``\ | { } @ [ ] ( ) < > # * _ ~``.

    The source is LinkedIn's "little text format"; unescaped, the post is cut at the first of them, silently.
    """
    return _LITTLE_TEXT.sub(r"\\\g<0>", text)


def _without(text: str, spans: list[urls.UrlSpan], stand_in: str) -> str:
    pieces = []
    cursor = 0
    for span in spans:
        pieces += [text[cursor : span.start], stand_in]
        cursor = span.end
    return "".join([*pieces, text[cursor:]])


def _graphemes(text: str) -> int:
    """Count grapheme clusters (UAX 29): Bluesky's lexicon app.bsky.feed.post, URLs in full.

    Its second limit, 3,000 UTF-8 bytes, is a channel's `max_bytes`.
    """
    return len(_GRAPHEME.findall(text))


def _mastodon(text: str) -> int:
    """Count graphemes, http(s) URLs as 23 and `@user@domain` as `@user` (its StatusLengthValidator)."""
    links = [span for span in urls.extract(text) if span.url[:4].lower() == "http" and "://" in span.url[:8]]
    return _graphemes(_MENTION.sub(r"\1", _without(text, links, "x" * URL_LENGTH)))


def _threads(text: str) -> int:
    """Count characters, an emoji as the UTF-8 bytes it takes (Threads API, "Limitations")."""
    return len(EMOJI.sub(lambda found: "x" * len(found[0].encode()), text))


def _linkedin(text: str) -> int:
    """Count characters of the escaped text, backslashes included.

    The escaped text is what the field of 3,000 characters holds, and LinkedIn's page nowhere says that it
    counts after reading the escapes; without them a text with many brackets could turn out too long.
    """
    return len(little_text(text))


def _utf16(text: str) -> int:
    """Count UTF-16 code units, in which the Bot API of Telegram gives its lengths; never too few."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _slack(text: str) -> int:
    """Count characters after `& < >` have become entities (Slack, "Formatting text for app surfaces")."""
    return len(html.escape(text, quote=False))


_RULES: dict[Rule, tuple[Callable[[str], int], int, str]] = {
    "x": (weigh, 280, "weighted characters"),
    "mastodon": (_mastodon, 500, "characters"),
    "bluesky": (_graphemes, 300, "graphemes"),
    "threads": (_threads, 500, "characters"),
    "linkedin": (_linkedin, 3_000, "characters"),
    "telegram": (_utf16, 4_096, "UTF-16 units"),
    "discord": (len, 2_000, "characters"),
    "slack": (_slack, 3_000, "characters"),
}
