"""How well article pages are read, beside trafilatura where it is installed, and what a page costs.

    python benchmarks/pages.py FOLDER [--json]

FOLDER holds pages, `NAME.html` or `NAME.html.gz`, and beside each its gold, `NAME.json`:

    {"headline": str, "authors": [str] | null, "date": ISO 8601, "lede": str | null, "subheads": [str]}

A null is not scored; `url`, where the page was found, may be given. White space and kinds of quotes do not
count. headline and lede: equal. authors: the same set. date: the same day, as written or in the gold's zone.
subheads: F1, the mean over the pages (`subheads`) and over all subheads together (`subheads_pooled`).
Both readers get the bytes; each page is timed with one after the other, in one run, as time on the processor.
"""

import argparse
import gzip
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from publisher.errors import SourceError
from publisher.ports import Context, utc_now
from publisher.sources.documents import Document
from publisher.sources.pages import page_html

BUDGET = 1 / 3
AGES = timedelta(days=3650)  # no page of a corpus lies in the future
FIELDS = ("headline", "authors", "date", "lede", "subheads", "subheads_pooled")
QUOTES = str.maketrans(dict.fromkeys("“”„«»", '"') | dict.fromkeys("‘’‚", "'") | {"\u00ad": None})
Found = dict[str, Any]


def main() -> int:
    """Print the scores and the ratio; exit 1 where a page costs more than a third of trafilatura's time."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("folder", type=Path)
    options.add_argument("--json", action="store_true")
    chosen = options.parse_args()
    figures = measure(chosen.folder)
    print(json.dumps(figures) if chosen.json else table(figures))
    return 0 if figures.get("time_ratio", 0) <= BUDGET else 1


def measure(folder: Path) -> dict[str, Any]:
    """Read all pages with each reader."""
    readers = {"ours": ours, **({"trafilatura": theirs} if installed() else {})}
    scores: dict[str, dict[str, list[float]]] = {name: defaultdict(list) for name in readers}
    subheads = {name: Counter() for name in readers}
    seconds = dict.fromkeys(readers, 0.0)
    number = 0
    for page, gold in pages(folder):
        number += 1
        for name, reader in readers.items():
            found, took = timed(reader, page, gold.get("url", ""))
            seconds[name] += took
            subheads[name].update(matched(found.get("subheads", []), gold["subheads"]))
            for field, score in scored(found, gold):
                scores[name][field].append(score)
    for name, counts in subheads.items():
        scores[name]["subheads_pooled"] = [f1(**counts)]
    return {
        "pages": number,
        **{name: {field: mean(scores[name][field]) for field in FIELDS} for name in readers},
        "milliseconds": {name: round(took / max(number, 1) * 1e3, 1) for name, took in seconds.items()},
        **({"time_ratio": round(seconds["ours"] / seconds["trafilatura"], 3)} if len(readers) == 2 else {}),
    }


def pages(folder: Path) -> Iterator[tuple[bytes, Found]]:
    """Give each page that has a gold file."""
    for path in sorted(folder.glob("*.html*")):
        gold = path.with_name(path.name.partition(".html")[0] + ".json")
        if gold.exists():
            data = path.read_bytes()
            yield gzip.decompress(data) if path.suffix == ".gz" else data, json.loads(gold.read_text("utf-8"))


def ours(page: bytes, url: str) -> Found:
    """Read a page as the source of kind `page` does, from bytes to article."""
    now = utc_now()
    context = Context(now.date(), ZoneInfo("UTC"), Path(), clock=lambda: now + AGES)
    try:
        article = page_html.read(Document(page, "page", url), context).articles[0]
    except SourceError:
        return {}
    return {
        "headline": article.headline,
        "authors": [who.name for who in article.authors],
        "date": article.date_published,
        "lede": article.description,
        "subheads": [block.text for block in article.body if block.type == "subheading"],
    }


def theirs(page: bytes, url: str) -> Found:
    """Read a page with trafilatura: metadata and text. A repetition of the title is no subhead."""
    from trafilatura import bare_extraction

    found = bare_extraction(page, url=url or None, with_metadata=True, include_comments=False)
    if found is None:
        return {}
    heads = ["".join(head.itertext()) for head in found.body.iter("head")]
    return {
        "headline": found.title,
        "authors": [name for name in (found.author or "").split("; ") if name],
        "date": datetime.fromisoformat(found.date) if found.date else None,
        "lede": found.description,
        "subheads": [head for head in heads if plain(head) != plain(found.title)],
    }


def installed() -> bool:
    """Say whether trafilatura is there to compare with."""
    try:
        import trafilatura  # noqa: F401
    except ImportError:
        return False
    return True


def timed(reader: Callable[[bytes, str], Found], page: bytes, url: str) -> tuple[Found, float]:
    """Read a page and give the seconds of processor time it took."""
    start = time.process_time()
    found = reader(page, url)
    return found, time.process_time() - start


def scored(found: Found, gold: Found) -> Iterator[tuple[str, float]]:
    """Score each field that the gold has."""
    yield "headline", plain(found.get("headline")) == plain(gold["headline"])
    if gold["authors"] is not None:
        named = [{plain(name) for name in each.get("authors") or ()} for each in (found, gold)]
        yield "authors", named[0] == named[1]
    yield "date", is_same_day(found.get("date"), datetime.fromisoformat(gold["date"]))
    if gold["lede"]:
        yield "lede", plain(found.get("lede")) == plain(gold["lede"])
    yield "subheads", f1(**matched(found.get("subheads", []), gold["subheads"]))


def is_same_day(found: datetime | None, gold: datetime) -> bool:
    """Compare days as they are written, or, where both have a zone, in the gold's."""
    if found is None:
        return False
    zoned = found.astimezone(gold.tzinfo) if gold.tzinfo and found.tzinfo else found
    return gold.date() in {found.date(), zoned.date()}


def matched(found: list[str], gold: list[str]) -> dict[str, int]:
    """Count what was found, what should be, and what is in both."""
    ours_, theirs_ = (Counter(map(plain, texts)) for texts in (found, gold))
    return {"hits": (ours_ & theirs_).total(), "found": ours_.total(), "wanted": theirs_.total()}


def f1(hits: int, found: int, wanted: int) -> float:
    """Give F1, which is 1 where nothing is wanted and nothing found."""
    return 2 * hits / (found + wanted) if found + wanted else 1.0


def plain(text: str | None) -> str:
    """Give a text with its white space and its quotes made one kind."""
    return " ".join((text or "").translate(QUOTES).split())


def mean(values: list[float]) -> float:
    """Give the mean to three places, 0 for nothing."""
    return round(sum(values) / len(values), 3) if values else 0.0


def table(figures: dict[str, Any]) -> str:
    """Lay the scores out, a field a line."""
    readers = [name for name in ("ours", "trafilatura") if name in figures]
    lines = [f"{figures['pages']} pages".ljust(16) + "".join(name.rjust(13) for name in readers)]
    lines += [
        field.ljust(16) + "".join(f"{figures[name][field]:13.3f}" for name in readers) for field in FIELDS
    ]
    lines.append(
        "ms a page".ljust(16) + "".join(f"{figures['milliseconds'][name]:13.1f}" for name in readers)
    )
    if "time_ratio" in figures:
        lines.append(f"time, ours / trafilatura = {figures['time_ratio']:.2f} (at most {BUDGET:.2f})")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
