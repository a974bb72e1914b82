"""Each check has a made-bad edition that yields exactly its finding, and lets a good one pass."""

import pytest
from good_build import FACTS, GOOD, SITE, edited, enveloped, inside, posted, told
from msgspec.structs import replace

from publisher.checks import CHECKS, run
from publisher.model import Erratum, Finding

BAD = {
    "residue": (inside("<p>Dag {{ slots.name }}</p>"), FACTS, "blocking"),
    "subject": (edited(subject=" "), FACTS, "blocking"),
    "items": (edited(sections=()), FACTS, "blocking"),
    "preheader": (edited(preheader="zandkerke WINT "), FACTS, "warning"),
    "repeated": (told("Zandkerke wint"), FACTS, "warning"),
    "folded": (
        replace(GOOD, articles=(*GOOD.articles, replace(GOOD.articles[0], id="9", headline="Iets anders"))),
        FACTS,
        "info",
    ),
    "errata": (
        edited(errata=(Erratum("blad/2026-11-23", "9", "Een kop", "Het was 2-1."),)),
        FACTS,
        "warning",
    ),
    "date": (GOOD, replace(FACTS, today=FACTS.today.replace(day=25)), "blocking"),
    "unsubscribe": (enveloped(unsubscribe_url=None), FACTS, "blocking"),
    "sender": (enveloped(sender="Het Blad <unset@example.invalid>"), FACTS, "blocking"),
    "size": (inside("x" * 100_000), FACTS, "blocking"),
    "placeholder": (inside('<a href="https://example.com/a">a</a>'), FACTS, "blocking"),
    "no-url": (edited(lead=replace(GOOD.edition.lead, url=None)), FACTS, "warning"),
    "score": (edited(lead=replace(GOOD.edition.lead, headline="Zandkerke wint met 3-2")), FACTS, "info"),
    "post-limit": (posted("bluesky", "a" * 301), FACTS, "blocking"),
    "accidental-link": (posted("x", "Zandkerke wint.be is er bij"), FACTS, "warning"),
    "alt": (inside(f'<img src="{SITE}/b.png" alt=" ">'), FACTS, "warning"),
    "image-size": (
        replace(GOOD, media=(replace(GOOD.media[0], bytes=b"x" * 200_001),)),
        FACTS,
        "warning",
    ),
    "contrast": (GOOD, replace(FACTS, colours=(("light muted on card", "#777777", "#888888"),)), "warning"),
    "compatibility": (inside('<p style="color:#111; Position : absolute">a</p>'), FACTS, "warning"),
}


def test_a_good_edition_has_no_finding():
    assert run(GOOD, FACTS) == ()


@pytest.mark.parametrize("name", CHECKS)
def test_a_bad_edition_has_exactly_that_finding(name):
    build, facts, severity = BAD[name]
    (found,) = run(build, facts)
    assert (found.check, found.severity) == (name, severity)
    assert found.message
    assert found.where
    assert found.remedy


def test_no_example_is_left_of_a_check_that_is_gone():
    assert set(BAD) == set(CHECKS)


def test_blocking_findings_come_first_and_noticed_ones_are_among_them():
    build = replace(edited(subject="", preheader=""))
    noticed = [Finding("image", "warning", "missing"), Finding("note", "info", "by the way")]
    assert [f.severity for f in run(build, FACTS, noticed)] == ["blocking", "warning", "warning", "info"]
