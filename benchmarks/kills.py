"""Hundreds of senders killed in the middle of sending: what the server took, and what the ledger says of it.

    python benchmarks/kills.py [KILLS] [LEDGER-URL]

After each kill: what was accepted is unique and known as sent or unknown, the rows add up, and a kill costs
at most one window. The newsroom, the server's log and the checks are those of
tests/sending/test_exactly_once.py.
"""

import argparse
import random
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1] / "tests" / part) for part in ("", "sending")]

import test_exactly_once as proof  # noqa: E402
from mailrooms import CONSENT, add_relay, addresses, write_readers  # noqa: E402
from newsrooms import append, write_newsroom  # noqa: E402


def publish(newsroom: Path, *words: str) -> None:
    """Run one command that must succeed."""
    command = [sys.executable, "-m", "publisher", *words]
    subprocess.run(command, cwd=newsroom, env=proof.environment(), check=True, capture_output=True)


def main(kills: int, url: str) -> None:
    """Kill so many senders of one edition, then let it end; print what it cost."""
    dice = random.Random(1)
    with tempfile.TemporaryDirectory() as folder:
        newsroom = write_newsroom(Path(folder) / "newsroom")
        relay = proof.Relay(Path(folder), "--delay", "0.08")
        append(newsroom / "config.toml", f'[ledger]\nurl = "{url}"')
        add_relay(newsroom, relay.port)
        name = write_readers(newsroom, addresses(30 * kills))
        publish(newsroom, "subscribers", "import", name, *CONSENT)
        publish(newsroom, "digest")
        each = [proof.kill(relay, newsroom, url, dice.randint(1, 20)) for _ in range(kills)]
        publish(newsroom, "resume", "--yes", "--unknown", "skip")
        found = proof.rows(newsroom, url)
        proof.check(relay, found)
        relay.stop()
    between, counts = sum(bool(unanswered) for unanswered, _ in each), Counter(found.values())
    print(f"{kills} kills, {between} between a final dot and its reply: nobody twice, nobody forgotten")
    print(f"{len(found)} enrolled = {counts['sent']} sent + {counts['unknown']} unknown")
    print(f"a kill cost {max(cost for _, cost in each)} rows at most (window {proof.WINDOW})")


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("kills", nargs="?", type=int, default=200, metavar="KILLS")
    options.add_argument("url", nargs="?", default="sqlite:///.publisher/ledger.db", metavar="LEDGER-URL")
    main(**vars(options.parse_args()))
