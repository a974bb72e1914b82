"""What differs between languages: the words a reader sees, and how a sentence ends.

A language is one module with one `Language` in it, named by its two-letter code. The names of its days and
months are those of CLDR (a test compares every one of them).
"""

from collections.abc import Mapping
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
    subscribers_only: str
    correction: str


class Dates(Struct, frozen=True):
    """How dates are written: names in their order, the week from Monday, the year from January."""

    weekdays: str
    months: str
    short_months: str
    long: str = "{weekday} {day} {month} {year}"


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
    archive: str
    editions: str


class Scores(Struct, frozen=True):
    """The words that say what a scoreline beside them is, as phrases; `*` stands for any letters.

    Verbs: `won`, `lost`, `drew`. `results` are nouns that a score belongs to ("a 3-2 win"), unless `since`
    stands before them; `final` says that it is the last one. `half_time` and `running` say that it is not.
    `earlier` is another day, unless `now` follows it. `others` make a whole sentence tell something else: a
    prediction, sets, odds, a shoot-out, two legs, a table. `units` follow a range, `openers` stand before a
    goal, a season or a time. `breaks` begin another clause; `marks` stand between the two numbers.
    """

    won: frozenset[str]
    lost: frozenset[str]
    drew: frozenset[str]
    results: frozenset[str]
    final: frozenset[str]
    half_time: frozenset[str]
    running: frozenset[str]
    earlier: frozenset[str]
    now: frozenset[str]
    negations: frozenset[str]
    others: frozenset[str]
    units: frozenset[str]
    openers: frozenset[str]
    since: frozenset[str]
    breaks: frozenset[str]
    marks: str = "-–"


class Language(Struct, frozen=True):
    """One language: words, and the facts that sentence splitting and shortening need.

    `regions` are those whose tag is taken (`nl-BE`), `regional` the ones that write dates in their own way.
    `abbreviations` are lower case without their final full stop. `dangling` are lower-case words on which a
    shortened text never ends (articles, prepositions, conjunctions). `particles` are lower-case words inside
    a family name, which is never split.
    """

    code: str
    words: Words
    regions: frozenset[str]
    dates: Dates
    pages: Pages
    abbreviations: frozenset[str]
    dangling: frozenset[str]
    particles: frozenset[str]
    scores: Scores
    regional: Mapping[str, Dates] = {}


def words_of(text: str) -> frozenset[str]:
    """Give the words of a text, so that a language can list them in plain lines."""
    return frozenset(text.split())


def phrases_of(text: str) -> frozenset[str]:
    """Give the phrases of a text, which commas part."""
    return frozenset(" ".join(phrase.split()) for phrase in text.split(","))


def get(tag: str) -> Language:
    """Give the language of a BCP 47 tag such as `nl-BE`. Raises ConfigError for one we don't speak."""
    code, _ = _parts(tag)
    if code not in CODES:
        raise ConfigError(
            f"no language {tag!r}", remedy=f"one of {', '.join(CODES)}, with or without a region"
        )
    language: Language = import_module(f"publisher.languages.{code}").LANGUAGE
    return language


def speaks(tag: str) -> bool:
    """Say whether a tag is one of our languages, alone or with a region where it is spoken."""
    code, region = _parts(tag)
    return code in CODES and (region is None or region in get(code).regions)


def nearest(*tags: str | None) -> Language:
    """Give the language of the first tag that we speak, or English where there is none."""
    codes = [_parts(tag or "")[0] for tag in tags]
    return get(next((code for code in codes if code in CODES), "en"))


def long_date(day: date, tag: str) -> str:
    """Write a date in full with its weekday, as the language does ("dinsdag 24 november 2026")."""
    dates = _dates(tag)
    return dates.long.format(
        weekday=dates.weekdays.split()[day.weekday()],
        day=day.day,
        month=dates.months.split()[day.month - 1],
        year=day.year,
    )


def short_date(day: date, tag: str) -> str:
    """Write a date briefly, for a subject line ("24 nov 2026")."""
    return f"{day.day} {_dates(tag).short_months.split()[day.month - 1]} {day.year}"


def month(day: date, tag: str) -> str:
    """Write a month with its year ("november 2026")."""
    return f"{_dates(tag).months.split()[day.month - 1]} {day.year}"


def _parts(tag: str) -> tuple[str, str | None]:
    code, mark, region = tag.replace("_", "-").partition("-")
    return code.lower(), region.upper() if mark else None


def _dates(tag: str) -> Dates:
    language, (_, region) = get(tag), _parts(tag)
    return language.regional.get(region or "", language.dates)
