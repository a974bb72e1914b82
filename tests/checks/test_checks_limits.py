"""Sizes, addresses and colours: each check at its edge."""

import pytest
from good_build import FACTS, GOOD, SITE, edited, enveloped, inside, posted
from msgspec.structs import replace

from publisher.checks import looks, run
from publisher.model import Card, DigestEntry, Section, Skeleton, Slot

OUTBOX = replace(FACTS, real=False)
SILENT = replace(FACTS, mail=False)


def found(build, facts=FACTS):
    return [(finding.check, finding.severity) for finding in run(build, facts)]


def sized(size, fill="x"):
    page = inside("")
    return inside(fill * ((size - len(page.html.encode())) // len(fill.encode())))


@pytest.mark.parametrize(
    ("size", "severity"),
    [(80_000, None), (80_001, "warning"), (100_000, "warning"), (100_001, "blocking")],
)
def test_html_is_a_warning_above_80_kb_and_a_blocker_above_100(size, severity):
    assert found(sized(size)) == ([("size", severity)] if severity else [])


def test_html_is_measured_in_bytes_not_in_characters():
    build = sized(81_000, "é")
    assert len(build.html) < 80_000
    assert found(build) == [("size", "warning")]


def test_a_campaign_without_mail_is_not_asked_for_a_mails_things():
    bare = enveloped(unsubscribe_url=None, sender="")
    assert found(replace(bare, html=sized(120_000).html), SILENT) == []


@pytest.mark.parametrize(
    "url", [None, "", f"{SITE}/u", "http://blad.internal/u/{token}", "mailto:uit@blad.internal?{token}"]
)
def test_an_unsubscribe_address_is_https_and_holds_the_token(url):
    assert found(enveloped(unsubscribe_url=url)) == [("unsubscribe", "blocking")]


@pytest.mark.parametrize(
    "skeleton",
    [
        None,
        Skeleton(text=(b"Dag",), html=(Slot("unsubscribe_url", "href"),)),
        Skeleton(text=(Slot("unsubscribe_url", "text"),), html=(b"Dag", Slot("name", "html"))),
    ],
)
def test_both_parts_have_a_link_to_unsubscribe(skeleton):
    (finding,) = run(replace(GOOD, skeleton=skeleton), FACTS)
    assert (finding.check, finding.where) == ("unsubscribe", "templates/digest")


@pytest.mark.parametrize("sender", ["", "Newsroom <unset@example.invalid>"])
def test_a_mail_without_its_own_sender_is_refused(sender):
    assert found(enveloped(sender=sender)) == [("sender", "blocking")]
    assert found(enveloped(sender=sender), OUTBOX) == [("sender", "blocking")]


def test_a_build_without_an_envelope_has_no_sender():
    assert found(replace(GOOD, envelope=None)) == [("sender", "blocking")]


PLACEHOLDERS = [
    "https://example.com/a",
    "https://www.example.org/a",
    "http://EXAMPLE.net",
    "https://blad.example/a",
    "https://blad.invalid/a",
    "http://localhost:8000/a",
    "http://127.0.0.1/a",
    "http://[::1]/a",
]


@pytest.mark.parametrize("url", PLACEHOLDERS)
def test_a_placeholder_address_stops_a_real_channel_and_warns_an_outbox(url):
    for build in (
        inside(f'<a href="{url}">a</a>'),
        inside(f'<img src="{url}" alt="a">'),
        enveloped(view_url=url),
        posted("x", "Zandkerke wint", link=url),
        posted("bluesky", "Zandkerke wint", card=Card(url, "Zandkerke wint")),
    ):
        assert found(build) == [("placeholder", "blocking")]
        assert found(build, OUTBOX) == [("placeholder", "warning")]


@pytest.mark.parametrize("change", [{"sender": "Blad <a@example.com>"}, {"reply_to": "a@blad.example"}])
def test_a_placeholder_in_the_senders_identity_is_found(change):
    assert found(enveloped(**change)) == [("placeholder", "blocking")]


@pytest.mark.parametrize(
    "url",
    [
        "https://example.be/a",
        "https://myexample.com",
        "https://contest.nl",
        "https://blad.internal/example.com",
    ],
)
def test_an_address_that_only_looks_like_a_placeholder_passes(url):
    assert found(inside(f'<a href="{url}">a</a>')) == []


def test_a_test_address_is_only_a_warning():
    assert found(inside('<a href="https://blad.test/a">a</a>')) == [("placeholder", "warning")]


def test_an_address_that_can_not_be_read_is_no_crash():
    assert found(inside('<a href="https://[blad/a">a</a>')) == []


def test_items_without_an_address_are_one_finding_with_a_count():
    entries = (DigestEntry("1", "A"), DigestEntry("2", "B"), DigestEntry("3", "C", url=f"{SITE}/3"))
    (finding,) = run(edited(sections=(Section(None, entries),)), FACTS)
    assert finding.message.startswith("2 of 4 items have no address")


def test_a_post_at_its_limit_passes_and_one_over_it_does_not():
    assert found(posted("bluesky", "a" * 300)) == []
    assert found(posted("bluesky", "a" * 301)) == [("post-limit", "blocking")]


def test_a_post_within_its_characters_may_have_too_many_bytes():
    family = "👩\u200d👩\u200d👧\u200d👦"
    (finding,) = run(posted("bluesky", family * 130), FACTS)
    assert (finding.check, finding.where) == ("post-limit", "posts.bluesky")
    assert "/3000 bytes" in finding.message


def test_only_x_makes_a_link_of_a_missing_space():
    assert found(posted("bluesky", "Zandkerke wint.be is er bij")) == []
    (finding,) = run(posted("x", "Zandkerke wint.be is er bij"), FACTS)
    assert "'wint.be'" in finding.message


def test_a_picture_at_200_kb_passes():
    media = (replace(GOOD.media[0], bytes=b"x" * 200_000),)
    assert found(replace(GOOD, media=media)) == []


def test_contrast_is_one_finding_that_names_the_weak_pairs():
    colours = (("a", "#777777", "#888888"), ("b", "#000000", "#ffffff"), ("c", "#ffffff", "#fefefe"))
    (finding,) = run(GOOD, replace(FACTS, colours=colours))
    assert finding.message == "contrast below 4.5: a 1.3, c 1.0"
    assert finding.where == "templates/digest/theme.toml"


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#ffffff", 21), ("#ffffff", "#ffffff", 1), ("#767676", "#ffffff", 4.54)],
)
def test_contrast_is_that_of_wcag_either_way_round(one, other, ratio):
    assert looks.ratio(one, other) == pytest.approx(ratio, abs=0.01)
    assert looks.ratio(other, one) == looks.ratio(one, other)


@pytest.mark.parametrize("style", ["display: grid", "color:var(--ink)", "transform:none", "z-index:1;top:0"])
def test_a_style_that_gmail_does_not_draw_is_named_once(style):
    (found,) = run(inside(f'<p style="{style}">a</p><p style="{style}">b</p>'), FACTS)
    assert found.check == "compatibility"
    assert all(found.message.count(name) == 1 for name in found.message.split("draw ")[1].split(", "))


@pytest.mark.parametrize("style", ["border-top:1px solid #111", "text-decoration:none", "mso-hide:all", ""])
def test_a_style_that_every_client_draws_passes(style):
    assert run(inside(f'<p style="{style}">a</p>'), FACTS) == ()
