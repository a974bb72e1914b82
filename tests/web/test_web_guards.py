"""What stands around the readers' pages: headers, limits, and nothing of an attacker's on a page."""

import base64
import hashlib
import re
import sys

import pytest
from serving import SITE, Site, served

from publisher.web import pages
from publisher.web.limits import Limiter
from publisher.web.pages import Newsroom


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def test_every_answer_carries_the_headers_that_guard_it(site):
    token = site.add()
    asked = [("GET", ""), ("HEAD", ""), ("POST", ""), ("POST", "/undo"), ("PUT", ""), ("GET", "/nowhere")]
    for method, tail in [*asked, ("POST", "x")]:
        headers = site.ask(method, f"/u/{token}{tail}").headers
        policy = headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; ")
        for word in ("frame-ancestors 'none'", "form-action 'self'", "base-uri 'none'"):
            assert word in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cache-control"] == "no-store"
        assert "noindex" in headers["x-robots-tag"]
        assert "server" not in headers


def test_the_policy_allows_the_one_style_sheet_of_the_page(site):
    answer = site.get(site.add())
    (style,) = re.findall(r"<style>(.*?)</style>", answer.body, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in answer.headers["content-security-policy"]
    assert "style=" not in answer.body.replace(style, "")


HOSTILE = "<script>alert(1)</script>\"'{words}{0}&amp;"


@pytest.mark.parametrize("kind", ["leave", "left", "back", "test", "missing", "trouble"])
@pytest.mark.parametrize("language", ["nl", "fr", "en", "de"])
def test_a_page_escapes_the_name_of_the_site_in_every_language(kind, language):
    page = pages.render(kind, Newsroom(HOSTILE, language), action='"><script>')
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "{words}{0}&amp;amp;" in page
    assert "{site}" not in page


def test_a_page_asks_for_nothing_from_elsewhere():
    page = pages.render("leave", SITE, action="x")
    assert re.findall(r"https?:|//|src=|url\(|@import", page) == []


def test_a_newsroom_of_its_own_signs_the_pages_of_its_list(tmp_path):
    with served(Site(tmp_path), {"avond": Newsroom("L’Avondblad", "fr")}) as site:
        own, other = site.add("mia", None, listed="avond"), site.add("tom", None)
        assert "L’Avondblad" in site.get(own).body
        assert "Se désinscrire" in site.get(own).body
        assert "De Kroniek" in site.get(other).body


def test_who_asks_too_much_is_told_when_to_come_back(tmp_path):
    clock = Clock()
    with served(Site(tmp_path), limiter=Limiter(clock, rate=0.5, burst=3)) as site:
        token = site.add()
        assert [site.get(token).status for _ in range(4)] == [200, 200, 200, 429]
        refused = site.post(token)
        assert (refused.status, refused.headers["retry-after"]) == (429, "2")
        assert site.status(token) == "confirmed"
        assert site.ask("GET", "/healthz").status == 200
        clock.now += 2
        assert site.post(token).status == 200


def test_readers_behind_the_proxy_are_counted_apart(tmp_path):
    with served(Site(tmp_path), limiter=Limiter(Clock(), burst=1)) as site:
        token = site.add()
        for client in ("192.0.2.1", "192.0.2.2", "2001:db8::1"):
            headers = {"X-Forwarded-For": f"10.9.8.7, {client}"}
            assert site.post(token, headers=headers).status == 200
            assert site.post(token, headers=headers).status == 429


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has all of 127.0.0.0/8")
def test_nobody_but_the_proxy_says_for_whom_they_ask(tmp_path):
    with served(Site(tmp_path), limiter=Limiter(Clock(), burst=1)) as site:
        path = f"/u/{site.add()}"
        asked = [
            site.ask("GET", path, headers={"X-Forwarded-For": f"192.0.2.{number}"}, source="127.0.0.2")
            for number in (1, 2)
        ]
    assert [answer.status for answer in asked] == [200, 429]


def test_the_limit_lets_a_provider_unsubscribe_a_thousand_readers_at_once():
    limiter = Limiter(Clock())
    assert [limiter.wait("192.0.2.1") for _ in range(1_000)] == [0] * 1_000


def test_a_bucket_fills_up_again_and_never_above_its_size():
    clock = Clock()
    limiter = Limiter(clock, rate=1, burst=2)
    assert [limiter.wait("192.0.2.1") for _ in range(3)] == [0, 0, 1]
    clock.now += 1_000
    assert [limiter.wait("192.0.2.1") for _ in range(3)] == [0, 0, 1]


def test_one_ipv6_network_and_every_non_address_share_a_bucket():
    limiter = Limiter(Clock(), burst=1)
    assert limiter.wait("2001:db8:0:1::1") == 0
    assert limiter.wait("2001:db8:0:1:ffff::2") > 0
    assert limiter.wait("2001:db8:0:2::1") == 0
    assert limiter.wait("192.0.2.1") == 0
    assert limiter.wait("::ffff:192.0.2.1") > 0
    assert limiter.wait("x" * 100_000) == 0
    assert limiter.wait("") > 0


def test_many_addresses_do_not_fill_the_memory():
    clock = Clock()
    limiter = Limiter(clock, burst=1)
    for number in range(30_000):
        limiter.wait(f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}")
    assert len(limiter._buckets) == 10_000
    assert limiter.wait("10.0.117.47") > 0  # the last one is remembered


def test_a_mistake_of_ours_shows_no_reader_how_it_is_made(site, monkeypatch, caplog):
    token = site.add()
    monkeypatch.setattr(site, "now", None)  # a clock that gives no time is such a mistake
    answer = site.post(token)
    assert answer.status == 500
    assert "Traceback" not in answer.body
    assert "Error" not in answer.body
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert token not in caplog.text
    assert site.status(token) == "confirmed"
