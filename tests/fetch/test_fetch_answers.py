"""Statuses, redirects, headers and second tries."""

import socket
import subprocess
import sys
import threading
from datetime import timedelta
from email.utils import format_datetime

import pytest
from msgspec import ValidationError, convert
from newsrooms import ROOT
from raw_site import AGENT, HOST, NOW, PAGE, Names, answer, ending, endless, fetcher, packed, redirect

from publisher.config.forms import allowed
from publisher.errors import SourceError
from publisher.fetch import Fetcher, Settings, user_agent
from publisher.fetch.loading import MAX_REDIRECTS


def test_a_document_comes_with_what_the_server_said_of_it(site):
    site.at["/artikel?nummer=7"] = packed(ETag='"v1"')
    got = fetcher()(site.url("/artikel?nummer=7#boven"))
    assert (got.url, got.content) == (site.url("/artikel?nummer=7"), PAGE)
    assert (got.type, got.charset, got.etag, got.fetched_at) == ("text/html", "utf-8", '"v1"', NOW)


def test_a_request_says_who_asks_and_nothing_secret(site):
    site.at["/"] = answer(Set_Cookie="sessie=1")
    site.at["/next"] = [redirect("/"), answer()]
    fetcher()(site.url("/next"))
    for asked in site.asked:
        assert asked.headers == {
            "host": f"{HOST}:{site.port}",
            "user-agent": AGENT,
            "accept": "*/*",
            "accept-encoding": "gzip",
            "connection": "close",
        }


def test_the_user_agent_names_the_contact_else_the_site():
    assert (
        user_agent("redactie@kroniek.test", "https://kroniek.test")
        == "publisher/0.1.0 (+redactie@kroniek.test)"
    )
    assert (
        user_agent(None, "https://kroniek.test/é(x)")
        == "publisher/0.1.0 (+https://kroniek.test/%C3%A9%28x%29)"
    )
    assert user_agent(None) == "publisher/0.1.0"


@pytest.mark.parametrize(
    ("declared", "media", "charset"),
    [
        ("text/html; charset=iso-8859-1", "text/html", "iso-8859-1"),
        ('Application/RSS+XML;Charset="Windows-1252"', "application/rss+xml", "Windows-1252"),
        ("text/html;charset='utf-8'; x=1", "text/html", "utf-8"),
        ("text/html; charset = utf-8", "text/html", "utf-8"),
        ("text/html; charset=", "text/html", None),
        ("text/html; x-charset=utf-8", "text/html", None),
        ("application/feed+json", "application/feed+json", None),
        ("nonsense", "", None),
        ("", "", None),
        (None, "", None),
        ("text/html; charset=" + "a" * 5000, "text/html", "a" * 40),
    ],
)
def test_type_and_charset_are_taken_apart(declared, media, charset, site):
    site.at["/"] = answer(Content_Type=declared)
    got = fetcher()(site.url("/"))
    assert (got.type, got.charset) == (media, charset)


@pytest.mark.parametrize(
    ("status", "word"),
    [
        ("401 Unauthorized", "login"),
        ("402 Payment Required", "payment"),
        ("403 Forbidden", "refused"),
        ("404 Not Found", "no such page"),
        ("410 Gone", "gone"),
        ("451 Unavailable For Legal Reasons", "legal"),
        ("400 Bad Request", "no document (400)"),
        ("204 No Content", "no document (204)"),
        ("206 Partial Content", "no document (206)"),
        ("300 Multiple Choices", "no document (300)"),
        ("304 Not Modified", "nothing is kept"),
        ("418 I'm a teapot", "no document (418)"),
        ("103 Early Hints", "no document (103)"),
        ("999 Denied", "the server failed (999)"),
    ],
)
def test_each_status_has_its_own_words(status, word, site, refused):
    site.at["/"] = answer(b"", status, Location="/other")
    error = refused(site.url("/?sleutel=geheim"))
    assert word in error.message
    assert error.where == site.url("/?…")


def test_the_remedies_of_the_usual_refusals_differ(site, refused):
    statuses = ("401 No", "403 No", "404 No", "410 No")
    site.at |= {f"/{number}": answer(b"", status) for number, status in enumerate(statuses)}
    assert len({refused(site.url(f"/{number}")).remedy for number in range(4)}) == 4


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed_and_the_last_address_is_given(status, site):
    site.at |= {"/": redirect("/artikel", f"{status} Moved"), "/artikel": answer()}
    got = fetcher()(site.url("/"))
    assert (got.url, got.content) == (site.url("/artikel"), PAGE)


def test_five_redirects_are_followed_and_six_are_not(site, refused):
    site.at |= {f"/{number}": redirect(str(number - 1)) for number in range(1, 9)} | {"/0": answer()}
    assert MAX_REDIRECTS == 5
    assert fetcher()(site.url("/5")).url == site.url("/0")
    error = refused(site.url("/6"))
    assert error.message == "it redirects more than 5 times"
    assert error.where == f"{site.url('/6')}, redirected to {site.url('/0')}"
    assert len(site.asked) == 6 + 6


def test_a_circle_of_redirects_is_seen(site, refused):
    site.at |= {"/": redirect("/a"), "/a": redirect("/b"), "/b": redirect("/a")}
    assert refused(site.url("/")).message == "it redirects in a circle"
    assert len(site.asked) == 3


@pytest.mark.parametrize(
    ("location", "path"),
    [
        ("artikel", "/map/artikel"),
        ("../artikel", "/artikel"),
        ("?pagina=2", "/map/?pagina=2"),
        ("  /artikel  ", "/artikel"),
        ("/een artikel", "/een%20artikel"),
        ("/één?q=é", "/%C3%A9%C3%A9n?q=%C3%A9"),
        ("/%C3%A9%2F?a=b%26c", "/%C3%A9%2F?a=b%26c"),
        ("/a%zz|b", "/a%25zz%7Cb"),
        ("//kroniek.test:{port}/x", "/x"),
        ("HTTP://Kroniek.TEST.:{port}/x#deel", "/x"),
    ],
)
def test_a_location_is_read_as_browsers_do(location, path, site):
    site.at |= {"/map/": redirect(location.replace("{port}", str(site.port))), path: answer()}
    assert fetcher()(site.url("/map/")).url == site.url(path)
    assert site.paths == ["/map/", path]


@pytest.mark.parametrize(
    "location",
    [
        *("file:///etc/passwd", "ftp://kroniek.test/", "gopher://kroniek.test:70/", "javascript:alert(1)"),
        *(
            "data:text/html,x",
            "http://",
            "http://jan:geheim@kroniek.test/",
            "http://[::1",
            "http://kroniek.test:0x50/",
        ),
        *("", None, "/\x01", "//"),
    ],
)
def test_a_location_that_is_no_web_address_is_refused(location, site, refused):
    site.at["/"] = redirect(location)
    refused(site.url("/?sleutel=geheim"))
    assert len(site.asked) == 1


def test_the_body_of_a_redirect_is_not_read(site):
    site.at["/"] = endless(b"a" * 65_536, first=answer(b"", "302 Found", Location="/x", Content_Length=None))
    site.at["/x"] = answer()
    assert fetcher()(site.url("/")).content == PAGE


@pytest.mark.parametrize("status", ["500 Oops", "502 Bad Gateway", "503 Busy", "504 Slow"])
def test_a_server_that_fails_is_tried_once_more(status, site, refused):
    site.at |= {"/once": [answer(b"", status), answer()], "/always": answer(b"", status)}
    assert fetcher()(site.url("/once")).content == PAGE
    assert f"({status[:3]})" in refused(site.url("/always")).message
    assert site.paths == ["/once"] * 2 + ["/always"] * 2


def test_a_refused_connection_is_tried_once_more_and_then_named(refused):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    assert refused(f"http://{HOST}:{port}/?sleutel=geheim").message == "the connection was refused"


@pytest.mark.parametrize(
    ("wait", "seconds"),
    [("1", 1), ("5", 5), ("0", 0.5), (None, 0.5), *((odd, 0.5) for odd in ("", "soon", "-5", "1.5", "①"))],
)
@pytest.mark.parametrize("status", ["429 Too Many", "503 Busy"])
def test_a_short_wait_that_a_server_asks_for_is_kept_once(status, wait, seconds, site, refused):
    slept = []
    site.at |= {"/": [answer(b"", status, Retry_After=wait), answer()], "/always": answer(b"", status)}
    assert fetcher(sleep=slept.append, timeout=9)(site.url("/")).content == PAGE
    assert slept == [seconds]
    assert f"({status[:3]})" in refused(site.url("/always")).message
    assert site.paths == ["/"] * 2 + ["/always"] * 2


@pytest.mark.parametrize(("ahead", "seconds"), [(4, 4), (0, 0.5), (-3600, 0.5), (-(10**9), 0.5)])
def test_a_wait_may_be_a_date_and_one_that_is_over_is_short(ahead, seconds, site):
    slept = []
    date = format_datetime(NOW + timedelta(seconds=ahead), usegmt=True)
    site.at["/"] = [answer(b"", "429 No", Retry_After=date), answer()]
    assert fetcher(sleep=slept.append)(site.url("/")).content == PAGE
    assert slept == [seconds]


def test_no_log_tells_the_query(site, refused, caplog):
    caplog.set_level("DEBUG")
    site.at |= {"/": [answer(b"", "500 Oops"), answer().replace(b"Content-Type", b"Content Type")]}
    refused(site.url("/?sleutel=geheim", "nergens.test"))
    fetcher()(site.url("/?sleutel=geheim"))
    assert site.paths == ["/?sleutel=geheim"] * 2
    assert "geheim" not in caplog.text


def test_the_wait_is_a_real_one(site):
    site.at["/"] = [answer(b"", "500 Oops"), answer()]
    get = Fetcher(Settings(allow_private_hosts=(HOST,)), None, AGENT, resolve=Names())
    with ending(at_least=0.5):
        assert get(site.url("/")).content == PAGE


@pytest.mark.parametrize(
    ("wait", "until"),
    [
        ("3600", "2026-11-24 07:30 UTC"),
        ("6", "2026-11-24 06:30 UTC"),
        ("99999999999999999999999999", "2026-11-25 06:30 UTC"),
        ("9" * 5000, "2026-11-25 06:30 UTC"),
        ("Tue, 24 Nov 2026 09:00:00 +0100", "2026-11-24 08:00 UTC"),
        ("Fri, 31 Dec 9999 23:59:59 GMT", "2026-11-25 06:30 UTC"),
    ],
)
def test_a_long_wait_is_told_and_not_kept(wait, until, site, refused):
    site.at["/"] = answer(b"", "429 Too Many Requests", Retry_After=wait)
    slept = []
    error = refused(site.url("/"), sleep=slept.append)
    assert error.message == "it was asked too often (429)"
    assert error.remedy == f"try again after {until}"
    assert (len(site.asked), slept) == (1, [])


def test_a_wait_beyond_the_time_of_the_document_is_told_too(site, refused):
    site.at["/"] = answer(b"", "429 Too Many Requests", Retry_After="3")
    slept = []
    error = refused(site.url("/"), timeout=2, sleep=slept.append)
    assert error.remedy == "try again after 2026-11-24 06:30 UTC"
    assert (len(site.asked), slept) == (1, [])


def test_one_url_is_asked_for_once_also_by_many_threads_at_once(site):
    site.at["/"] = endless(b"", every=0.2, first=answer())
    get, got = fetcher(), []
    gate = threading.Barrier(8)

    def run():
        gate.wait()
        got.append(get(site.url("/")))

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(site.asked) == 1
    assert [one is got[0] for one in got] == [True] * 8
    assert get(site.url("/#deel")) is got[0]


def test_different_urls_are_fetched_at_the_same_time(site):
    gate = threading.Barrier(4, timeout=30)

    def together(connection):
        gate.wait()
        connection.sendall(answer())

    site.at |= {f"/{number}": together for number in range(4)}
    get, got = fetcher(), []
    threads = [
        threading.Thread(target=lambda at=number: got.append(get(site.url(f"/{at}")))) for number in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [one.content for one in got] == [PAGE] * 4


def test_what_failed_is_not_asked_for_again_by_the_same_fetcher(site, refused):
    site.at["/"] = [answer(b"", "404 Not Found"), answer()]
    get = fetcher()
    first, second = refused(site.url("/"), by=get), refused(site.url("/"), by=get)
    assert first.message == second.message
    assert len(site.asked) == 1
    assert fetcher()(site.url("/")).content == PAGE


def test_importing_the_room_and_making_a_fetcher_loads_nothing_slow():
    code = """
import sys
from publisher.fetch import Fetcher, Settings, user_agent
from pathlib import Path
Fetcher(Settings(), Path("cache"), user_agent(None))
print(*sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    slow = {
        "requests",
        "urllib3",
        "ssl",
        "http.client",
        "idna",
        "email.message",
        "tempfile",
        "email.utils",
        "urllib.request",
    }
    assert set(done.stdout.split()) & slow == set()


@pytest.mark.parametrize(
    "name",
    [
        *("localhost", "cms.kroniek.test", "CMS.Kroniek.test.", "cms_2", "127.0.0.1", "10.0.0.5", "::1"),
        *("fd00::5", "::ffff:10.0.0.5", "dörfer.test", "xn--drfer-jua.test", "3scale.test", "all.test"),
    ],
)
def test_a_host_may_be_named(name):
    assert convert({"allow_private_hosts": [name]}, Settings).allow_private_hosts == (name,)


@pytest.mark.parametrize(
    "name",
    [
        *(
            "*",
            "all",
            "ALL",
            "any",
            "true",
            "",
            " ",
            "*.kroniek.test",
            "kroniek.*",
            ".kroniek.test",
            "10.0.0.0/8",
        ),
        *(
            "::/0",
            "fd00::/8",
            "0/0",
            "10.",
            "10",
            "127.1",
            "2130706433",
            "0x7f000001",
            "0x7f.1",
            "10.0.0.0-9",
        ),
        *(
            "http://cms.test",
            "cms.test:8000",
            "a b",
            "a,b",
            "[::1]",
            "cms.test/",
            "jan@cms.test",
            "a..b",
            "-a",
        ),
    ],
)
def test_a_network_a_wildcard_and_what_is_no_host_may_not(name):
    with pytest.raises(ValidationError):
        convert({"allow_private_hosts": [name]}, Settings)
    assert "the name of one host" in allowed(Settings, "allow_private_hosts[0]")


@pytest.mark.parametrize(
    "table",
    [
        {"contact": "a\r\nX: y"},
        {"contact": ""},
        {"contact": "a (b)"},
        {"timeout": 0},
        {"timeout": 301},
        {"proxy": "x"},
    ],
)
def test_other_settings_are_held_to_their_form(table):
    with pytest.raises(ValidationError):
        convert(table, Settings)
    assert allowed(Settings, "timeout") == "a number from 1 to 300"


def test_the_defaults_allow_no_private_host(site):
    with pytest.raises(SourceError, match="no address on the public internet"):
        Fetcher(Settings(), None, "publisher")(site.url("/", "127.0.0.1"))
