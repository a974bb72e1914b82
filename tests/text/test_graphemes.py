"""Graphemes are counted as a browser counts them: Node's Intl.Segmenter is the oracle."""

import json
import os
import random
import shutil
import subprocess

import pytest

from publisher.text.graphemes import graphemes

STRINGS = 20_000
SEGMENTER = """
const texts = JSON.parse(require('fs').readFileSync(0, 'utf8'))
const segmenter = new Intl.Segmenter('en', {granularity: 'grapheme'})
process.stdout.write(JSON.stringify(texts.map(text => [...segmenter.segment(text)].length)))
"""
EMOJI = "😀 👍 👩 👨 👧 👦 ❤️ ☺ ⚽ 🏆 🏳️ 🏴 👮 🧑 🚀 ♂️ ♀️ ⚕️ 🟥 🫱 🫲".split()
TONES = ["", "", "", "\U0001f3fb", "\U0001f3fc", "\U0001f3ff"]
FLAGS = [chr(code) for code in range(0x1F1E6, 0x1F200)]
HANGUL = [chr(code) for code in (0x1100, 0x1105, 0x1161, 0x1166, 0x11A8, 0x11AB, 0xAC00, 0xAC01, 0xD55C)]
INDIC = [*"कखगतनमयरलवषसह", "्", "ा", "ि", "ं", "़", "\u200d", "\u200c", *"கஙச", "்", "ి", "బ", "్", "ব", "্", "ক"]
MARKS = ["\u0301", "\u0308", "\u20e3", "\ufe0f", "\u200d", "\U000e0067", "\U000e007f", "\u0e33", "\u0903"]
PLAIN = [*"abc éß.,\t-ΑΩж", "\r\n", "ไ", "ำ", "ﷺ", "\u0600", "\u0605١"]


@pytest.fixture(scope="module")
def segmented():
    """Give what Node counts; its Unicode must be at least 15.1, which first had conjuncts."""
    node = shutil.which("node")
    if not node:
        missing("node")

    def run(texts):
        done = subprocess.run(
            [node, "-e", SEGMENTER], input=json.dumps(texts), capture_output=True, text=True, check=True
        )
        return json.loads(done.stdout)

    if run(["क्त"]) != [1]:
        missing("a node that knows Unicode 15.1")
    return run


def missing(what):
    if os.environ.get("CI"):
        pytest.fail(f"{what} is missing")
    pytest.skip(f"{what} is missing")


def piece(seed):
    kind = seed.randrange(8)
    if kind == 0:
        return seed.choice(EMOJI) + seed.choice(TONES)
    if kind == 1:
        return "\u200d".join(seed.choice(EMOJI) + seed.choice(TONES) for _ in range(seed.randint(2, 4)))
    if kind == 2:
        return "".join(seed.choices(FLAGS, k=seed.randint(1, 5)))
    if kind == 3:
        return seed.choice("0123456789#*") + seed.choice(["", "\ufe0f\u20e3", "\u20e3"])
    return "".join(seed.choices([HANGUL, INDIC, MARKS, PLAIN][kind - 4], k=seed.randint(1, 6)))


def test_twenty_thousand_strings_count_as_in_a_browser(segmented, record_property):
    seed = random.Random(7)
    texts = ["".join(piece(seed) for _ in range(seed.randint(1, 14))) for _ in range(STRINGS)]
    counted = [graphemes(text) for text in texts]
    wanted = segmented(texts)
    different = [
        ascii(text) for text, ours, theirs in zip(texts, counted, wanted, strict=True) if ours != theirs
    ]
    record_property(
        "figure", f"graphemes equal Intl.Segmenter on {STRINGS - len(different):,} of {STRINGS:,}"
    )
    assert different == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("", 0),
        ("क्त", 1),
        ("x्त", 2),
        ("क््त", 1),
        ("👩‍👩‍👧‍👦", 1),
        ("🇧🇪🇳🇱", 2),
        ("각", 1),
        ("3️⃣", 1),
        ("\r\n", 1),
    ],
)
def test_what_a_reader_takes_for_one_character_is_one(text, number):
    assert graphemes(text) == number
