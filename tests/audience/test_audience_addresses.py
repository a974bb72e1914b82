"""Addresses of readers: one way of writing, one key, and a mask for what is printed."""

import pytest

from publisher.audience import RowError, mask, normalise


@pytest.mark.parametrize(
    ("written", "mailed"),
    [
        (" Mia.Bos@Dijkstad.TEST ", "Mia.Bos@dijkstad.test"),
        ("Mia Bos <mia@dijkstad.test>", "mia@dijkstad.test"),
        ("mia@münster.test", "mia@xn--mnster-3ya.test"),
        ("zoe\u0308@dijkstad.test", "zo\u00eb@dijkstad.test"),
        ("mia+krant@dijkstad.test", "mia+krant@dijkstad.test"),
    ],
)
def test_an_address_is_written_in_one_way(written, mailed):
    assert normalise(written).mailed == mailed


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mia@Dijkstad.test", "mia@dijkstad.TEST"),
        ("mia@MÜNSTER.test", "mia@xn--mnster-3ya.test"),
        ("ZOË@dijkstad.test", "zoe\u0308@dijkstad.test"),
    ],
)
def test_spellings_of_one_address_have_one_key(one, other):
    assert normalise(one).folded == normalise(other).folded


@pytest.mark.parametrize(
    "text",
    [
        *("", "mia", "@dijkstad.test", "mia@", "mia@dijkstad", "mia@10.0.0.1", "mia@@dijkstad.test"),
        *("mia bos@dijkstad.test", "mia\r\nBcc: x@dijkstad.test", "mia\0@dijkstad.test"),
        *("a" * 65 + "@dijkstad.test", "mia@" + ".".join(["d" * 60] * 5) + ".test", "m@a.test, n@a.test"),
        "m" * 12 + "@" + ".".join(["d" * 60] * 4) + ".test",
    ],
)
def test_what_no_mail_can_carry_is_refused_with_a_mask(text):
    with pytest.raises(RowError) as refused:
        normalise(text)
    assert text[:1] in {"", "@"} or text not in str(refused.value)
    assert all(char.isprintable() for char in str(refused.value))


def test_a_mask_shows_one_letter_and_the_domain():
    assert mask("mia.bos@dijkstad.test") == "m***@dijkstad.test"
    assert mask("no address at all") == "***"
