"""Bluesky: what its rules say of a post, and answers that no real server gives on demand."""

import json
import os
import re
import socket
import ssl
import subprocess
import sys
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from zoneinfo import ZoneInfo

import msgspec
import pytest
from newsrooms import ROOT, append

from publisher.channels.bluesky import Settings, create
from publisher.channels.bluesky.naming import record_key
from publisher.channels.bluesky.record import facets
from publisher.channels.bluesky.session import Account
from publisher.channels.posting import Lost, PostChannel, Unreached, Web
from publisher.errors import ChannelError, CredentialsError
from publisher.model import Card, Media
from publisher.ports import Context, Key, Message, Post
from publisher.testing.certificates import Authority

NOW = datetime(2026, 11, 24, 7, tzinfo=UTC)
KEY = Key("ochtend/2026-11-24", "bluesky", "bluesky")
POST = Message(KEY, Post("Zandkerke wint", Card("https://kroniek.test/101", "Zandkerke wint")))
DID = "did:plc:verzonnen"
SESSION = {"accessJwt": "a.b.c", "refreshJwt": "d.e.f", "did": DID, "handle": "krant.test"}
URI = f"at://{DID}/app.bsky.feed.post/{record_key(KEY)}"
ABSENT = (400, {"error": "RecordNotFound", "message": "Could not locate record"})
PASSWORD = "zeer-geheim-woord"


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch):
    monkeypatch.setattr(PostChannel, "pause", 0.0)


@contextmanager
def answering(**answers):
    """Serve an API that gives each method its answers in order, the last one for good; give its URL."""
    known = {"createSession": [(200, SESSION)], "putRecord": [(200, {"uri": URI})], "getRecord": [ABSENT]}
    left = {name: list(given) for name, given in (known | answers).items()}

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            name = self.path.partition("?")[0].rpartition(".")[2]
            status, body, *headers = left[name].pop(0) if len(left[name]) > 1 else left[name][0]
            self.send_response(status)
            for header in headers[0].items() if headers else ():
                self.send_header(*header)
            self.end_headers()
            self.wfile.write(body if isinstance(body, bytes) else json.dumps(body).encode())

        do_GET = do_POST  # noqa: N815

        def log_message(self, *words):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def channel_at(url):
    context = Context(date(2026, 11, 24), ZoneInfo("Europe/Brussels"), ROOT, lambda: NOW)
    return create("bluesky", Settings("krant.test", url, PASSWORD), context)


def told(message=POST, **answers):
    """Deliver one message to a server that answers so; give the receipt and what was raised."""
    left, receipts, error = [[message]], [], None

    def exchange(got, *, more=True):
        receipts.extend(got)
        return left.pop() if more and left else []

    with answering(**answers) as url:
        try:
            channel_at(url).deliver(exchange)
        except ChannelError as raised:
            error = raised
    (receipt,) = receipts
    return receipt, error


ODD = {
    "HTML": (200, b"<!doctype html><title>Onderhoud</title>"),
    "nothing": (200, b""),
    "broken JSON": (200, b'{"uri": "at:'),
    "an error inside": (200, {"error": "InternalServerError"}),
    "another address": (200, {"uri": "at://did:plc:ander/app.bsky.feed.post/3jzfcijpj2z2a"}),
    "a list": (200, [1]),
    "an error": (502, b"Bad Gateway"),
}


@pytest.mark.parametrize("answer", ODD.values(), ids=ODD)
def test_an_answer_that_does_not_say_it_stands_there_is_looked_up(answer):
    assert told(putRecord=[answer])[0].outcome == "unavailable"
    assert told(putRecord=[answer], getRecord=[(200, {"value": {"text": "Zandkerke wint"}})])[0].url
    assert told(putRecord=[answer], getRecord=[(200, {"value": {}})])[0].outcome == "unknown"
    assert told(putRecord=[answer], getRecord=[(502, b"")])[0].outcome == "unknown"


@pytest.mark.parametrize("after", [(429, {}), (401, {"error": "InvalidToken"}), (400, {"error": "Invalid"})])
def test_after_a_lost_answer_a_refusal_does_not_say_that_nothing_happened(after):
    receipt, error = told(putRecord=[ODD["nothing"], after], getRecord=[(502, b"")])
    assert (receipt.outcome, error) == ("unknown", None)


@pytest.mark.parametrize("answer", ODD.values(), ids=ODD)
@pytest.mark.parametrize("method", ["createSession", "uploadBlob"])
def test_before_the_post_went_out_an_odd_answer_means_that_nothing_happened(method, answer):
    media = Media("", "image/png", b"\x89PNG", "", "foto.png")
    receipt, error = told(
        Message(KEY, Post("Zandkerke wint", POST.payload.card, media=media)), **{method: [answer]}
    )
    assert (receipt.outcome, receipt.code, error) == ("unavailable", "unreached", None)


@pytest.mark.parametrize("method", ["createSession", "putRecord"])
def test_a_redirect_is_the_services_fault_and_costs_no_post(method):
    receipt, error = told(**{method: [(302, b"", {"Location": "https://elders.test/"})]})
    assert receipt.outcome == "untouched"
    assert (error.exit_code, "the service can't be used: 302" in str(error)) == (6, True)


def test_a_server_that_knows_no_login_costs_no_post():
    receipt, error = told(createSession=[(404, b"<h1>Niets te zien</h1>")])
    assert (receipt.outcome, error.exit_code) == ("untouched", 6)


@pytest.mark.parametrize("status", [400, 401])
@pytest.mark.parametrize(
    "name", ["InvalidToken", "AccountTakedown", "AuthenticationRequired", "ExpiredToken"]
)
def test_an_account_that_is_not_let_in_stops_the_channel(status, name):
    refresh = {"refreshSession": [(200, SESSION)]}
    receipt, error = told(putRecord=[(status, {"error": name, "message": "no"})], **refresh)
    assert (receipt.outcome, type(error)) == ("untouched", CredentialsError)


def test_a_server_that_echoes_the_password_is_not_quoted():
    said = {"error": "AuthenticationRequired", "message": f"wrong password {PASSWORD}"}
    _, error = told(createSession=[(401, said)])
    assert "wrong password …" in str(error)
    with answering(createSession=[(401, said)]) as url:
        (finding,) = channel_at(url).check()
    assert PASSWORD not in str(error) + str(finding)


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({}, None),
        ({"RateLimit-Reset": str(int((NOW + timedelta(minutes=5)).timestamp()))}, timedelta(minutes=5)),
        ({"RateLimit-Reset": str(int((NOW - timedelta(minutes=5)).timestamp()))}, None),
        ({"RateLimit-Reset": "0"}, None),
        ({"RateLimit-Reset": "99999999999999999999"}, None),
        ({"RateLimit-Reset": "morgen"}, None),
        ({"Retry-After": "90"}, timedelta(seconds=90)),
    ],
)
@pytest.mark.parametrize("method", ["createSession", "putRecord"])
def test_a_rate_limit_says_when_to_come_back(method, headers, wait):
    receipt, error = told(**{method: [(429, {"error": "RateLimitExceeded"}, headers)]})
    assert (receipt.outcome, receipt.code, error) == ("unavailable", "429", None)
    assert receipt.retry_at == (NOW + wait if wait else None)


def test_a_post_that_stood_there_and_is_gone_is_not_called_sent():
    taken = (400, {"error": "InvalidSwap", "message": "Record was at bafy"})
    assert told(putRecord=[taken])[0].outcome == "unavailable"
    unclear = (400, {"error": "InvalidRequest", "message": "Could not find repo"})
    assert told(putRecord=[ODD["nothing"]], getRecord=[unclear])[0].outcome == "unknown"


def test_a_refresh_that_comes_too_often_makes_no_new_login():
    answers = {"putRecord": [(400, {"error": "ExpiredToken"})], "refreshSession": [(429, {})]}
    receipt, error = told(createSession=[(200, SESSION), (401, {})], **answers)
    assert (receipt.outcome, receipt.code, error) == ("unavailable", "429", None)


def test_a_session_is_never_written_out_with_its_tokens():
    assert repr(msgspec.convert(SESSION, Account)) == "Account('did:plc:verzonnen')"


@pytest.mark.parametrize(
    ("trusted", "raised"), [(True, Lost), (False, Unreached)], ids=["a spoilt answer", "a false certificate"]
)
def test_tls_that_breaks_after_the_request_may_have_carried_it(tmp_path, trusted, raised):
    authority = Authority(tmp_path)
    keys = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    keys.load_cert_chain(*authority.good())

    def answer_without_tls(listening):
        connection, _ = listening.accept()
        with suppress(ssl.SSLError), keys.wrap_socket(connection, server_side=True) as secured:
            while b"{}" not in secured.recv(65_536):
                pass
            os.write(secured.fileno(), b"HTTP/1.1 502 Bad Gateway\r\n\r\n")

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = Thread(target=answer_without_tls, args=(listening,))
        thread.start()
        web = Web(f"https://localhost:{listening.getsockname()[1]}")
        web._opened().verify = str(authority.cafile) if trusted else True
        with pytest.raises(raised):
            web.ask("POST", "/xrpc/x", json={})
        thread.join()


def test_a_check_that_comes_too_often_is_no_obstacle():
    with answering(createSession=[(429, {"error": "RateLimitExceeded"})]) as url:
        assert [finding.severity for finding in channel_at(url).check()] == ["warning"]


def test_a_refused_post_is_rejected_in_the_servers_words():
    receipt, _ = told(putRecord=[(400, {"error": "InvalidRequest", "message": "Invalid record: uri"})])
    assert (receipt.outcome, receipt.reason) == ("rejected", "400 Invalid record: uri")


@pytest.mark.parametrize("status", [400, 413])
def test_a_card_does_without_a_picture_that_the_server_refuses(status):
    media = Media("", "image/png", b"\x89PNG", "", "foto.png")
    refused = {"uploadBlob": [(status, {"error": "BlobTooLarge", "message": "too large"})]}
    receipt, _ = told(Message(KEY, Post("Zandkerke wint", POST.payload.card, media=media)), **refused)
    assert (receipt.outcome, receipt.reason) == ("sent", f"the card has no picture: {status} too large")
    alone, _ = told(Message(KEY, Post("Zandkerke wint", media=media)), **refused)
    assert alone.outcome == "rejected"


def test_a_name_is_valid_of_its_day_and_the_same_everywhere():
    assert record_key(KEY) == "3n2xdy7bgpqoj"
    assert re.fullmatch("[234567a-j][234567a-z]{12}", record_key(KEY))
    assert record_key(Key("ochtend/2026-11-23", "x", "y")) < record_key(KEY)
    assert len(record_key(Key("zonder-dag", "x", "y"))) == 13
    keys = [
        Key(f"ochtend/2026-11-{day:02}", "bluesky", "krant", part)
        for day in range(1, 31)
        for part in range(500)
    ]
    assert len({record_key(key) for key in keys}) == len(keys)


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("Zie https://kroniek.test/1.", ["https://kroniek.test/1"]),
        (
            "(https://kroniek.test/a_(b)) 'https://kroniek.test'",
            ["https://kroniek.test/a_(b)", "https://kroniek.test"],
        ),
        ("“https://kroniek.test/é?a=1&b=#x”…", ["https://kroniek.test/é?a=1&b=#x"]),
        ("Ik ga.Nu, mail@kroniek.test, https://, xhttps://kroniek.test", []),
        ("#Zandkerke! #1 # #️⃣ a#b #WK-2026, ＃één", ["#Zandkerke", "#WK-2026", "＃één"]),
        ("#" + "a" * 64 + " #" + "a" * 65, ["#" + "a" * 64]),
        ("👩‍👩‍👧 #één https://kroniek.test/ü", ["#één", "https://kroniek.test/ü"]),
    ],
)
def test_facets_mark_addresses_and_tags_by_their_bytes(text, marked):
    places = [facet["index"] for facet in facets(text)]
    assert [text.encode()[at["byteStart"] : at["byteEnd"]].decode() for at in places] == marked


LONG = "é" + "\u0301\u0302\u0303\u0304"  # one grapheme, ten bytes


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a" * 300, None),
        ("a" * 301, "too long: 301 of 300 graphemes"),
        (LONG * 300, None),
        (LONG * 300 + "\u0305", "too long: 3,002 of 3,000 bytes"),
    ],
)
def test_what_is_too_long_is_rejected_before_it_leaves(call, newsroom, text, reason):
    append(newsroom / "config.toml", '[channels.bluesky]\nkind = "bluesky"\nhandle = "krant.test"')
    append(
        newsroom / "campaigns/ochtend/2026-11-24.toml",
        f"[posts]\nbluesky = {json.dumps(text, ensure_ascii=False)}",
    )
    env = {"PUBLISH_CHANNELS__BLUESKY__PASSWORD": PASSWORD}
    assert call("digest", "ochtend", "--date", "2026-11-24", env=env).code == 0
    shown = call("send", "ochtend/2026-11-24", "--dry-run", env=env)
    assert (f"rejected: {reason}" in shown.out) is bool(reason)


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("service", "bsky.social", "give it as https://HOST"),
        ("service", "https://", "give it as https://HOST"),
        ("service", "https://[", "give it as https://HOST"),
        ("service", "http://bsky.social", "never sent in the clear"),
        ("service", "ftp://localhost", "never sent in the clear"),
        ("service", "https://bsky.social/xrpc", "give the host alone"),
        ("service", "https://mia:geheim@bsky.social", "give the host alone"),
        ("handle", "@krant.test", "without @"),
    ],
)
def test_settings_that_can_not_work_are_named(call, newsroom, key, value, says):
    settings = {"handle": "krant.test"} | {key: value}
    lines = [f"{name} = {json.dumps(given)}" for name, given in settings.items()]
    env = {"PUBLISH_CHANNELS__BLUESKY__PASSWORD": PASSWORD}
    append(newsroom / "config.toml", "\n".join(["[channels.bluesky]", 'kind = "bluesky"', *lines]))
    refused = call("digest", env=env)
    assert refused.code == 2
    assert f"[channels.bluesky] {key}: " in refused.err
    assert says in refused.err


def test_settings_alone_load_nothing_slow():
    told = "import sys; from publisher.channels import bluesky; print('requests' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout == "False\n"
