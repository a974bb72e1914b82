"""Days and months are named as CLDR names them, in every region of every language."""

from datetime import date, timedelta

import pytest
from babel.dates import format_date
from babel.localedata import locale_identifiers

from publisher import languages

YEAR = [date(2026, 1, 1) + timedelta(days=number) for number in range(365)]
TAGS = sorted(
    tag
    for tag in locale_identifiers()
    if tag.split("_")[0] in languages.CODES and all(len(part) < 4 for part in tag.split("_"))
)


@pytest.mark.parametrize("tag", TAGS)
def test_every_day_is_written_as_cldr_writes_it(tag):
    long = "EEEE, d. MMMM y" if tag.startswith("de") else "EEEE d MMMM y"
    for day in YEAR:
        assert languages.long_date(day, tag) == format_date(day, long, tag)
        assert languages.short_date(day, tag) == format_date(day, "d MMM y", tag)


def test_the_tags_that_are_taken_are_those_that_cldr_knows():
    taken = {f"{code}_{region}" for code in languages.CODES for region in languages.get(code).regions}
    assert {*languages.CODES, *taken} == set(TAGS)
    assert all(languages.speaks(tag) for tag in TAGS)


@pytest.mark.parametrize("tag", ["", "xx", "nl-", "nl-XX", "nl-Latn", "en-nl-BE", "tlh"])
def test_any_other_tag_is_not_taken(tag):
    assert not languages.speaks(tag)


@pytest.mark.parametrize("tag", ["nl-BE", "nl_be", "NL-BE"])
def test_a_tag_is_taken_in_any_case_with_either_mark(tag):
    assert languages.speaks(tag)
    assert languages.long_date(date(2026, 11, 24), tag) == "dinsdag 24 november 2026"
