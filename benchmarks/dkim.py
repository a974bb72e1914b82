"""Mails signed a second, beside the bare signatures of this machine's OpenSSL, in turn in one run.

    python benchmarks/dkim.py [--json] [--rounds 3] [--seconds 3]

Mails of about 41 kB with RSA-2048, header and body hashed for each, in two threads against
`openssl speed -multi 2 rsa2048`; and in one against one. The budget is a ratio of at least 0.7 for two.
"""

import argparse
import json
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from message import DATE, ENVELOPE, STORY, reader

from publisher import mime
from publisher.mime.dkim import Signer

BUDGET = 0.7
Mail = tuple[bytes, ...]


def new_signer() -> Signer:
    """Make a signer with a key of its own."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return Signer(
        "krant.example",
        "s2026",
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(),
    )


def mails(count: int) -> list[Mail]:
    """Build mails of about 41 kB, each for another reader, with both unsubscribe fields."""
    slots = mime.markers(mime.new_nonce(STORY))
    html, text = mime.by_name(slots, "html"), mime.by_name(slots, "text")
    rows = f'<tr><td style="padding:8px 0;font-family:Arial,sans-serif">{STORY}</td></tr>\n' * 210
    content = mime.compile(
        f"Dag {text['name']},\n\n{STORY.strip()}\n{text['unsubscribe_url']}\n" + f"{STORY.strip()}\n" * 60,
        f'<p>Dag {html["name"]},</p><table>{rows}</table><a href="{html["unsubscribe_url"]}">uit</a>\n',
        slots,
    )
    compiled = mime.Compiled(ENVELOPE, content, "5f" * 32, key=b"benchmark")
    return [compiled.build(*reader(number), DATE) for number in range(count)]


def ours(signer: Signer, batch: Sequence[Mail], threads: int, seconds: float) -> float:
    """Sign in so many threads and give the mails signed a second."""
    until = time.perf_counter() + seconds

    def work(_: int) -> int:
        done = 0
        while time.perf_counter() < until:
            done += len(signer.sign_all(batch, DATE))
        return done

    with ThreadPoolExecutor(threads) as pool:
        return sum(pool.map(work, range(threads))) / seconds


def theirs(processes: int, seconds: int) -> float:
    """Let OpenSSL sign in so many processes, by the clock on the wall, and give its signatures a second."""
    many = ["-multi", str(processes)] if processes > 1 else []
    command = ["openssl", "speed", "-mr", "-elapsed", *many, "-seconds", str(seconds), "rsa2048"]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found = re.search(r"^\+F2:\d+:2048:([\d.]+):", told, re.MULTILINE)
    if not found:
        raise SystemExit("this OpenSSL tells its speed in another form")
    return float(found[1])


def measure(rounds: int, seconds: int) -> dict[str, float]:
    """Measure both in turn and give the median ratios."""
    signer, batch = new_signer(), mails(32)
    ratios: dict[int, list[float]] = {2: [], 1: []}
    for _ in range(rounds):
        for threads, kept in ratios.items():
            kept.append(ours(signer, batch, threads, seconds) / theirs(threads, seconds))
    return {
        "message_bytes": len(mime.proof(batch[0])),
        "two_threads": round(statistics.median(ratios[2]), 2),
        "one_thread": round(statistics.median(ratios[1]), 2),
        "budget": BUDGET,
    }


def main() -> int:
    """Print the ratios; exit 1 when the budget is not met."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--json", action="store_true")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--seconds", type=int, default=3)
    chosen = options.parse_args()
    if not shutil.which("openssl"):
        raise SystemExit("openssl is needed to compare with")
    figures = measure(chosen.rounds, chosen.seconds)
    if chosen.json:
        print(json.dumps(figures))
    else:
        for threads in ("two_threads", "one_thread"):
            print(
                f"mails signed / OpenSSL's signatures, {threads.replace('_', ' ')} = {figures[threads]:.2f}"
            )
    return 0 if figures["two_threads"] >= BUDGET else 1


if __name__ == "__main__":
    sys.exit(main())
