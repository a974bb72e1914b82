from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from publisher.ports import Context
from publisher.sources.files.dates import moment

ZONE = ZoneInfo("Europe/Brussels")
CONTEXT = Context(date(2026, 3, 1), ZONE, Path())


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("edition 06:10", datetime(2026, 3, 1, 6, 10, tzinfo=ZONE)),
        ("edition-1 22:41", datetime(2026, 2, 28, 22, 41, tzinfo=ZONE)),
        ("edition+2 9:05", datetime(2026, 3, 3, 9, 5, tzinfo=ZONE)),
        ("2026-05-01T20:45:00Z", datetime(2026, 5, 1, 20, 45, tzinfo=UTC)),
        ("2026-05-01 20:45", datetime(2026, 5, 1, 20, 45, tzinfo=ZONE)),
        (datetime(2026, 5, 1, 20, 45), datetime(2026, 5, 1, 20, 45, tzinfo=ZONE)),  # noqa: DTZ001
        (datetime(2026, 5, 1, 20, 45, tzinfo=UTC), datetime(2026, 5, 1, 20, 45, tzinfo=UTC)),
        (date(2026, 5, 1), datetime(2026, 5, 1, tzinfo=ZONE)),
    ],
)
def test_a_moment_is_always_zoned(written, expected):
    got = moment(written, CONTEXT)
    assert (got, got.utcoffset()) == (expected, expected.utcoffset())


@pytest.mark.parametrize(
    "written", ["gisteren", "edition 25:00", "edition", "", 5, None, time(20, 45), "2026-13-01"]
)
def test_what_is_no_moment_is_refused(written):
    with pytest.raises(ValueError, match=r"is no date|names no time"):
        moment(written, CONTEXT)


def test_a_day_before_the_calendar_begins_is_refused():
    with pytest.raises(ValueError, match="names no time"):
        moment("edition-9 10:00", Context(date(1, 1, 1), ZONE, Path()))
