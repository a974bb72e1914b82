"""Web addresses as a whole: X's own cases, and those that would take a careless pattern down."""

import pytest
import yaml
from effort import effort

from publisher.text.validity import is_valid


@pytest.mark.parametrize(("section", "scheme"), [("urls", True), ("urls_without_protocol", False)])
def test_an_address_is_valid_where_x_says_so(section, scheme, shared):
    cases = yaml.safe_load((shared / "conformance" / "twitter-text" / "validate.yml").read_text("utf-8"))
    wrong = [
        case["description"]
        for case in cases["tests"][section]
        if is_valid(case["text"], scheme=scheme) != case["expected"]
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("url", "valid"),
    [
        ("https://kroniek.be/verslag?a=b#c", True),
        ("https://[::1]/", True),
        ("https://[1:2]/", False),
        ("kroniek.be", False),
        ("https://kroniek", False),
        ("javascript:alert(1)", False),
        ("https://kroniek.be/a b", False),
        ("", False),
    ],
)
def test_an_address_needs_a_scheme_a_host_and_nothing_else_around_it(url, valid):
    assert is_valid(url) is valid


@pytest.mark.parametrize("tail", ["a" * 20_000, "a." * 10_000, "/" * 20_000, "@" * 20_000, "-a" * 10_000])
def test_no_address_takes_longer_than_its_length_warrants(tail):
    assert effort(lambda: (is_valid(f"https://{tail} "), is_valid(f"https://a.be/{tail} "))) < 40
