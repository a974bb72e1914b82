"""Slack, to a webhook that keeps the vendor's rules: what stands in the channel, and how often."""

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
from publisher.channels.slack import Settings, create, payload
from publisher.errors import ChannelError, CredentialsError
from publisher.model import Article, Build, Card, Edition, Media, Teaser
from publisher.ports import Context, Key, Message, Post, Recipient
from publisher.testing.lossy import Lossy
from publisher.testing.networks.serving import Reply
from publisher.testing.networks.slack import SlackNetwork

NOW = datetime(2026, 11, 24, 7, 0, 1, tzinfo=UTC)
PATH = "/services/T0VERZON/B0NNEN/SleutelVanDeWebhook"
KEY = "SleutelVanDeWebhook"
CARD = Card(
    "https://kroniek.test/101?a=1&utm_source=slack", "Zandkerke wint", "In de slotminuut.", "foto.png"
)
PICTURE = Media("ab" * 32, "image/png", PNG, "Een speler juicht.", "foto.png")
ODD = "*_[]()<>~`| *vet* _schuin_ ~door~ `code` <!here> <@U1> <https://x.test|y> :tada: &amp; & @channel"


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch):
    monkeypatch.setattr(PostChannel, "pause", 0.0)


@pytest.fixture
def network():
    with SlackNetwork() as made:
        yield made


def channel_of(origin, path=PATH):
    context = Context(date(2026, 11, 24), ZoneInfo("Europe/Brussels"), ROOT, lambda: NOW)
    return create("slack", Settings(f"{origin}{path}"), context)


def message(text="Zandkerke wint", **rest):
    return Message(Key("ochtend/2026-11-24", "slack", "slack"), Post(text, language="nl", **rest))


def delivered(channel, told):
    line = Line([told])
    channel.deliver(line)
    (receipt,) = line.receipts
    return receipt


def prepared(text, card=None, media=()):
    """Give what the channel makes of a build whose post is this text."""
    edition = Edition("ochtend/2026-11-24", "ochtend", date(2026, 11, 24), "nl", "", "", Article("1", "Dag"))
    teaser = Teaser(text, 1, 3_000, "characters", link=card and card.url, card=card, language="nl")
    build = Build("h", edition, (), None, "", "", None, {"slack": teaser}, media, (), NOW)
    (made,) = channel_of("https://slack.internal").prepare(build, [Recipient("slack", "")])
    return made


def test_the_headline_is_the_link_and_slack_is_asked_for_its_card(network):
    receipt = delivered(
        channel_of(network.url), prepared("Zandkerke wint\n\nIn de slotminuut.", CARD, (PICTURE,))
    )
    assert (receipt.outcome, receipt.code, receipt.remote_id, receipt.url) == ("sent", "200", None, None)
    assert network.wall == [
        {
            "notification": "Zandkerke wint\n\nIn de slotminuut.",
            "formatted": False,
            "text": "Zandkerke wint\n\nIn de slotminuut.",
            "links": {"Zandkerke wint": CARD.url},
            "unfurl": True,
        }
    ]


def test_a_post_is_written_as_one_block_that_reads_no_marks():
    assert payload(Post("*Kop* & <b>\n\nTekst", CARD)) == {
        "text": "*Kop* &amp; &lt;b&gt;\n\nTekst",
        "mrkdwn": False,
        "unfurl_links": True,
        "blocks": [
            {
                "type": "rich_text",
                "elements": [
                    {
                        "type": "rich_text_section",
                        "elements": [
                            {"type": "link", "url": CARD.url, "text": "*Kop* & <b>", "style": {"bold": True}},
                            {"type": "text", "text": "\n\nTekst"},
                        ],
                    }
                ],
            }
        ],
    }


@pytest.mark.parametrize("card", [None, CARD])
@pytest.mark.parametrize(
    "text",
    [ODD, f"Kop\n\n{ODD}", "🇧🇪" * 300, "\u202bשלום \u2066Zandkerke\u2069 3-1\n\nnog", "\n Dag \n\nallen\n"],
)
def test_every_character_comes_out_as_it_was_typed(network, text, card):
    assert delivered(channel_of(network.url), message(text, card=card)).outcome == "sent"
    (told,) = network.wall
    assert (told["text"], told["notification"]) == (text.strip(), text.strip())
    assert list(told["links"]) == ([text.strip().splitlines()[0].rstrip()] if card else [])
    assert (told["formatted"], told["unfurl"]) == (False, card is not None)


@pytest.mark.parametrize(
    ("text", "card", "reason"),
    [
        ("", None, "there is no text"),
        (" \n", CARD, "there is no text"),
        ("a" * 3_001, CARD, "too long: 3,001 of 3,000 characters, with & < > as entities"),
        ("&" * 601, None, "too long: 3,005 of 3,000 characters, with & < > as entities"),
        ("Dag", Card("mailto:x@kroniek.test", "t"), "the link is no web address: mailto:x@kroniek.test"),
    ],
)
def test_what_slack_would_not_take_is_rejected_before_anything_leaves(text, card, reason):
    receipt = prepared(text, card)
    assert (receipt.outcome, receipt.code, receipt.reason) == ("rejected", "unfit", reason)


def test_a_text_at_its_limit_leaves_whole(network):
    assert delivered(channel_of(network.url), prepared("&" * 600, CARD)).outcome == "sent"


def test_nothing_can_be_changed_or_taken_down(network):
    channel = channel_of(network.url)
    posted = delivered(channel, message())
    assert (channel.edits, channel.deletes) == (False, False)
    assert (channel.delete(posted).outcome, channel.delete(posted).code) == ("rejected", "unsupported")
    assert channel.edit(message("Beter"), posted).code == "unsupported"
    assert len(network.wall) == 1


def test_two_hundred_lost_answers_make_no_second_message(network, record_property):
    seed, lost, number, outcomes = random.Random(19), 0, 0, {"sent": 0, "unknown": 0}
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
    texts = [told["text"] for told in network.wall]
    double = len(texts) - len(set(texts))
    record_property("figure", f"Slack: {number} posts, {lost} answers lost, {double} double, {outcomes}")
    assert double == 0
    assert outcomes == {"sent": number - lost, "unknown": lost}


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ({"Retry-After": "30"}, 30),
        ({}, None),
        ({"Retry-After": "binnenkort"}, None),
        ({"Retry-After": "-1"}, None),
        ({"Retry-After": "999999"}, None),
    ],
)
def test_the_wait_is_kept_unless_it_is_absurd(network, header, seconds):
    network.tell(f"POST {PATH}", Reply(429, b"rate_limited", header))
    receipt = delivered(channel_of(network.url), message())
    assert (receipt.outcome, receipt.code, receipt.reason) == ("unavailable", "429", "429 rate_limited")
    assert receipt.retry_at == (NOW + timedelta(seconds=seconds) if seconds else None)


@pytest.mark.parametrize(
    ("status", "body", "outcome", "code"),
    [
        (200, b" ok\n", "sent", "200"),
        (400, b"invalid_payload", "rejected", "400"),
        (400, b"invalid_blocks", "rejected", "400"),
        (413, b"<html>too large", "rejected", "413"),
        (500, b"rollup_error", "unknown", "lost"),
        (503, b"<html>busy", "unknown", "lost"),
        (200, b"invalid_payload", "unknown", "lost"),
        (200, {"ok": True}, "unknown", "lost"),
        (200, {"ok": False, "error": "invalid_payload"}, "unknown", "lost"),
        (200, b"<html>welcome", "unknown", "lost"),
        (200, b"", "unknown", "lost"),
        (200, b'"ok"', "unknown", "lost"),
        (200, b'{"ok": tr', "unknown", "lost"),
        (204, None, "unknown", "lost"),
    ],
)
def test_whatever_slack_answers_is_a_receipt(network, status, body, outcome, code):
    network.tell(f"POST {PATH}", Reply(status, body))
    receipt = delivered(channel_of(network.url), message())
    assert (receipt.outcome, receipt.code) == (outcome, code)
    assert "<html>" not in receipt.reason
    assert network.seen == [f"POST {PATH}"]


def stopped(channel):
    line = Line([message("Een"), message("Twee")])
    with pytest.raises(ChannelError) as caught:
        channel.deliver(line)
    assert [receipt.outcome for receipt in line.receipts] == ["untouched"]
    assert KEY not in str(caught.value)
    return caught.value


def test_a_webhook_that_is_gone_or_shut_stops_the_channel_in_slacks_own_word(network):
    gone = str(stopped(channel_of(network.url, f"{PATH}x")))
    assert gone.startswith(
        "[channels.slack]: the webhook can't be used: 404 no_service (give the webhook's url"
    )
    network.archived = True
    assert "410 channel_is_archived" in str(stopped(channel_of(network.url)))
    for status, word in ((401, b"invalid_auth"), (403, b"action_prohibited")):
        network.tell(f"POST {PATH}", Reply(status, word))
        error = stopped(channel_of(network.url))
        assert isinstance(error, CredentialsError)
        assert f"{status} {word.decode()}" in str(error)


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


def test_check_says_that_a_webhook_can_not_be_asked_and_asks_nothing(network):
    (finding,) = channel_of(network.url).check()
    assert finding.severity == "info"
    assert (
        finding.message == f"posts through a webhook of {network.url}, which can't be asked without posting"
    )
    assert network.seen == []


@pytest.mark.parametrize(
    "url",
    [
        "https://app.slack.com/client/T1/C1",
        "https://hooks.slack.com/workflows/T1/A1/1/x",
        f"http://hooks.slack.com{PATH}",
        f"https://u:p@hooks.slack.com{PATH}",
        f"https://hooks.slack.com{PATH}?x=1",
        "https://[",
        KEY,
    ],
)
def test_an_address_that_is_no_webhook_is_refused_without_being_shown(url):
    key, reason = Settings(url).contradiction
    assert key == "url"
    assert KEY not in reason


def test_an_address_as_slack_shows_it_is_welcome():
    assert Settings(f"https://hooks.slack.com{PATH}").contradiction is None
    assert Settings().missing_secret == "url"


def test_the_command_line_posts_once_and_shows_no_address(call, newsroom, network):
    append(newsroom / "config.toml", '[channels.slack]\nkind = "slack"')
    env = {"PUBLISH_CHANNELS__SLACK__URL": network.address, "PUBLISH_SITE__DEPLOYMENT": "proef"}
    built = json.loads(call("digest", "--json", env=env).out)
    for _ in range(2):
        done = call("send", "--channel", "slack", "--yes", "--new-ledger", "--json", env=env)
        assert done.code == 0, done.err
    (told,) = network.wall
    assert told["text"] == built["posts"]["slack"]["text"]
    (link,) = told["links"].values()
    assert link.startswith("https://ochtendblad.internal/verslag/101?utm_source=")
    assert KEY not in done.out + done.err
