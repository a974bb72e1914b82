"""A clipboard: what a person finds in the folder, and pastes by hand."""

import json
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from lines import Line
from newsrooms import PNG, append

from publisher import registry
from publisher.channels.clipboard import LIMITS, Settings, create
from publisher.channels.outbox import Settings as Outbox
from publisher.channels.outbox import create as create_outbox
from publisher.channels.posting import prepare
from publisher.config import Table
from publisher.errors import ChannelError
from publisher.model import Article, Build, Card, Edition, Media, Teaser
from publisher.ports import Context, Limits, Recipient

NOW = datetime(2026, 11, 24, 7, 0, 1, tzinfo=UTC)
PICTURE = Media("ab" * 32, "image/png", PNG, "Een speler juicht.", "foto.png")
SHOWN = Card("https://k.test/1", "Dag", image="foto.png")


@pytest.fixture
def context(tmp_path):
    return Context(date(2026, 11, 24), ZoneInfo("Europe/Brussels"), tmp_path, lambda: NOW)


def build_of(link=None, card=None, media=(PICTURE,), text="Zandkerke wint"):
    edition = Edition("ochtend/2026-11-24", "ochtend", date(2026, 11, 24), "nl", "", "", Article("1", "Dag"))
    post = Teaser(text, 1, 500, "characters", link=link, card=card)
    return Build("h", edition, (), None, "", "", None, {"plak": post}, media, (), NOW)


def prepared(channel, build):
    (message,) = channel.prepare(build, [Recipient("plak", "")])
    return message


def delivered(channel, message):
    line = Line([message])
    channel.deliver(line)
    (receipt,) = line.receipts
    return receipt


def test_text_and_picture_lie_beside_each_other_under_the_editions_name(context, tmp_path):
    channel = create("plak", Settings(), context)
    message = prepared(channel, build_of(link="https://k.test/1", text="Zandkerke wint\n\nCafé 🏆"))
    assert channel.find(message).outcome == "unavailable"
    receipt = delivered(channel, message)
    folder = tmp_path / "clipboard/plak"
    assert sorted(path.name for path in folder.iterdir()) == [
        "ochtend_2026-11-24.png",
        "ochtend_2026-11-24.txt",
    ]
    assert (folder / "ochtend_2026-11-24.txt").read_text("utf-8") == "Zandkerke wint\n\nCafé 🏆\n"
    assert (folder / "ochtend_2026-11-24.png").read_bytes() == PNG
    assert (receipt.outcome, receipt.remote_id) == ("sent", "ochtend_2026-11-24.txt")
    assert channel.find(message) == receipt


def test_a_second_writing_takes_the_place_of_the_first(context, tmp_path):
    channel = create("plak", Settings("hier"), context)
    for text in ("Eerst", "Dan"):
        delivered(channel, prepared(channel, build_of(text=text, media=())))
    (path,) = (tmp_path / "hier/plak").iterdir()
    assert path.read_text() == "Dan\n"


def test_a_folder_that_can_not_be_written_stops_the_channel_and_the_row_stays(context, tmp_path):
    (tmp_path / "clipboard").write_text("in de weg")
    channel = create("plak", Settings(), context)
    line = Line([prepared(channel, build_of())])
    with pytest.raises(ChannelError, match="can't write"):
        channel.deliver(line)
    assert [receipt.outcome for receipt in line.receipts] == ["untouched"]


def test_half_a_text_is_never_found(context, tmp_path):
    channel = create("plak", Settings(), context)
    message = prepared(channel, build_of())
    (tmp_path / "clipboard/plak/ochtend_2026-11-24.txt").mkdir(parents=True)
    with pytest.raises(ChannelError):
        delivered(channel, message)
    left = [path.name for path in (tmp_path / "clipboard/plak").iterdir()]
    assert [name for name in left if name.endswith(".new")] == []


@pytest.mark.parametrize(
    ("values", "limits"),
    [
        ({}, LIMITS),
        ({"rule": "linkedin"}, Limits("linkedin", 3_000)),
        ({"rule": "x", "limit": 200}, Limits("x", 200)),
    ],
)
def test_a_post_is_composed_for_the_limit_that_is_configured(values, limits):
    table = Table("[channels.plak]", {"kind": "clipboard", **values}, "config.toml")
    assert registry.channel("plak", table).limits == limits


@pytest.mark.parametrize(
    ("pictures", "link", "card", "shown"),
    [
        ("card", None, None, None),
        ("card", "https://k.test/1", SHOWN, PICTURE),
        ("alone", None, None, PICTURE),
        ("alone", "https://k.test/1", None, None),
        ("always", "https://k.test/1", None, PICTURE),
    ],
)
def test_the_leads_picture_goes_along_where_a_network_shows_it(pictures, link, card, shown):
    (message,) = prepare("plak", build_of(link, card), [Recipient("plak", "")], pictures)
    assert message.payload.media == shown
    (without,) = prepare("plak", build_of(link, card, media=()), [Recipient("plak", "")], pictures)
    assert without.payload.media is None


@pytest.mark.parametrize(
    ("kind", "link", "shown"), [("mastodon", None, True), ("mastodon", "https://k.test/1", False)]
)
def test_an_outbox_shows_the_same_picture(context, kind, link, shown):
    channel = create_outbox("plak", Outbox(kind), context)
    assert (prepared(channel, build_of(link)).payload.media == PICTURE) is shown


def test_the_command_line_writes_what_was_built(call, newsroom):
    append(newsroom / "config.toml", '[channels.plak]\nkind = "clipboard"\nrule = "x"\nlimit = 200')
    built = json.loads(call("digest", "--json").out)
    assert built["posts"]["plak"]["limit"] == 200
    done = call("send", "--channel", "plak", "--yes", "--json")
    assert (done.code, json.loads(done.out)["channels"]["plak"]["sent"]) == (0, 1)
    (path,) = (newsroom / "clipboard/plak").glob("*.txt")
    assert path.read_text("utf-8").strip() == built["posts"]["plak"]["text"]
    assert path.with_suffix(".png").read_bytes() == PNG
