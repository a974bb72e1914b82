"""Write docs/counting.md: how each network counts, and how often we count as it does.

`python docs/counting.py` runs the tests that compare and writes what they gave; `--check` exits 1 where the
page says something else. Needs twitter-text's conformance suite beside the checkout, and node.
"""

import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from publisher import text
from publisher.model import Rule

ROOT = Path(__file__).parents[1]
PAGE = Path(__file__).with_suffix(".md")
TESTS = ("tests/text/test_conformance.py", "tests/text/test_graphemes.py")
SECTION = re.compile(r"\[(?P<section>\w+)-\d+\]$")
SUITES = {
    "urls": "extract: URLs",
    "tco_urls_with_params": "extract: t.co URLs with parameters",
    "urls_with_indices": "extract: URLs with their places",
    "urls_with_directional_markers": "extract: URLs beside directional marks",
    "country": "tlds: country domains",
    "generic": "tlds: generic domains",
    "tweets": "validate: posts of 140 characters",
    "WeightedTweetsCounterTest": "validate: weighted length",
    "WeightedTweetsWithDiscountedEmojiCounterTest": "validate: weighted length with emoji",
    "UnicodeDirectionalMarkerCounterTest": "validate: directional marks",
}
RULES: dict[Rule, str] = {
    "x": "weights of twitter-text 3; an emoji is 2, a URL 23, also a bare domain",
    "mastodon": "graphemes; an http(s) URL is 23, `@user@domain` counts as `@user`",
    "bluesky": "graphemes, URLs in full; also at most 3,000 UTF-8 bytes",
    "threads": "characters; an emoji counts as its UTF-8 bytes",
    "linkedin": "characters of the escaped text, the backslashes included",
    "telegram": "UTF-16 code units, which never counts too little",
    "discord": "code points, of a webhook's content",
    "slack": "characters, with `& < >` escaped",
}
INTRO = """\
# Counting

Made by `python docs/counting.py` from the tests themselves. A post is counted as its network counts it,
before and after it is rendered; where a vendor does not say how it counts, the way that never counts too
little is taken.

| network | limit | how it counts |
|---|---|---|
"""
SCORES = """
## How often we count as they do

X: the conformance suite of twitter-text 3. Bluesky and Mastodon count graphemes: compared with a browser's
own `Intl.Segmenter` on generated strings of emoji, flags, families, keycaps, Hangul and Indic conjuncts.

| compared | the same | of |
|---|---|---|
"""


def page() -> str:
    """Give the page. Exits where a test that compares was skipped."""
    rules = [f"| {name} | {_limit(name)} | {how} |" for name, how in RULES.items()]
    scores = [f"| {what} | {same:,} | {number:,} |" for what, same, number in _scores()]
    return INTRO + "\n".join(rules) + "\n" + SCORES + "\n".join(scores) + "\n"


def _limit(rule: Rule) -> str:
    counted = text.count("", rule)
    return f"{counted.limit:,} {counted.unit}"


def _scores() -> Iterator[tuple[str, int, int]]:
    passed: Counter[str] = Counter()
    number: Counter[str] = Counter()
    figure = None
    for case in _run().iter("testcase"):
        if case.find("skipped") is not None:
            sys.exit(f"not compared: {case.get('name')}")
        figure = figure or re.search(r"on ([\d,]+) of ([\d,]+)", _property(case))
        if found := SECTION.search(case.get("name", "")):
            number[found["section"]] += 1
            passed[found["section"]] += case.find("failure") is None
    for section, what in SUITES.items():
        yield what, passed[section], number[section]
    if figure:
        same, of = (int(group.replace(",", "")) for group in figure.groups())
        yield "graphemes: generated strings", same, of


def _property(case: ElementTree.Element) -> str:
    return next((found.get("value", "") for found in case.iter("property")), "")


def _run() -> ElementTree.Element:
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.xml")
        clean = {key: value for key, value in os.environ.items() if not key.startswith(("PYTEST_", "COV_"))}
        command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-o", "junit_family=xunit1", *TESTS]
        subprocess.run(
            [*command, f"--junitxml={report}"], cwd=ROOT, env=clean, capture_output=True, check=False
        )
        return ElementTree.parse(report).getroot()


def main() -> int:
    """Write the page, or say whether it is fresh."""
    made = page()
    if sys.argv[1:] == ["--check"]:
        fresh = PAGE.exists() and PAGE.read_text(encoding="utf-8") == made
        print("docs/counting.md is fresh" if fresh else "stale: docs/counting.md (python docs/counting.py)")
        return 0 if fresh else 1
    PAGE.write_text(made, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
