"""A newsroom in a folder whose mail has about 41 kB, with so many readers; and one sending of its edition.

    python benchmarks/newsroom.py FOLDER [--memory | --prepare]

sends the edition in a process of its own and prints as JSON: the seconds from the first claim to the last
answer, the CPU seconds with enrolment, and the peak of memory in MB. With --memory it keeps no ledger: the
same mails to the same readers, from a list and back into one. With --prepare the mails are made and, where
the channel does so, signed; none is sent.
"""

import argparse
import json
import os
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from publisher import config, pipeline
from publisher.audience.merge import Subscriber
from publisher.pipeline import planning, sending
from publisher.ports import Message, Receipt, Recipient

BYTES = 41_000  # what its mail has, but for one in a hundred: `build` looks
_LIST, _CAMPAIGN, _CHANNEL = "readers", "ochtend", "newsletter"
_PAGE = 5_000  # readers kept in one transaction
_CONFIG = """
[site]
name = "De Kroniek"
[mail]
from = "De Kroniek <ochtend@kroniek.test>"
postal_address = "Verzonnenstraat 1, 0000 Nergenshuizen"
unsubscribe_url = "https://kroniek.test/u/{{token}}"
view_url = "https://kroniek.test/e/{{edition}}"
[channels.newsletter]
kind = "smtp"
host = "127.0.0.1"
port = {port}
security = "none"
connections = {connections}
messages_per_connection = 1000000
{more}
"""
_CAMPAIGN_FILE = """
name = "Ochtend"
list = "readers"
channels = ["newsletter"]
[digest]
recent = 11
[[sources]]
path = "articles"
"""
_STORY = "Coach Dewaële zag zijn ploeg na de rust helemaal kantelen, en dat was verdiend. "
_LEAD = """+++
id = "1"
headline = "Zandkerke wint in de slotminuut van Polderdam"
description = "Zandkerke keerde in de laatste minuut een achterstand om."
url = "https://kroniek.test/1"
date_published = {date}
+++
"""


def write(folder: Path, port: int, connections: int, more: str = "") -> None:
    """Write the newsroom; its channel leads to a port of this machine, `more` are further keys of it."""
    now = datetime.now(UTC).isoformat()
    lead = _LEAD.format(date=now) + "\n\n".join([_STORY * 3] * 16 + [_STORY])
    items = [
        {
            "id": str(number),
            "title": f"Dijkstad verlengt met speler {number}",
            "url": f"https://kroniek.test/{number}",
            "summary": _STORY.strip(),
            "date_published": now,
        }
        for number in range(2, 16)
    ]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Kort", "items": items}
    files = {
        "config.toml": _CONFIG.format(port=port, connections=connections, more=more),
        "campaigns/ochtend.toml": _CAMPAIGN_FILE,
        "articles/lead.md": lead,
        "articles/kort.json": json.dumps(feed),
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


def build(folder: Path, readers: int) -> None:
    """Build today's edition and subscribe so many readers. Its mail must have the size that is compared."""
    loaded = _config(folder)
    built = pipeline.digest(loaded, pipeline.Order(campaign=_CAMPAIGN), _now())
    with pipeline.opened(loaded, _now) as house:
        consent = house.audience.keep_consent("ja")
        rows = _readers(readers, consent)
        while page := list(islice(rows, _PAGE)):
            with house.audience.transaction():
                house.audience.keep(_LIST, [(reader.id, reader) for reader in page], page[0].since)
    if abs(len(built.eml) - BYTES) > BYTES / 100:
        raise SystemExit(f"the mail has {len(built.eml):,} bytes: mend the newsroom's text")


def prepare(folder: Path) -> dict[str, float]:
    """Make the mails of all readers; give seconds and how many were made."""
    with pipeline.opened(_config(folder), _now) as house:
        plan = planning.plan(house, planning.SendOrder(edition=_CAMPAIGN, max_late="48h"))
        readers = _recipients(house)
        start = time.perf_counter()
        made = sum(isinstance(item, Message) for item in plan.lots[0].channel.prepare(plan.build, readers))
        return {"sent": made, "seconds": time.perf_counter() - start}


def send(folder: Path, *, memory: bool) -> dict[str, float]:
    """Send the edition; give seconds, CPU seconds, the peak of memory in MB, and how many were sent."""
    with pipeline.opened(_config(folder), _now) as house:
        order = planning.SendOrder(edition=_CAMPAIGN, max_late="48h")
        plan = planning.plan(house, order)
        if plan.refusal:
            raise plan.refusal
        readers = _recipients(house) if memory else []
        spent = _spent()
        house.ledger.enrol(plan.edition, _CHANNEL, _LIST, _now())
        start = time.perf_counter()
        if memory:
            exchange = _Memory(plan, readers)
            plan.lots[0].channel.deliver(exchange)
            sent = exchange.sent
        else:
            control = sending.Control(lambda: False, lambda _: None, lambda _: "leave", print)
            sent = sending.carry_out(house, plan, order, control).channels[_CHANNEL]["sent"]
        return {
            "sent": sent,
            "seconds": time.perf_counter() - start,
            "cpu_seconds": _spent() - spent,
            "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        }


class _Memory:
    """An exchange that keeps nothing (ports.Exchange)."""

    is_open = True

    def __init__(self, plan: planning.Plan, readers: Sequence[Recipient]) -> None:
        self._channel, self._build = plan.lots[0].channel, plan.build
        self._rest = iter(readers)
        self._out = self.sent = 0

    def __call__(self, receipts: Sequence[Receipt], *, more: bool = True) -> list[Message]:
        """Count the receipts and make the next messages."""
        self._out -= len(receipts)
        self.sent += sum(receipt.outcome == "sent" for receipt in receipts)
        room = self._channel.window - self._out if more else 0
        made = self._channel.prepare(self._build, list(islice(self._rest, room)))
        messages = [item for item in made if isinstance(item, Message)]
        self._out += len(messages)
        return messages


def _recipients(house: pipeline.House) -> list[Recipient]:
    return [
        Recipient(reader.id, reader.address, reader.name, reader.language, _LIST)
        for _, reader in house.audience.each(_LIST)
    ]


def _config(folder: Path) -> config.Config:
    secrets = {name: value for name, value in os.environ.items() if name.startswith("PUBLISH_CHANNELS__")}
    return config.load(folder / "config.toml", secrets, folder)


def _now() -> datetime:
    return datetime.now(UTC)


def _spent() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _readers(count: int, consent: str) -> Iterator[Subscriber]:
    at = _now().isoformat()
    for number in range(count):
        # Ids are as mixed as the real, random ones.
        identity = f"{number * 0x9E3779B97F4A7C15 % 2**96:024x}"
        address, name = f"lezer{number}@post{number % 50}.example", f"Lezer {number}"
        yield Subscriber(identity, address, name, "nl", {}, "confirmed", consent, at, at)


def main() -> int:
    """Send once and print the figures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("--memory", action="store_true")
    options.add_argument("--prepare", action="store_true")
    chosen = options.parse_args()
    told = prepare(chosen.folder) if chosen.prepare else send(chosen.folder, memory=chosen.memory)
    print(json.dumps(told))
    return 0


if __name__ == "__main__":
    sys.exit(main())
