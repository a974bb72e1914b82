"""What a scheduler's files are made from: a year of windows, missing secrets, and this machine's paths."""

import re
import shutil
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from publisher.cli import words
from publisher.errors import SecretError

if TYPE_CHECKING:
    from publisher.config import Table
    from publisher.config.files import CampaignFile
    from publisher.recipes import Facts

_YEAR = 366  # days: every change of clock is in it


def facts(root: Path, campaign: str | None) -> "Facts":
    """Gather the facts of the newsroom in `root`. Raises ConfigError for what can't be scheduled."""
    from publisher import config, recipes

    # Without the environment: what is set here is missing where the scheduler runs.
    found = config.load_campaign(config.load(root / "config.toml", {}, root), campaign)
    return recipes.Facts(
        campaign=found.id,
        zone=found.site.timezone,
        windows=list(_windows(found)),
        secrets=tuple(name for table in found.channels.values() for name in _secrets(table)),
        root=str(root),
        program=_program(),
    )


def _windows(found: "CampaignFile") -> Iterator[tuple[datetime, datetime]]:
    from msgspec.structs import replace

    from publisher.pipeline.schedule import occasion, written_in

    every = replace(found.campaign.schedule, holidays=())
    today = words.now().astimezone(found.zone).date()
    with written_in(found.file):
        for number in range(_YEAR):
            if one := occasion(every, found.zone, today + timedelta(days=number)):
                yield one.build_at, one.deadline


def _secrets(table: "Table") -> Iterator[str]:
    """Name the variables that a channel lacks, one after the other: it is asked again with each one given."""
    from publisher import registry
    from publisher.config import Table

    while True:
        try:
            registry.channel(table.name, table)
        except SecretError as error:
            variable = re.search(r"\bPUBLISH_\w+", error.remedy)
            if variable is None or variable[0] in table.origins.values():
                raise
            key = error.message.rpartition(" ")[2]
            table = Table(table.name, {key: "given"}, table.file, {key: variable[0]}).over(table)
            yield variable[0]
        else:
            return


def _program() -> str:
    """Give the path of `publish`: beside this Python, else the one that a shell finds."""
    beside = Path(sys.executable).with_name("publish")
    return str(beside) if beside.is_file() else shutil.which("publish") or str(beside)
