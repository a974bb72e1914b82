"""What is kept: body and validators together, and never a reason to fail."""

import os
import stat
from datetime import timedelta

import pytest
from raw_site import HOST, NOW, PAGE, Names, answer, fetcher, packed, redirect

from publisher.fetch.cache import Cache, Kept

NOT_MODIFIED = answer(b"", "304 Not Modified", Content_Length=None, Content_Type=None)
LATER = NOW + timedelta(hours=1)
MODIFIED = "Mon, 23 Nov 2026 21:41:00 GMT"


@pytest.fixture
def folder(tmp_path):
    return tmp_path / ".publisher" / "cache"


def later(folder, **words):
    return fetcher(folder, clock=lambda: LATER, **words)


@pytest.mark.parametrize(
    ("headers", "condition"),
    [
        ({"ETag": '"v1"'}, {"if-none-match": '"v1"'}),
        ({"ETag": 'W/"v1"'}, {"if-none-match": 'W/"v1"'}),
        ({"Last_Modified": MODIFIED}, {"if-modified-since": MODIFIED}),
        ({"ETag": '"v"', "Last_Modified": MODIFIED}, {"if-none-match": '"v"', "if-modified-since": MODIFIED}),
    ],
)
def test_what_has_not_changed_is_given_as_it_was_with_a_fresh_time(headers, condition, site, folder):
    site.at["/"] = [packed(**headers), NOT_MODIFIED]
    first = fetcher(folder)(site.url("/"))
    second = later(folder)(site.url("/"))
    assert (second.content, second.type, second.charset, second.url) == (
        PAGE,
        "text/html",
        "utf-8",
        site.url("/"),
    )
    assert (first.fetched_at, second.fetched_at) == (NOW, LATER)
    assert second.etag == first.etag == headers.get("ETag")
    assert site.asked[1].headers.items() >= condition.items()
    assert not {"if-none-match", "if-modified-since"} & site.asked[0].headers.keys()


def test_what_has_changed_takes_the_place_of_what_was_kept(site, folder):
    site.at["/"] = [answer(ETag='"v1"'), answer(b"new", ETag='"v2"'), NOT_MODIFIED]
    assert [later(folder)(site.url("/")).content for _ in range(3)] == [PAGE, b"new", b"new"]
    assert site.asked[2].headers["if-none-match"] == '"v2"'
    assert len(list(folder.iterdir())) == 1


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"ETag": '"v1"', "Cache_Control": "private, No-Store"},
        {"ETag": '"v\u00e9"'},
        {"ETag": '"a\x01"'},
    ],
)
def test_what_can_not_be_asked_for_again_is_not_kept(headers, site, folder):
    site.at["/"] = [answer(ETag='"v0"'), answer(**headers), answer()]
    for _ in range(3):
        later(folder)(site.url("/"))
    assert list(folder.iterdir()) == []
    assert "if-none-match" not in site.asked[2].headers


def test_a_304_that_nobody_asked_for_is_an_error(site, folder, refused):
    site.at["/"] = NOT_MODIFIED
    for cache in (None, folder):
        assert "nothing is kept of it" in refused(site.url("/"), cache=cache).message


def test_the_condition_goes_to_the_place_where_the_body_was_found_and_nowhere_else(site, folder, refused):
    names = Names()
    names.addresses["elsewhere.test"] = ["127.0.0.1"]
    site.at |= {"/": redirect("/a"), "/a": [answer(ETag='"a"'), NOT_MODIFIED], "/b": NOT_MODIFIED}
    assert fetcher(folder)(site.url("/")).url == site.url("/a")
    assert later(folder)(site.url("/")).content == PAGE
    assert [asked.headers.get("if-none-match") for asked in site.asked] == [None, None, None, '"a"']
    site.at["/"] = redirect(site.url("/b", "elsewhere.test"))
    error = refused(site.url("/"), by=later(folder, names=names, allow=(HOST, "elsewhere.test")))
    assert "nothing is kept of it" in error.message
    assert "if-none-match" not in site.asked[-1].headers


def test_the_folder_and_its_files_are_for_their_owner_alone(site, folder):
    site.at["/?sleutel=geheim"] = answer(ETag='"v1"')
    fetcher(folder)(site.url("/?sleutel=geheim"))
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    (file,) = folder.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "geheim" not in file.name


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[:-1],
        lambda data: data[:40],
        lambda data: data.replace(b"Terwaeghe", b"Iemand an"),
        lambda data: b"\xff" * len(data),
        lambda data: data + b"\0",
        lambda data: data * 20_000,
    ],
)
def test_a_damaged_file_counts_as_none(damage, site, folder):
    site.at["/"] = answer(ETag='"v1"')
    fetcher(folder)(site.url("/"))
    (file,) = folder.iterdir()
    file.write_bytes(damage(file.read_bytes()))
    assert later(folder)(site.url("/")).content == PAGE
    assert "if-none-match" not in site.asked[1].headers
    site.at["/"] = NOT_MODIFIED
    assert later(folder)(site.url("/")).content == PAGE  # it was mended


def test_a_file_of_another_version_counts_as_none(folder):
    cache = Cache(folder)
    cache.keep("http://kroniek.test/", Kept("http://kroniek.test/", PAGE, etag='"v1"'))
    assert cache.find("http://kroniek.test/").etag == '"v1"'
    assert cache.find("http://kroniek.test/other") is None


def test_a_folder_that_can_not_be_made_stops_nothing(site, tmp_path):
    site.at["/"] = answer(ETag='"v1"')
    (tmp_path / "file").write_text("in the way")
    assert fetcher(tmp_path / "file" / "cache")(site.url("/")).content == PAGE


def test_a_folder_that_can_not_be_written_stops_nothing(site, folder):
    site.at["/"] = [answer(ETag='"v1"'), NOT_MODIFIED, answer(b"new", ETag='"v2"')]
    fetcher(folder)(site.url("/"))
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    folder.chmod(0o500)
    try:
        if os.access(folder, os.W_OK):
            pytest.skip("this user may write anywhere")
        assert later(folder)(site.url("/")).content == PAGE
        assert later(folder)(site.url("/")).content == b"new"
        assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    finally:
        folder.chmod(0o700)


def test_a_full_disk_stops_nothing_and_leaves_no_half_file(site, folder):
    resource = pytest.importorskip("resource")
    signal = pytest.importorskip("signal")
    site.at["/"] = answer(b"a" * 500_000, ETag='"v1"')
    before, handler = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    try:
        got = fetcher(folder)(site.url("/"))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
    assert got.content == b"a" * 500_000
    assert list(folder.iterdir()) == []


def test_a_failure_keeps_what_was_kept(site, folder, refused):
    site.at["/"] = [answer(ETag='"v1"'), answer(b"", "404 Not Found"), NOT_MODIFIED]
    fetcher(folder)(site.url("/"))
    refused(site.url("/"), cache=folder)
    assert later(folder)(site.url("/")).content == PAGE


def _keep(cache, number, size=10):
    cache.keep(f"http://kroniek.test/{number}", Kept("http://kroniek.test/", bytes(size), etag='"v"'))
    path = cache._path(f"http://kroniek.test/{number}")
    os.utime(path, (1_000_000_000 + number,) * 2)


def _kept(cache, numbers):
    return [number for number in numbers if cache.find(f"http://kroniek.test/{number}")]


def test_the_oldest_go_when_there_are_too_many(folder):
    cache = Cache(folder, max_files=5)
    for number in range(8):
        _keep(cache, number)
    assert _kept(cache, range(8)) == [3, 4, 5, 6, 7]


def test_the_oldest_go_when_they_are_too_large_and_one_that_was_still_good_is_young_again(folder):
    cache = Cache(folder, max_total=4_000)
    for number in range(3):
        _keep(cache, number, 1_000)
    cache.touch("http://kroniek.test/0")
    _keep(cache, 3, 1_500)
    assert _kept(cache, range(4)) == [0, 2, 3]


def test_what_a_killed_process_left_goes_with_the_oldest_and_other_files_stay(folder):
    cache = Cache(folder, max_files=2)
    folder.mkdir(parents=True)
    (folder / "notes.txt").write_text("mine")
    (folder / f"{'0' * 64}.kept-x1").write_bytes(b"half")
    os.utime(folder / f"{'0' * 64}.kept-x1", (1, 1))
    for number in range(3):
        _keep(cache, number)
    assert _kept(cache, range(3)) == [1, 2]
    assert sorted(path.suffix for path in folder.iterdir()) == [".kept", ".kept", ".txt"]
