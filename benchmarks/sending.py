"""What sending an edition of about 41 kB costs, from the ledger to the server, as ratios in one run.

    python benchmarks/sending.py [FIGURE...] [--json] [--rounds 9] [--recipients 1000000]

speed    personal mails, SQLite with FULL durability, one process, up to 256 connections, kept open, against
         smtp-source -d, which keeps its own: at least 1.3 on fsink, 1.1 on smtp-sink
signed   mails made and signed with RSA-2048 in two threads, against the bare signatures of OpenSSL in two
         processes: at least 0.7; and sent, while a server takes its share of the processors: no budget
latency  a server 20 ms away, 32 connections, against smtplib in 32 threads: at least 3.5
ledger   a server 5 ms away, 32 connections, against an exchange in memory: at most 1.15 times as long
memory   a million readers: at most 100 MB at the peak, and 1.1 times the CPU of 10,000 for each

Without FIGURE all of them, in some eleven minutes. Both sides of a ratio run in turn, the median is told, and
every sending is a process of its own. On a machine that others use it tells more with more rounds. A Python
built with optimisations is meant, as distributions build it: one without took 1.4 times as long for `speed`.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import newsroom
import relays
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

_KEY = "PUBLISH_CHANNELS__NEWSLETTER__DKIM_KEY"
_SIGN = 'dkim = "rsa"\ndkim_selector = "s2026"'
Figures = dict[str, float]


class Bench:
    """Runs the figures in a temporary folder."""

    def __init__(self, folder: Path, rounds: int, recipients: int) -> None:
        self._folder, self._rounds, self._recipients = folder, rounds, recipients
        self._count = 0

    def speed(self) -> Figures:
        """Compare with smtp-source on both sinks."""
        with relays.fsink(self._folder) as port:
            fast = self._beside_source(port)
        with relays.smtp_sink() as port:
            plain = self._beside_source(port)
        return {"fsink / smtp-source >= 1.3": fast, "smtp-sink / smtp-source >= 1.1": plain}

    def signed(self) -> Figures:
        """Compare with OpenSSL."""
        from dkim import theirs

        made = self._median(lambda: (self._rate(1, 5_000, more=_SIGN, mode="--prepare"), theirs(2, 3)))
        with relays.fsink(self._folder) as port:
            sent = self._median(lambda: (self._rate(port, 5_000, more=_SIGN), theirs(2, 3)))
        return {
            "made and signed / OpenSSL's signatures >= 0.7": made,
            "signed and sent / OpenSSL's signatures": sent,
        }

    def latency(self) -> Figures:
        """Compare with smtplib where each reply takes 20 ms."""
        with relays.fsink(self._folder, 20) as port:
            far = self._median(
                lambda: (
                    self._rate(port, 8_000, connections=32),
                    relays.library(port, 1_600, newsroom.BYTES, 32),
                )
            )
        return {"20 ms away / smtplib in 32 threads >= 3.5": far}

    def ledger(self) -> Figures:
        """Compare with an exchange in memory where each reply takes 5 ms."""
        with relays.fsink(self._folder, 5) as port:
            added = self._median(
                lambda: (
                    self._rate(port, 16_000, connections=32, mode="--memory"),
                    self._rate(port, 16_000, connections=32),
                )
            )
        return {"time with the ledger / without <= 1.15": added}

    def memory(self) -> Figures:
        """Compare many readers with 10,000."""
        with relays.fsink(self._folder) as port:
            few = [self._send(port, 10_000) for _ in range(self._rounds)]
            many = self._send(port, self._recipients)
        each = many["cpu_seconds"] / many["sent"]
        before = statistics.median(run["cpu_seconds"] / run["sent"] for run in few)
        return {
            f"MB at the peak, {self._recipients:,} readers <= 100": many["peak_mb"],
            "CPU a reader / with 10,000 <= 1.1": each / before,
        }

    def _beside_source(self, port: int) -> float:
        return self._median(
            lambda: (
                self._rate(port, 40_000, connections=256),
                relays.source(port, 40_000, newsroom.BYTES),
            )
        )

    def _median(self, both: Callable[[], tuple[float, float]]) -> float:
        """Give the median of the ratios of two sides that run in turn."""
        ratios = []
        for _ in range(self._rounds):
            ours, theirs = both()
            ratios.append(ours / theirs)
        return statistics.median(ratios)

    def _rate(self, port: int, count: int, **how: object) -> float:
        told = self._send(port, count, **how)  # type: ignore[arg-type]
        return told["sent"] / told["seconds"]

    def _send(
        self, port: int, count: int, *, connections: int = 128, more: str = "", mode: str = ""
    ) -> Figures:
        """Send to so many new readers in a process of its own. All of them must get it."""
        self._count += 1
        folder = self._folder / str(self._count)
        newsroom.write(folder, port, connections, more)
        os.environ[_KEY] = _new_key() if more else ""
        newsroom.build(folder, count)
        words = [sys.executable, newsroom.__file__, str(folder), *mode.split()]
        told: Figures = json.loads(subprocess.run(words, check=True, capture_output=True).stdout)
        if told["sent"] != count:
            raise SystemExit(f"{told['sent']:.0f} of {count} mails were sent")
        return told


def _new_key() -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def _holds(name: str, value: float) -> bool:
    """Say whether a figure is within the budget that ends its name, if one does."""
    _, sign, budget = name.rsplit(" ", 2)
    if sign not in {">=", "<="}:
        return True
    return value >= float(budget) if sign == ">=" else value <= float(budget)


def main() -> int:
    """Print the figures; exit 1 when a budget is not met."""
    names = ("speed", "signed", "latency", "ledger", "memory")
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("figures", nargs="*", metavar="FIGURE", help=", ".join(names))
    options.add_argument("--json", action="store_true")
    options.add_argument("--rounds", type=int, default=9)
    options.add_argument("--recipients", type=int, default=1_000_000)
    chosen = options.parse_args()
    if unknown := sorted(set(chosen.figures) - set(names)):
        options.error(f"unknown figure {unknown[0]}; known: {', '.join(names)}")
    if lacks := relays.missing():
        raise SystemExit(f"missing: {'; '.join(lacks)}")
    found: Figures = {}
    with tempfile.TemporaryDirectory(prefix="publisher-bench-") as folder:
        bench = Bench(Path(folder), chosen.rounds, chosen.recipients)
        for name in chosen.figures or names:
            told = getattr(bench, name)()
            found |= told
            if not chosen.json:
                for what, value in told.items():
                    print(f"{what}: {value:.2f}{'' if _holds(what, value) else '  MISSED'}", flush=True)
    if chosen.json:
        print(json.dumps(found))
    return 0 if all(_holds(name, value) for name, value in found.items()) else 1


if __name__ == "__main__":
    sys.exit(main())
