"""What a network colours of a text: the same that its channel marks, losing nothing, in linear time."""

from importlib import import_module

import pytest
from effort import effort

from publisher.channels import bluesky, clipboard
from publisher.channels.bluesky.record import facets
from publisher.preview import posts
from publisher.preview.marks import marks, runs
from publisher.registry import CHANNELS

TEXTS = [
    "Ik ga.Nu naar https://ochtendblad.be/verslag/101?a=1#goal.",
    "(zie https://ochtendblad.be/a_(b)) en https://ochtendblad.be/c, HTTPS://OCHTENDBLAD.BE!",
    "#Vuurtorenliga, #2026 #3-2 #té.veel!? x#geen #️⃣ #een#twee ＃breed",
    "zie@https://ochtendblad.be http://[::1]/ https://ochtendblad.be…",
    "👨‍👩‍👧 #👩‍🚒 https://ochtendblad.be/é @zandkerke.ochtendblad.be",
    "#" + "a" * 64 + " #" + "a" * 65,
    "",
]
RULES = ["x", "mastodon", "bluesky", "threads", "linkedin", "telegram", "discord", "slack", None]


@pytest.mark.parametrize("text", TEXTS)
def test_bluesky_is_shown_with_the_facets_that_its_channel_writes(text):
    written = text.encode()
    sent = [
        (written[index["byteStart"] : index["byteEnd"]].decode(), feature["$type"].partition("#")[2])
        for index, (feature,) in ((facet["index"], facet["features"]) for facet in facets(text))
    ]
    assert [(text[mark.start : mark.end], mark.kind) for mark in marks(text, "bluesky")] == sent


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("text", TEXTS)
def test_no_character_is_lost_or_shown_twice(text, rule):
    places = [(place, kind) for place in (0, len(text) // 2, len(text)) for kind in ("cut", "fold")]
    for laid in (runs(text, rule), runs(text, rule, places)):
        assert "".join(run.before + run.text + run.after for run in laid) == text


@pytest.mark.parametrize(
    ("rule", "coloured"),
    [
        ("x", ["ga.Nu", "@mia", "#Goal_1", "https://a.be/#Niet"]),
        ("mastodon", ["@mia@b.be", "#Goal_1", "https://a.be/#Niet"]),
        ("threads", ["@mia", "#Goal_1", "https://a.be/#Niet"]),
        ("linkedin", ["#Goal_1", "https://a.be/#Niet"]),
        ("telegram", ["ga.Nu", "@mia", "#Goal_1", "https://a.be/#Niet"]),
        ("slack", ["https://a.be/#Niet"]),
        (None, ["https://a.be/#Niet"]),
    ],
)
def test_each_network_colours_what_it_links(rule, coloured):
    text = "Ik ga.Nu met @mia@b.be (#Goal_1) en niet #2026: https://a.be/#Niet"
    assert [text[mark.start : mark.end] for mark in marks(text, rule)] == coloured


def test_telegram_links_an_address_with_a_scheme_whatever_its_ending():
    assert [mark.kind for mark in marks("https://kroniek.test/verslag", "telegram")] == ["link"]


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("piece", ["#1", "@a.", "https://a.be/(", "# ", "@a@b.", "a.be", "https://...."])
def test_the_work_grows_with_the_length_and_no_faster(rule, piece):
    assert effort(lambda: runs(piece * 5_000, rule)) < 30


def test_what_the_page_knows_of_the_networks_is_what_their_channels_say():
    assert dict(posts._BYTES) == {"bluesky": bluesky.LIMITS.max_bytes}
    assert clipboard.PICTURES == "always"
    told = {kind: getattr(import_module(path), "PICTURES", "card") for kind, path in CHANNELS.items()}
    assert {kind for kind, pictures in told.items() if pictures == "alone"} == posts._ALONE
