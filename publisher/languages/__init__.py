"""What differs between languages: the words a reader sees, and how a sentence ends.

A language is one module with one `Language` in it, named by its two-letter code. Dates come from Babel.
"""

from datetime import date
from importlib import import_module

from msgspec import Struct

from publisher.errors import ConfigError

CODES = ("nl", "fr", "en", "de")


class Words(Struct, frozen=True):
    """The words of the digest, as a reader sees them."""

    recent: str
    read_more: str
    read_also: str
    poll: str
    half_time: str
    own_goal: str
    penalty: str
    sponsored: str
    updated: str
    by: str
    greeting: str
    reader: str
    why: str
    unsubscribe: str
    view_online: str
    reactions: str


class Pages(Struct, frozen=True):
    """The words of the readers' pages; `{site}` becomes the newsroom's name."""

    leave: str
    leave_text: str
    leave_button: str
    left: str
    left_text: str
    undo_text: str
    undo_button: str
    back: str
    back_text: str
    test: str
    test_text: str
    missing: str
    missing_text: str
    trouble: str
    trouble_text: str


class Language(Struct, frozen=True):
    """One language: words, and the facts that sentence splitting and shortening need.

    `abbreviations` are lower case without their final full stop. `dangling` are lower-case words on which a
    shortened text never ends (articles, prepositions, conjunctions). `particles` are lower-case words inside
    a family name, which is never split.
    """

    code: str
    words: Words
    pages: Pages
    abbreviations: frozenset[str]
    dangling: frozenset[str]
    particles: frozenset[str]


def words_of(text: str) -> frozenset[str]:
    """Give the words of a text, so that a language can list them in plain lines."""
    return frozenset(text.split())


def get(tag: str) -> Language:
    """Give the language of a BCP 47 tag such as `nl-BE`. Raises ConfigError for one we don't speak."""
    code = tag.replace("_", "-").split("-")[0].lower()
    if code not in CODES:
        raise ConfigError(
            f"no language {tag!r}", remedy=f"one of {', '.join(CODES)}, with or without a region"
        )
    language: Language = import_module(f"publisher.languages.{code}").LANGUAGE
    return language


def nearest(*tags: str | None) -> Language:
    """Give the language of the first tag that we speak, or English where there is none."""
    codes = [(tag or "").replace("_", "-").split("-")[0].lower() for tag in tags]
    return get(next((code for code in codes if code in CODES), "en"))


def long_date(day: date, tag: str) -> str:
    """Write a date in full with its weekday, as the language does ("dinsdag 24 november 2026")."""
    from babel.dates import format_date  # noqa: PLC0415  (loads slowly: only when a digest is rendered)

    pattern = "EEEE, d. MMMM y" if tag.startswith("de") else "EEEE d MMMM y"
    return format_date(day, pattern, tag.replace("-", "_"))


def short_date(day: date, tag: str) -> str:
    """Write a date briefly, for a subject line ("24 nov. 2026")."""
    from babel.dates import format_date  # noqa: PLC0415

    return format_date(day, "d MMM y", tag.replace("-", "_"))
