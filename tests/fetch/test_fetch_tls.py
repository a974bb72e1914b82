"""Over TLS: the certificate is that of the name, the address is the one that was checked."""

import time
from contextlib import contextmanager

import pytest
from raw_site import HOST, PAGE, Names, Site, answer, ending, endless, fetcher, redirect, server_context

from publisher.testing.certificates import Authority

ALLOWED = ("localhost", "127.0.0.1", HOST)


@pytest.fixture
def authority(tmp_path, monkeypatch):
    made = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(made.cafile))
    return made


@contextmanager
def secure(pair):
    with Site(server_context(pair)) as site:
        site.at["/"] = answer()
        yield site


def names():
    made = Names()
    made.addresses |= {"localhost": ["127.0.0.1"], "127.0.0.1": ["127.0.0.1"]}
    return made


def getting(**words):
    return fetcher(allow=ALLOWED, names=names(), **words)


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST.", "127.0.0.1"])
def test_a_good_certificate_is_accepted_for_the_name_that_was_asked_for(host, authority):
    with secure(authority.good()) as site:
        assert getting()(site.url("/", host)).content == PAGE


def test_the_name_is_what_the_server_is_told_although_an_address_is_connected_to(authority):
    told = []
    context = server_context(authority.good())
    context.sni_callback = lambda connection, name, _: told.append(name)
    with Site(context) as site:
        site.at["/"] = answer()
        getting()(site.url("/", "localhost"))
        assert site.asked[0].headers["host"] == f"localhost:{site.port}"
    assert told == ["localhost"]


def test_a_certificate_of_another_name_is_refused(authority, refused):
    with secure(authority.good()) as site:
        error = refused(site.url("/?sleutel=geheim", HOST), by=getting())
        assert "its certificate is not accepted: " in error.message
        assert "match" in error.message
        assert site.asked == []
    with secure(authority.wrong_name()) as site:
        assert "match" in refused(site.url("/", "localhost"), by=getting()).message


def test_an_expired_certificate_and_one_of_an_unknown_authority_are_refused(authority, tmp_path, refused):
    with secure(authority.expired()) as site:
        assert "expired" in refused(site.url("/", "localhost"), by=getting()).message
    (tmp_path / "other").mkdir()
    with secure(Authority(tmp_path / "other").good()) as site:
        error = refused(site.url("/?sleutel=geheim", "localhost"), by=getting())
        assert "its certificate is not accepted" in error.message
        assert "SSL_CERT_FILE" in error.remedy
        assert site.asked == []


def test_https_of_a_server_that_speaks_none_is_told_so(site, refused):
    site.at["/"] = answer()

    def plain(connection):
        connection.sendall(answer())

    error = refused(f"https://{HOST}:{site.port}/?sleutel=geheim", timeout=0.5)
    assert error.message == "not there after 0.5 seconds"
    with Site() as odd:
        odd._answer = plain
        error = refused(f"https://{HOST}:{odd.port}/?sleutel=geheim")
        assert error.message == "no secure connection could be made"


def test_a_redirect_may_lead_from_https_to_http_and_is_checked_there_too(authority, site, refused):
    site.at["/"] = answer()
    with secure(authority.good()) as secured:
        secured.at["/away"] = redirect(site.url("/"))
        secured.at["/inside"] = redirect(f"https://127.0.0.2:{secured.port}/")
        got = getting()(secured.url("/away", "localhost"))
        assert got.url == site.url("/")
        made = names()
        made.addresses["127.0.0.2"] = ["127.0.0.2"]
        error = refused(secured.url("/inside", "localhost"), by=fetcher(allow=ALLOWED, names=made))
        assert "127.0.0.2 has no address on the public internet" in error.message


@pytest.mark.parametrize(
    "said",
    [
        endless(b"a", every=0.1, first=answer(b"", Content_Length=None)),
        endless(b"a", every=0.1, first=b"HTTP/1.1 200 OK\r\nX-Slow: "),
        lambda connection: time.sleep(0.8),
    ],
)
def test_a_slow_drip_ends_over_tls_too(said, authority, refused):
    with secure(authority.good()) as site:
        site.at["/"] = said
        with ending():
            error = refused(site.url("/", "localhost"), by=getting(timeout=0.5))
        assert error.message == "not there after 0.5 seconds"


def test_a_handshake_that_never_ends_is_ended(refused):
    with Site() as site:
        site._answer = lambda connection: time.sleep(0.8)
        with ending():
            error = refused(f"https://localhost:{site.port}/", by=getting(timeout=0.4))
        assert error.message == "not there after 0.4 seconds"


@pytest.mark.parametrize("said", [answer(PAGE[:-3], Content_Length=len(PAGE)), b"HTTP/1.1 200", b""])
def test_what_is_cut_short_is_an_error_over_tls_too(said, authority, refused):
    with secure(authority.good()) as site:
        site.at["/"] = said
        error = refused(site.url("/", "localhost"), by=getting())
        assert error.message == "it was cut off before the whole document came"
        site.at["/"] = [said, answer()]
        assert getting()(site.url("/", "localhost")).content == PAGE
