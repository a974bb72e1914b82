"""A webhook, to a receiver that checks each signature and takes each key once."""

import json
import random
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from desks import SECRET, running  # noqa: F401  (fixtures)
from lines import Line
from newsrooms import ROOT, append
from raw_vendor import CUT, RawVendor, answer

from publisher.channels.posting import PostChannel
from publisher.channels.webhook import Settings, create
from publisher.errors import ChannelError, CredentialsError
from publisher.model import Card
from publisher.ports import Context, Key, Message, Post
from publisher.testing.lossy import Lossy

NOW = datetime(2026, 11, 24, 7, 0, 1, tzinfo=UTC)
CARD = Card("https://kroniek.test/101", "Zandkerke wint", "In de slotminuut.")


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch):
    monkeypatch.setattr(PostChannel, "pause", 0.0)


def channel_of(url, secret=SECRET):
    context = Context(date(2026, 11, 24), ZoneInfo("Europe/Brussels"), ROOT, lambda: NOW)
    return create("desk", Settings(url, secret), context)


def message(text="Dag", name="desk"):
    key = Key("ochtend/2026-11-24", "desk", name)
    return Message(key, Post(text, CARD, "nl", CARD.url, ("#Zandkerke",)))


def delivered(channel, told):
    line = Line([told])
    channel.deliver(line)
    (receipt,) = line.receipts
    return receipt


def test_a_post_arrives_signed_and_whole_at_the_very_address(desk):
    receipt = delivered(channel_of(f"{desk.url}/in/?bron=1&x=2"), message("Zandkerke wint & juicht"))
    assert (receipt.outcome, receipt.code) == ("sent", "201")
    assert (receipt.remote_id, receipt.url) == ("1", "https://desk.internal/1")
    assert desk.asked == ["/in/?bron=1&x=2"]
    ((key, (told,)),) = desk.taken.items()
    assert told == {
        "edition": "ochtend/2026-11-24",
        "hash": "",
        "channel": "desk",
        "key": key,
        "text": "Zandkerke wint & juicht",
        "link": CARD.url,
        "card": {"url": CARD.url, "title": CARD.title, "description": CARD.description},
        "language": "nl",
        "tags": ["#Zandkerke"],
    }


def test_lost_answers_are_asked_for_again_under_the_same_key(desk, record_property):
    seed, lost, count = random.Random(11), 0, 0
    with Lossy(desk.url) as proxy:
        while lost < 200:
            count += 1
            cuts = [seed.choice(["before", "after"]) for _ in range(seed.randint(1, 2))]
            lost += len(cuts)
            proxy.lose(*cuts)
            assert delivered(channel_of(proxy.url), message(f"Bericht {count}", str(count))).outcome == "sent"
    assert len(desk.taken) == count
    assert all(told == told[:1] * len(told) for told in desk.taken.values())
    again = sum(len(told) > 1 for told in desk.taken.values())
    record_property(
        "figure", f"Webhook: {count} posts, {lost} answers lost, {len(desk.taken)} keys, {again} seen again"
    )


@pytest.mark.parametrize("said", [CUT, answer(500), answer(503, b"<html>busy")])
def test_what_stays_lost_is_unknown(said):
    with RawVendor(said) as receiver:
        assert delivered(channel_of(receiver.url), message()).outcome == "unknown"
        assert len(receiver.requests) == 3


@pytest.mark.parametrize(
    "said",
    [
        answer(200),
        answer(204),
        answer(202, b"ok"),
        answer(200, b"<html>thanks"),
        answer(200, b'{"id": {"odd": 1}, "url": "javascript:x"}'),
        answer(200, b"[1]"),
    ],
)
def test_any_success_is_sent_also_one_that_says_nothing(said):
    with RawVendor(said) as receiver:
        receipt = delivered(channel_of(receiver.url), message())
    assert (receipt.outcome, receipt.remote_id, receipt.url) == ("sent", None, None)


@pytest.mark.parametrize(
    ("said", "outcome", "code"),
    [
        (answer(422, b'{"error": "Te lang"}'), "rejected", "422"),
        (answer(429, b"", "Retry-After: 60"), "unavailable", "429"),
    ],
)
def test_a_refusal_is_a_receipt(said, outcome, code):
    with RawVendor(said) as receiver:
        receipt = delivered(channel_of(receiver.url), message())
    assert (receipt.outcome, receipt.code) == (outcome, code)


@pytest.mark.parametrize("status", [301, 308, 404, 405, 410])
def test_an_address_where_nobody_takes_posts_stops_the_channel_and_the_row_stays(status):
    with RawVendor(answer(status)) as receiver:
        line = Line([message()])
        with pytest.raises(ChannelError, match="nobody takes posts there"):
            channel_of(receiver.url).deliver(line)
    assert [receipt.outcome for receipt in line.receipts] == ["untouched"]


def test_another_secret_is_refused_and_never_shown(desk):
    with pytest.raises(CredentialsError, match="wrong signature") as caught:
        delivered(channel_of(desk.url, "een-ander-geheim"), message())
    assert "een-ander-geheim" not in str(caught.value)
    assert desk.taken == {}


def test_check_posts_nothing_and_names_the_address_without_its_query(desk):
    (finding,) = channel_of(f"{desk.url}/in?key=geheim").check()
    assert (finding.severity, finding.message) == ("info", f"posts to {desk.url}/in?…")
    assert desk.asked == []


@pytest.mark.parametrize(
    "url", ["http://desk.internal/in", "desk.internal", "https://u:p@desk.internal", "https://["]
)
def test_an_address_that_would_give_the_post_away_is_refused(url):
    assert Settings(url, SECRET).contradiction[0] == "url"


@pytest.mark.parametrize("url", ["https://desk.internal/in?x=1", "http://127.0.0.1:8080/in"])
def test_a_path_and_a_query_are_welcome(url):
    assert Settings(url, SECRET).contradiction is None


def test_the_command_line_posts_the_build_once(call, newsroom, desk):
    append(newsroom / "config.toml", f'[channels.desk]\nkind = "webhook"\nurl = "{desk.url}/in"')
    env = {"PUBLISH_CHANNELS__DESK__SECRET": SECRET, "PUBLISH_SITE__DEPLOYMENT": "proef"}
    built = json.loads(call("digest", "--json", env=env).out)
    for _ in range(2):
        done = call("send", "--channel", "desk", "--yes", "--new-ledger", "--json", env=env)
        assert done.code == 0, done.err
    ((told,),) = desk.taken.values()
    assert told["hash"] == built["hash"]
    assert told["text"].startswith("Zandkerke wint in de slotminuut van Polderdam")
    assert told["card"]["title"] == "Zandkerke wint in de slotminuut van Polderdam"
    assert told["link"].startswith("https://ochtendblad.internal/verslag/101?utm_source=ochtendblad")
    assert SECRET not in done.out + done.err
