"""X: answers that no network gives on demand, what they say about a post, and what is refused beforehand."""

from datetime import UTC, datetime, timedelta

import pytest
from lines import Line
from newsrooms import PNG
from raw_vendor import CUT, SILENCE, RawVendor, answer
from xs import LINK, PICTURE, SECRETS, channel_of, delivered, message, network, prepared  # noqa: F401

from publisher.channels.posting import Answer, PostChannel
from publisher.channels.posting import web as web_module
from publisher.channels.x import Settings, reading
from publisher.channels.x.moving import is_moving
from publisher.channels.x.verdicts import verdict
from publisher.errors import ChannelError, CredentialsError
from publisher.model import Media
from publisher.ports import Message, Post
from publisher.testing.networks.serving import Reply
from publisher.testing.networks.x import problem

NOW = datetime(2026, 11, 24, 7, tzinfo=UTC)
PROBLEMS = "https://api.x.com/2/problems/"
ODD = {
    "HTML": Reply(200, b"<!doctype html><title>Onderhoud</title>"),
    "nothing": Reply(200),
    "broken JSON": Reply(201, b'{"data": {"id": "1'),
    "an error inside": Reply(200, {"errors": [{"title": "Not Found Error", "detail": "Could not find"}]}),
    "no id": Reply(201, {"data": {"text": "Dag"}}),
    "an odd id": Reply(201, {"data": {"id": {"id": 1}, "text": "Dag"}}),
    "a list": Reply(200, [1]),
    "text": Reply(201, "ok"),
    "an error": Reply(502, b"Bad Gateway"),
}


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch):
    monkeypatch.setattr(PostChannel, "pause", 0.0)


def stopped(channel, *messages):
    """Deliver to a channel that stops: give the receipts and what it says."""
    line = Line(messages or [message("Dag"), message("Nog een")])
    with pytest.raises(ChannelError) as caught:
        channel.deliver(line)
    return line.receipts, caught.value


@pytest.mark.parametrize("reply", ODD.values(), ids=ODD)
def test_an_answer_that_does_not_say_it_stands_there_is_looked_up(x, reply):
    channel = channel_of(x.url)
    x.tell("POST /2/tweets", reply, reply, reply)
    assert delivered(channel, message("Dag")).outcome == "unavailable"
    standing = x.stand("Dag")
    assert delivered(channel, message("Dag")).remote_id == standing.id
    x.tell("GET /2/users", Reply(502))
    lost = delivered(channel, message("Dag"))
    assert (lost.outcome, lost.code, bool(lost.reason)) == ("unknown", "lost", True)


@pytest.mark.parametrize("reply", ODD.values(), ids=ODD)
@pytest.mark.parametrize("asked", ["GET /2/users/me", "GET /2/users/2244994945/tweets"])
def test_a_wall_that_can_not_be_read_proves_nothing(x, asked, reply):
    x.tell(asked, reply)
    assert channel_of(x.url).find(message("Dag")).outcome == "unknown"


@pytest.mark.parametrize(
    "body",
    [
        {"meta": {}},
        {"data": [], "meta": {"result_count": 3}},
        {"data": [{"id": "1", "text": "x"}]},
        {"data": [{"text": "x"}], "meta": {"result_count": 1}},
        {"data": {"id": "1"}, "meta": {"result_count": 1}},
        {"data": [None], "meta": {"result_count": 1}},
        {"data": [{"id": "1", "text": "x"}], "meta": {"result_count": 1}, "errors": [{"title": "Hidden"}]},
        {"data": [{"id": "1", "text": "Zie https://t.co/abc"}], "meta": {"result_count": 1}},
    ],
)
def test_a_wall_that_shows_a_part_proves_nothing(x, body):
    x.tell("GET /2/users/2244994945/tweets", Reply(200, body))
    assert channel_of(x.url).find(message("Dag")).outcome == "unknown"


def test_a_wall_that_never_ends_is_left(x):
    page = {"data": [{"id": "1", "text": "x"}], "meta": {"result_count": 1, "next_token": "a"}}
    x.tell("GET /2/users/2244994945/tweets", *[Reply(200, page)] * 40)
    assert channel_of(x.url).find(message("Dag")).outcome == "unknown"
    assert len(x.seen) == 1 + 32


@pytest.mark.parametrize("reply", ODD.values(), ids=ODD)
def test_before_the_post_went_out_an_odd_answer_means_that_nothing_happened(x, reply):
    x.tell("POST /2/media/upload", reply)
    receipt = delivered(channel_of(x.url), message("Dag", media=PICTURE))
    assert (receipt.outcome, receipt.code, x.wall) == ("unavailable", "unreached", [])


def test_a_picture_that_x_refuses_rejects_its_post(x):
    x.tell(
        "POST /2/media/upload", problem(400, "Invalid Request", "media type unrecognized", "invalid-request")
    )
    receipt = delivered(channel_of(x.url), message("Dag", media=PICTURE))
    assert (receipt.outcome, receipt.reason) == ("rejected", "400 media type unrecognized")


@pytest.mark.parametrize("what", [CUT, SILENCE], ids=["a cut", "silence"])
def test_a_vendor_that_says_nothing_leaves_it_unknown(monkeypatch, what):
    monkeypatch.setattr(web_module, "READ", 0.3)
    with RawVendor(what) as vendor:
        receipt = delivered(channel_of(vendor.url), message("Dag"))
        assert [finding.severity for finding in channel_of(vendor.url).check()] == ["warning"]
    assert (receipt.outcome, receipt.code) == ("unknown", "lost")


def test_a_vendor_that_is_not_there_was_never_reached():
    with RawVendor(answer(200)) as vendor:
        gone = vendor.url
    receipt = delivered(channel_of(gone), message("Dag"))
    assert (receipt.outcome, receipt.code) == ("unavailable", "unreached")


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({}, None),
        ({"x-rate-limit-reset": str(int((NOW + timedelta(minutes=5)).timestamp()))}, timedelta(minutes=5)),
        ({"x-rate-limit-reset": str(int((NOW - timedelta(minutes=5)).timestamp()))}, None),
        ({"x-rate-limit-reset": "0"}, None),
        ({"x-rate-limit-reset": "99999999999999999999"}, None),
        ({"x-rate-limit-reset": "morgen"}, None),
        ({"x-rate-limit-reset": "-1"}, None),
        ({"retry-after": "90"}, timedelta(seconds=90)),
    ],
)
def test_a_rate_limit_says_when_to_come_back(x, headers, wait):
    body = {"errors": [{"code": 88, "message": "Rate limit exceeded"}]}
    x.tell("POST /2/tweets", Reply(429, body, headers))
    receipt = delivered(channel_of(x.url, clock=lambda: NOW), message("Dag"))
    assert (receipt.outcome, receipt.code) == ("unavailable", "429")
    assert receipt.reason == "429 Rate limit exceeded"
    assert receipt.retry_at == (NOW + wait if wait else None)
    assert x.seen == ["POST /2/tweets"]


def test_a_check_that_comes_too_often_is_no_obstacle(x):
    x.tell("GET /2/users/me", problem(429, "Too Many Requests", "Too Many Requests"))
    assert [finding.severity for finding in channel_of(x.url).check()] == ["warning"]


# What X is known to refuse with, and what it means for all posts or for this one.
ACCOUNT = {
    "no key": (401, "", "Unauthorized", "four keys"),
    "read only": (403, "oauth1-permissions", "Your client app is not configured", "Read and write"),
    "not enrolled": (403, "client-forbidden", "When authenticating requests", "enrol the app"),
    "suspended": (403, "", "Your account is suspended and is not permitted to perform this action", "x.com"),
    "locked": (403, "", "To protect our users, this account is temporarily locked.", "see to the account"),
    "no access": (403, "", "Your account is not permitted to access this feature.", "Read and write"),
    "no reason": (403, "", "Forbidden", "Read and write"),
}
BILL = {
    "no credits": (402, "credits", "Your enrolled account [1] does not have any credits", "buy credits"),
    "a spend cap": (403, "spend-cap-reached", "Your monthly spend cap has been reached.", "spending limit"),
    "a usage cap": (429, "usage-capped", "Usage cap exceeded: Monthly product cap", "buy credits"),
}


@pytest.mark.parametrize("refusal", ACCOUNT.values(), ids=ACCOUNT)
def test_an_account_that_is_not_let_in_stops_the_channel(x, refusal):
    status, kind, detail, remedy = refusal
    x.tell("POST /2/tweets", problem(status, "Forbidden", detail, kind))
    receipts, error = stopped(channel_of(x.url))
    assert ([one.outcome for one in receipts], type(error)) == (["untouched"], CredentialsError)
    assert (error.exit_code, detail in str(error), remedy in error.remedy) == (9, True, True)


@pytest.mark.parametrize("refusal", BILL.values(), ids=BILL)
def test_a_bill_stops_the_channel_and_is_no_matter_of_keys(x, refusal):
    status, kind, detail, remedy = refusal
    x.tell("POST /2/tweets", problem(status, "CreditsDepleted", detail, kind))
    x.tell("GET /2/users/me", problem(status, "CreditsDepleted", detail, kind))
    receipts, error = stopped(channel_of(x.url))
    assert ([one.outcome for one in receipts], error.exit_code) == (["untouched"], 6)
    assert (detail in str(error), remedy in error.remedy) == (True, True)
    (finding,) = channel_of(x.url).check()
    assert (finding.severity, remedy in finding.remedy) == ("blocking", True)


@pytest.mark.parametrize(
    ("status", "kind", "detail"),
    [
        (400, "invalid-request", "One or more parameters to your request was invalid."),
        (403, "", "You are not permitted to perform this action."),
        (403, "", "Reply to this conversation is not allowed because you have not been mentioned"),
        (403, "not-authorized-for-resource", "Sorry, you are not authorized to see the Tweet"),
        (404, "resource-not-found", "Could not find tweet"),
    ],
)
def test_a_refusal_of_one_post_leaves_the_others_alone(x, status, kind, detail):
    x.tell("POST /2/tweets", problem(status, "Forbidden", detail, kind))
    first, second = delivered(channel_of(x.url), message("Dag"), message("Nog een"))
    assert (first.outcome, first.code, first.reason) == ("rejected", str(status), f"{status} {detail}")
    assert second.outcome == "sent"


def test_of_a_request_that_is_invalid_the_parameter_is_named(x):
    x.tell(
        "POST /2/tweets",
        Reply(400, {"detail": "One was invalid.", "errors": [{"message": "text is too long"}]}),
    )
    assert delivered(channel_of(x.url), message("Dag")).reason == "400 One was invalid. (text is too long)"


@pytest.mark.parametrize(
    "reply", [Reply(404, b"<h1>Niets</h1>"), Reply(301, None, {"Location": "/"}), Reply(404)]
)
def test_a_server_that_is_not_x_costs_no_post_and_takes_nothing_down(x, reply):
    x.tell("POST /2/tweets", reply)
    receipts, error = stopped(channel_of(x.url))
    assert ([one.outcome for one in receipts], error.exit_code) == (["untouched"], 6)
    assert "check service" in error.remedy
    posted = delivered(channel_of(x.url), message("Dag"))
    x.tell("DELETE /2/tweets", reply)
    with pytest.raises(ChannelError, match="check service"):
        channel_of(x.url).delete(posted)
    assert len(x.wall) == 1


def test_a_post_whose_deletion_x_does_not_confirm_is_not_called_gone(x):
    posted = delivered(channel_of(x.url), message("Dag"))
    x.tell("DELETE /2/tweets", *[Reply(200, {"data": {"deleted": False}})] * 3)
    assert channel_of(x.url).delete(posted).outcome == "unknown"
    x.tell("DELETE /2/tweets", problem(429, "Too Many Requests", "Too Many Requests"))
    assert channel_of(x.url).delete(posted).outcome == "unavailable"


def test_a_duplicate_whose_wall_can_not_be_read_is_unknown(x):
    x.stand("Dag")
    x.tell("GET /2/users", Reply(502))
    receipt = delivered(channel_of(x.url), message("Dag"))
    assert (receipt.outcome, receipt.code) == ("unknown", "duplicate")


@pytest.mark.parametrize("status", [400, 401, 403])
def test_a_vendor_that_echoes_a_key_is_not_quoted(x, status):
    echo = problem(status, "Unauthorized", f"invalid: {' '.join(SECRETS)}")
    x.tell("POST /2/tweets", echo)
    x.tell("GET /2/users/me", echo)
    line, said = Line([message("Dag")]), ""
    try:
        channel_of(x.url).deliver(line)
    except ChannelError as error:
        said = str(error)
    said += str(line.receipts) + str(list(channel_of(x.url).check()))
    assert "invalid: … … … …" in said
    assert not any(secret in said for secret in SECRETS)


@pytest.mark.parametrize(
    "reply", [Reply(200), Reply(500), Reply(302, None, {"Location": "https://elders.test/"})]
)
def test_a_check_that_learns_nothing_says_so(x, reply):
    x.tell("GET /2/users/me", reply)
    (finding,) = channel_of(x.url).check()
    assert finding.severity == ("blocking" if reply.status == 302 else "warning")
    assert finding.remedy


def test_a_refusal_of_an_unknown_kind_stops_rather_than_loses_a_post():
    assert verdict(Answer(403, None, {})).concerns == "account"
    assert (
        verdict(Answer(403, {"detail": 5, "type": 5}, {"x-access-level": "read-write"})).concerns == "account"
    )


@pytest.mark.parametrize(
    ("ours", "theirs", "links"),
    [
        ("A & B <3", "A &amp; B &lt;3", {}),
        ("A &amp; B", "A &amp;amp; B", {}),
        ("Cafe\u0301", "Café", {}),
        ("Een\n\n\nTwee ", "Een\n\nTwee", {}),
        (f"Dag {LINK}", "Dag https://t.co/a", {"a": LINK}),
        ("Ik ga.Nu", "Ik https://t.co/a", {"a": "http://ga.Nu"}),
        ("Zie Dijkstad.NL/", "Zie https://t.co/a", {"a": "http://dijkstad.nl"}),
        ("ga.nl ga.be", "https://t.co/a1 https://t.co/a2", {"a1": "http://ga.nl", "a2": "http://ga.be"}),
        ("Met foto", "Met foto https://t.co/a", {"a": "https://x.com/kroniek/status/12/photo/1"}),
        ("Met foto", "Met foto https://t.co/a", {"a": "https://twitter.com/kroniek/status/12/photo/1"}),
    ],
)
def test_a_post_is_known_in_the_words_that_x_makes_of_it(ours, theirs, links):
    urls = [{"url": f"https://t.co/{short}", "expanded_url": long} for short, long in links.items()]
    status = {"id": "1", "text": theirs, "entities": {"urls": urls}}
    assert reading.is_same(status, Post(ours))
    assert reading.is_whole(status)
    assert not reading.is_same(status, Post(f"{ours} en meer"))


@pytest.mark.parametrize("made", [None, "gisteren", "2026-11-23T00:00:00"])
def test_a_post_whose_moment_is_not_known_is_not_called_older(made):
    assert not reading.is_before({"created_at": made}, NOW)


def test_a_check_says_no_more_than_x_told(x):
    x.tell(
        "GET /2/users/me", Reply(200, {"data": {"id": "1", "username": "dekroniek"}}, {"Date": "gisteren"})
    )
    assert [finding.severity for finding in channel_of(x.url).check()] == ["info", "info"]


def test_a_picture_is_no_link_that_costs():
    photo = {"url": "https://t.co/a", "expanded_url": "https://x.com/kroniek/status/12/photo/1"}
    assert not reading.is_linked({"entities": {"urls": [photo]}})
    assert reading.is_linked({"entities": {"urls": [photo, {"url": "https://t.co/b", "expanded_url": LINK}]}})
    assert not reading.is_linked({"entities": {"urls": None}})


def gif(frames):
    head = b"GIF89a\x01\x00\x01\x00\x80\x00\x00" + bytes(6)
    frame = b"\x21\xf9\x04\x00\x00\x00\x00\x00\x2c" + bytes(4) + b"\x01\x00\x01\x00\x00\x02\x02\x4c\x01\x00"
    return head + b"\x21\xfe\x03a\x2cb\x00" + frame * frames + b"\x3b"


def webp(flags):
    return b"RIFF\x1a\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00" + bytes([flags]) + bytes(9)


MOVING_PNG = PNG.replace(b"IDAT", b"acTL\x00\x00\x00\x00IDAT")


@pytest.mark.parametrize(
    ("kind", "content", "moves"),
    [
        ("gif", gif(1), False),
        ("gif", gif(2), True),
        ("gif", gif(9)[:60], True),
        ("gif", b"GIF89a", False),
        ("gif", b"", False),
        ("png", PNG, False),
        ("png", MOVING_PNG, True),
        ("webp", webp(0x10), False),
        ("webp", webp(0x12), True),
        ("webp", b"RIFF\x1a\x00\x00\x00WEBPVP8X", False),
        ("jpeg", b"\xff\xd8\xffacTL", False),
    ],
)
def test_a_picture_that_moves_is_seen_by_its_bytes(kind, content, moves):
    assert is_moving(f"image/{kind}", content) is moves


def picture(content=PNG, kind="image/png", alt="Een speler"):
    return Media("ab" * 32, kind, content, alt, "foto")


@pytest.mark.parametrize(
    ("text", "media", "reason"),
    [
        ("é" * 280, None, ""),
        ("é" * 281, None, "too long: 281 of 280 weighted characters"),
        ("€" * 140 + "a", None, "too long: 281 of 280 weighted characters"),
        ("Dag", picture(), ""),
        ("Dag", picture(gif(1), "image/gif"), ""),
        ("Dag", picture(gif(2), "image/gif"), "the picture moves, and only still ones are posted"),
        ("Dag", picture(MOVING_PNG), "the picture moves, and only still ones are posted"),
        ("Dag", picture(b"<svg>", "image/svg+xml"), "the picture is image/svg+xml, and X takes JPEG"),
        ("Dag", picture(PNG + bytes(5_000_000)), "the picture is too large: 5,000,069 of 5,000,000 bytes"),
        ("Dag", picture(alt="x" * 1001), "the picture's alt text is too long: 1,001 of 1,000 characters"),
    ],
)
def test_what_x_would_not_take_is_rejected_before_it_leaves(text, media, reason):
    made = prepared(channel_of("https://api.x.com"), text, media=[media] if media else [])
    assert isinstance(made, Message) is not bool(reason)
    if reason:
        assert (made.outcome, made.code, made.reason.startswith(reason)) == ("rejected", "unfit", True)
    linked = prepared(channel_of("https://api.x.com"), "Dag", media=[media] if media else [], link=LINK)
    assert isinstance(linked, Message)


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("service", "api.x.com", "give it as https://HOST"),
        ("service", "http://api.x.com", "never sent in the clear"),
        ("service", "https://api.x.com/2", "give the host alone"),
        ("api_key", "geh€im", "no key has"),
        ("access_secret", "ge heim", "no key has"),
        ("daily_cap", 0.0, "leave the channel out"),
        ("daily_cap", -1.0, "leave the channel out"),
        ("daily_cap", float("nan"), "leave the channel out"),
    ],
)
def test_settings_that_can_not_work_are_named_without_their_value(key, value, says):
    names = ("api_key", "api_secret", "access_token", "access_secret")
    named, reason = Settings(**(dict.fromkeys(names, "s") | {key: value})).contradiction
    assert (named, says in reason) == (key, True)
    assert "heim" not in reason


def test_settings_that_work_have_no_contradiction():
    names = ("api_key", "api_secret", "access_token", "access_secret")
    assert Settings(**dict.fromkeys(names, "s"), daily_cap=0.015).contradiction is None
    assert Settings().missing_secret == "api_key"
