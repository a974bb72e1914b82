"""What an answer, or the lack of one, says about a post: nothing happened, refused, or nobody knows."""

import json
import socket
import ssl
import time
from datetime import UTC, datetime, timedelta

import pytest
from raw_vendor import CUT, SILENCE, RawVendor, answer

from publisher.channels.posting import Lost, Refused, Unreached, Web, hosts
from publisher.channels.posting import web as web_module
from publisher.channels.posting.waits import retry_at
from publisher.testing.certificates import Authority

NOW = datetime(2026, 11, 24, 7, 0, 1, tzinfo=UTC)


def post(vendor, **rest):
    return Web(vendor.url).ask("POST", "/posts", json={"text": "Dag"}, **rest)


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(web_module, "READ", 0.3)
    monkeypatch.setattr(web_module, "CONNECT", 0.3)


def test_a_success_gives_status_json_and_headers_in_lower_case():
    with RawVendor(answer(201, b'{"id": "7", "list": [{"a": 1}]}', "X-Wait: 5")) as vendor:
        told = post(vendor)
    assert (told.status, told.told("id"), told.told("list", 0, "a")) == (201, "7", 1)
    assert told.headers["x-wait"] == "5"
    assert (told.told("list", 1), told.told("id", "a"), told.told("no")) == (None, None, None)
    (request,) = vendor.requests
    assert request.startswith(b"POST /posts HTTP/1.1\r\n")
    assert json.loads(request.partition(b"\r\n\r\n")[2]) == {"text": "Dag"}


def test_a_server_that_is_not_there_was_never_reached():
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(Unreached, match=r"can't be reached: ConnectionRefusedError"):
        Web(f"http://127.0.0.1:{port}").ask("POST", "/posts")


def test_a_name_that_nobody_knows_was_never_reached():
    with pytest.raises(Unreached, match=r"can't be reached: gaierror"):
        Web("http://nergens.invalid").ask("POST", "/posts")


@pytest.mark.usefixtures("impatient")
def test_a_connection_that_is_never_taken_was_never_reached():
    """A listener's queue that is full leaves a caller waiting, as a firewall does that drops packets."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        address = listener.getsockname()
        waiting = [socket.socket() for _ in range(3)]
        for each in waiting:
            each.setblocking(False)
            each.connect_ex(address)
        time.sleep(0.1)
        try:
            with pytest.raises(Unreached, match="can't be reached"):
                Web(f"http://127.0.0.1:{address[1]}").ask("POST", "/posts")
        finally:
            for each in waiting:
                each.close()


@pytest.mark.parametrize(
    "address",
    [
        "http://[::1",
        "http://.",
        "http://127.0.0.1:99999",
        "gopher://kroniek.test",
        f"http://{'a' * 70}.invalid",
    ],
)
def test_an_address_that_is_none_was_never_reached(address):
    with pytest.raises(Unreached):
        Web(address).ask("POST", "/posts")


@pytest.mark.parametrize("value", ["geheim\r\nX-Meer: 1", "geh€im", " geheim"])
def test_credentials_that_no_header_can_carry_never_leave_and_are_not_shown(value):
    with RawVendor(answer(200, b"{}")) as vendor:
        with pytest.raises(Unreached) as caught:
            Web(vendor.url, {"Authorization": value}).ask("POST", "/posts")
        assert vendor.requests == []
    assert value not in str(caught.value)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    "said",
    [
        CUT,
        SILENCE,
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 7\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}",
        b"SSH-2.0-other\r\n",
        answer(500, b'{"error": "oops"}'),
        answer(503, b"<html>maintenance"),
        answer(200, b"<html>welcome"),
        answer(200, b""),
        answer(204),
        answer(200, b'{"id": '),
        answer(200, b"[" * 100_000),
        answer(200, b'{"id": "7", "more": "' + b"x" * 2_000_000 + b'"}'),
    ],
    ids=lambda said: repr(said)[:30] if isinstance(said, bytes) else None,
)
def test_what_went_out_and_was_not_answered_may_have_happened(said):
    with RawVendor(said) as vendor:
        with pytest.raises(Lost):
            post(vendor)
        assert len(vendor.requests) == 1


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("said", [CUT, SILENCE, answer(500), answer(200, b"<html>")])
def test_a_reading_that_was_lost_changed_nothing(said):
    with RawVendor(said) as vendor, pytest.raises(Unreached):
        Web(vendor.url).get("/posts")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (answer(400, b'{"error": "invalid_request", "error_description": "Geen tekst"}'), "400 Geen tekst"),
        (answer(401, b'{"error": "The access token is invalid"}'), "401 The access token is invalid"),
        (answer(403, b'{"detail": "Not allowed"}'), "403 Not allowed"),
        (answer(413, b"<html>Request Entity Too Large"), "413"),
        (answer(422, b'{"message": {"text": "odd"}, "error": ["odd"]}'), "422"),
        (answer(422, json.dumps({"error": "x" * 900}).encode()), f"422 {'x' * 300}"),
        (answer(429, b""), "429"),
        (answer(404, b'{"error": "' + b"x" * 2_000_000 + b'"}'), "404"),
    ],
)
def test_a_refusal_gives_the_vendors_own_words(said, words):
    with RawVendor(said) as vendor, pytest.raises(Refused) as caught:
        post(vendor)
    assert str(caught.value) == words


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed_and_carries_no_credentials_elsewhere(status):
    with RawVendor(answer(200, b'{"id": 1}')) as other:
        moved = answer(status, b"", f"Location: {other.url}/posts")
        with RawVendor(moved) as vendor, pytest.raises(Refused) as caught:
            Web(vendor.url, {"Authorization": "Bearer geheim"}).ask("POST", "/posts")
        assert other.requests == []
    assert caught.value.answer.status == status


def test_a_proxy_of_the_environment_sees_nothing(monkeypatch):
    with RawVendor(answer(200, b'{"id": 1}')) as proxy, RawVendor(answer(200, b'{"id": 2}')) as vendor:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url)
        assert post(vendor).told("id") == 2
        assert proxy.requests == []


def test_a_session_that_the_server_has_closed_meanwhile_is_opened_anew():
    with RawVendor(answer(200, b'{"id": 1}')) as vendor:
        web = Web(vendor.url)
        for _ in range(3):
            assert web.ask("POST", "/posts").told("id") == 1
            time.sleep(0.1)


def test_a_query_and_a_password_are_not_shown():
    with pytest.raises(Unreached) as caught:
        Web("http://u:geheim@nergens.invalid").ask("GET", "/posts?key=geheim")
    assert "geheim" not in str(caught.value)


def served_over_tls(pair):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pair.certfile, pair.keyfile)
    return context


@pytest.mark.parametrize("kind", ["good", "expired", "wrong_name"])
def test_a_certificate_that_is_refused_stands_before_the_request(tmp_path, kind):
    """Nothing here is trusted: the good one lacks its authority."""
    pair = getattr(Authority(tmp_path), kind)()
    with RawVendor(answer(200, b"{}"), tls=served_over_tls(pair)) as vendor:
        with pytest.raises(Unreached, match="can't be reached"):
            post(vendor)
        assert vendor.requests == []


def test_an_answer_that_tls_spoilt_is_lost(tmp_path):
    authority = Authority(tmp_path)
    tls = served_over_tls(authority.good())
    with RawVendor(CUT, tls=tls) as vendor:
        with pytest.raises(Lost):
            post(vendor, verify=str(authority.cafile))
        assert len(vendor.requests) == 1


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "120"}, 120),
        ({"retry-after": " 120 "}, 120),
        ({"retry-after": "Tue, 24 Nov 2026 07:05:01 GMT"}, 300),
        ({"retry-after": "Tue, 24 Nov 2026 07:05:01 -0000"}, 300),
        ({"retry-after": "Tue, 24 Nov 2026 06:00:00 GMT"}, None),
        ({"retry-after": "0"}, None),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "1e3"}, None),
        ({"retry-after": "binnenkort"}, None),
        ({"retry-after": "9" * 40}, None),
        ({"retry-after": "٣٠"}, None),
        ({"retry-after": "²"}, None),
        ({"retry-after": "86400"}, 86_400),
        ({"retry-after": "86401"}, None),
        ({"retry-after": "Fri, 32 Foo 2026 99:99:99 GMT"}, None),
        ({"x-ratelimit-reset": "2026-11-24T07:05:01.000Z"}, 300),
        ({"x-ratelimit-reset": "2026-11-24T08:05:01+01:00"}, 300),
        ({"x-ratelimit-reset": "2026-11-24T07:05:01"}, 300),
        ({"x-ratelimit-reset": "2026-11-24T06:00:00Z"}, None),
        ({"x-ratelimit-reset": "9999-12-31T23:59:59-14:00"}, None),
        ({"x-ratelimit-reset": "0001-01-01T00:00:00+14:00"}, None),
        ({"x-rate-limit-reset": str(int(NOW.timestamp()) + 60)}, 60),
        ({"ratelimit-reset": str(int(NOW.timestamp()) + 60)}, 60),
        ({"x-rate-limit-reset": "0"}, None),
        ({"x-rate-limit-reset": "9" * 12}, None),
        ({"x-rate-limit-reset": "9" * 400}, None),
        ({"x-rate-limit-reset": "²"}, None),
        ({"retry-after": "30", "x-ratelimit-reset": "2026-11-24T07:05:01Z"}, 300),
        ({"retry-after": "400", "x-ratelimit-reset": "2026-11-24T07:05:01Z"}, 400),
        ({"retry-after": "30", "x-ratelimit-reset": "2031-01-01T00:00:00Z"}, 30),
    ],
)
def test_a_wait_is_kept_where_it_makes_sense(headers, seconds):
    expected = NOW + timedelta(seconds=seconds) if seconds else None
    assert retry_at(headers, NOW) == expected


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]"])
def test_http_is_for_this_machine_alone(host):
    assert hosts.unfit(f"http://{host}:8080") is None
    assert hosts.unfit(f"https://{host}/") is None
    assert "use https" in hosts.unfit(f"http://{host}.kroniek.test" if host != "[::1]" else "http://[::2]")
