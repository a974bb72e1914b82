"""What a reader's link does over HTTP: looking changes nothing, a POST unsubscribes (RFC 8058)."""

import socket
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import timedelta

import pytest
from serving import NOW, Site, served

from publisher import tokens
from publisher.audience import normalise
from publisher.audience.columns import moment
from publisher.web import app, desk

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
PARTS = {"Content-Type": "multipart/form-data; boundary=x1"}
ONE_CLICK = b"List-Unsubscribe=One-Click"
MULTIPART = b'--x1\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x1--\r\n'
BODIES = {"urlencoded": (ONE_CLICK, FORM), "multipart": (MULTIPART, PARTS), "empty": (b"", {})}


@pytest.fixture(params=["sqlite", "postgres"])
def any_site(request, tmp_path):
    """A served site, once with each database."""
    url = "sqlite:///.publisher/ledger.db"
    if request.param == "postgres":
        url = request.getfixturevalue("postgres").new_database()
    with served(Site(tmp_path, url)) as opened:
        yield opened


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_looking_at_a_link_shows_a_page_and_changes_nothing(any_site, method):
    token = any_site.add()
    before = any_site.everything()
    for _ in range(3):
        answer = any_site.ask(method, f"/u/{token}")
        assert answer.status == 200
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert any_site.everything() == before


def test_the_page_names_the_newsletter_and_has_one_button_that_posts_back(site):
    token = site.add()
    page = site.get(token).body
    assert "De Kroniek" in page
    assert page.count("<form") == page.count("<button") == 1
    assert f'<form method="post" action="{token}">' in page
    assert "<script" not in page


def test_a_head_has_the_headers_of_the_page_and_no_body(site):
    token = site.add()
    got, head = site.get(token), site.ask("HEAD", f"/u/{token}")
    assert head.body == ""
    assert head.headers["content-length"] == got.headers["content-length"] != "0"


@pytest.mark.parametrize("body", BODIES)
def test_a_post_unsubscribes_whatever_form_its_body_has(any_site, body):
    token = any_site.add()
    answer = any_site.post(token, *BODIES[body])
    assert answer.status == 200
    row = any_site.row(token)
    assert (row.status, row.since) == ("unsubscribed", moment(NOW))
    assert f'action="{token}/undo"' in answer.body


@pytest.mark.parametrize("body", [b"\xff\x00garbage", b"List-Unsubscribe=No", b"x" * 10_000])
def test_the_words_of_the_body_do_not_matter(site, body):
    token = site.add()
    assert site.post(token, body, FORM).status == 200
    assert site.status(token) == "unsubscribed"


def test_no_answer_sets_a_cookie_or_leads_elsewhere(site):
    token = site.add()
    asked = [(method, f"/u/{token}") for method in ("GET", "HEAD", "POST")]
    undo = [(method, f"/u/{token}/undo") for method in ("GET", "POST")]
    for method, path in [*asked, *undo, ("POST", f"/u/{token}/"), ("POST", "/u/wrong"), ("GET", "/u")]:
        answer = site.ask(method, path)
        assert answer.headers.keys() & {"set-cookie", "location", "refresh"} == set()
        assert answer.status in {200, 404}


def test_a_post_with_a_foreign_cookie_and_origin_works_as_providers_send_it(site):
    token = site.add()
    headers = {
        **FORM,
        "Cookie": "session=1",
        "Origin": "https://elsewhere.test",
        "Sec-Fetch-Site": "cross-site",
    }
    assert site.post(token, ONE_CLICK, headers).status == 200
    assert site.status(token) == "unsubscribed"


def test_a_second_post_changes_nothing_more(site):
    token = site.add()
    first = site.post(token)
    before = site.everything()
    site.now += timedelta(days=1)
    assert site.post(token).body == first.body
    assert site.everything() == before
    site.undo(token)
    assert site.status(token) == "confirmed"


def test_only_the_list_of_the_link_is_left(site):
    token, other = site.add(), site.add(listed="avond")
    site.post(token)
    assert site.row(other, "avond").status == "confirmed"


def test_undo_subscribes_the_reader_again_with_the_consent_of_before(any_site):
    token = any_site.add()
    before = any_site.row(token)
    any_site.post(token)
    any_site.now += timedelta(minutes=1)
    answer = any_site.undo(token)
    assert answer.status == 200
    after = any_site.row(token)
    assert (after.status, after.since) == ("confirmed", moment(any_site.now))
    assert (after.consent, after.consent_at) == (before.consent, before.consent_at)
    assert any_site.undo(token) == answer
    assert any_site.row(token) == after


def test_looking_at_undo_changes_nothing_and_shows_the_page_of_the_link(site):
    token = site.add()
    site.post(token)
    before = site.everything()
    answer = site.ask("GET", f"/u/{token}/undo")
    assert answer.status == 200
    assert f'action="../{token}"' in answer.body
    assert site.everything() == before


def test_undo_does_nothing_for_who_is_subscribed_already(site):
    token = site.add()
    before = site.everything()
    assert site.undo(token).status == 200
    assert site.everything() == before


def test_undo_never_confirms_who_was_not(site):
    token = site.add(status="unconfirmed")
    site.post(token)
    assert site.undo(token).status == 200
    assert site.status(token) == "unsubscribed"


def test_undo_never_brings_back_who_is_suppressed(site):
    token = site.add()
    site.post(token)
    with site.opener() as audience:
        audience.suppress([audience.digest(normalise("mia@dijkstad.test"))], "complaint", moment(NOW))
    assert site.undo(token).status == 200
    assert site.status(token) == "unsubscribed"


def test_who_is_forgotten_gets_the_same_pages_as_any_other(site):
    known, gone = site.add("mia"), site.add("tom")
    with site.opener() as audience:
        audience.forget(audience.digest(normalise("tom@dijkstad.test")))
    for do in (site.get, site.post, site.undo):
        one, other = do(known), do(gone)
        assert other.status == one.status == 200
        assert other.body == one.body.replace(known, gone)
        assert other.headers | {"date": ""} == one.headers | {"date": ""}
    assert [entry.address for _, entry in site.everything()] == ["mia@dijkstad.test"]


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("tail", ["", "/undo"])
def test_wrong_links_are_404_with_one_page_and_no_hint(site, method, tail):
    token = site.add()
    reader = site.row(token).id
    wrong = [
        *("proof", "A" * 60, token[:-1], token + "A", token.swapcase(), "%2e%2e", "%00", "é".encode().hex()),
        site.sign("confirm", "readers", reader),
        site.sign("confirm", "readers", reader, NOW + timedelta(days=7)),
    ]
    before = site.everything()
    answers = [site.ask(method, f"/u/{text}{tail}") for text in wrong]
    assert {answer.status for answer in answers} == {404}
    assert len({answer.body for answer in answers}) == 1
    assert site.ask(method, "/elsewhere").body == answers[0].body
    assert site.everything() == before


def test_a_link_of_a_test_send_says_so_and_changes_nothing(site):
    site.add()
    token = site.sign("test")
    before = site.everything()
    for answer in (site.get(token), site.post(token), site.undo(token)):
        assert answer.status == 200
        assert "testmail" in answer.body
        assert "<form" not in answer.body
    assert site.everything() == before


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND"])
@pytest.mark.parametrize("tail", ["", "/undo"])
def test_other_methods_are_405_with_allow(site, method, tail):
    token = site.add()
    answer = site.ask(method, f"/u/{token}{tail}")
    assert answer.status == 405
    assert {word.strip() for word in answer.headers["allow"].split(",")} == {"GET", "HEAD", "POST"}
    assert site.status(token) == "confirmed"


def test_a_large_body_is_413_before_it_is_read(site, raw):
    token = site.add()
    head = f"POST /u/{token} HTTP/1.1\r\nHost: a\r\nContent-Length: 10001\r\n\r\nabc"
    assert raw(site.port, head.encode()).startswith(b"HTTP/1.1 413 ")
    assert site.status(token) == "confirmed"


def test_a_body_without_a_length_is_413_where_it_gets_too_large(site, raw):
    token = site.add()
    head = f"POST /u/{token} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
    chunk = b"1388\r\n" + b"x" * 5_000 + b"\r\n"
    assert raw(site.port, head + chunk * 3).startswith(b"HTTP/1.1 413 ")
    assert site.status(token) == "confirmed"


def test_a_chunked_body_of_10_kilobytes_is_taken(site, raw):
    token = site.add()
    head = f"POST /u/{token} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
    chunk = b"1388\r\n" + b"x" * 5_000 + b"\r\n"
    assert raw(site.port, head.encode() + chunk * 2 + b"0\r\n\r\n").startswith(b"HTTP/1.1 200 ")
    assert site.status(token) == "unsubscribed"


def test_a_body_that_does_not_come_is_408_and_changes_nothing(site, raw, monkeypatch):
    monkeypatch.setattr(app, "_SLOWEST", 0.2)
    token = site.add()
    head = f"POST /u/{token} HTTP/1.1\r\nHost: a\r\nContent-Length: 26\r\n\r\nList"
    answer = raw(site.port, head.encode())
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"connection: close" in answer.lower()
    assert site.status(token) == "confirmed"


@pytest.mark.parametrize("length", ["-1", "1e3", "9" * 5_000, "26, 27", ""])
def test_a_length_that_is_none_is_refused_and_changes_nothing(site, raw, length):
    token = site.add()
    head = f"POST /u/{token} HTTP/1.1\r\nHost: a\r\nContent-Length: {length}\r\n\r\n"
    assert raw(site.port, head.encode())[:12] in {b"HTTP/1.1 400", b"HTTP/1.1 413"}
    assert site.status(token) == "confirmed"


def test_a_body_that_breaks_off_changes_nothing(site):
    token = site.add()
    with socket.create_connection(("127.0.0.1", site.port)) as connection:
        connection.sendall(f"POST /u/{token} HTTP/1.1\r\nHost: a\r\nContent-Length: 26\r\n\r\nList".encode())
    assert site.ask("GET", "/healthz").status == 200
    assert site.status(token) == "confirmed"


def test_the_page_speaks_the_readers_language_else_the_sites(site):
    for language, word in {
        "nl-BE": "Uitschrijven",
        "fr": "Se désinscrire",
        "en-GB": "Unsubscribe",
        "de": "Abmelden",
        "es": "Uitschrijven",
        None: "Uitschrijven",
    }.items():
        page = site.get(site.add(f"lezer-{language}", language)).body
        assert f"<button>{word}</button>" in page
        assert f'<html lang="{(language or "nl")[:2].replace("es", "nl")}">' in page


def test_200_readers_leave_at_the_same_time(any_site):
    links = [any_site.add(f"lezer{number}") for number in range(200)]
    with ThreadPoolExecutor(200) as pool:
        answers = list(pool.map(any_site.post, links))
    assert {answer.status for answer in answers} == {200}
    assert {entry.status for _, entry in any_site.everything()} == {"unsubscribed"}
    assert len(any_site.everything()) == 200


def test_200_posts_of_one_link_at_once_are_one_leaving(site):
    token = site.add()
    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(site.post, [token] * 200))
    assert len({answer.body for answer in answers}) == 1
    assert site.row(token).since == moment(NOW)


def test_the_server_says_that_it_lives(site):
    assert site.ask("GET", "/healthz")[::2] == (200, "ok\n")


def test_a_link_of_a_key_made_while_the_server_runs_works(site):
    old = site.add("mia")
    assert site.get(old).status == 200
    with site.opener() as audience:
        audience.rotate(NOW)
    new = site.add("tom")
    assert tokens.key_of(new) != tokens.key_of(old)
    for token in (new, old):
        assert site.post(token).status == 200
        assert site.status(token) == "unsubscribed"


def test_a_server_without_the_newest_key_says_later_and_keeps_taking_old_links(tmp_path, caplog):
    first = "g" * 40
    with served(Site(tmp_path, given=first)) as site:
        old = site.add("mia")
        assert site.get(old).status == 200
        new = Site(tmp_path, given=f"{first} {'k' * 40}").add("tom")
        for _ in range(2):
            answer = site.post(new)
            assert (answer.status, answer.headers["retry-after"]) == (503, "120")
        assert site.post(old).status == 200
    assert "a later secret is missing" in caplog.text
    assert new not in caplog.text


def test_a_database_in_trouble_is_503_until_it_is_mended(site, caplog):
    token = site.add()
    assert site.get(token).status == 200
    ledger = site.root / ".publisher/ledger.db"
    with closing(sqlite3.connect(ledger)) as db:
        db.execute("alter table subscription rename to elsewhere")
        for answer in (site.get(token), site.post(token), site.undo(token)):
            assert (answer.status, answer.headers["retry-after"]) == (503, "120")
            assert "Traceback" not in answer.body
            assert "elsewhere" not in answer.body
            assert "subscription" not in answer.body
        db.execute("alter table elsewhere rename to subscription")
    assert site.post(token).status == 200
    assert "the ledger can't be used" in caplog.text
    assert token not in caplog.text
    assert "Traceback" not in caplog.text


def test_opening_again_leaves_no_connection_behind(tmp_path):
    open_now = []

    @contextmanager
    def counted():
        with plain() as audience:
            open_now.append(audience)
            yield audience
            open_now.remove(audience)

    site = Site(tmp_path)
    plain, site.opener = site.opener, counted
    with served(site):
        token = site.add()
        assert site.get(token).status == 200
        with closing(sqlite3.connect(site.root / ".publisher/ledger.db")) as db:
            db.execute("alter table subscription rename to elsewhere")
            assert [site.get(token).status for _ in range(3)] == [503] * 3
        assert len(open_now) == 1
    assert open_now == []


def test_a_database_that_was_slow_to_refuse_is_not_asked_again(site, caplog, monkeypatch):
    token = site.add()
    assert site.get(token).status == 200
    with closing(sqlite3.connect(site.root / ".publisher/ledger.db")) as db:
        db.execute("alter table subscription rename to elsewhere")
        assert site.get(token).status == 503
        assert "opening the audience again" in caplog.text
        caplog.clear()
        monkeypatch.setattr(desk, "_PATIENCE", 0)
        assert site.get(token).status == 503
    assert "opening the audience again" not in caplog.text


def test_a_database_server_that_restarts_costs_no_reader_an_answer(tmp_path, postgres):
    with served(Site(tmp_path, postgres.new_database())) as site:
        token = site.add()
        assert site.get(token).status == 200
        postgres.stop()
        try:
            assert site.post(token).status == 503
        finally:
            postgres.start()
        assert site.post(token).status == 200
        assert site.status(token) == "unsubscribed"
        postgres.stop()
        postgres.start()
        assert site.undo(token).status == 200
        assert site.status(token) == "confirmed"
