"""Discord, to a webhook that keeps the vendor's rules: what stands in the channel, and how often."""

import json
import logging
import random
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from lines import Line
from newsrooms import PNG, ROOT, append
from raw_vendor import CUT, RawVendor, answer

from publisher.channels.discord import Settings, create, writing
from publisher.channels.posting import PostChannel
from publisher.errors import ChannelError, CredentialsError
from publisher.model import Article, Build, Card, Edition, Media, Teaser
from publisher.ports import Context, Key, Message, Post, Receipt, Recipient
from publisher.testing.lossy import Lossy
from publisher.testing.networks.discord import DiscordNetwork, shown
from publisher.testing.networks.serving import Reply

NOW = datetime(2026, 11, 24, 7, 0, 1, tzinfo=UTC)
PATH = "/api/webhooks/223704706495545344/3d89bb-Verzonnen_Sleutel"
KEY = "3d89bb-Verzonnen_Sleutel"
CARD = Card("https://kroniek.test/101?utm_source=discord", "Zandkerke wint", "In de slotminuut.", "foto.png")
PICTURE = Media("ab" * 32, "image/png", PNG, "Een speler juicht.", "foto.png")
LARGE = Media("cd" * 32, "image/png", PNG + bytes(10 * 1_024 * 1_024), "a", "foto.png")
ODD = "*_[]()<>~`|\\ Zand*kerke* _wint_ [2](1) <b>~~`x`~~ <@1> @everyone #1 :lach: __x__ ||y||"


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch):
    monkeypatch.setattr(PostChannel, "pause", 0.0)


@pytest.fixture
def network():
    with DiscordNetwork() as made:
        yield made


def channel_of(origin, path=PATH):
    context = Context(date(2026, 11, 24), ZoneInfo("Europe/Brussels"), ROOT, lambda: NOW)
    return create("discord", Settings(f"{origin}{path}"), context)


def message(text="Zandkerke wint", **rest):
    return Message(Key("ochtend/2026-11-24", "discord", "discord"), Post(text, language="nl", **rest))


def delivered(channel, told):
    line = Line([told])
    channel.deliver(line)
    (receipt,) = line.receipts
    return receipt


def only(network):
    (told,) = network.wall.values()
    return told


def prepared(text, card=None, media=()):
    """Give what the channel makes of a build whose post is this text."""
    edition = Edition("ochtend/2026-11-24", "ochtend", date(2026, 11, 24), "nl", "", "", Article("1", "Dag"))
    teaser = Teaser(text, 1, 2_000, "characters", link=card and card.url, card=card, language="nl")
    build = Build("h", edition, (), None, "", "", None, {"discord": teaser}, media, (), NOW)
    (made,) = channel_of("https://discord.internal").prepare(build, [Recipient("discord", "")])
    return made


def test_a_post_stands_there_with_its_card_and_picture(network):
    receipt = delivered(channel_of(network.url), prepared("Zandkerke wint\n\nNu.", CARD, (PICTURE,)))
    told = only(network)
    assert (receipt.outcome, receipt.remote_id, receipt.reason) == ("sent", told["id"], "")
    address = f"https://discord.com/channels/{network.guild}/{network.channel}/{told['id']}"
    assert receipt.url == address
    assert told["content"] == "Zandkerke wint\n\nNu."
    image = {"url": "attachment://abababababab.png"}
    assert told["embeds"] == [
        {"title": CARD.title, "url": CARD.url, "description": CARD.description, "image": image}
    ]
    described = {"id": 0, "filename": "abababababab.png", "description": PICTURE.alt}
    assert (told["attachments"], told["files"]) == ([described], {"abababababab.png": PNG})


def test_the_body_says_all_that_is_to_stand_there():
    body, file = writing.message(Post("Dag"))
    assert file is None
    assert body == {"content": "Dag", "allowed_mentions": {"parse": []}, "embeds": [], "attachments": []}


def test_a_picture_goes_with_its_words_where_there_is_no_link(network):
    assert delivered(channel_of(network.url), prepared("Foto", media=(PICTURE,))).outcome == "sent"
    assert only(network)["attachments"][0]["description"] == PICTURE.alt
    assert only(network)["embeds"] == []


def test_every_character_comes_out_as_it_was_typed_and_wakes_nobody(network):
    card = Card(CARD.url, ODD, ODD)
    assert delivered(channel_of(network.url), message(ODD, card=card)).outcome == "sent"
    told = only(network)
    for written in (told["content"], told["embeds"][0]["title"], told["embeds"][0]["description"]):
        assert shown(written) == (ODD, False)
    assert told["mention_everyone"] is False


@pytest.mark.parametrize(
    "text",
    [
        "# kop\n## kop\n### kop\n-# klein\n> citaat\n>>> alles\n- een\n* twee\n+ drie\n1. vier\n  2026. vijf",
        "Zie https://kroniek.test/a_b_c*d en *dit*",
        "\u202bשלום \u2066Zandkerke\u2069 3-1",
        "🇧🇪" * 300,
        "a\\",
    ],
)
def test_lines_and_addresses_and_other_directions_come_out_as_they_were_typed(network, text):
    assert delivered(channel_of(network.url), message(text)).outcome == "sent"
    assert shown(only(network)["content"]) == (text, False)


def test_any_text_comes_out_as_it_was_typed():
    seed = random.Random(13)
    for _ in range(3_000):
        text = "".join(seed.choice("*_[]()<>~`|\\#-+>1. \nab@:") for _ in range(seed.randint(1, 25)))
        assert shown(writing.escaped(text)) == (text, False), text


@pytest.mark.parametrize(
    ("text", "rest", "reason"),
    [
        ("", {}, "there is no text"),
        (" \n", {"card": CARD}, "there is no text"),
        ("a" * 2_001, {}, "too long: 2,001 of 2,000 characters, with a backslash before each mark"),
        ("*" * 1_001, {}, "too long: 2,002 of 2,000 characters, with a backslash before each mark"),
        ("Dag", {"card": Card("ftp://x", "t")}, "the link is no web address: ftp://x"),
        ("Dag", {"media": (LARGE,)}, "the picture is too large: 10,485,829 of 10,485,760 bytes"),
        (
            "Dag",
            {"media": (Media("", "image/svg+xml", b"<svg/>", "a", "x"),)},
            "the picture is image/svg+xml, and Discord shows JPEG, PNG, WebP and GIF",
        ),
    ],
)
def test_what_discord_would_not_take_is_rejected_before_anything_leaves(text, rest, reason):
    receipt = prepared(text, **rest)
    assert (receipt.outcome, receipt.code, receipt.reason) == ("rejected", "unfit", reason)


def test_a_text_at_its_limit_leaves_whole(network):
    assert delivered(channel_of(network.url), prepared("*" * 1_000)).outcome == "sent"
    assert len(only(network)["content"]) == 2_000


def test_a_card_does_without_a_picture_that_is_not_taken_and_the_row_says_so(network):
    receipt = delivered(channel_of(network.url), prepared("Dag", CARD, (LARGE,)))
    assert (
        receipt.reason == "the card has no picture: the picture is too large: 10,485,829 of 10,485,760 bytes"
    )
    assert (only(network)["files"], "image" in only(network)["embeds"][0]) == ({}, False)


def test_the_words_of_a_card_and_a_picture_are_cut_at_a_word_and_the_text_never(network):
    long = "Zandkerke *wint* in de slotminuut van Polderdam. " * 200
    told = message("Dag", card=Card(CARD.url, long, long), media=Media("", "image/png", PNG, long, "x"))
    assert delivered(channel_of(network.url), told).outcome == "sent"
    embed = only(network)["embeds"][0]
    alt = only(network)["attachments"][0]["description"]
    for written, limit in ((embed["title"], 256), (embed["description"], 4_096), (alt, 1_024)):
        assert limit - 60 < len(written) <= limit
        assert written.endswith("…")
        assert not written[:-1].endswith(" ")


def test_a_message_is_changed_and_a_second_time_changes_nothing(network):
    channel = channel_of(network.url)
    posted = delivered(channel, message("Zandkerke wnit", card=CARD, media=PICTURE))
    for _ in range(2):
        done = channel.edit(message("Zandkerke wint", card=CARD, media=PICTURE), posted)
        assert (done.outcome, done.remote_id, done.url) == ("sent", posted.remote_id, posted.url)
    assert only(network)["content"] == "Zandkerke wint"
    assert list(only(network)["files"].values()) == [PNG]
    assert channel.edit(message("Alleen tekst"), posted).outcome == "sent"
    assert (only(network)["embeds"], only(network)["files"]) == ([], {})
    assert channel.edit(message("a" * 2_001), posted).code == "unfit"
    assert channel.edit(message("Dag"), Receipt(posted.key, "sent")).reason == "no message is known"
    network.wall.clear()
    assert channel.edit(message("Dag"), posted).reason == "404 Unknown Message"


def test_a_message_is_taken_down_and_a_second_time_too(network):
    channel = channel_of(network.url)
    posted = delivered(channel, message())
    for _ in range(2):
        assert channel.delete(posted).outcome == "sent"
    assert network.wall == {}
    assert channel.delete(Receipt(posted.key, "sent")).outcome == "rejected"


def test_a_lost_answer_to_a_change_or_a_deletion_is_asked_for_again(network):
    with Lossy(network.url) as proxy:
        channel = channel_of(proxy.url)
        posted = delivered(channel, message())
        proxy.lose("after", "before")
        assert channel.edit(message("Beter"), posted).outcome == "sent"
        proxy.lose("after", "before")
        assert channel.delete(posted).outcome == "sent"
    assert network.wall == {}


@pytest.mark.parametrize("status", [200, 202])
def test_a_deletion_or_a_change_that_is_not_confirmed_is_unknown(network, status):
    channel = channel_of(network.url)
    posted = delivered(channel, message())
    network.tell(f"DELETE {PATH}", *[Reply(status, b"<html>")] * 3)
    assert channel.delete(posted).outcome == "unknown"
    network.tell(f"PATCH {PATH}", *[Reply(status, {"id": "1"})] * 3)
    assert channel.edit(message("Dag"), posted).outcome == "unknown"


def test_two_hundred_lost_answers_make_no_second_message(network, record_property):
    seed, lost, number, outcomes = random.Random(17), 0, 0, {"sent": 0, "unknown": 0}
    with Lossy(network.url) as proxy:
        channel = channel_of(proxy.url)
        while lost < 200:
            number += 1
            if cut := seed.choice([None, "before", "after"]):
                lost += 1
                proxy.lose(cut)
            told = message(f"Bericht {number}")
            receipt = delivered(channel, told)
            outcomes[receipt.outcome] += 1
            assert receipt.outcome == ("unknown" if cut else "sent")
            assert channel.find(told).outcome == "unknown"
        assert len(proxy.seen) == number
    texts = [told["content"] for told in network.wall.values()]
    double = len(texts) - len(set(texts))
    record_property("figure", f"Discord: {number} posts, {lost} answers lost, {double} double, {outcomes}")
    assert double == 0
    assert outcomes == {"sent": number - lost, "unknown": lost}


@pytest.mark.parametrize(
    ("body", "header", "seconds"),
    [
        ({"retry_after": 64.57}, {}, 65),
        ({"retry_after": 64.57}, {"Retry-After": "65"}, 65),
        ({}, {"Retry-After": "65"}, 65),
        ({"retry_after": 0}, {}, None),
        ({"retry_after": -1.5}, {}, None),
        ({"retry_after": 1e300}, {}, None),
        ({"retry_after": "64"}, {}, None),
        ({"retry_after": 90_000.5}, {}, None),
        ({}, {}, None),
        (b"<html>error 1015", {"Retry-After": "120"}, 120),
    ],
)
def test_the_wait_is_kept_unless_it_is_absurd(network, body, header, seconds):
    said = body if isinstance(body, bytes) else {"message": "You are being rate limited.", **body}
    network.tell(f"POST {PATH}", Reply(429, said, header))
    receipt = delivered(channel_of(network.url), message())
    assert (receipt.outcome, receipt.code) == ("unavailable", "429")
    assert receipt.retry_at == (NOW + timedelta(seconds=seconds) if seconds else None)


@pytest.mark.parametrize(
    ("status", "body", "outcome", "code"),
    [
        (400, {"message": "Cannot send an empty message", "code": 50006}, "rejected", "400"),
        (413, {"message": "Request entity too large", "code": 40005}, "rejected", "413"),
        (500, {"message": "500: Internal Server Error", "code": 0}, "unknown", "lost"),
        (502, b"<html>bad gateway", "unknown", "lost"),
        (204, None, "unknown", "lost"),
        (200, {"message": "odd", "code": 0}, "unknown", "lost"),
        (200, {"id": 7}, "unknown", "lost"),
        (200, [1], "unknown", "lost"),
        (200, b"<html>welcome", "unknown", "lost"),
        (200, b"", "unknown", "lost"),
        (200, b'{"id": "7', "unknown", "lost"),
    ],
)
def test_whatever_discord_answers_is_a_receipt(network, status, body, outcome, code):
    network.tell(f"POST {PATH}", Reply(status, body))
    receipt = delivered(channel_of(network.url), message())
    assert (receipt.outcome, receipt.code, bool(receipt.reason)) == (outcome, code, True)
    assert network.seen == [f"POST {PATH}"]


def test_a_refusal_says_which_key_is_at_fault(network):
    errors = {"embeds": {"0": {"url": {"_errors": [{"code": "URL", "message": "Not a well formed URL."}]}}}}
    body = {"message": "Invalid Form Body", "code": 50035, "errors": {**errors, "odd": 1, "_errors": "odd"}}
    network.tell(f"POST {PATH}", Reply(400, body))
    receipt = delivered(channel_of(network.url), message())
    assert receipt.reason == "400 Invalid Form Body; embeds.0.url: Not a well formed URL."


def test_a_message_without_a_known_server_has_no_address(network):
    network.tell(f"GET {PATH}", Reply(500))
    receipt = delivered(channel_of(network.url), message())
    assert (receipt.outcome, receipt.url, bool(receipt.remote_id)) == ("sent", None, True)


def stopped(channel):
    line = Line([message("Een"), message("Twee")])
    with pytest.raises(ChannelError) as caught:
        channel.deliver(line)
    assert [receipt.outcome for receipt in line.receipts] == ["untouched"]
    assert KEY not in str(caught.value)
    return caught.value


def test_a_wrong_token_or_a_webhook_that_is_gone_stops_the_channel(network):
    wrong = stopped(channel_of(network.url, "/api/webhooks/223704706495545344/fout-geheim"))
    assert isinstance(wrong, CredentialsError)
    assert str(wrong).startswith("[channels.discord]: 401 Invalid Webhook Token (give the webhook's url anew")
    assert "fout-geheim" not in str(wrong)
    gone = stopped(channel_of(network.url, f"/api/webhooks/1/{KEY}"))
    assert "the webhook can't be used: 404 Unknown Webhook" in str(gone)
    network.tell(f"POST {PATH}", Reply(403, {"message": "Missing Access", "code": 50001}))
    assert isinstance(stopped(channel_of(network.url)), CredentialsError)


@pytest.mark.parametrize("status", [301, 302, 307, 405])
def test_an_address_that_is_elsewhere_stops_the_channel(status):
    with RawVendor(answer(status, b"", "Location: https://elders.internal")) as vendor:
        assert "the webhook can't be used" in str(stopped(channel_of(vendor.url)))


@pytest.mark.parametrize(
    "said", [CUT, answer(500), b"HTTP/1.1 200 OK\r\nrommel\r\nContent-Length: 0\r\n\r\n"]
)
def test_the_webhooks_address_reaches_no_receipt_and_no_log(said, caplog):
    caplog.set_level(logging.DEBUG)
    with RawVendor(said) as vendor:
        receipt = delivered(channel_of(vendor.url), message())
        assert len(vendor.requests) == 1
    assert receipt.outcome == "unknown"
    away = delivered(channel_of("http://127.0.0.1:9"), message())
    assert (away.outcome, away.code) == ("unavailable", "unreached")
    assert KEY not in f"{receipt}{away}{caplog.text}"


def test_a_machine_in_between_that_names_the_address_gives_nothing_away(network):
    network.tell(f"POST {PATH}", Reply(400, {"message": f"no way to {PATH}"}))
    receipt = delivered(channel_of(network.url), message())
    assert receipt.reason == "400 no way to /api/webhooks/223704706495545344/…"
    network.tell(f"GET {PATH}", Reply(400, {"message": f"no way to {PATH}"}))
    assert KEY not in str(list(channel_of(network.url).check()))


def test_a_webhook_that_was_shut_meanwhile_says_so_when_it_should_see_to_a_message(network):
    posted = delivered(channel_of(network.url), message())
    shut = channel_of(network.url, "/api/webhooks/223704706495545344/fout")
    for act in (lambda: shut.delete(posted), lambda: shut.edit(message("Dag"), posted)):
        with pytest.raises(CredentialsError, match="401 Invalid Webhook Token"):
            act()


def findings(channel):
    return [(finding.severity, finding.message) for finding in channel.check()]


def test_check_names_the_webhook_and_its_channel_and_posts_nothing(network):
    known = f"posts as De Kroniek in channel {network.channel} of server {network.guild}"
    assert findings(channel_of(network.url)) == [("info", known)]
    wrong = channel_of(network.url, "/api/webhooks/223704706495545344/fout")
    assert findings(wrong) == [("blocking", "401 Invalid Webhook Token")]
    assert findings(channel_of("http://127.0.0.1:9"))[0][0] == "warning"
    for reply in (Reply(200, b"<html>"), Reply(429, {"retry_after": 1.5}), Reply(500)):
        network.tell(f"GET {PATH}", reply)
        assert [severity for severity, _ in findings(channel_of(network.url))] == ["warning"]
    assert network.wall == {}


@pytest.mark.parametrize(
    "url",
    [
        "https://discord.com/channels/1/2",
        f"http://discord.com{PATH}",
        f"https://u:p@discord.com{PATH}",
        f"https://discord.com{PATH}/slack",
        f"https://discord.com{PATH}?wait=true",
        f"https://discord.com{PATH}#x",
        "https://[",
        KEY,
    ],
)
def test_an_address_that_is_no_webhook_is_refused_without_being_shown(url):
    key, reason = Settings(url).contradiction
    assert key == "url"
    assert KEY not in reason


@pytest.mark.parametrize("url", [f"https://discord.com{PATH}", f"https://discord.com/api/v10{PATH[4:]}/"])
def test_an_address_as_discord_shows_it_is_welcome(url):
    assert Settings(url).contradiction is None
    assert Settings().missing_secret == "url"


def test_the_command_line_posts_once_and_shows_no_address(call, newsroom, network):
    append(newsroom / "config.toml", '[channels.discord]\nkind = "discord"')
    env = {"PUBLISH_CHANNELS__DISCORD__URL": network.address, "PUBLISH_SITE__DEPLOYMENT": "proef"}
    built = json.loads(call("digest", "--json", env=env).out)
    for _ in range(2):
        done = call("send", "--channel", "discord", "--yes", "--new-ledger", "--json", env=env)
        assert done.code == 0, done.err
    told = only(network)
    assert shown(told["content"]) == (built["posts"]["discord"]["text"], False)
    assert told["embeds"][0]["url"].startswith("https://ochtendblad.internal/verslag/101?utm_source=")
    assert list(told["files"].values()) == [PNG]
    assert KEY not in done.out + done.err
