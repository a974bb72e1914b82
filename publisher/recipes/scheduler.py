"""The files that let a scheduler run `publish run`: GitHub Actions, GitLab CI, systemd or cron."""

import re
import shlex
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from msgspec import Struct

from publisher.errors import ConfigError
from publisher.recipes.filling import fill
from publisher.recipes.ticks import calendar_lines, cron_lines, ticks

# Without them a machine that is new every day has neither memory nor links that keep working.
KEEPERS = ("PUBLISH_LEDGER__URL", "PUBLISH_SITE__SECRET")
SCHEDULERS: Mapping[str, Mapping[str, str]] = {
    "github": {
        ".github/workflows/digest.yml": "github_digest.yml",
        ".github/workflows/approve.yml": "github_approve.yml",
        "requirements.txt": "requirements.txt",
    },
    "gitlab": {".gitlab-ci.yml": "gitlab-ci.yml", "requirements.txt": "requirements.txt"},
    "systemd": {
        "deploy/publisher.service": "publisher.service",
        "deploy/publisher.timer": "publisher.timer",
    },
    "cron": {"deploy/crontab": "crontab"},
}
_PLAIN = re.compile(r"[A-Za-z0-9][\w.-]*", re.ASCII)
_VARIABLE = re.compile(r"PUBLISH_[A-Z0-9_]+")


class Facts(Struct, frozen=True):
    """What a recipe is written from.

    `windows` are a year's builds and deadlines; `secrets` the variables that the channels need; `root` is the
    newsroom's folder and `program` the path of `publish`, both absolute and needed on a machine of one's own.
    """

    campaign: str
    zone: str
    windows: Sequence[tuple[datetime, datetime]]
    secrets: tuple[str, ...] = ()
    root: str = ""
    program: str = ""


def paths(kind: str) -> tuple[str, ...]:
    """Name the files of a scheduler, relative to the newsroom's folder."""
    return tuple(SCHEDULERS[kind])


def scheduler(kind: str, facts: Facts) -> dict[str, str]:
    """Give a scheduler's files by path.

    Raises ConfigError for a name that would mean something else in one of them.
    """
    _refuse_strange(facts)
    local = ticks(facts.windows, ZoneInfo(facts.zone))
    slots = {
        "campaign": facts.campaign,
        "zone": facts.zone,
        "root": facts.root,
        "program": facts.program,
        "command": _command(facts),
        "keepers": KEEPERS,
        "credentials": facts.secrets,
        "secrets": (*KEEPERS, *facts.secrets),
        "utc_lines": cron_lines(ticks(facts.windows, UTC)),
        "local_lines": cron_lines(local),
        "calendar_lines": calendar_lines(local, facts.zone),
    }
    return {path: fill(template, **slots) for path, template in SCHEDULERS[kind].items()}


def _command(facts: Facts) -> str:
    """Give cron's command: one run at a time, and only a failure says anything."""
    secrets = ["set -a", ". ./.publisher/cron.env", "set +a"] if facts.secrets else []
    run = f"{shlex.quote(facts.program)} run {facts.campaign} --yes"
    once = f"flock -n -E 0 .publisher/cron.lock {run} > .publisher/cron.log 2>&1"
    steps = [f"cd {shlex.quote(facts.root)}", "umask 077", "mkdir -p .publisher", *secrets, once]
    return f"{' && '.join(steps)} || cat .publisher/cron.log"


def _refuse_strange(facts: Facts) -> None:
    if not _PLAIN.fullmatch(facts.campaign):
        raise ConfigError(
            f"a scheduler can't call a campaign {facts.campaign!r}",
            where=f"campaigns/{facts.campaign}.toml",
            remedy="use letters, digits, - and _ in its file's name",
        )
    for name in facts.secrets:
        if not _VARIABLE.fullmatch(name):
            remedy = "use letters, digits, - and _ in the channel's name"
            raise ConfigError("no environment variable can be called so", where=name, remedy=remedy)
    for path in (facts.root, facts.program):
        if re.search(r'["\\$\x00-\x1f]', path):
            remedy = 'move it to a path without ", \\, $ and line breaks'
            raise ConfigError("no scheduler can be given this path", where=repr(path), remedy=remedy)
    if not facts.windows:
        raise ConfigError(
            "a campaign without an edition needs no scheduler",
            where=f"campaigns/{facts.campaign}.toml [schedule] days",
            remedy="name its days",
        )
