"""Mastodon, on an instance of its own: what stands on the wall, and that it stands there once."""

import json
import random
from collections import Counter
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
import requests
from lines import Line
from mastodons import ACCOUNT, TOKEN, faked, served  # noqa: F401  (fixtures)
from newsrooms import PNG, ROOT, append

from publisher.channels.mastodon import Settings, create
from publisher.channels.mastodon.reading import words
from publisher.channels.posting import PostChannel, idempotency_key
from publisher.errors import ChannelError, CredentialsError
from publisher.model import Media
from publisher.ports import Context, Key, Message, Post
from publisher.testing.lossy import Lossy

NOW = datetime(2026, 11, 24, 7, 0, 1, tzinfo=UTC)
TODAY = datetime.now(UTC).date().isoformat()
PICTURE = Media("ab" * 32, "image/png", PNG, "Een speler juicht.", "foto.png")
STATUSES = "/api/v1/statuses"


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch):
    monkeypatch.setattr(PostChannel, "pause", 0.0)


def channel_of(url, token=TOKEN):
    context = Context(date(2026, 11, 24), ZoneInfo("Europe/Brussels"), ROOT, lambda: NOW)
    return create("mastodon", Settings(url, token), context)


def message(text, name=None, **parts):
    key = Key(f"ochtend/{TODAY}", "mastodon", name or text)
    return Message(key, Post(text, language="nl", **parts))


def delivered(channel, *messages):
    line = Line(messages)
    channel.deliver(line)
    return line.receipts[0] if len(messages) == 1 else line.receipts


def texts(instance):
    return Counter(words(status["content"]) for status in instance.wall())


def test_a_post_stands_there_in_its_language_with_its_link(mastodon):
    text = "Zandkerke wint\n\nIn de slotminuut & met <3.\n\nhttps://kroniek.test/101?a=1&b=2 #Zandkerke"
    receipt = delivered(channel_of(mastodon.url), message(text, link="https://kroniek.test/101?a=1&b=2"))
    (status,) = [one for one in mastodon.wall() if one["id"] == receipt.remote_id]
    assert receipt.outcome == "sent"
    assert (status["language"], status["visibility"], status["url"]) == ("nl", "public", receipt.url)
    assert words(status["content"]) == " ".join(text.split())


def test_a_picture_goes_with_its_words_where_no_link_makes_a_card(mastodon):
    receipt = delivered(channel_of(mastodon.url), message("Met foto", media=PICTURE))
    (status,) = [one for one in mastodon.wall() if one["id"] == receipt.remote_id]
    assert [picture["description"] for picture in status["media_attachments"]] == [PICTURE.alt]
    linked = delivered(channel_of(mastodon.url), message("Met link", media=PICTURE, link="https://k.test/1"))
    (status,) = [one for one in mastodon.wall() if one["id"] == linked.remote_id]
    assert status["media_attachments"] == []


@pytest.mark.parametrize("first", ["before", "after"])
@pytest.mark.parametrize("second", ["before", "after"])
def test_of_three_tries_with_two_answers_lost_one_post_stands_there(mastodon, first, second):
    text = f"Eerst {first}, dan {second}"
    with Lossy(mastodon.url, [first, second], STATUSES) as proxy:
        receipt = delivered(channel_of(proxy.url), message(text))
    assert (receipt.outcome, texts(mastodon)[text], len(proxy.seen)) == ("sent", 1, 3)


@pytest.mark.parametrize(("cut", "outcome", "count"), [("after", "sent", 1), ("before", "unavailable", 0)])
def test_when_every_try_is_lost_the_account_is_looked_through(mastodon, cut, outcome, count):
    text = f"Altijd {cut}"
    with Lossy(mastodon.url, [cut] * 3, STATUSES) as proxy:
        receipt = delivered(channel_of(proxy.url), message(text))
    assert (receipt.outcome, texts(mastodon)[text]) == (outcome, count)
    assert bool(receipt.remote_id) == (outcome == "sent")


def test_the_same_message_from_another_machine_is_the_same_post(mastodon):
    first, second = (delivered(channel_of(mastodon.url), message("Nog eens")) for _ in range(2))
    assert first == second
    assert texts(mastodon)["Nog eens"] == 1
    assert channel_of(mastodon.url).find(message("Nog eens")).remote_id == first.remote_id


def test_two_hundred_lost_answers_make_no_second_post(mastodon, record_property):
    seed, lost, count = random.Random(7), 0, 0
    with Lossy(mastodon.url, path=STATUSES) as proxy:
        while lost < 200:
            count += 1
            cuts = [seed.choice(["before", "after"]) for _ in range(seed.randint(1, 4))]
            lost += len(cuts)
            proxy.lose(*cuts)
            told = message(f"Verloren {count}")
            while delivered(channel_of(proxy.url), told).outcome != "sent":
                pass
    stands = texts(mastodon)
    double = sum(stands[f"Verloren {number}"] > 1 for number in range(1, count + 1))
    missing = sum(stands[f"Verloren {number}"] < 1 for number in range(1, count + 1))
    record_property(
        "figure", f"Mastodon: {count} posts, {lost} answers lost, {double} double, {missing} missing"
    )
    assert (double, missing) == (0, 0)


def test_a_post_that_the_instance_finds_too_long_is_rejected_in_its_own_words(mastodon):
    receipt = delivered(channel_of(mastodon.url), message("Zandkerke wint. " * 40))
    assert (receipt.outcome, receipt.code) == ("rejected", "422")
    assert "500" in receipt.reason


def test_a_token_that_was_revoked_posts_nothing_and_the_row_stays(mastodon):
    login = requests.post(f"{mastodon.url}/api/v1/_mock/login", json={"username": "testuser"}, timeout=20)
    token = login.json()["access_token"]
    channel = channel_of(mastodon.url, token)
    assert delivered(channel, message("Voor de intrekking")).outcome == "sent"
    requests.post(f"{mastodon.url}/oauth/revoke", data={"token": token}, timeout=20)
    line = Line([message("Na de intrekking")])
    with pytest.raises(CredentialsError, match="401") as caught:
        channel.deliver(line)
    assert [receipt.outcome for receipt in line.receipts] == ["untouched"]
    assert token not in str(caught.value)
    assert texts(mastodon)["Na de intrekking"] == 0
    assert [finding.severity for finding in channel.check()] == ["blocking"]


def test_a_post_that_is_not_there_is_proved_absent(mastodon):
    found = channel_of(mastodon.url).find(message("Nooit geplaatst"))
    assert (found.outcome, found.code) == ("unavailable", "absent")


def test_check_names_the_account(mastodon):
    account, *_ = channel_of(mastodon.url).check()
    assert account.severity == "info"
    assert "posts as testuser: http" in account.message


def test_the_command_line_posts_once_and_a_second_send_posts_nothing(call, newsroom, mastodon):
    append(newsroom / "config.toml", f'[channels.mastodon]\nkind = "mastodon"\ninstance = "{mastodon.url}"')
    env = {"PUBLISH_CHANNELS__MASTODON__TOKEN": TOKEN, "PUBLISH_SITE__DEPLOYMENT": "proef"}
    assert call("digest", env=env).code == 0
    for _ in range(2):
        done = call("send", "--yes", "--new-ledger", "--json", env=env)
        assert done.code == 0, done.err
    assert json.loads(done.out)["channels"]["mastodon"]["sent"] == 1
    told = [
        text for text in texts(mastodon) if text.startswith("Zandkerke wint in de slotminuut van Polderdam")
    ]
    assert len(told) == 1
    assert TOKEN not in done.out + done.err


@pytest.mark.parametrize(
    ("status", "body", "outcome", "code"),
    [
        (422, {"error": "Validation failed: Text character limit of 500 exceeded"}, "rejected", "422"),
        (429, {"error": "Too many requests"}, "unavailable", "429"),
        (500, b"<html>oops", "unknown", "lost"),
        (200, b"<html>welcome", "unknown", "lost"),
        (200, b"", "unknown", "lost"),
        (200, b'{"id": ', "unknown", "lost"),
        (200, {"error": "inside"}, "unknown", "lost"),
    ],
)
def test_whatever_an_instance_answers_is_a_receipt(fake, status, body, outcome, code):
    fake.says(STATUSES, status, body)
    receipt = delivered(channel_of(fake.url), message("Dag"))
    assert (receipt.outcome, receipt.code) == (outcome, code)
    assert receipt.reason


@pytest.mark.parametrize(
    ("reset", "wait"),
    [("2026-11-24T07:05:00.000Z", 299), ("2026-11-24T06:00:00.000Z", None), ("2031-01-01T00:00:00Z", None)],
)
def test_the_instances_own_wait_is_kept_unless_it_is_absurd(fake, reset, wait):
    fake.says(STATUSES, 429, {"error": "Too many requests"}, X_RateLimit_Reset=reset)
    receipt = delivered(channel_of(fake.url), message("Dag"))
    assert receipt.outcome == "unavailable"
    assert (receipt.retry_at and round((receipt.retry_at - NOW).total_seconds())) == wait


@pytest.mark.parametrize(
    ("status", "error"), [(401, CredentialsError), (403, CredentialsError), (302, ChannelError)]
)
def test_a_token_or_an_address_that_is_wrong_stops_the_channel_and_the_row_stays(fake, status, error):
    fake.says(STATUSES, status, {"error": "The access token is invalid"})
    line = Line([message("Dag"), message("Nog een")])
    with pytest.raises(error) as caught:
        channel_of(fake.url, "geheim-token").deliver(line)
    assert [receipt.outcome for receipt in line.receipts] == ["untouched"]
    assert "geheim-token" not in str(caught.value)


def test_check_says_what_would_keep_it_from_posting(fake):
    fake.says("/api/v1/accounts/verify_credentials", 200, ACCOUNT)
    fake.says("/api/v2/instance", 200, {"configuration": {"statuses": {"max_characters": 400}}})
    fake.says("/api/v1/apps/verify_credentials", 200, {"scopes": ["read"]})
    found = {finding.message: finding.severity for finding in channel_of(fake.url).check()}
    assert found == {
        "the instance takes 400 characters": "info",
        "the token may not post": "blocking",
        "posts as blad: https://sociaal.internal/@blad": "info",
    }
    fake.says("/api/v1/accounts/verify_credentials", 401, {"error": "The access token is invalid"})
    assert [finding.severity for finding in channel_of(fake.url).check()] == ["blocking"]
    fake.server.server_close()


def test_check_takes_a_token_that_can_post_and_not_read_and_says_what_it_lacks(fake):
    fake.says(
        "/api/v1/accounts/verify_credentials", 403, {"error": "This action is outside the authorized scopes"}
    )
    (finding,) = channel_of(fake.url).check()
    assert finding.severity == "warning"
    assert "can't be looked for" in finding.message
    assert "read:statuses" in finding.remedy
    fake.says("/api/v1/accounts/verify_credentials", 403, {"error": "Your login is currently disabled"})
    assert [finding.severity for finding in channel_of(fake.url).check()] == ["blocking"]
    fake.says("/api/v1/accounts/verify_credentials", 429, {"error": "Too many requests"})
    assert [finding.severity for finding in channel_of(fake.url).check()] == ["warning"]


@pytest.mark.parametrize("token", ["geheim\nX", "geh€im", "ge heim", "é"])
def test_a_token_that_no_header_can_carry_is_refused_without_being_shown(token):
    key, reason = Settings("https://sociaal.internal", token).contradiction
    assert key == "token"
    assert token not in reason


@pytest.mark.parametrize(
    "instance",
    [
        "http://sociaal.internal",
        "https://u:p@sociaal.internal",
        "https://sociaal.internal/pad",
        "sociaal",
        "ftp://x",
    ],
)
def test_an_address_that_is_none_of_an_instance_is_refused(instance):
    assert Settings(instance, "t").contradiction[0] == "instance"


def test_the_idempotency_key_of_a_message_never_changes():
    key = Key("ochtend/2026-11-24", "mastodon", "mastodon")
    assert idempotency_key(key) == "0ca7b5ddbbf02bf0242e0d4643851099"


def test_a_thread_answers_its_parts(mastodon):
    channel = channel_of(mastodon.url)
    first = delivered(channel, message("Het verslag van de draad"))
    second = delivered(channel, message("Ook dit nog", reply_to=first.remote_id, root=first.remote_id))
    (status,) = [one for one in mastodon.wall() if one["id"] == second.remote_id]
    assert status["in_reply_to_id"] == first.remote_id


def test_a_post_is_taken_down_once_and_again_without_harm(mastodon):
    channel = channel_of(mastodon.url)
    posted = delivered(channel, message("Straks weg"))
    assert [channel.delete(posted).outcome for _ in range(2)] == ["sent", "sent"]
    assert texts(mastodon)["Straks weg"] == 0


def test_a_post_is_changed_where_it_stands_and_keeps_its_picture(mastodon):
    channel = channel_of(mastodon.url)
    posted = delivered(channel, message("Met een tikfuot", media=PICTURE))
    with Lossy(mastodon.url, ["after", "before"], STATUSES) as proxy:
        changed = channel_of(proxy.url).edit(message("Met een tikfout", media=PICTURE), posted)
    assert (changed.outcome, changed.remote_id) == ("sent", posted.remote_id)
    (status,) = [one for one in mastodon.wall() if one["id"] == posted.remote_id]
    assert words(status["content"]) == "Met een tikfout"
    assert [picture["description"] for picture in status["media_attachments"]] == [PICTURE.alt]
