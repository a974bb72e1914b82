"""A week of a newsroom: machines that tick under a shifted clock, a feed, a relay, a wall, a chief."""

import itertools
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from datetime import datetime
from email import message_from_bytes, policy
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from newsrooms import ROOT

ZONE = ZoneInfo("Europe/Brussels")
LIBRARY = next(iter(sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))), None)
TICKS = [f"{hour:02}:{minute:02}" for hour, minute in itertools.product((6, 7), (7, 17, 27, 37, 47, 57))]
CONFIG = """\
[site]
name = "De Vallei"
url = "https://vallei.internal"
deployment = "vallei"

[mail]
from = "De Vallei <ochtend@vallei.internal>"
list_id = "ochtend.vallei.internal"
postal_address = "Verzonnenstraat 1, 0000 Nergenshuizen"
unsubscribe_url = "https://vallei.internal/u/{token}"

[ledger]
url = "LEDGER"

[fetch]
allow_private_hosts = ["127.0.0.1"]

[alerts]
webhook = "ALERTS"

[channels.post]
kind = "smtp"
host = "127.0.0.1"
port = PORT
security = "none"
connections = 2
rate = "20/s"

[channels.muur]
kind = "bluesky"
handle = "HANDLE"
service = "SERVICE"
"""
CAMPAIGN = """\
name = "NAME"
language = "LANGUAGE"
list = "LIST"
channels = ["post", "muur"]

[digest]
minimum = 1

[schedule]
build = "06:30"
at = "07:00"
approval = "APPROVAL"

[[sources]]
kind = "feed"
url = "FEED"
max_age = "36h"
"""
ITEM = """\
<item><title>{title}</title><link>https://vallei.internal/{slug}</link><guid>{slug}</guid>
<pubDate>{date}</pubDate><description>{text}</description>{body}</item>"""


def need_faketime():
    """Skip where no clock can be shifted; fail in CI."""
    if LIBRARY is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("libfaketime is missing")


def feed(title, items):
    """Write a feed: (slug, title, sentence, moment), the first with a body."""
    told = []
    for number, (slug, headline, text, at) in enumerate(items):
        body = (
            ""
            if number
            else f"<content:encoded>&lt;p&gt;{text}&lt;/p&gt;&lt;p&gt;{text * 3}&lt;/p&gt;</content:encoded>"
        )
        date = at.strftime("%a, %d %b %Y %H:%M:%S %z")
        told.append(ITEM.format(slug=slug, title=headline, text=text, date=date, body=body))
    return (
        '<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
        f"<channel><title>{title}</title>{''.join(told)}</channel></rss>"
    )


class Machine:
    """A folder with the newsroom's configuration, and a program that runs there at any hour."""

    def __init__(self, folder, secrets, deployment="vallei"):
        self.folder, self.name = folder, folder.name
        self._env = {**secrets, "PUBLISH_SITE__DEPLOYMENT": deployment}

    def copy(self, folder, deployment):
        """Give what a backup of this machine wakes up as."""
        shutil.copytree(self.folder, folder)
        secrets = {key: value for key, value in self._env.items() if key != "PUBLISH_SITE__DEPLOYMENT"}
        return Machine(folder, secrets, deployment)

    def start(self, moment, *words):
        """Start the command line at a moment."""
        clean = {key: value for key, value in os.environ.items() if not key.startswith(("PUBLISH_", "COV_"))}
        shifted = {
            "LD_PRELOAD": str(LIBRARY),
            "FAKETIME": "@" + moment.astimezone(ZoneInfo("UTC")).strftime("%Y-%m-%d %H:%M:%S"),
            "TZ": "UTC",
            "PYTHONPATH": str(ROOT),
        }
        return subprocess.Popen(
            [sys.executable, "-m", "publisher", *map(str, words)],
            cwd=self.folder,
            env={**clean, **self._env, **shifted},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def run(self, moment, *words):
        """Run the command line at a moment; give exit code and both outputs."""
        process = self.start(moment, *words)
        out, err = process.communicate(timeout=120)
        return process.returncode, out, err


class Week:
    """Everything a week needs, and the diary of what happened in it."""

    def __init__(self, machines, sink, account, web, chief):
        self.machines, self.sink, self.account, self.web, self.chief = machines, sink, account, web, chief
        self.diary = []
        self.day = None
        self._seen = 0

    def begin(self, day):
        """Begin a day; what arrives from now on is its post."""
        self.day, self._seen = day, len(self.sink.accepted)
        self.diary.append(f"== {datetime.fromisoformat(day):%A %d %B %Y}")

    def at(self, clock):
        """Give a moment of the day, by the clock on the newsroom's wall."""
        return datetime.fromisoformat(f"{self.day}T{clock}").replace(tzinfo=ZONE)

    def tick(self, clock, machine=0, *words):
        """Let one machine tick; note its exit code and words."""
        code, out, err = self.machines[machine].run(self.at(clock), "run", "--yes", *words)
        return self._noted(clock, self.machines[machine].name, code, out, err)

    def ticks(self, *clocks):
        """Let both machines tick at these times, in turn; give the exit codes by clock."""
        return {clock: [self.tick(clock, machine) for machine in (0, 1)] for clock in clocks}

    def does(self, clock, machine, *words, code=0):
        """Let a person type a command on a machine."""
        done, out, err = self.machines[machine].run(self.at(clock), *words)
        self._noted(clock, f"{self.machines[machine].name} publish {words[0]}", done, out, err)
        assert done == code, (words, out, err)
        return out

    def started(self, clock, machine=0):
        """Start a tick and let it run on."""
        return self.machines[machine].start(self.at(clock), "run", "--yes")

    def ended(self, clock, process, machine=0):
        """Wait for a tick that was started; note it."""
        out, err = process.communicate(timeout=120)
        return self._noted(clock, self.machines[machine].name, process.returncode, out, err)

    def kill(self, clock, process, machine=0):
        """Kill a tick without warning; note it."""
        process.send_signal(signal.SIGKILL)
        process.communicate()
        self.diary.append(f"{clock} {self.machines[machine].name}: killed")

    def until_sent(self, count):
        """Wait until so many mails of the day have arrived."""
        until = time.monotonic() + 60
        while len(self.sink.accepted) - self._seen < count:
            assert time.monotonic() < until, self.text()
            time.sleep(0.01)

    def mails(self):
        """Give the day's mails as (reader, subject), in the order of their arrival."""
        mails = list(self.sink.accepted)[self._seen :]
        read = [(one.recipient, message_from_bytes(one.data, policy=policy.default)) for one in mails]
        return [(reader.partition("@")[0], str(mail["Subject"])) for reader, mail in read]

    def alerts(self):
        """Give the day's alerts as (edition, kind, code), in the order in which they came."""
        return [
            (told["edition"].partition("/")[0], told["kind"], told["code"])
            for told in self.chief.told
            if told["edition"].endswith(self.day) and told["code"]
        ]

    def wall(self):
        """Give the first lines of what stands on the shared account, sorted."""
        return sorted(text.partition("\n")[0] for text in self.account.texts())

    def status(self, campaign, clock="09:00"):
        """Give an edition's rows by channel, those that are not zero."""
        _, out, err = self.machines[1].run(self.at(clock), "status", f"{campaign}/{self.day}", "--json")
        assert out, err
        channels = json.loads(out)["channels"]
        return {name: {s: n for s, n in rows.items() if n} for name, rows in channels.items()}

    def text(self):
        """Give the diary: each day's ticks, mails and alerts."""
        return "\n".join(self.diary)

    def close(self):
        """Write into the diary what arrived on this day."""
        got = {}
        for reader, subject in sorted(self.mails()):
            got.setdefault(subject, []).append(reader)
        self.diary += [f"      got {subject!r}: {' '.join(readers)}" for subject, readers in got.items()]
        told = [one for one in self.chief.told if one["edition"].endswith(self.day) and one["code"]]
        self.diary += [f"      alert {one['code']}: {one['edition']}: {one['message']}" for one in told]

    def _noted(self, clock, who, code, out, err):
        told = " | ".join(line for line in [*out.splitlines(), *err.splitlines()] if line.strip())
        self.diary.append(f"{clock} {who}: exit {code}: {told[:300]}")
        return code
