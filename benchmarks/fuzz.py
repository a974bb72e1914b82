"""Mutated feeds and pages: no crash, no hang over 2 s, no memory over 300 MB, and the rest still comes out.

python benchmarks/fuzz.py [COUNT]      mutations, 200,000 unless said otherwise; seeded, on every processor

Each document has a part that is mutated and a part that is not; `lost` counts those whose other part did not
come out although the document was not refused as a whole.
"""

import random
import resource
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from publisher import registry
from publisher.config import Table
from publisher.errors import SourceError
from publisher.testing.sources import context

COUNT = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
BATCH = 500
SLOW = 2.0
MEMORY = 300
WORDS = ["duinrode", "kapelveld", "wint", "verliest", "spits", "keeper", "verlengt", "trainer", "zege"]
HOSTILE = [
    b"<",
    b">",
    b"&",
    b"\x00",
    b"]]>",
    b"<!--",
    b"<![CDATA[",
    b"&#x0;",
    b"\xff",
    b"<script>",
    b"<p>" * 300,
]
PLAIN = "De ploeg van Duinrode speelde op zaterdag een goede tweede helft en kwam verdiend op voorsprong."


def words(seed, number):
    """Give words of the trade."""
    return " ".join(seed.choices(WORDS, k=number))


def rss(seed):
    """Give the parts of a feed: what is mutated stands second."""

    def item(at):
        return (
            f"<item><guid>g{at}</guid><title>{words(seed, 5)} {at}</title><link>https://blad.test/{at}</link>"
            f"<description>{words(seed, 20)}</description></item>"
        ).encode()

    head = b'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Blad</title>'
    return [head + item(1), item(2), item(3) + b"</channel></rss>"], {"g1", "g3"}


def json_feed(seed):
    """Give the parts of a JSON Feed."""

    def item(at):
        return f'{{"id": "g{at}", "title": "{words(seed, 5)}", "content_html": "<p>{words(seed, 9)}</p>"}}'

    text = words(seed, 30)
    head = f'{{"version": "https://jsonfeed.org/version/1.1", "items": [{item(1)}, {{"id": "g2", "title": "'
    return [head.encode(), text.encode(), f'"}}, {item(3)}]}}'.encode()], {"g1", "g3"}


def page(seed):
    """Give the parts of an article page."""
    head = (
        f'<!doctype html><html lang="nl"><head><title>Kop</title><meta property="og:title" content="De kop">'
        f'<meta property="og:type" content="article"><meta property="og:description" content="De lede.">'
        f"</head><body><article><h1>De kop</h1><p>{PLAIN}</p><div>"
    )
    return [
        head.encode(),
        f"<p>{words(seed, 30)}</p>".encode(),
        f"</div><p>{PLAIN}</p></article></body></html>".encode(),
    ], {"De kop"}


def sheet(seed):
    """Give the parts of a table."""
    row = f"Kop {{}};https://blad.test/{{}};{words(seed, 6)}\n"
    return [
        ("kop;link;lede\n" + row.format(1, 1)).encode(),
        row.format(2, 2).encode(),
        row.format(3, 3).encode(),
    ], {
        "Kop 1",
        "Kop 3",
    }


KINDS = {"feed": rss, "json_feed": json_feed, "csv": sheet, "page": page}


def mutated(part, seed):
    """Spoil a part in one to four places."""
    for _ in range(seed.randint(1, 4)):
        at, size = seed.randrange(len(part) + 1), seed.randint(1, 20)
        piece = seed.choice(
            [b"", seed.choice(HOSTILE), seed.randbytes(size), part[at : at + size] * seed.randint(1, 50)]
        )
        part = part[:at] + piece + part[at + seed.choice([0, size]) :]
    return part


def names(articles):
    """Name the articles in each way that is looked for."""
    return {article.id for article in articles} | {article.headline for article in articles}


def batch(start):
    """Run one batch and give its counts, the slowest case in seconds, and the peak memory in MB."""
    told, slowest = Counter(), 0.0
    with tempfile.TemporaryDirectory() as folder:
        place = context(Path(folder))
        sources = {
            kind: registry.source(kind, Table("fuzz", {"path": kind}, "fuzz"), place) for kind in KINDS
        }
        for number in range(start, min(start + BATCH, COUNT)):
            seed = random.Random(number)
            kind = seed.choice(list(KINDS))
            parts, wanted = KINDS[kind](seed)
            content = b"".join([parts[0], mutated(parts[1], seed), parts[2]])
            Path(folder, kind).write_bytes(content)
            began = time.perf_counter()
            try:
                found = names(sources[kind].articles().articles)
                told["whole" if wanted <= found else f"lost {kind}"] += 1
            except SourceError:
                told[f"refused {kind}"] += 1
            except Exception as error:
                told[f"crash {kind} {type(error).__name__} in {number}"] += 1
            took = time.perf_counter() - began
            slowest = max(slowest, took)
            told["slow"] += took > SLOW
    return told, slowest, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main():
    """Run all batches and print the counts; 1 where a budget is missed."""
    told, slowest, memory = Counter(), 0.0, 0.0
    with ProcessPoolExecutor() as pool:
        for counts, seconds, megabytes in pool.map(batch, range(0, COUNT, BATCH)):
            told, slowest, memory = told + counts, max(slowest, seconds), max(memory, megabytes)
            if sys.stderr.isatty():
                print(f"\r{sum(told.values()):,} of {COUNT:,}", end="", file=sys.stderr)
    for what, count in sorted(told.items()):
        print(f"{what}: {count:,}")
    crashes = sum(count for what, count in told.items() if what.startswith("crash"))
    print(f"{COUNT:,} mutations: {crashes} crashes, {told['slow']} above {SLOW:.0f} s")
    print(f"slowest {slowest:.2f} s, memory {memory:.0f} MB (budget {MEMORY})")
    return 1 if crashes or told["slow"] or memory > MEMORY else 0


if __name__ == "__main__":
    sys.exit(main())
