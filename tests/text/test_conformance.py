"""X's own conformance suite: every case is a test of its own."""

import os
from pathlib import Path
from typing import Any

import pytest
import yaml

from publisher.text import count, urls
from publisher.text.weighing import weigh

FOLDER = Path(__file__).parents[3] / "shared" / "conformance" / "twitter-text"
REFUSED = frozenset("\ufffe\ufeff\uffff")
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
OLDER = {
    "tweets": (140, {"heavy": 1, "emoji": False}),
    "WeightedTweetsCounterTest": (280, {"emoji": False}),
}


def cases(name: str, *sections: str) -> list[Any]:
    path = FOLDER / name
    if not path.exists():
        return [pytest.param(None, None, id=f"{name} is absent")]
    tests = yaml.load(path.read_text("utf-8"), Loader=LOADER)["tests"]
    return [
        pytest.param(section, case, id=f"{section}-{number}")
        for section in sections
        for number, case in enumerate(tests[section])
    ]


@pytest.fixture(autouse=True)
def suite() -> None:
    if FOLDER.exists():
        return
    reason = "the twitter-text conformance suite does not lie beside the checkout"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.mark.parametrize(("section", "case"), cases("extract.yml", "urls", "tco_urls_with_params"))
def test_the_links_are_those_that_x_makes(section, case):
    assert [span.url for span in urls.extract(case["text"])] == case["expected"]


@pytest.mark.parametrize(
    ("section", "case"), cases("extract.yml", "urls_with_indices", "urls_with_directional_markers")
)
def test_the_links_stand_where_x_sees_them(section, case):
    found = [{"url": span.url, "indices": [span.start, span.end]} for span in urls.extract(case["text"])]
    assert found == case["expected"]


@pytest.mark.parametrize(("section", "case"), cases("tlds.yml", "country", "generic"))
def test_a_link_may_end_in_any_top_level_domain(section, case):
    assert [span.url for span in urls.extract(case["text"])] == case["expected"]


@pytest.mark.parametrize(("section", "case"), cases("validate.yml", *OLDER))
def test_a_post_weighs_what_the_older_configurations_say(section, case):
    limit, configuration = OLDER[section]
    used, expected = weigh(case["text"], **configuration), case["expected"]
    if isinstance(expected, dict):
        assert used == expected["weightedLength"]
        expected = expected["valid"]
    assert (0 < used <= limit) == expected


@pytest.mark.parametrize(
    ("section", "case"),
    cases(
        "validate.yml", "WeightedTweetsWithDiscountedEmojiCounterTest", "UnicodeDirectionalMarkerCounterTest"
    ),
)
def test_a_post_counts_on_x_as_x_counts_it(section, case):
    counted = count(case["text"], "x")
    allowed = not set(case["text"]) & REFUSED
    assert counted.used == case["expected"]["weightedLength"]
    assert (0 < counted.used <= counted.limit and allowed) == case["expected"]["valid"]
