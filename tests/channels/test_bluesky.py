"""Bluesky, on a real server: what stands on the wall, and that it stands there once."""

import base64
import hashlib
import hmac
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from lines import Line
from msgspec.structs import replace
from newsrooms import PNG, ROOT, append
from pds import JWT_SECRET, fresh_account, served  # noqa: F401  (fixtures)
from test_shrinking import noise

from publisher.channels.bluesky import Settings, create
from publisher.channels.posting import PostChannel
from publisher.errors import CredentialsError
from publisher.model import Card, Media
from publisher.ports import Context, Key, Message, Post
from publisher.testing.lossy import Lossy

NOW = datetime(2026, 11, 24, 7, 0, 1, 250_000, tzinfo=UTC)
CARD = Card("https://kroniek.test/101?utm_source=x", "Zandkerke wint", "In de slotminuut.", "foto.png")
PICTURE = Media("", "image/png", PNG, "Een speler juicht.", "foto.png")


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch):
    monkeypatch.setattr(PostChannel, "pause", 0.0)


def channel_of(owner, service=None, password=None):
    settings = Settings(owner.handle, service or owner.server.url, password or owner.password)
    context = Context(date(2026, 11, 24), ZoneInfo("Europe/Brussels"), ROOT, lambda: NOW)
    return create("bluesky", settings, context)


def message(text="Zandkerke wint in de slotminuut", number=1, **parts):
    key = Key("ochtend/2026-11-24", "bluesky", f"account{number}")
    return Message(key, Post(text, language="nl", **parts))


def delivered(channel, *messages):
    line = Line(messages)
    channel.deliver(line)
    return line.receipts[0] if len(messages) == 1 else line.receipts


def test_a_post_stands_there_with_its_card_and_picture(account, pds, record_property):
    receipt = delivered(channel_of(account), message(card=CARD, media=PICTURE))
    (post,) = account.wall()
    name = post["uri"].rpartition("/")[2]
    assert (receipt.outcome, receipt.remote_id) == ("sent", post["uri"])
    assert receipt.url == f"https://bsky.app/profile/{account.handle}/post/{name}"
    external = post["value"]["embed"]["external"]
    assert account.blob(external.pop("thumb")) == PNG
    assert external == {"uri": CARD.url, "title": CARD.title, "description": CARD.description}
    assert post["value"]["createdAt"] == "2026-11-24T07:00:01.250Z"
    assert post["value"]["langs"] == ["nl"]
    record_property("figure", f"Bluesky server: ready after {pds.seconds:.1f} s")


def test_a_picture_that_is_too_large_is_drawn_smaller(account):
    receipt = delivered(channel_of(account), message(card=CARD, media=noise(1_200, 800)))
    thumb = account.wall()[0]["value"]["embed"]["external"]["thumb"]
    assert (receipt.outcome, receipt.reason, thumb["mimeType"]) == ("sent", "", "image/jpeg")
    assert account.blob(thumb).startswith(b"\xff\xd8")
    assert len(account.blob(thumb)) <= 1_000_000


def test_links_and_tags_work_behind_an_emoji(account):
    text = "Café 👩‍👩‍👧 wint https://kroniek.test/101#slot, ook op ga.Nu\n\n#Zandkerke #1 #WK2026!"
    delivered(channel_of(account), message(text))
    (post,) = account.wall()
    marked = [
        (
            post["value"]["text"].encode()[facet["index"]["byteStart"] : facet["index"]["byteEnd"]].decode(),
            {k: v for k, v in facet["features"][0].items() if k != "$type"},
        )
        for facet in post["value"]["facets"]
    ]
    assert marked == [
        ("https://kroniek.test/101#slot", {"uri": "https://kroniek.test/101#slot"}),
        ("#Zandkerke", {"tag": "Zandkerke"}),
        ("#WK2026", {"tag": "WK2026"}),
    ]


def test_a_picture_without_a_card_is_shown_with_its_words(account):
    delivered(channel_of(account), message(media=PICTURE))
    (image,) = account.wall()[0]["value"]["embed"]["images"]
    assert (image["alt"], account.blob(image["image"])) == (PICTURE.alt, PNG)


@pytest.mark.parametrize(("size", "has_thumb"), [(1_000_000, True), (1_000_001, False)])
def test_a_card_does_without_a_picture_that_is_too_large_and_broken(account, size, has_thumb):
    large = replace(PICTURE, bytes=(PNG if has_thumb else PNG[:20]).ljust(size, b"\0"))
    receipt = delivered(channel_of(account), message(card=CARD, media=large))
    assert receipt.outcome == "sent"
    assert ("thumb" in account.wall()[0]["value"]["embed"]["external"]) is has_thumb
    assert receipt.reason == (
        "" if has_thumb else "the card has no picture: the picture is too large: 1,000,001 of 1,000,000 bytes"
    )


LONG = "é" + "\u0301\u0302\u0303\u0304"  # one grapheme, ten bytes


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("🏴‍☠️" * 100 + "a" * 200, "sent"),
        ("a" * 300, "sent"),
        ("a" * 301, "rejected"),
        (LONG * 300, "sent"),
        (LONG * 299 + LONG + "\u0305", "rejected"),
    ],
)
def test_the_server_takes_300_graphemes_and_3000_bytes_and_no_more(account, text, outcome):
    receipt = delivered(channel_of(account), message(text))
    assert receipt.outcome == outcome
    assert len(account.wall()) == (outcome == "sent")
    assert outcome == "sent" or (receipt.code == "400" and "Invalid" in receipt.reason)


@pytest.mark.parametrize("first", ["before", "after"])
@pytest.mark.parametrize("second", ["before", "after"])
def test_of_three_tries_with_two_answers_lost_one_post_stands_there(account, first, second):
    with Lossy(account.server.url, [first, second], "putRecord") as proxy:
        receipt = delivered(channel_of(account, proxy.url), message(card=CARD, media=PICTURE))
    assert (receipt.outcome, receipt.remote_id) == ("sent", account.wall()[0]["uri"])
    assert len(account.wall()) == 1
    assert len(proxy.seen) == 3


@pytest.mark.parametrize(("cut", "outcome"), [("after", "sent"), ("before", "unavailable")])
def test_where_every_answer_is_lost_the_account_is_looked_through(account, cut, outcome):
    with Lossy(account.server.url, [cut] * 3, "putRecord") as proxy:
        channel = channel_of(account, proxy.url)
        receipt = delivered(channel, message())
        assert receipt.outcome == outcome
        assert channel.find(message()).outcome == outcome
        assert delivered(channel, message()).outcome == "sent"
    assert len(account.wall()) == 1


def test_the_same_message_from_another_machine_posts_nothing_new(account):
    first = delivered(channel_of(account), message(card=CARD))
    later = channel_of(account)
    later._clock = lambda: NOW.replace(hour=9)
    second = delivered(later, message(card=CARD))
    assert (second.outcome, second.remote_id, second.url) == ("sent", first.remote_id, first.url)
    assert len(account.wall()) == 1


def test_another_text_in_a_messages_place_is_left_alone_and_told(account):
    delivered(channel_of(account), message("Polderdam wint"))
    channel = channel_of(account)
    receipt = delivered(channel, message("Zandkerke wint"))
    assert (receipt.outcome, receipt.code) == ("rejected", "taken")
    assert receipt.url in receipt.reason
    assert channel.find(message("Zandkerke wint")).outcome == "unknown"
    assert account.texts() == ["Polderdam wint"]


class Counting(Lossy):
    """A proxy that counts what it lost."""

    def __init__(self, *words):
        super().__init__(*words)
        self.lost = Counter()

    def cut(self, method, path):
        kind = super().cut(method, path)
        self.lost += Counter([kind] if kind else [])
        return kind


def test_after_200_lost_answers_every_post_stands_there_once(account, record_property):
    dice, wanted = random.Random(2583), []
    with Counting(account.server.url, (), "putRecord") as proxy:
        while proxy.lost.total() < 200:
            if len(wanted) % 10 == 0:
                channel = channel_of(account, proxy.url)
            wanted.append(message(f"Bericht {len(wanted)}", len(wanted)))
            proxy.lose(*dice.choices(["before", "after"], k=dice.randint(1, 4)))
            told = [delivered(channel, wanted[-1]).outcome]
            while told[-1] == "unavailable" and len(told) < 5:
                told.append(delivered(channel, wanted[-1]).outcome)
            assert told[-1] == "sent", told
    assert Counter(account.texts()) == Counter(post.payload.text for post in wanted)
    record_property(
        "figure",
        f"Bluesky: {len(wanted)} posts, {proxy.lost['before']} requests and {proxy.lost['after']} answers "
        "lost, 0 double, 0 missing",
    )


def expired(token):
    """Give a token of the server's own that ran out a minute ago."""
    head, body, _ = token.split(".")
    claims = json.loads(base64.urlsafe_b64decode(body + "=="))
    claims |= {"exp": int(time.time()) - 60}
    signed = f"{head}.{_written(json.dumps(claims).encode())}"
    mac = hmac.new(JWT_SECRET.encode(), signed.encode(), hashlib.sha256).digest()
    return f"{signed}.{_written(mac)}"


def _written(content):
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def logins(proxy):
    return [path.rpartition(".")[2] for path in proxy.seen if "Session" in path]


def test_one_session_serves_every_post_and_the_check(account):
    with Lossy(account.server.url) as proxy:
        channel = channel_of(account, proxy.url)
        list(channel.check())
        delivered(channel, *(message(f"Bericht {number}", number) for number in range(5)))
        channel.find(message(number=1))
    assert logins(proxy) == ["createSession"]


def test_a_session_that_ran_out_is_refreshed(account):
    with Lossy(account.server.url) as proxy:
        channel = channel_of(account, proxy.url)
        known = channel._session.account()
        channel._session._account = replace(known, access_jwt=expired(known.access_jwt))
        assert delivered(channel, message(card=CARD, media=PICTURE)).outcome == "sent"
        assert delivered(channel, message(number=2)).outcome == "sent"
    assert logins(proxy) == ["createSession", "refreshSession"]
    assert len(account.wall()) == 2


def test_where_the_refresh_is_refused_one_new_login_is_made(account):
    with Lossy(account.server.url) as proxy:
        channel = channel_of(account, proxy.url)
        known = channel._session.account()
        account.server.ask("POST", "com.atproto.server.deleteSession", known.refresh_jwt)
        channel._session._account = replace(known, access_jwt=expired(known.access_jwt))
        assert delivered(channel, message()).outcome == "sent"
    assert logins(proxy) == ["createSession", "refreshSession", "createSession"]


def test_a_wrong_password_stops_the_channel_before_anything_left(account):
    channel = channel_of(account, password="fout-wachtwoord")
    line = Line([message(), message(number=2)])
    with pytest.raises(CredentialsError) as error:
        channel.deliver(line)
    assert [receipt.outcome for receipt in line.receipts] == ["untouched"]
    assert str(error.value).startswith("[channels.bluesky]: 401 Invalid identifier or password (")
    assert "fout-wachtwoord" not in str(error.value)
    assert account.wall() == []


def findings(channel):
    """Give what a check says, but of our clock, which stands still here."""
    found = [(finding.severity, finding.message) for finding in channel.check()]
    return [one for one in found if "clock" not in one[1]]


def test_a_check_says_who_posts_and_what_stands_in_the_way(account):
    known = ("info", f"posts as {account.handle}: https://bsky.app/profile/{account.handle}")
    assert findings(channel_of(account)) == [known]
    assert findings(channel_of(account, password="fout")) == [
        ("blocking", "401 Invalid identifier or password")
    ]
    ((severity, said),) = findings(channel_of(account, "http://127.0.0.1:9"))
    assert (severity, "can't be reached" in said) == ("warning", True)
    account.server.ask("POST", "com.atproto.server.deactivateAccount", account.token, {})
    assert findings(channel_of(account)) == [("blocking", "the account is deactivated"), known]
    with pytest.raises(CredentialsError):
        delivered(channel_of(account), message())


def configured(newsroom, owner, service=None):
    """Let the newsroom post on the account; give the environment that holds its password."""
    lines = ["[channels.bluesky]", 'kind = "bluesky"', f'handle = "{owner.handle}"']
    append(newsroom / "config.toml", "\n".join([*lines, f'service = "{service or owner.server.url}/"']))
    return {"PUBLISH_CHANNELS__BLUESKY__PASSWORD": owner.password}


SEND = ("send", "--channel", "bluesky", "--yes", "--new-ledger", "--json")


def test_an_edition_is_posted_by_the_command_line_and_posted_once(publish, newsroom, account):
    with Lossy(account.server.url, ["after", "before"], "putRecord") as proxy:
        env = configured(newsroom, account, proxy.url)
        built = json.loads(publish("digest", "--json", env=env).out)
        sent = publish(*SEND, env=env)
        again = publish(*SEND, env=env)
    assert (sent.code, json.loads(sent.out)["channels"]["bluesky"]["sent"]) == (0, 1), sent
    assert again.code == 0
    (post,) = account.wall()
    assert post["value"]["text"] == built["posts"]["bluesky"]["text"]
    assert account.blob(post["value"]["embed"]["external"]["thumb"]) == PNG
    assert account.password not in sent.out + sent.err


def test_a_wrong_password_on_the_command_line_ends_with_9_and_can_be_mended(publish, newsroom, account):
    env = configured(newsroom, account)
    wrong = {"PUBLISH_CHANNELS__BLUESKY__PASSWORD": "fout-wachtwoord"}
    assert publish("digest", env=wrong).code == 0
    refused = publish(*SEND, env=wrong)
    assert refused.code == 9
    assert "fout-wachtwoord" not in refused.out + refused.err
    assert publish("resume", "--yes", "--channel", "bluesky", env=env).code == 0
    assert len(account.wall()) == 1


class Killing(Lossy):
    """A proxy that lets the server post, then kills the sender, who never hears of it."""

    sender = None

    def cut(self, method, path):
        return "after" if super().cut(method, path) or (self.sender and "putRecord" in path) else None

    def ask(self, method, path, headers, body):
        answer = super().ask(method, path, headers, body)
        if self.sender and "putRecord" in path:
            self.sender.send_signal(signal.SIGKILL)
            self.sender.wait()
        return answer


def test_a_sender_killed_after_its_post_was_taken_finds_it_again(publish, newsroom, account):
    with Killing(account.server.url) as proxy:
        env = configured(newsroom, account, proxy.url)
        assert publish("digest", env=env).code == 0
        proxy.sender = subprocess.Popen(
            [sys.executable, "-m", "publisher", *SEND],
            env={**os.environ, "PYTHONPATH": str(ROOT), **env},
            cwd=newsroom,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        assert proxy.sender.wait(60) == -signal.SIGKILL
        proxy.sender = None
        assert len(account.wall()) == 1
        resumed = publish("resume", "--yes", "--channel", "bluesky", "--json", env=env)
    assert (resumed.code, json.loads(resumed.out)["channels"]["bluesky"]["sent"]) == (0, 1), resumed
    assert len(account.wall()) == 1


def thread(channel, *texts):
    """Post each text as an answer to the one before; give the receipts."""
    receipts = []
    for part, text in enumerate(texts):
        before, first = (receipts[at].remote_id if receipts else None for at in (-1, 0))
        told = message(text, reply_to=before, root=first)
        receipts.append(delivered(channel, replace(told, key=replace(told.key, part=part))))
    return receipts


def test_a_thread_answers_its_parts_from_the_first_on(account):
    thread(channel_of(account), "Het verslag", "Ook dit", "En dat")
    third, second, first = sorted(account.wall(), key=lambda post: len(post["value"]["text"]))
    assert "reply" not in first["value"]
    assert {name: ref["uri"] for name, ref in second["value"]["reply"].items()} == {
        "root": first["uri"],
        "parent": first["uri"],
    }
    assert third["value"]["reply"] == {
        "root": {"uri": first["uri"], "cid": first["cid"]},
        "parent": {"uri": second["uri"], "cid": second["cid"]},
    }


def test_of_a_thread_with_lost_answers_each_part_stands_once(account):
    with Lossy(account.server.url, ["before", "after", "after", "after"], "putRecord") as proxy:
        receipts = thread(channel_of(account, proxy.url), "Het verslag", "Ook dit")
    assert [receipt.outcome for receipt in receipts] == ["sent", "sent"]
    assert len(account.wall()) == 2


def test_what_answers_a_post_that_is_gone_is_rejected_in_words(account):
    channel = channel_of(account)
    (first,) = thread(channel, "Het verslag")
    assert channel.delete(first).outcome == "sent"
    answer = delivered(channel, message("Ook dit", 2, reply_to=first.remote_id, root=first.remote_id))
    assert (answer.outcome, answer.reason) == ("rejected", "the post that it answers is gone")


def test_a_post_is_taken_down_once_and_again_without_harm(account):
    channel = channel_of(account)
    posted = delivered(channel, message())
    assert [channel.delete(posted).outcome for _ in range(2)] == ["sent", "sent"]
    assert account.wall() == []


def test_bluesky_changes_no_post(account):
    channel = channel_of(account)
    posted = delivered(channel, message())
    assert (channel.edits, channel.edit(message("Anders"), posted).outcome) == (False, "rejected")
