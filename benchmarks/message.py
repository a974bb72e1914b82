"""What one reader's mail costs, beside building it with `EmailMessage`, in one run.

    python benchmarks/message.py [--json]

A mail of about 59 kB with three slots in each part. The budget is a ratio of at most 1/50.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from html import escape

from publisher import mime
from publisher.model import Envelope
from publisher.ports import Recipient

BUDGET = 50
DATE = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
ENVELOPE = Envelope(
    sender="De Ochtendkrant <digest@krant.example>",
    subject="Zwartberg wint met 3-1 na een late ommekeer",
    preheader="Twee goals in blessuretijd",
    list_id="lezers.krant.example",
    reply_to="redactie@krant.example",
    unsubscribe_url="https://krant.example/u/{token}",
    unsubscribe_mailto="mailto:uit@krant.example",
)
STORY = "Coach Dewaële zag zijn ploeg na de rust helemaal kantelen, en dat was verdiend. "


def parts(slots: dict[str, str]) -> tuple[str, str]:
    """Write a text and an HTML part with the slots where a template has them."""
    html, text = mime.by_name(slots, "html"), mime.by_name(slots, "text")
    lines = f"{STORY.strip()}\n" * 90
    rows = f'<tr><td style="padding:8px 0;font-family:Arial,sans-serif">{STORY}</td></tr>\n' * 300
    return (
        f"Dag {text['name']},\n\n{lines}\n{text['view_url']}\n{text['unsubscribe_url']}\n",
        f"""<!doctype html><html><body><p>Dag {html["name"]},</p><a href="{html["view_url"]}">online</a>
<table>{rows}</table><a href="{html["unsubscribe_url"]}">uitschrijven</a></body></html>\n""",
    )


def reader(number: int) -> tuple[Recipient, dict[str, str]]:
    """Invent a reader and the values of the slots."""
    name = f"Zoë O'Neill & Söns {number}"
    values = {
        "name": name,
        "unsubscribe_url": f"https://krant.example/u/{number:032x}?e=20261124&s=ab",
        "view_url": f"https://krant.example/e/{number:032x}",
    }
    return Recipient(id=str(number), address=f"lezer{number}@post.example", name=name), values


def by_library(text: str, html: str, slots: dict[str, str], number: int) -> bytes:
    """Build the same mail with the standard library."""
    recipient, values = reader(number)
    for marker, slot in slots.items():
        text = text.replace(marker, values[slot.name])
        html = html.replace(marker, escape(values[slot.name]))
    mail = EmailMessage(policy=SMTP.clone(max_line_length=998))
    mail["Date"], mail["From"], mail["Reply-To"] = DATE, ENVELOPE.sender, ENVELOPE.reply_to
    mail["To"], mail["Subject"] = f'"{recipient.name}" <{recipient.address}>', ENVELOPE.subject
    mail["Message-ID"], mail["List-Id"] = f"<{number}@krant.example>", f"<{ENVELOPE.list_id}>"
    mail["List-Unsubscribe"] = f"<{values['unsubscribe_url']}>, <{ENVELOPE.unsubscribe_mailto}>"
    mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.set_content(text)
    mail.add_alternative(html, subtype="html")
    return mail.as_bytes()


def best(build: Callable[[int], object], times: int) -> float:
    """Time one build in seconds: the best of five rounds, each reader new."""
    rounds = []
    for turn in range(5):
        start = time.perf_counter()
        for number in range(turn * times, (turn + 1) * times):
            build(number)
        rounds.append((time.perf_counter() - start) / times)
    return min(rounds)


def measure() -> dict[str, float]:
    """Build with both in turn and give the figures."""
    slots = mime.markers(mime.new_nonce(STORY))
    text, html = parts(slots)
    compiled = mime.Compiled(ENVELOPE, mime.compile(text, html, slots), "5f" * 32, key=b"benchmark")

    def by_skeleton(number: int) -> tuple[bytes, ...]:
        recipient, values = reader(number)
        return compiled.build(recipient, values, DATE)

    ours, library = best(by_skeleton, 2000), best(lambda number: by_library(text, html, slots, number), 40)
    return {
        "message_bytes": len(mime.proof(by_skeleton(1))),
        "build_microseconds": round(ours * 1e6, 1),
        "email_message_microseconds": round(library * 1e6, 1),
        "times_faster": round(library / ours, 1),
        "budget": BUDGET,
    }


def main() -> int:
    """Print the ratio; exit 1 when the budget is not met."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--json", action="store_true")
    figures = measure()
    if options.parse_args().json:
        print(json.dumps(figures))
    else:
        print(f"message build / EmailMessage = 1/{figures['times_faster']:.0f}")
    return 0 if figures["times_faster"] >= BUDGET else 1


if __name__ == "__main__":
    sys.exit(main())
