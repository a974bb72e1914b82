"""The name of a build: whatever leaves changes it, nothing else does."""

import pytest
from msgspec.structs import replace

from publisher.ledger import name_build
from publisher.model import Card, Envelope, Media, Skeleton, Slot, Teaser

ENVELOPE = Envelope(
    sender="Ochtendblad <ochtend@blad.internal>",
    subject="Zandkerke wint",
    preheader="In de slotminuut",
    list_id="lezers.blad.internal",
    reply_to="redactie@blad.internal",
    unsubscribe_url="https://blad.internal/u/{token}",
    unsubscribe_mailto="uit@blad.internal",
    view_url="https://blad.internal/e/1",
)
SLOT = Slot("name", "html")
SKELETON = Skeleton(text=(b"Dag ", Slot("name", "text"), b"."), html=(b"<p>Dag ", SLOT, b".</p>"))
CARD = Card(
    "https://blad.internal/101", "Zandkerke wint", "Een uur gezang", "https://blad.internal/f.png", "Juich"
)
TEASER = Teaser("Zandkerke wint", 14, 300, "graphemes", card=CARD, tags=("Zandkerke",), language="nl")
PHOTO = Media("a1" * 32, "image/png", b"...", "Juich", "https://blad.internal/f.png")
LEAVING = {
    "edition": "ochtend/2026-11-24",
    "envelope": ENVELOPE,
    "skeleton": SKELETON,
    "posts": {"bluesky": TEASER},
    "media": (PHOTO,),
}
NAME = name_build(**LEAVING)


def named(**changes):
    return name_build(**{**LEAVING, **changes})


def posted(**changes):
    return {"posts": {"bluesky": replace(TEASER, **changes)}}


def carded(**changes):
    return posted(card=replace(CARD, **changes))


FLIPS = {
    "edition": {"edition": "ochtend/2026-11-25"},
    **{
        field: {"envelope": replace(ENVELOPE, **{field: value})}
        for field, value in {
            "subject": "Zandkerke won",
            "preheader": "In de slotminuut.",
            "sender": "Avondblad <ochtend@blad.internal>",
            "reply_to": None,
            "list_id": "readers.blad.internal",
            "unsubscribe_url": "https://blad.internal/v/{token}",
            "unsubscribe_mailto": None,
            "view_url": "https://blad.internal/e/2",
        }.items()
    },
    "no envelope": {"envelope": None},
    "an html byte": {"skeleton": replace(SKELETON, html=(b"<p>dag ", SLOT, b".</p>"))},
    "a text byte": {"skeleton": replace(SKELETON, text=(b"dag ", Slot("name", "text"), b"."))},
    "a slot's name": {"skeleton": replace(SKELETON, html=(b"<p>Dag ", Slot("view_url", "html"), b".</p>"))},
    "a slot's context": {"skeleton": replace(SKELETON, html=(b"<p>Dag ", Slot("name", "href"), b".</p>"))},
    "a slot's place": {"skeleton": replace(SKELETON, html=(b"<p>Dag .", SLOT, b"</p>"))},
    "no slot": {"skeleton": replace(SKELETON, html=(b"<p>Dag .</p>",))},
    "text and html swapped": {"skeleton": Skeleton(SKELETON.html, SKELETON.text)},
    "no skeleton": {"skeleton": None},
    "a post's text": posted(text="Zandkerke wint!"),
    "a post's tag": posted(tags=()),
    "a post's language": posted(language="fr"),
    "no card": posted(card=None),
    "a card's url": carded(url="https://blad.internal/102"),
    "a card's title": carded(title="Zandkerke won"),
    "a card's description": carded(description=""),
    "a card's image": carded(image=None),
    "a card's alt": carded(alt=""),
    "a post's channel": {"posts": {"mastodon": TEASER}},
    "no post": {"posts": {}},
    "a picture's bytes": {"media": (replace(PHOTO, sha256="b2" * 32),)},
    "a picture's type": {"media": (replace(PHOTO, type="image/gif"),)},
    "a picture's alt": {"media": (replace(PHOTO, alt="Gejuich"),)},
    "a picture's address": {"media": (replace(PHOTO, url="https://blad.internal/g.png"),)},
    "no picture": {"media": ()},
}


@pytest.mark.parametrize("flip", FLIPS)
def test_whatever_leaves_changes_the_name(flip):
    assert named(**FLIPS[flip]) != NAME


def test_no_two_flips_have_the_same_name():
    assert len({named(**flip) for flip in FLIPS.values()}) == len(FLIPS)


@pytest.mark.parametrize(
    "note",
    [{"reason": "cut at a sentence"}, {"cost": "$0.20"}, {"used": 15}, {"limit": 500}, {"unit": "bytes"}],
)
def test_our_own_notes_on_a_teaser_do_not_change_the_name(note):
    assert named(**posted(**note)) == NAME


def test_the_order_of_the_channels_does_not_change_the_name():
    both = {"bluesky": TEASER, "mastodon": replace(TEASER, card=None)}
    assert named(posts=both) == named(posts=dict(reversed(both.items())))


def test_the_name_is_64_hex_digits_and_stays_from_one_version_to_the_next():
    assert NAME == "1dee2d1ba9b0d737e818462b166a112343293c5f36cd71791c31fbfe978a522b"
