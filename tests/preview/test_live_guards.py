"""What stands around the live page: no script of others, no other site, no other host, no older build."""

import re
import socket

import pytest
from livepages import NAME, TOKEN, running
from newsrooms import edit
from serving import ask

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
HOSTILE = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>'\\\"</title>"
ACTIONS = ("approve", "undo", "hold", "release", "test", "send", "build", "edit")


def policy(answer):
    words = (part.strip().partition(" ") for part in answer.headers["content-security-policy"].split(";"))
    return {name: value for name, _, value in words}


def test_every_answer_is_guarded_and_kept_nowhere(live):
    for method, path in (("GET", f"/{NAME}"), ("GET", "/nowhere"), ("GET", "/static/live.js"), ("PUT", "/")):
        answer = ask(live.port, method, path)
        held = policy(answer)
        assert held["default-src"] == "'none'"
        assert held["frame-ancestors"] == "'none'"
        assert (held["script-src"], held["style-src"]) == ("'self'", "'self'")
        assert "unsafe" not in answer.headers["content-security-policy"]
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert "server" not in answer.headers


def test_the_page_holds_no_script_and_no_style_of_its_own(live):
    body = live.get().body
    assert re.findall(r"<script(?! src=\"/static/live.js\")", body) == []
    assert re.findall(r"<style|\sstyle=|\son\w+=|javascript:", body) == []


def test_a_frame_is_sandboxed_twice_and_may_do_nothing(live):
    for tag in re.findall(r"<iframe[^>]*>", live.get().body):
        assert 'sandbox=""' in tag
    held = policy(live.get("/mail"))
    assert held["sandbox"] == ""
    assert held["default-src"] == "'none'"
    assert "script-src" not in held
    assert policy(live.get("/mail?images=off"))["img-src"] == "'none'"


def test_scripts_in_an_article_a_headline_or_the_subject_never_run(newsdesk, visit):
    article = newsdesk.newsroom / "articles/a-lead.md"
    told = HOSTILE.replace('\\"', "").replace('"', "'")
    edit(article, "Zandkerke wint in de slotminuut van Polderdam", f"Zandkerke {told}")
    edit(article, "De eerste helft bleef zonder doelpunten.", f"De eerste helft. {told}")
    edit(newsdesk.newsroom / "articles/kort.json", "Dijkstad verlengt met keeper", told.replace("'", "’"))
    assert newsdesk.call("digest", "--refresh", "--subject", told).code == 0
    with running(newsdesk) as live:
        page = visit(live.url)
        page.wait_for_timeout(400)
        assert "Zandkerke" in page.locator("#stories-form").inner_text()
        assert page.title().endswith(told)
        assert page.locator("h1").inner_text() == " ".join(told.split())
        assert "owned" not in {frame.title() for frame in page.frames[1:]}
        assert page.evaluate("document.querySelectorAll('img, script:not([src])').length") == 0


def test_a_script_put_into_the_mail_itself_is_stopped_by_sandbox_and_policy(live, visit):
    page = visit(live.url)
    page.route("**/mail*", lambda route: route.continue_())
    frame = page.frames[1]
    assert frame.evaluate("self.origin") == "null"
    assert page.evaluate("document.getElementById('frame-light').contentDocument") is None
    alone = visit(f"{live.url}/mail")
    assert alone.evaluate("self.origin") == "null"


@pytest.mark.parametrize(
    "host",
    ["kwaad.internal", "kwaad.internal:{port}", "127.0.0.1", "127.0.0.1:1", "localhost.kwaad:{port}", ""],
)
def test_another_host_is_refused_so_that_no_name_can_be_bound_to_us(live, host):
    for method, path in (("GET", f"/{NAME}"), ("GET", "/events"), ("POST", f"/{NAME}/approve")):
        answer = ask(live.port, method, path, None, {"Host": host.format(port=live.port)})
        assert answer.status == 421
        assert TOKEN not in answer.body


def test_two_host_headers_or_none_are_refused(live, raw):
    for head in (b"Host: 127.0.0.1:%d\r\nHost: kwaad\r\n" % live.port, b""):
        said = raw(live.port, b"GET / HTTP/1.1\r\n" + head + b"Connection: close\r\n\r\n")
        assert b"200 OK" not in said
        assert TOKEN.encode() not in said


def test_it_listens_on_loopback_alone(live):
    others = {info[4][0] for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)}
    for address in others - {"127.0.0.1"}:
        with pytest.raises(OSError, match=r"refused|unreachable|timed out"):
            socket.create_connection((address, live.port), timeout=2).close()
    from publisher.preview.live import server

    with server.listening(0) as listening:
        assert listening.getsockname()[0] == "127.0.0.1"


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://kwaad.internal"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
    ],
    ids=str,
)
def test_another_site_can_do_nothing_even_with_the_token(live, action, headers):
    before = live.events()
    assert live.post(action, headers=headers).status == 403
    assert live.events() == before


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("token", ["", "x", TOKEN[:-1], "ë"])
def test_nothing_is_done_without_this_runs_token(live, action, token):
    before = live.events()
    assert live.post(action, token=token).status == 403
    assert live.events() == before


def test_a_form_of_another_kind_is_refused(live):
    for kind in ("text/plain", "multipart/form-data; boundary=x", "application/json"):
        body = f"token={TOKEN}&hash={live.hash()}"
        answer = ask(live.port, "POST", f"/{NAME}/approve", body, {"Content-Type": kind})
        assert answer.status == 403
    assert live.events() == []


def test_a_form_that_never_ends_is_not_read_to_its_end(live):
    body = f"token={TOKEN}&x=" + "a" * 600_000
    assert ask(live.port, "POST", f"/{NAME}/approve", body, FORM).status == 403


def test_looking_changes_nothing(live):
    for action in ACTIONS:
        assert ask(live.port, "GET", f"/{NAME}/{action}").status == 405
    assert live.events() == []


def test_other_sites_can_not_load_the_page_as_theirs(live):
    for site in ("cross-site", "same-site"):
        headers = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": "no-cors"}
        assert ask(live.port, "GET", f"/{NAME}", None, headers).status == 403
    assert (
        ask(
            live.port, "GET", f"/{NAME}", None, {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
        ).status
        == 200
    )


def test_a_site_elsewhere_can_neither_frame_the_page_nor_press_its_buttons(live, web, visit):
    fields = f'<input name="token" value="{TOKEN}"><input name="hash" value="{live.hash()}">'
    form = f'<form method="post" action="{live.url}/approve">{fields}<button>x</button></form>'
    web.pages["/"] = (200, {"Content-Type": "text/html"}, f'<iframe src="{live.url}"></iframe>{form}')
    page = visit(f"{web.url.replace('127.0.0.1', 'localhost')}/")
    page.wait_for_timeout(300)
    assert "Zandkerke" not in page.frames[1].content()
    page.click("button")
    page.wait_for_timeout(300)
    assert "another site" in page.content()
    assert live.events() == []


@pytest.mark.parametrize(
    "path",
    [
        "/..%2f..%2fetc/2026-11-24",
        "/.publisher/2026-11-24",
        "/ochtend/2026-13-01",
        "/static/../page.py",
        "/static/live.html.j2",
        "/nergens/2026-11-24",
    ],
)
def test_a_path_that_names_nothing_shows_nothing(live, path):
    answer = ask(live.port, "GET", path)
    assert answer.status in {404, 405}
    assert TOKEN not in answer.body


def test_what_is_approved_is_what_the_page_showed(live):
    shown = live.hash()
    assert live.call("digest", "--subject", "Een ander onderwerp").code == 0
    for action in ("approve", "test", "send"):
        answer = live.post(action, hash=shown, to="mia@dijkstad.internal")
        assert answer.status == 409
        assert "the build changed" in answer.body
    assert live.events() == []
    assert live.post("approve", hash=live.hash()).status == 303
    assert live.events() == [("approved", "mia")]
