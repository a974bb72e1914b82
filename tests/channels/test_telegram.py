"""Telegram, to a bot and a chat that keep the Bot API's rules: what stands in the chat, and how often."""

import json
import logging
import random
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from lines import Line
from newsrooms import PNG, ROOT, append
from raw_vendor import CUT, RawVendor, answer

from publisher.channels.posting import PostChannel
from publisher.channels.telegram import LIMITS, Settings, create, writing
from publisher.errors import ChannelError, CredentialsError
from publisher.model import Article, Build, Card, Edition, Media, Teaser
from publisher.ports import Context, Key, Message, Post, Receipt, Recipient
from publisher.testing.lossy import Lossy
from publisher.testing.networks.serving import Reply
from publisher.testing.networks.telegram import TelegramNetwork

NOW = datetime(2026, 11, 24, 7, 0, 1, tzinfo=UTC)
TOKEN = TelegramNetwork.token
CARD = Card("https://kroniek.test/101?utm_source=telegram", "Zandkerke wint", "In de slotminuut.")
PICTURE = Media("ab" * 32, "image/png", PNG, "Een speler juicht.", "foto.png")
SEND = f"POST /bot{TOKEN}/sendMessage"
ODD = "Zand*kerke* _wint_ [2](1) <b>~`x`~ & @iemand #1"


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch):
    monkeypatch.setattr(PostChannel, "pause", 0.0)


@pytest.fixture
def network():
    with TelegramNetwork() as made:
        yield made


def channel_of(url, token=TOKEN, chat="@kroniek_nieuws"):
    context = Context(date(2026, 11, 24), ZoneInfo("Europe/Brussels"), ROOT, lambda: NOW)
    return create("telegram", Settings(chat, url, token), context)


def message(text="Zandkerke wint", part=0, **rest):
    return Message(Key("ochtend/2026-11-24", "telegram", "telegram", part), Post(text, language="nl", **rest))


def delivered(channel, told):
    line = Line([told])
    channel.deliver(line)
    (receipt,) = line.receipts
    return receipt


def prepared(text, card=None, media=(), **recipient):
    """Give what the channel makes of a build whose post is this text."""
    edition = Edition("ochtend/2026-11-24", "ochtend", date(2026, 11, 24), "nl", "", "", Article("1", "Dag"))
    teaser = Teaser(text, 1, 4_096, "UTF-16 units", link=card and card.url, card=card)
    build = Build("h", edition, (), None, "", "", None, {"telegram": teaser}, media, (), NOW)
    (made,) = channel_of("https://telegram.internal").prepare(build, [Recipient("telegram", "", **recipient)])
    return made


def test_the_headline_is_the_link_and_the_card_is_drawn_below(network):
    receipt = delivered(channel_of(network.url), message("👩‍👩‍👧 Café wint\n\nIn de slotminuut.", card=CARD))
    assert (receipt.outcome, receipt.remote_id) == ("sent", "-1001234/1")
    assert receipt.url == "https://t.me/kroniek_nieuws/1"
    (told,) = network.wall.values()
    assert told["text"] == "👩‍👩‍👧 Café wint\n\nIn de slotminuut."
    assert told["entities"] == [{"type": "text_link", "offset": 0, "length": 18, "url": CARD.url}]
    assert told["link_preview_options"] == {"url": CARD.url}
    assert network.seen == [SEND]


def test_every_character_comes_out_as_it_was_typed(network):
    receipt = delivered(channel_of(network.url), message(ODD, card=CARD))
    assert receipt.outcome == "sent"
    assert network.wall[1]["text"] == ODD
    assert writing.message(Post(ODD)) == {"text": ODD, "link_preview_options": {"is_disabled": True}}


@pytest.mark.parametrize(
    "text", ["🇧🇪" * 300, "\u202bשלום \u2066Zandkerke\u2069 3-1\n\nnog", "\n  Dag  \n\nallen \n"]
)
def test_flags_and_other_directions_and_loose_ends_keep_the_link_in_its_place(network, text):
    assert delivered(channel_of(network.url), message(text, card=CARD)).outcome == "sent"
    assert network.wall[1]["text"] == text.strip()


def test_a_private_chat_gives_a_message_without_an_address():
    with TelegramNetwork(username=None, kind="supergroup") as network:
        receipt = delivered(channel_of(network.url, chat=-1001234), message())
    assert (receipt.outcome, receipt.remote_id, receipt.url) == ("sent", "-1001234/1", None)


def test_a_picture_goes_as_a_photo_where_no_link_makes_a_card(network):
    told = prepared(ODD, media=(PICTURE,))
    receipt = delivered(channel_of(network.url), told)
    assert receipt.url == "https://t.me/kroniek_nieuws/1"
    assert (network.wall[1]["photo"], network.wall[1]["caption"]) == (PNG, ODD)
    delivered(channel_of(network.url), prepared("Dag", CARD, (PICTURE,)))
    assert "photo" not in network.wall[2]


def test_a_photo_answers_the_part_before_it(network):
    delivered(channel_of(network.url), message("Eerst"))
    told = message("Foto", 1, media=PICTURE, reply_to="-1001234/1")
    assert delivered(channel_of(network.url), told).outcome == "sent"
    assert network.wall[2]["reply_to_message"] == 1


@pytest.mark.parametrize(
    ("text", "rest", "reason"),
    [
        ("", {}, "there is no text"),
        (" \n ", {"card": CARD}, "there is no text"),
        ("a" * 4_097, {}, "too long: 4,097 of 4,096 UTF-16 units"),
        ("👍" * 2_049, {"card": CARD}, "too long: 4,098 of 4,096 UTF-16 units"),
        ("🇧🇪" * 300, {"media": (PICTURE,)}, "too long: 1,200 of 1,024 UTF-16 units"),
        ("Dag", {"card": Card("javascript:x", "t")}, "the link is no web address: javascript:x"),
        ("Dag", {"reply_to": "chat"}, "there is no message to answer: chat"),
        ("Dag", {"reply_to": "-1/²"}, "there is no message to answer: -1/²"),
        (
            "Dag",
            {"media": (Media("", "image/gif", b"GIF8", "a", "x"),)},
            "the picture is image/gif, and a photo is JPEG, PNG or WebP",
        ),
        (
            "Dag",
            {"media": (Media("", "image/png", PNG + bytes(10_000_000), "a", "x"),)},
            "the picture is too large: 10,000,069 of 10,000,000 bytes",
        ),
    ],
)
def test_what_telegram_would_not_take_is_rejected_before_anything_leaves(text, rest, reason):
    receipt = prepared(text, **rest)
    assert (receipt.outcome, receipt.code, receipt.reason) == ("rejected", "unfit", reason)


def test_a_text_at_its_limit_leaves_whole(network):
    assert delivered(channel_of(network.url), prepared("👍" * 2_048, CARD)).outcome == "sent"
    assert delivered(channel_of(network.url), prepared("a" * 1_024, media=(PICTURE,))).outcome == "sent"


def test_a_thread_answers_part_by_part(network):
    channel = channel_of(network.url)
    first = delivered(channel, message("Een"))
    second = delivered(channel, message("Twee", 1, reply_to=first.remote_id, root=first.remote_id))
    assert LIMITS.threads
    assert (network.wall[2]["reply_to_message"], second.remote_id) == (1, "-1001234/2")
    del network.wall[1]
    gone = delivered(channel, message("Drie", 2, reply_to=first.remote_id))
    assert (gone.outcome, gone.code) == ("rejected", "400")
    assert "message to be replied not found" in gone.reason


def test_a_message_is_changed_and_a_second_time_changes_nothing(network):
    channel = channel_of(network.url)
    posted = delivered(channel, message("Zandkerke wnit", card=CARD))
    for _ in range(2):
        done = channel.edit(message("Zandkerke wint\n\nNu goed.", card=CARD), posted)
        assert (done.outcome, done.remote_id, done.url) == ("sent", posted.remote_id, posted.url)
    assert network.wall[1]["text"] == "Zandkerke wint\n\nNu goed."
    assert network.wall[1]["entities"][0]["length"] == 14
    assert channel.edit(message("a" * 5_000), posted).code == "unfit"
    assert channel.edit(message("Dag"), Receipt(posted.key, "sent")).reason == "no message is known"
    del network.wall[1]
    assert channel.edit(message("Dag"), posted).outcome == "rejected"


def test_the_words_below_a_photo_are_changed(network):
    channel = channel_of(network.url)
    posted = delivered(channel, message("Foot", media=PICTURE))
    assert channel.edit(message("Foto", media=PICTURE), posted).outcome == "sent"
    assert (network.wall[1]["caption"], network.wall[1]["photo"]) == ("Foto", PNG)
    refused = channel.edit(message("Tekst"), posted)
    assert (refused.outcome, "no text in the message" in refused.reason) == ("rejected", True)


def test_a_message_is_taken_down_and_a_second_time_too(network):
    channel = channel_of(network.url)
    posted = delivered(channel, message())
    for _ in range(2):
        assert channel.delete(posted).outcome == "sent"
    assert network.wall == {}
    assert channel.delete(Receipt(posted.key, "sent", remote_id="7")).outcome == "rejected"


def test_after_48_hours_a_person_takes_it_down(network):
    channel = channel_of(network.url)
    posted = delivered(channel, message())
    network.now += timedelta(hours=48)
    refused = channel.delete(posted)
    assert (refused.outcome, refused.remote_id) == ("rejected", posted.remote_id)
    assert refused.reason.endswith("a bot may do so for 48 hours: take it down in Telegram")
    assert list(network.wall) == [1]


def test_a_lost_answer_to_a_change_or_a_deletion_is_asked_for_again(network):
    with Lossy(network.url) as proxy:
        channel = channel_of(proxy.url)
        posted = delivered(channel, message())
        proxy.lose("after", "before")
        assert channel.edit(message("Beter"), posted).outcome == "sent"
        proxy.lose("after", "before")
        assert channel.delete(posted).outcome == "sent"
    assert network.wall == {}


def test_two_hundred_lost_answers_make_no_second_message(network, record_property):
    seed, lost, outcomes = random.Random(5), 0, {"sent": 0, "unknown": 0}
    with Lossy(network.url) as proxy:
        channel, number = channel_of(proxy.url), 0
        while lost < 200:
            number += 1
            cut = seed.choice([None, "before", "after"])
            if cut:
                lost += 1
                proxy.lose(cut)
            told = message(f"Bericht {number}")
            receipt = delivered(channel, told)
            outcomes[receipt.outcome] += 1
            assert receipt.outcome == ("unknown" if cut else "sent")
            assert channel.find(told).outcome == "unknown"
        assert len(proxy.seen) == number
    texts = [told["text"] for told in network.wall.values()]
    double = len(texts) - len(set(texts))
    record_property("figure", f"Telegram: {number} posts, {lost} answers lost, {double} double, {outcomes}")
    assert double == 0
    assert outcomes == {"sent": number - lost, "unknown": lost}


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ({"retry_after": 35}, 35),
        ({"retry_after": 1.2}, 2),
        ({"retry_after": 0}, None),
        ({"retry_after": -3}, None),
        ({"retry_after": 10**30}, None),
        ({"retry_after": "35"}, None),
        ({"retry_after": 86_401}, None),
        ({}, None),
        (None, None),
    ],
)
def test_the_wait_in_the_body_is_kept_unless_it_is_absurd(network, told, seconds):
    body = {"ok": False, "error_code": 429, "description": "Too Many Requests", "parameters": told}
    network.tell(SEND, Reply(429, body))
    receipt = delivered(channel_of(network.url), message())
    assert (receipt.outcome, receipt.code) == ("unavailable", "429")
    assert receipt.retry_at == (NOW + timedelta(seconds=seconds) if seconds else None)


def test_a_wait_under_a_success_is_kept_too(network):
    body = {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests",
        "parameters": {"retry_after": 9},
    }
    network.tell(SEND, Reply(200, body))
    receipt = delivered(channel_of(network.url), message())
    assert (receipt.outcome, receipt.retry_at) == ("unavailable", NOW + timedelta(seconds=9))


@pytest.mark.parametrize(
    ("status", "body", "outcome", "code"),
    [
        (400, {"ok": False, "error_code": 400, "description": "Bad Request: odd"}, "rejected", "400"),
        (413, b"<html>too large", "rejected", "413"),
        (500, {"ok": False, "error_code": 500, "description": "Internal"}, "unknown", "lost"),
        (200, {"ok": False, "error_code": 500, "description": "Internal"}, "unknown", "lost"),
        (200, {"ok": False, "error_code": 400, "description": "Bad Request: odd"}, "rejected", "400"),
        (200, {"ok": False}, "unknown", "lost"),
        (200, {"ok": True}, "unknown", "lost"),
        (200, {"ok": True, "result": {"message_id": "7"}}, "unknown", "lost"),
        (200, [1], "unknown", "lost"),
        (200, b"<html>welcome", "unknown", "lost"),
        (200, b"", "unknown", "lost"),
        (200, b'{"ok": tr', "unknown", "lost"),
    ],
)
def test_whatever_telegram_answers_is_a_receipt(network, status, body, outcome, code):
    network.tell(SEND, Reply(status, body))
    receipt = delivered(channel_of(network.url), message())
    assert (receipt.outcome, receipt.code, bool(receipt.reason)) == (outcome, code, True)
    assert network.seen == [SEND]


def stopped(channel):
    line = Line([message("Een"), message("Twee", 1)])
    with pytest.raises(ChannelError) as caught:
        channel.deliver(line)
    assert [receipt.outcome for receipt in line.receipts] == ["untouched"]
    assert TOKEN not in str(caught.value)
    return caught.value


def test_a_wrong_token_stops_the_channel_and_is_not_shown(network):
    error = stopped(channel_of(network.url, "7700:fout_geheim"))
    assert isinstance(error, CredentialsError)
    assert str(error).startswith("[channels.telegram]: 401 Unauthorized (give the token that BotFather shows")
    assert "fout_geheim" not in str(error)


@pytest.mark.parametrize("status", ["kicked", "left"])
def test_a_bot_that_is_not_let_in_stops_the_channel(network, status):
    network.member = {"status": status}
    assert isinstance(stopped(channel_of(network.url)), CredentialsError)
    assert network.wall == {}


def test_a_chat_that_nobody_knows_or_that_the_bot_may_not_write_in_names_the_remedy(network):
    unknown = str(stopped(channel_of(network.url, chat="@elders")))
    assert "the chat can't be used: 400 Bad Request: chat not found (check chat" in unknown
    network.member = {"status": "administrator", "can_post_messages": False}
    assert "need administrator rights" in str(stopped(channel_of(network.url)))
    body = {
        "ok": False,
        "error_code": 400,
        "description": "Bad Request: group chat was upgraded to a supergroup",
    }
    network.tell(SEND, Reply(400, {**body, "parameters": {"migrate_to_chat_id": -100777}}))
    assert "it is now -100777" in str(stopped(channel_of(network.url)))


@pytest.mark.parametrize("status", [301, 302, 307, 404])
def test_an_address_where_no_bot_is_known_stops_the_channel(status):
    with RawVendor(answer(status, b"", "Location: https://elders.internal")) as vendor:
        assert "no bot is known there" in str(stopped(channel_of(vendor.url)))


@pytest.mark.parametrize(
    "said", [CUT, answer(500), b"HTTP/1.1 200 OK\r\nrommel\r\nContent-Length: 0\r\n\r\n"]
)
def test_no_address_with_the_token_reaches_a_receipt_or_a_log(said, caplog):
    caplog.set_level(logging.DEBUG)
    with RawVendor(said) as vendor:
        receipt = delivered(channel_of(vendor.url), message())
        assert len(vendor.requests) == 1
    assert receipt.outcome == "unknown"
    away = delivered(channel_of("http://127.0.0.1:9"), message())
    assert (away.outcome, away.code) == ("unavailable", "unreached")
    assert "7700" not in f"{receipt}{away}{caplog.text}"


def test_a_machine_in_between_that_names_the_address_gives_nothing_away(network):
    for status, body in ((400, {"message": f"no way to {SEND}"}), (200, {"ok": False, "error_code": 400})):
        network.tell(SEND, Reply(status, {**body, "description": f"no way to {SEND}"}))
        receipt = delivered(channel_of(network.url), message())
        assert receipt.reason == "400 no way to POST /bot…/sendMessage"


def test_a_bot_that_was_put_out_meanwhile_says_so_when_it_should_see_to_a_message(network):
    channel = channel_of(network.url)
    posted = delivered(channel, message())
    network.member = {"status": "kicked"}
    for act in (lambda: channel.delete(posted), lambda: channel.edit(message("Dag"), posted)):
        with pytest.raises(CredentialsError, match="403 Forbidden: bot was kicked"):
            act()
    network.tell(f"POST /bot{TOKEN}/getChat", Reply(403, {"ok": False, "description": "Forbidden"}))
    assert findings(channel) == [("blocking", "403 Forbidden")]


def findings(channel):
    return [(finding.severity, finding.message) for finding in channel.check()]


def test_check_names_bot_and_chat_and_says_what_would_keep_it_from_posting(network):
    known = ("info", "posts as @kroniekbot in De Kroniek: https://t.me/kroniek_nieuws")
    barred = ("blocking", "the bot may not post in this chat")
    assert findings(channel_of(network.url)) == [known]
    for member in ({"status": "left"}, {"status": "administrator"}, {"status": "member"}):
        network.member = member
        assert findings(channel_of(network.url)) == [known, barred]
    network.member = {"status": "creator"}
    assert findings(channel_of(network.url)) == [known]
    assert findings(channel_of(network.url, chat="@elders")) == [
        ("blocking", "400 Bad Request: chat not found")
    ]
    assert findings(channel_of(network.url, "7700:fout")) == [("blocking", "401 Unauthorized")]
    assert findings(channel_of("http://127.0.0.1:9"))[0][0] == "warning"
    assert network.wall == {}


@pytest.mark.parametrize(
    ("kind", "rights", "member", "barred"),
    [
        ("supergroup", {}, {"status": "member"}, False),
        ("supergroup", {"can_send_messages": False}, {"status": "member"}, True),
        ("supergroup", {}, {"status": "restricted", "can_send_messages": False}, True),
        ("supergroup", {}, {"status": "restricted", "can_send_messages": True}, False),
        ("supergroup", {"can_send_messages": False}, {"status": "administrator"}, False),
        ("private", {}, {"status": "left"}, False),
    ],
)
def test_in_a_group_members_post_too(kind, rights, member, barred):
    with TelegramNetwork(kind=kind) as network:
        network.chat["permissions"], network.member = rights, member
        assert (len(findings(channel_of(network.url))) == 2) == barred


def test_check_keeps_quiet_about_an_answer_that_says_nothing(network):
    network.tell(f"POST /bot{TOKEN}/getMe", Reply(200, {"ok": True}), Reply(500))
    assert [severity for severity, _ in findings(channel_of(network.url))] == ["warning"]
    assert [severity for severity, _ in findings(channel_of(network.url))] == ["warning"]


@pytest.mark.parametrize(
    ("values", "key"),
    [
        (("@kroniek", "https://telegram.internal", "geheim"), "token"),
        (("@kroniek", "https://telegram.internal", "7700:ge heim"), "token"),
        (("@kroniek", "https://telegram.internal", "7700:x/../y"), "token"),
        (("kroniek", "https://telegram.internal", TOKEN), "chat"),
        (("https://t.me/kroniek", "https://telegram.internal", TOKEN), "chat"),
        (("@kroniek", "http://telegram.internal", TOKEN), "service"),
    ],
)
def test_settings_that_can_not_work_are_refused_without_the_token(values, key):
    found, reason = Settings(*values).contradiction
    assert found == key
    assert values[2] not in reason


@pytest.mark.parametrize("chat", ["@kroniek", -1001234, "-1001234", 7])
def test_a_chat_is_a_name_or_a_number(chat):
    assert Settings(chat, token=TOKEN).contradiction is None


def test_the_command_line_posts_once_and_shows_no_token(call, newsroom, network):
    lines = ["[channels.telegram]", 'kind = "telegram"', "chat = -1001234", f'service = "{network.url}"']
    append(newsroom / "config.toml", "\n".join(lines))
    env = {"PUBLISH_CHANNELS__TELEGRAM__TOKEN": TOKEN, "PUBLISH_SITE__DEPLOYMENT": "proef"}
    built = json.loads(call("digest", "--json", env=env).out)
    for _ in range(2):
        done = call("send", "--channel", "telegram", "--yes", "--new-ledger", "--json", env=env)
        assert done.code == 0, done.err
    (told,) = network.wall.values()
    assert told["text"] == built["posts"]["telegram"]["text"]
    assert told["entities"][0]["url"].startswith("https://ochtendblad.internal/verslag/101?utm_source=")
    assert TOKEN not in done.out + done.err
