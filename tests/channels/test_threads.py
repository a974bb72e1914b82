"""Threads, to an account that keeps the API's rules: what stands on its wall, and how often."""

import json
import logging
import random
from datetime import UTC, date, datetime, timedelta
from urllib.parse import parse_qs
from zoneinfo import ZoneInfo

import pytest
from lines import Line
from newsrooms import PNG, ROOT, append
from raw_vendor import CUT, RawVendor, answer

from publisher.channels.posting import PostChannel
from publisher.channels.threads import SCOPES, Settings, create, writing
from publisher.errors import ChannelError, CredentialsError
from publisher.model import Article, Build, Card, Edition, Media, Teaser
from publisher.ports import Context, Key, Message, Post, Receipt, Recipient
from publisher.testing.lossy import Lossy
from publisher.testing.networks.serving import Reply
from publisher.testing.networks.threads import ThreadsNetwork

NOW = datetime(2026, 11, 24, 7, 0, 1, tzinfo=UTC)
TOKEN = ThreadsNetwork.token
LINK = "https://kroniek.test/101?utm_source=threads"
PICTURE = Media("ab" * 32, "image/png", PNG, "Een speler juicht.", "https://kroniek.test/beeld/foto.png")
MAKE, PUBLISH = "POST /v1.0/me/threads", "POST /v1.0/me/threads_publish"
ODD = "Zand*kerke* _wint_ [2](1) <b>~`x`~ & @iemand #1 | \\ {x} >"


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch):
    monkeypatch.setattr(PostChannel, "pause", 0.0)


@pytest.fixture
def network():
    with ThreadsNetwork(lambda: NOW) as made:
        yield made


def channel_of(url, token=TOKEN):
    context = Context(date(2026, 11, 24), ZoneInfo("Europe/Brussels"), ROOT, lambda: NOW)
    return create("threads", Settings(url, token), context)


def message(text="Zandkerke wint", part=0, **rest):
    key = Key("ochtend/2026-11-24", "threads", "threads", part)
    after = Key("ochtend/2026-11-24", "threads", "threads", part - 1) if part else None
    return Message(key, Post(text, language="nl", **rest), after)


def delivered(channel, told):
    line = Line([told])
    channel.deliver(line)
    (receipt,) = line.receipts
    return receipt


def prepared(text, link=None, media=(), tags=(), built_at=NOW, channel=None, **recipient):
    """Give what the channel makes of a build whose post is this text."""
    edition = Edition("ochtend/2026-11-24", "ochtend", date(2026, 11, 24), "nl", "", "", Article("1", "Dag"))
    card = Card(link, "Zandkerke wint", "In de slotminuut.") if link else None
    teaser = Teaser(text, 1, 500, "characters", link=link, card=card, tags=tags)
    build = Build("h", edition, (), None, "", "", None, {"threads": teaser}, media, (), built_at)
    channel = channel or channel_of("https://threads.internal")
    (made,) = channel.prepare(build, [Recipient("threads", "", **recipient)])
    return made


def refusal(code, message="Nee.", **more):
    return {"error": {"message": message, "type": "OAuthException", "code": code, **more}}


def writes(network):
    return [asked for asked in network.seen if not asked.startswith("GET")]


def test_a_post_is_made_first_and_published_then(network):
    text = f"Zandkerke wint\n\n#derby {LINK}"
    receipt = delivered(channel_of(network.url), prepared(text, LINK, (PICTURE,), ("#derby",)))
    (standing,) = network.wall
    assert (receipt.outcome, receipt.remote_id, receipt.url) == ("sent", standing.id, standing.permalink)
    assert standing.told == {"media_type": "TEXT", "text": text, "link_attachment": LINK}
    assert receipt.reason == ""
    assert writes(network) == [MAKE, PUBLISH]


def test_the_token_is_in_the_form_and_in_no_address_of_a_write():
    made, published = answer(200, b'{"id": "7"}'), answer(200, b'{"id": "8"}')
    ready = answer(200, b'{"status": "FINISHED", "id": "7"}')
    with RawVendor(made, ready, published, answer(404)) as vendor:
        receipt = delivered(channel_of(vendor.url), message(ODD))
    assert (receipt.outcome, receipt.remote_id, receipt.url) == ("sent", "8", None)
    asked = [request.partition(b"\r\n\r\n") for request in vendor.requests]
    assert [head.split()[:2] for head, *_ in asked][:3] == [
        [b"POST", b"/v1.0/me/threads"],
        [b"GET", b"/v1.0/7?fields=status%2Cerror_message&access_token=THAA-verzonnen.Sleutel"],
        [b"POST", b"/v1.0/me/threads_publish"],
    ]
    assert parse_qs(asked[0][2].decode()) == {
        "media_type": ["TEXT"],
        "text": [ODD],
        "access_token": [TOKEN],
    }
    assert asked[2][2] == b"creation_id=7&access_token=THAA-verzonnen.Sleutel"


def test_a_picture_is_fetched_by_threads_where_no_link_makes_a_card(network):
    assert delivered(channel_of(network.url), prepared(ODD, media=(PICTURE,))).outcome == "sent"
    assert network.wall[0].told == {
        "media_type": "IMAGE",
        "text": ODD,
        "image_url": PICTURE.url,
        "alt_text": "Een speler juicht.",
    }


@pytest.mark.parametrize(
    "url", ["foto.png", "http://kroniek.test/foto.png", "https://beeld/foto.png", "https://10.0.0.7/foto.png"]
)
def test_a_picture_that_threads_could_not_fetch_stays_behind_and_the_row_says_so(network, url):
    told = prepared("Dag", media=(Media("", "image/png", PNG, "a", url),))
    receipt = delivered(channel_of(network.url), told)
    assert (receipt.outcome, "no public https address" in receipt.reason) == ("sent", True)
    assert network.wall[0].told == {"media_type": "TEXT", "text": "Dag"}
    assert not writing.left_out(Post("Dag", link=LINK, media=told.payload.media))


def test_a_picture_that_threads_can_not_fetch_after_all_gives_the_post_up(network):
    network.failing = "UNKNOWN"
    receipt = delivered(channel_of(network.url), prepared("Dag", media=(PICTURE,)))
    assert (receipt.outcome, receipt.code) == ("rejected", "ERROR")
    assert receipt.reason == "Threads could not make the post: UNKNOWN"
    assert (network.wall, writes(network)) == ([], [MAKE])


@pytest.mark.parametrize(
    ("text", "rest", "reason"),
    [
        ("", {}, "there is no text"),
        (" \n ", {"link": LINK}, "there is no text"),
        ("a" * 501, {}, "too long: 501 of 500 characters, an emoji counted as its UTF-8 bytes"),
        ("🇧🇪" * 300, {}, "too long: 2,400 of 500 characters, an emoji counted as its UTF-8 bytes"),
        (" ".join(f"https://a.test/{n}" for n in range(5)), {"link": LINK}, "too many links: 6 of 5"),
        (" ".join(f"{name}.com" for name in "abcdef"), {}, "too many links: 6 of 5"),
        ("Dag #a #b", {"tags": ("#a", "#b")}, "too many tags: 2 of 1"),
        ("Dag", {"reply_to": "post"}, "there is no post to answer: post"),
        ("Dag", {"reply_to": "²"}, "there is no post to answer: ²"),
        (
            "Dag",
            {"media": (Media("", "image/gif", b"GIF8", "a", PICTURE.url),)},
            "the picture is image/gif, and Threads takes JPEG and PNG",
        ),
        (
            "Dag",
            {"media": (Media("", "image/png", PNG + bytes(8_000_000), "a", PICTURE.url),)},
            "the picture is too large: 8,000,069 of 8,000,000 bytes",
        ),
        (
            "Dag",
            {"media": (Media("", "image/png", PNG, "a" * 1_001, PICTURE.url),)},
            "the picture's alt text is too long: 1,001 of 1,000 characters",
        ),
    ],
)
def test_what_threads_would_not_take_is_rejected_before_anything_leaves(text, rest, reason):
    receipt = prepared(text, **rest)
    assert (receipt.outcome, receipt.code, receipt.reason) == ("rejected", "unfit", reason)


@pytest.mark.parametrize(
    "text",
    [
        "a" * 500,
        "👍" * 125,
        "\u202bשלום \u2066Zandkerke\u2069 3-1\n\nnog",
        f"{LINK} {LINK} a.com b.com c.com d.com",
        "Dag 100% + 1 & meer; ja=nee",
    ],
)
def test_a_text_within_its_limits_leaves_whole(network, text):
    assert delivered(channel_of(network.url), prepared(text)).outcome == "sent"
    assert network.wall[0].text == text


def test_a_thread_answers_part_by_part(network):
    channel = channel_of(network.url)
    first = delivered(channel, message("Een"))
    second = delivered(channel, message("Twee", 1, reply_to=first.remote_id, root=first.remote_id))
    assert (second.outcome, network.wall[0].told["reply_to_id"]) == ("sent", first.remote_id)
    alone = delivered(channel, message("Drie", 2))
    assert (alone.outcome, alone.reason) == ("rejected", "the part before it has no id to answer")
    gone = delivered(channel, message("Drie", 2, reply_to="7"))
    assert (gone.outcome, gone.code) == ("rejected", "400")
    assert len(network.wall) == 2


def test_a_container_is_waited_for_and_not_for_ever(network):
    network.settling = 29
    assert delivered(channel_of(network.url), message()).outcome == "sent"
    network.settling = 30
    channel = channel_of(network.url)
    late = delivered(channel, message("Later"))
    assert (late.outcome, late.reason) == ("unavailable", "Threads is still working on the post")
    assert delivered(channel, message("Later")).outcome == "sent"
    assert writes(network) == [MAKE, PUBLISH, MAKE, PUBLISH]


def test_a_container_that_threads_lost_sight_of_is_made_anew_next_time(network):
    network.tell(PUBLISH, Reply(400, refusal(24, "The requested resource does not exist")))
    channel = channel_of(network.url)
    assert delivered(channel, message()).outcome == "unavailable"
    assert delivered(channel, message()).outcome == "sent"
    assert writes(network) == [MAKE, PUBLISH, MAKE, PUBLISH]
    assert len(network.wall) == 1


@pytest.mark.parametrize("status", ["EXPIRED", "MISSING"])
def test_a_container_that_is_over_is_made_anew(network, status):
    channel = channel_of(network.url)
    network.settling = 30
    delivered(channel, message())
    network.settling = 0
    (kept,) = network.containers.values()
    if status == "MISSING":
        del network.containers[kept.id]
    kept.status = status
    assert delivered(channel, message()).outcome == "unavailable"
    assert delivered(channel, message()).outcome == "sent"
    assert len(network.wall) == 1


class Grudging(ThreadsNetwork):
    """Publishes, and says that it may not be done."""

    def answer(self, request):
        reply = super().answer(request)
        return Reply(403, refusal(10, "No permission")) if "publish" in request.path else reply


def test_a_refusal_of_a_post_that_stands_is_not_believed():
    with Grudging(lambda: NOW) as network:
        receipt = delivered(channel_of(network.url), message())
    (standing,) = network.wall
    assert (receipt.outcome, receipt.remote_id, receipt.url) == ("sent", standing.id, standing.permalink)
    assert writes(network) == [MAKE, PUBLISH]


def test_a_post_is_taken_down_and_a_second_time_too(network):
    channel = channel_of(network.url)
    posted = delivered(channel, message())
    assert [channel.delete(posted).code for _ in range(2)] == ["200", "404"]
    assert network.wall == []
    assert channel.delete(Receipt(posted.key, "sent")).outcome == "rejected"
    assert channel.edit(message("Dag"), posted).outcome == "rejected"


def test_the_hundred_and_first_deletion_of_a_day_waits(network):
    channel = channel_of(network.url)
    posted = delivered(channel, message())
    network.deletions = [NOW] * 100
    refused = channel.delete(posted)
    assert (refused.outcome, refused.code) == ("unavailable", "429")
    assert len(network.wall) == 1


def test_a_lost_answer_to_a_deletion_is_asked_for_again(network):
    with Lossy(network.url) as proxy:
        channel = channel_of(proxy.url)
        posted = delivered(channel, message())
        proxy.lose("after", "before")
        assert channel.delete(posted).outcome == "sent"
    assert network.wall == []
    network.tell("DELETE", *[Reply(200, {"success": False})] * 3)
    assert channel_of(network.url).delete(posted).outcome == "unknown"


def test_two_hundred_lost_answers_make_no_second_post(network, record_property):
    seed, lost, outcomes = random.Random(7), 0, {"sent": 0, "unavailable": 0}
    with Lossy(network.url) as proxy:
        channel, number, published = channel_of(proxy.url), 0, 0
        while lost < 200:
            number += 1
            cuts = seed.choices(["before", "after"], k=seed.randrange(4))
            lost += len(cuts)
            told = message(f"Bericht {number}")
            if seed.random() < 0.7:  # the publishing is hit, not the making
                proxy._path = "threads_publish"
            proxy.lose(*cuts)
            for _ in range(6):
                receipt = delivered(channel, told)
                outcomes[receipt.outcome] += 1
                if receipt.outcome == "sent":
                    break
            published += receipt.outcome == "sent"
            proxy._path, proxy._cuts = "", []
    texts = [standing.text for standing in network.wall]
    double = len(texts) - len(set(texts))
    record_property("figure", f"Threads: {number} posts, {lost} answers lost, {double} double, {outcomes}")
    assert (double, len(texts), published) == (0, number, number)


@pytest.mark.parametrize("cut", ["before", "after"])
def test_after_a_restart_the_wall_says_what_became_of_a_post(network, cut):
    old = prepared("Dag", channel=channel_of(network.url))
    network.stand(NOW - timedelta(days=2), text="Dag")
    with Lossy(network.url, [cut], "threads_publish") as proxy:
        channel = channel_of(proxy.url)
        made = channel._containers.made(old, old.payload)
        with pytest.raises(Exception, match="lost"):
            channel._graph.write("/me/threads_publish", {"creation_id": made})
    fresh = channel_of(network.url)
    found = fresh.find(prepared("Dag", channel=fresh))
    assert found.outcome == ("sent" if cut == "after" else "unavailable")
    assert found.remote_id == (network.wall[0].id if cut == "after" else None)


def test_a_lost_reply_is_looked_for_among_the_replies(network):
    channel = channel_of(network.url)
    first = delivered(channel, message("Een"))
    told = message("Twee", 1, reply_to=first.remote_id)
    delivered(channel, told)
    fresh = channel_of(network.url)
    prepared("Een", channel=fresh)
    assert fresh.find(told).remote_id == network.wall[0].id
    network.scopes.remove("threads_read_replies")
    assert fresh.find(told).outcome == "unknown"


def test_a_published_container_is_sent_even_where_the_wall_is_late(network):
    network.late = 1
    with Lossy(network.url) as proxy:
        channel = channel_of(proxy.url)
        proxy._path = "threads_publish"
        proxy.lose("after")
        receipt = delivered(channel, message())
        assert (receipt.outcome, receipt.code, receipt.remote_id) == ("sent", "PUBLISHED", None)
        network.late = 0
        assert channel.find(message()).remote_id == network.wall[0].id
    assert len(network.wall) == 1


def test_a_published_part_is_sent_even_where_replies_may_not_be_read(network):
    network.scopes.remove("threads_read_replies")
    first = delivered(channel_of(network.url), message("Een"))
    with Lossy(network.url, ["after"], "threads_publish") as proxy:
        receipt = delivered(channel_of(proxy.url), message("Twee", 1, reply_to=first.remote_id))
    assert (receipt.outcome, receipt.code, len(network.wall)) == ("sent", "PUBLISHED", 2)


@pytest.mark.parametrize("reply", [Reply(500), Reply(429), Reply(400, refusal(100))])
def test_a_container_whose_status_is_not_told_is_asked_about_again(network, reply):
    channel = channel_of(network.url)
    network.tell("GET /v1.0/1", reply)
    receipt = delivered(channel, message())
    assert receipt.outcome == ("rejected" if reply.status == 400 else "unavailable")
    assert delivered(channel, message()).outcome == "sent"
    assert writes(network) == [MAKE, PUBLISH]


def test_a_refusal_is_believed_where_the_status_is_not_told(network):
    network.tell(PUBLISH, Reply(400, refusal(100, "Nee.")))
    network.tell("GET /v1.0/1", Reply(200, {"status": "FINISHED"}), Reply(500))
    receipt = delivered(channel_of(network.url), message())
    assert (receipt.outcome, receipt.reason) == ("rejected", "400 Nee.")


def test_a_post_without_a_moment_may_be_ours(network):
    told = {"data": [{"id": "7", "text": "Dag", "timestamp": "gisteren"}]}
    network.tell("GET /v1.0/me/threads", Reply(200, told))
    channel = channel_of(network.url)
    found = channel.find(prepared("Dag", channel=channel))
    assert (found.outcome, found.remote_id, found.url) == ("sent", "7", None)


def test_a_deletion_that_is_refused_says_why(network):
    channel = channel_of(network.url)
    posted = delivered(channel, message())
    network.scopes.remove("threads_delete")
    with pytest.raises(CredentialsError, match="Application does not have permission"):
        channel.delete(posted)


def test_a_text_that_an_editor_mended_in_the_app_is_not_called_absent(network):
    network.stand(text=f"Zandkerke wint!\n\n{LINK}")
    found = channel_of(network.url).find(message(f"Zandkerke wnit\n\n{LINK}", link=LINK))
    assert (found.outcome, found.code) == ("unknown", "edited")
    assert network.wall[0].permalink in found.reason


def test_the_wall_is_read_page_by_page_and_not_without_end(network):
    for number in range(450):
        network.stand(text=f"Bericht {number}")
    assert channel_of(network.url).find(message("Bericht 3")).outcome == "sent"
    assert channel_of(network.url).find(message("Bericht 450")).outcome == "unavailable"
    for number in range(60):
        network.stand(text=f"Nog {number}")
    assert channel_of(network.url).find(message("Bericht 3")).outcome == "unknown"


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"da', [], {"data": {}}, {"data": [{}]}, {"data": [1]}])
def test_a_wall_that_is_answered_with_something_else_proves_nothing(network, body):
    network.tell("GET /v1.0/me/threads", Reply(200, body))
    assert channel_of(network.url).find(message()).outcome == "unknown"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "35"}, 35),
        ({"Retry-After": "Tue, 24 Nov 2026 07:01:01 GMT"}, 60),
        ({"Retry-After": "-3"}, None),
        ({"Retry-After": "9" * 40}, None),
        ({"Retry-After": "morgen"}, None),
        ({}, None),
    ],
)
@pytest.mark.parametrize(
    "told", [Reply(429), Reply(403, refusal(4, is_transient=True)), Reply(400, refusal(32))]
)
@pytest.mark.parametrize("where", [MAKE, PUBLISH])
def test_a_limit_waits_as_long_as_threads_says_unless_that_is_absurd(network, where, told, headers, seconds):
    network.tell(where, Reply(told.status, told.body, headers))
    receipt = delivered(channel_of(network.url), message())
    assert (receipt.outcome, receipt.code) == ("unavailable", "429")
    assert receipt.retry_at == (NOW + timedelta(seconds=seconds) if seconds else None)
    assert network.wall == []


def test_the_post_after_the_last_of_a_day_waits(network):
    network.published = [(NOW, False)] * 250
    channel = channel_of(network.url)
    assert delivered(channel, message()).outcome == "unavailable"
    network.published = []
    assert delivered(channel, message()).outcome == "sent"
    assert writes(network) == [MAKE, PUBLISH, PUBLISH]


ANSWERS = [
    (400, refusal(100, "Invalid parameter"), "rejected", "400"),
    (400, refusal(506, "Duplicate Post"), "rejected", "400"),
    (413, b"<html>too large", "rejected", "413"),
    (400, b"", "rejected", "400"),
]
LOST = [
    (400, refusal(2, "An unexpected error has occurred.")),
    (400, refusal(100, "Probeer later", is_transient=True)),
    (500, refusal(10, "Application does not have permission for this action")),
    (503, b"<html>"),
    (200, refusal(190)),
    (200, {"id": 7.5}),
    (200, {"id": None}),
    (200, [1]),
    (200, b"<html>welcome"),
    (200, b""),
    (200, b'{"id": 1'),
]


@pytest.mark.parametrize(("status", "body", "outcome", "code"), ANSWERS)
@pytest.mark.parametrize("where", [MAKE, PUBLISH])
def test_a_refusal_gives_the_post_up_in_threads_own_words(network, where, status, body, outcome, code):
    network.tell(f"{where}", Reply(status, body))
    receipt = delivered(channel_of(network.url), message())
    assert (receipt.outcome, receipt.code, receipt.reason[:3]) == (outcome, code, str(status))
    assert network.wall == []


@pytest.mark.parametrize(("status", "body"), LOST)
def test_a_container_whose_answer_was_lost_is_made_anew(network, status, body):
    network.tell(MAKE, Reply(status, body))
    channel = channel_of(network.url)
    receipt = delivered(channel, message())
    assert (receipt.outcome, receipt.code, bool(receipt.reason)) == ("unavailable", "unreached", True)
    assert delivered(channel, message()).outcome == "sent"
    assert len(network.wall) == 1


@pytest.mark.parametrize(("status", "body"), LOST)
def test_a_publishing_whose_answer_was_lost_is_asked_for_again(network, status, body):
    network.tell(PUBLISH, Reply(status, body))
    assert delivered(channel_of(network.url), message()).outcome == "sent"
    assert writes(network) == [MAKE, PUBLISH, PUBLISH]
    network.tell(PUBLISH, *[Reply(status, body)] * 3)
    assert delivered(channel_of(network.url), message("Nog")).outcome == "unavailable"
    assert len(network.wall) == 1


def stopped(channel):
    line = Line([message("Een"), message("Twee", 1)])
    with pytest.raises(ChannelError) as caught:
        channel.deliver(line)
    assert [receipt.outcome for receipt in line.receipts] == ["untouched"]
    assert TOKEN not in str(caught.value)
    return caught.value


def test_a_wrong_token_stops_the_channel_and_is_not_shown(network):
    error = stopped(channel_of(network.url, "fout_geheim"))
    assert isinstance(error, CredentialsError)
    assert str(error).startswith("[channels.threads]: 400 Error validating access token: Session has expired")
    assert f"make a long-lived token with {SCOPES}" in error.remedy
    assert "fout_geheim" not in str(error)


@pytest.mark.parametrize(
    ("status", "body"),
    [(401, b""), (403, b"<html>"), (400, refusal(190)), (401, refusal(190)), (400, refusal(10)), (500, b"")],
)
def test_a_token_that_may_not_post_stops_the_channel(network, status, body):
    if status == 500:
        network.scopes.remove("threads_content_publish")
    else:
        network.tell(MAKE, Reply(status, body))
    assert isinstance(stopped(channel_of(network.url)), CredentialsError)


def test_an_account_that_is_blocked_and_an_address_that_is_none_stop_the_channel(network):
    network.tell(MAKE, Reply(400, refusal(368, "Temporarily blocked")))
    assert "see to the account in the Threads app" in str(stopped(channel_of(network.url)))
    for status in (301, 302, 307, 404):
        with RawVendor(answer(status, b"", "Location: https://elders.internal")) as vendor:
            assert "the Threads API is not there" in str(stopped(channel_of(vendor.url)))


@pytest.mark.parametrize(
    "said", [CUT, answer(500), b"HTTP/1.1 200 OK\r\nrommel\r\nContent-Length: 0\r\n\r\n"]
)
def test_no_address_with_the_token_reaches_a_receipt_or_a_log(said, caplog):
    caplog.set_level(logging.DEBUG)
    with RawVendor(said) as vendor:
        channel = channel_of(vendor.url)
        receipt, found = delivered(channel, message()), channel.find(message())
        told = [f"{finding}" for finding in channel.check()]
    assert (receipt.outcome, found.outcome) == ("unavailable", "unknown")
    away = delivered(channel_of("http://127.0.0.1:9"), message())
    assert (away.outcome, away.code) == ("unavailable", "unreached")
    assert "verzonnen" not in f"{receipt}{found}{told}{away}{caplog.text}"


def test_a_machine_in_between_that_names_the_address_gives_nothing_away(network):
    network.tell(MAKE, Reply(400, refusal(100, f"no way to ?access_token={TOKEN}", error_user_msg="Nee.")))
    assert delivered(channel_of(network.url), message()).reason == "400 no way to ?access_token=…: Nee."


def findings(channel):
    return [(finding.severity, finding.message) for finding in channel.check()]


def skewless(found):
    return [told for told in found if "clock" not in told[1]]


def test_check_names_the_account_the_tokens_end_and_the_days_posts(network):
    network.published = [(NOW, False)] * 4
    assert skewless(findings(channel_of(network.url))) == [
        ("info", "posts as @de_kroniek: https://www.threads.com/@de_kroniek"),
        ("info", "the token is 13 days old and ends in 47 days, on 2027-01-10"),
        ("info", "4 of 250 posts of 24 hours are used"),
    ]
    assert network.wall == []


@pytest.mark.parametrize(("days", "severity"), [(15, "info"), (13, "warning"), (1, "warning")])
def test_a_token_that_ends_within_two_weeks_is_a_warning(network, days, severity):
    network.expires = NOW + timedelta(days=days)
    told = next(one for one in channel_of(network.url).check() if "the token" in one.message)
    assert (told.severity, f"ends in {days} day" in told.message) == (severity, True)
    assert bool(told.remedy) == (severity == "warning")


def test_a_token_that_is_over_is_blocking(network):
    network.expires = NOW
    (told,) = [one for one in channel_of(network.url).check() if "clock" not in one.message]
    assert (told.severity, "Session has expired" in told.message) == ("blocking", True)
    assert "make a long-lived token" in told.remedy
    network.expires = NOW + timedelta(days=1)
    network.tell("GET /v1.0/debug_token", Reply(200, {"data": {"is_valid": False}}))
    assert ("blocking", "the token holds no longer") in findings(channel_of(network.url))


def test_a_token_that_may_not_post_is_blocking_and_one_that_may_less_is_a_warning(network):
    network.scopes = {"threads_basic", "threads_content_publish"}
    assert [told for told in findings(channel_of(network.url)) if "with this token" in told[1]] == [
        ("warning", "posts can't be taken down with this token"),
        ("warning", "a thread can't be continued with this token"),
        ("warning", "a lost part of a thread can't be looked for with this token"),
    ]
    network.scopes = {"threads_basic"}
    assert ("blocking", "the token may not post") in findings(channel_of(network.url))


def test_an_account_that_is_no_tester_can_not_ask_when_its_token_ends(network):
    network.is_tester = False
    told = next(one for one in channel_of(network.url).check() if "when the token ends" in one.message)
    assert (told.severity, "Threads tester" in told.remedy) == ("warning", True)


def test_a_day_that_is_full_is_a_warning(network):
    network.published = [(NOW, False)] * 250
    assert ("warning", "250 of 250 posts of 24 hours are used") in findings(channel_of(network.url))


@pytest.mark.parametrize(
    "body", [{}, {"data": 7}, {"data": {"expires_at": 0, "is_valid": True, "scopes": 1}}]
)
def test_check_keeps_its_head_over_an_answer_that_says_nothing(network, body):
    network.tell("GET /v1.0/debug_token", Reply(200, body))
    network.tell("GET /v1.0/me/threads_publishing_limit", Reply(200, body))
    assert findings(channel_of(network.url))[0][0] == "info"
    network.tell("GET /v1.0/me", Reply(200, body))
    assert findings(channel_of(network.url)) == [("warning", "Threads answered without an account")]
    network.tell("GET /v1.0/me", Reply(429))
    assert findings(channel_of(network.url))[0][0] == "warning"
    assert findings(channel_of("http://127.0.0.1:9"))[0][0] == "warning"


@pytest.mark.parametrize(
    ("values", "key"),
    [
        (("https://threads.internal", "ge heim"), "token"),
        (("https://threads.internal", "geheím"), "token"),
        (("http://threads.internal", TOKEN), "service"),
        (("https://threads.internal/v1.0", TOKEN), "service"),
    ],
)
def test_settings_that_can_not_work_are_refused_without_the_token(values, key):
    found, reason = Settings(*values).contradiction
    assert found == key
    assert values[1] not in reason


def test_the_command_line_posts_once_and_shows_no_token(call, newsroom):
    env = {"PUBLISH_CHANNELS__THREADS__TOKEN": TOKEN, "PUBLISH_SITE__DEPLOYMENT": "proef"}
    with ThreadsNetwork() as network:
        lines = ["[channels.threads]", 'kind = "threads"', f'service = "{network.url}"']
        append(newsroom / "config.toml", "\n".join(lines))
        built = json.loads(call("digest", "--json", env=env).out)
        for _ in range(2):
            done = call("send", "--channel", "threads", "--yes", "--new-ledger", "--json", env=env)
            assert done.code == 0, done.err
        (standing,) = network.wall
    assert standing.text == built["posts"]["threads"]["text"]
    assert standing.told["link_attachment"].startswith("https://ochtendblad.internal/verslag/101?utm_source=")
    assert standing.told["link_attachment"] in standing.text
    assert TOKEN not in done.out + done.err
