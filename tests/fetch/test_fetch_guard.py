"""No way leads to a private address: not a spelling, not a redirect, not DNS that changes its mind."""

import socket

import pytest
from raw_site import HOST, PAGE, Dials, Names, Site, answer, fetcher, redirect

from publisher.errors import SourceError
from publisher.fetch import Fetcher, Settings, door
from publisher.fetch.targets import host_name

PUBLIC = "93.184.216.34"
SPELLINGS = (
    *("127.0.0.1", "127.1", "2130706433", "0x7f.1", "0x7f000001", "0177.0.0.1", "127.0.0.1.", "0.0.0.0", "0"),
    *("localhost", "LOCALHOST", "localhost.", "LocalHost", "[::1]", "[::ffff:127.0.0.1]", "[::]"),
    *("[0:0:0:0:0:0:0:1]", "１２７.０.０.１", "127。0。0。1", "ⓛocalhost", "[::ffff:7f00:1]"),
)


def real(allow=(), dial=None):
    """Make a fetcher with the system's own resolver."""
    return Fetcher(Settings(allow_private_hosts=allow, timeout=5), None, "publisher", dial=dial)


@pytest.mark.parametrize("host", SPELLINGS)
def test_no_spelling_of_this_machine_is_connected_to(host, site, refused):
    dial = Dials()
    error = refused(site.url("/?sleutel=geheim", host), by=real(dial=dial))
    assert "has no address on the public internet" in error.message
    assert "[fetch] allow_private_hosts" in error.remedy
    assert dial.addresses == []
    assert site.asked == []


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "localhost.", "LocalHost"])
def test_a_named_host_is_reached_in_any_case_and_with_a_last_dot(host, site):
    site.at["/"] = answer()
    assert real(("LocalHost",))(site.url("/", host)).content == PAGE


def test_naming_one_host_does_not_free_another_name_of_the_same_machine(site, refused):
    site.at["/"] = answer()
    assert real(("127.0.0.1",))(site.url("/", "127.0.0.1")).content == PAGE
    for other in ("localhost", "127.0.0.2", "2130706433", "[::1]", "127.0.0.1.nip.test"):
        refused(site.url("/", other), by=real(("127.0.0.1",)))
    assert len(site.asked) == 1


def test_a_named_ipv6_address_is_reached():
    try:
        with Site(address="::1") as site:
            site.at["/"] = answer()
            assert real(("::1",))(site.url("/", "[::1]")).content == PAGE
            assert real(("0:0:0:0:0:0:0:1",))(site.url("/", "[0::1]")).content == PAGE
    except OSError:
        pytest.skip("this machine has no IPv6 loopback")


def test_an_international_name_is_compared_and_asked_for_in_ascii(site):
    names = Names()
    names.addresses["xn--drfer-jua.test"] = ["127.0.0.1"]
    site.at["/"] = answer()
    for written in ("dörfer.test", "DÖRFER.test", "xn--drfer-jua.test"):
        got = fetcher(allow=(written,), names=names)(site.url("/", "Dörfer.TEST"))
        assert got.url == f"http://xn--drfer-jua.test:{site.port}/"
    assert {asked.headers["host"] for asked in site.asked} == {f"xn--drfer-jua.test:{site.port}"}
    assert host_name("STRAND.test.") == "strand.test"


@pytest.mark.parametrize(
    "target",
    ["http://127.0.0.1:{port}/", "http://inside.test:{port}/", "http://169.254.169.254/latest/", "//[::1]/"],
)
def test_a_redirect_into_the_private_network_is_refused(target, site, refused):
    names, dial = Names(), Dials()
    names.addresses |= {"inside.test": ["127.0.0.1"], "127.0.0.1": ["127.0.0.1"], "::1": ["::1"]}
    names.addresses["169.254.169.254"] = ["169.254.169.254"]
    site.at["/"] = redirect(target.format(port=site.port))
    error = refused(site.url("/"), names=names, dial=dial)
    assert "has no address on the public internet" in error.message
    assert f"{HOST}:{site.port}/, redirected to " in error.where
    assert dial.addresses == ["127.0.0.1"]
    assert site.paths == ["/"]


def test_a_redirect_to_a_host_that_is_named_is_followed(site):
    names = Names()
    names.addresses["inside.test"] = ["127.0.0.1"]
    site.at |= {"/": redirect(site.url("/artikel", "inside.test")), "/artikel": answer()}
    got = fetcher(allow=(HOST, "inside.test"), names=names)(site.url("/"))
    assert (got.url, got.content) == (site.url("/artikel", "inside.test"), PAGE)


def test_dns_that_changes_its_mind_is_asked_once_and_gains_nothing(site, refused):
    names, dial = Names(), Dials()
    mind = [[PUBLIC], ["127.0.0.1"]]
    names.addresses["rebinding.test"] = lambda: mind.pop(0)
    error = refused(site.url("/", "rebinding.test"), names=names, dial=dial)
    assert names.asked == ["rebinding.test", "rebinding.test"]  # once for each try
    assert dial.addresses == [PUBLIC]
    assert "has no address on the public internet" in error.message
    assert site.asked == []


def test_of_several_addresses_only_the_public_ones_are_used(site, refused):
    names, dial = Names(), Dials()
    names.addresses["mixed.test"] = [
        "10.0.0.1",
        PUBLIC,
        "::ffff:127.0.0.1",
        "127.0.0.1",
        PUBLIC,
        "2002:7f00:1::1",
    ]
    error = refused(site.url("/", "mixed.test"), names=names, dial=dial)
    assert dial.addresses == [PUBLIC, PUBLIC]  # one for each try
    assert error.message == "the connection was refused"


@pytest.mark.parametrize(
    "address", ["::ffff:127.0.0.1", "::ffff:93.184.216.34", "2002:7f00:1::1", "64:ff9b::7f00:1"]
)
def test_an_address_that_hides_another_is_not_connected_to(address, site, refused):
    names, dial = Names(), Dials()
    names.addresses["hidden.test"] = [address]
    refused(site.url("/", "hidden.test"), names=names, dial=dial)
    assert dial.addresses == []


def test_a_connection_that_ends_elsewhere_than_it_was_meant_to_is_closed(site, refused):
    names = Names()
    names.addresses["public.test"] = [PUBLIC]
    dial = Dials(public=("127.0.0.1", site.port))
    error = refused(site.url("/", "public.test"), names=names, dial=dial)
    assert error.message == "the connection led to another address than the one that was checked"
    assert dial.addresses == [PUBLIC]
    assert site.asked == []


@pytest.mark.parametrize(
    ("failure", "message"),
    [
        (OSError(101, "Network is unreachable"), "it can't be reached"),
        (TimeoutError(), "it does not answer in time"),
    ],
)
def test_a_network_that_leads_nowhere_is_told_and_tried_once_more(failure, message, refused):
    tried = []

    def dial(peer, seconds):
        tried.append(seconds)
        raise failure

    names = Names()
    names.addresses["public.test"] = [PUBLIC, "1.1.1.1"]
    assert (
        refused("http://public.test/?sleutel=geheim", names=names, dial=dial, timeout=30).message == message
    )
    assert [round(seconds) for seconds in tried] == [10] * 4  # seconds for each address, twice


def test_the_next_address_is_tried_where_one_does_not_answer(site):
    names, dial = Names(), Dials()
    names.addresses[HOST] = [PUBLIC, "127.0.0.1"]
    site.at["/"] = answer()
    assert fetcher(names=names, dial=dial)(site.url("/")).content == PAGE
    assert dial.addresses == [PUBLIC, "127.0.0.1"]


def test_proxies_and_passwords_of_the_environment_are_not_used(site, tmp_path, monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    (tmp_path / ".netrc").write_text(f"machine {HOST} login jan password geheim\n")
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    monkeypatch.setenv("HOME", str(tmp_path))
    site.at["/"] = answer()
    assert fetcher()(site.url("/")).content == PAGE
    assert "authorization" not in site.asked[0].headers


@pytest.mark.parametrize(
    "url",
    [
        *(
            "file:///etc/passwd",
            "ftp://jan:geheim@kroniek.test/",
            "gopher://kroniek.test/",
            "kroniek.test/artikel",
        ),
        *("", "/etc/passwd", "http://", "http:///artikel", "http://[::1", "http://kroniek.test:99999/"),
        *(
            "http://kroniek.test:x/",
            "http://kro niek.test/",
            "http://kroniek.test\n/",
            "http://a\\@kroniek.test",
        ),
        *(
            "http://kroniek.test\\.elsewhere.test/",
            "http://jan@kroniek.test/",
            "http://jan:geheim@kroniek.test/",
        ),
        *(
            "http://:geheim@kroniek.test/",
            "http://kroniek.test/\x00",
            "http://*.test/",
            "javascript:alert(1)",
        ),
        *(
            "http://[fe80::1%25lo]/",
            "http://[bad/?sleutel=geheim",
            "http://kroniek.test／x",
            f"http://a.test/{'a' * 5000}",
        ),
        *(
            "http://a..test/",
            "http://.test/",
            "http://\udcff.test/",
            "http://kroniek.test:/\x7f",
            "http://-/",
        ),
    ],
)
def test_what_is_no_plain_web_address_is_refused_before_anything_is_asked(url, refused):
    dial = Dials()
    with pytest.raises(SourceError) as caught:
        Fetcher(Settings(timeout=5), None, "publisher", dial=dial)(url)
    assert "geheim" not in str(caught.value)
    assert str(caught.value).isprintable()
    assert caught.value.remedy
    assert dial.addresses == []


def test_a_host_that_does_not_exist_is_named(refused):
    assert refused("http://nergens.test/?sleutel=geheim").message == "there is no host nergens.test"
    names = Names()
    names.addresses["leeg.test"] = []
    assert refused("http://leeg.test/", names=names).message == "there is no host leeg.test"


def test_dns_that_fails_for_a_moment_is_asked_again(site):
    names, found = Names(), [None, ["127.0.0.1"]]

    def sometimes():
        got = found.pop(0)
        if got is None:
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
        return got

    names.addresses[HOST] = sometimes
    site.at["/"] = answer()
    assert fetcher(names=names)(site.url("/")).content == PAGE


def test_the_system_is_asked_for_addresses_that_a_socket_can_use(site):
    assert ("127.0.0.1", site.port) in door.look_up("localhost", site.port)
