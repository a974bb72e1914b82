"""The body: whole or an error, bounded in size, memory and time, whatever the server says of it."""

import gzip
import socket
import subprocess
import sys
import threading
import time
import tracemalloc
import zlib
from contextlib import suppress

import pytest
from newsrooms import ROOT
from raw_site import HOST, PAGE, Names, answer, ending, endless, fetcher, packed, redirect

from publisher.fetch.body import MAX_BYTES

MEMORY = 25_000_000  # bytes at the most, for a document of at most 5 MB
CHUNKED = {"Content_Length": None, "Transfer_Encoding": "chunked"}


def chunked(*parts, end=b"0\r\n\r\n", **headers):
    body = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + end
    return answer(body, **CHUNKED, **headers)


def bomb(size):
    """Pack zeros: about a thousand to one, and a packed bomb packs again."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    zeros = bytes(1_000_000)
    return b"".join([*(packer.compress(zeros) for _ in range(size // len(zeros))), packer.flush()])


def peak(run):
    tracemalloc.start()
    try:
        run()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "said",
    [
        answer(),
        answer(Content_Length=None),
        answer(Content_Encoding="identity"),
        answer(Content_Length="nonsense"),
        answer(Content_Length="9" * 5000),
        chunked(PAGE[:10], PAGE[10:]),
        chunked(*(bytes([byte]) for byte in PAGE)),
        chunked(PAGE, end=b"0\r\nX-Trailer: 1\r\n\r\n"),
        chunked(PAGE, end=b"0\r\n"),
        answer(
            b"%x;name=value\r\n%s\r\n0\r\n\r\n" % (len(PAGE), PAGE),
            Content_Length=3,
            Transfer_Encoding="chunked",
        ),
        packed(),
        packed(Content_Length=None),
        chunked(gzip.compress(PAGE), Content_Encoding="GZIP"),
        answer(
            gzip.compress(PAGE[:9]) + gzip.compress(b"") + gzip.compress(PAGE[9:]), Content_Encoding="x-gzip"
        ),
        answer(gzip.compress(PAGE) + bytes(100), Content_Encoding="gzip"),
        chunked(*(bytes([byte]) for byte in gzip.compress(PAGE) + bytes(9)), Content_Encoding="gzip"),
        answer(status="203 Non-Authoritative Information"),
        answer().replace(b"HTTP/1.1", b"HTTP/1.0"),
        answer().replace(b"\r\n", b"\n"),
        b"HTTP/1.1 100 Continue\r\n\r\n" + answer(),
    ],
)
def test_a_whole_body_arrives_whole_however_it_is_written(said, site):
    site.at["/"] = said
    assert fetcher()(site.url("/")).content == PAGE
    assert len(site.asked) == 1


@pytest.mark.parametrize("size", [0, 1, MAX_BYTES - 1, MAX_BYTES])
@pytest.mark.parametrize("write", [answer, packed])
def test_up_to_five_megabytes_arrive(size, write, site):
    site.at["/"] = write(b"a" * size)
    assert fetcher()(site.url("/")).content == b"a" * size


@pytest.mark.parametrize(
    "said",
    [
        answer(b"a" * (MAX_BYTES + 1)),
        answer(b"a" * (MAX_BYTES + 1), Content_Length=None),
        answer(b"", Content_Length=MAX_BYTES + 1),
        answer(b"", Content_Length=10**15),
        packed(b"a" * (MAX_BYTES + 1)),
        chunked(b"a" * (MAX_BYTES + 1)),
        endless(b"a" * 65_536, first=answer(b"", Content_Length=None)),
        endless(gzip.compress(b"") * 999, first=answer(b"", Content_Length=None, Content_Encoding="gzip")),
        endless(bytes(65_536), first=packed(Content_Length=None)),
    ],
)
def test_more_than_five_megabytes_are_refused_once_and_in_little_memory(said, site, refused):
    site.at["/"] = said
    assert peak(lambda: refused(site.url("/?sleutel=geheim"), timeout=15)) < MEMORY
    assert len(site.asked) == 1


def test_a_gzip_bomb_is_refused_in_little_memory(site, refused, record_property):
    data = bomb(100_000_000) * 40
    site.at["/"] = answer(data, Content_Encoding="gzip")
    site.at["/twice"] = answer(gzip.compress(data), Content_Encoding="gzip, gzip")
    used = peak(lambda: refused(site.url("/")))
    assert "more than 5 MB" in refused(site.url("/")).message
    assert used < MEMORY
    assert "which was not asked for" in refused(site.url("/twice")).message
    record_property("figure", f"a gzip bomb of 4 GB in {len(data):,} bytes: {used:,} bytes at the most")


RSS = """
import resource, sys
sys.path[:0] = ["tests/fetch"]
from raw_site import fetcher, HOST
get = fetcher(timeout=20)
before = 0
for path in ("/small", "/bomb"):
    try:
        get(f"http://{HOST}:{sys.argv[1]}{path}")
    except Exception as error:
        print(error.message)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    before += grown
print(grown)
"""


def test_the_process_hardly_grows_for_ten_gigabytes(site):
    site.at |= {
        "/small": packed(),
        "/bomb": answer(bomb(100_000_000) * 100, Content_Length=None, Content_Encoding="gzip"),
    }
    done = subprocess.run(
        [sys.executable, "-c", RSS, str(site.port)],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    said, grown = done.stdout.split("\n")[:2]
    assert said == "more than 5 MB"
    assert int(grown) < MEMORY // 1000  # kilobytes


@pytest.mark.parametrize(
    "said",
    [
        answer(PAGE[:-1], Content_Length=len(PAGE)),
        answer(b"", Content_Length=len(PAGE)),
        answer(gzip.compress(PAGE)[:-1], Content_Encoding="gzip"),
        answer(gzip.compress(PAGE)[:-9], Content_Encoding="gzip"),
        answer(gzip.compress(PAGE)[:5], Content_Encoding="gzip"),
        answer(b"", Content_Encoding="gzip"),
        answer(gzip.compress(PAGE) + b"\x1f\x8b", Content_Encoding="gzip"),
        answer(gzip.compress(PAGE) + gzip.compress(PAGE)[:20], Content_Encoding="gzip"),
        chunked(PAGE, end=b""),
        chunked(PAGE, end=b"0"),
        chunked(PAGE, end=b"20\r\nhalf"),
        chunked(PAGE, end=b"zz\r\n"),
        chunked(gzip.compress(PAGE)[:-4], Content_Encoding="gzip"),
        b"HTTP/1.1 200 OK\r\nContent-Len",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n",
        b"HTTP/1.1 200 OK\r\n",
        b"HTTP/1.1 2",
        b"",
    ],
)
def test_a_body_that_is_cut_short_is_asked_for_again_and_never_given(said, site, refused):
    site.at["/"] = said
    error = refused(site.url("/?sleutel=geheim"))
    assert error.message == "it was cut off before the whole document came"
    assert len(site.asked) == 2
    site.at["/"] = [said, answer()]
    assert fetcher()(site.url("/")).content == PAGE


def cut(after):
    """Send a part and reset the connection."""

    def send(connection):
        connection.sendall(after)
        time.sleep(0.05)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")

    return send


@pytest.mark.parametrize("after", [b"", b"HTTP/1.1 2", answer()[:-5], answer(PAGE[:9], Content_Length=None)])
def test_a_connection_that_is_reset_is_tried_once_more(after, site, refused):
    site.at["/"] = cut(after)
    assert refused(site.url("/")).message == "it was cut off before the whole document came"
    assert len(site.asked) == 2
    site.at["/"] = [cut(after), answer()]
    assert fetcher()(site.url("/")).content == PAGE


@pytest.mark.parametrize(
    ("said", "message"),
    [
        (answer(b"not packed", Content_Encoding="gzip"), "its compressed body is damaged"),
        (packed().replace(gzip.compress(PAGE)[-8:-4], b"\0\0\0\0"), "its compressed body is damaged"),
        (answer(gzip.compress(PAGE) + b"more", Content_Encoding="gzip"), "its compressed body is damaged"),
        (answer(zlib.compress(PAGE), Content_Encoding="deflate"), "it came compressed as 'deflate', which"),
        (answer(Content_Encoding="br"), "it came compressed as 'br', which was not asked for"),
        (answer(Content_Encoding="gzip;q=geheim" + "x" * 99), "it came compressed as 'gzip;q="),
        (b"SSH-2.0-OpenSSH_9.7\r\n", "the server's answer is not one that HTTP allows"),
        (b"\0\xff" * 500 + b"\n", "the server's answer is not one that HTTP allows"),
        (b"HTTP/1.1 twohundred OK\r\n\r\n", "the server's answer is not one that HTTP allows"),
        (PAGE + b"\n", "the server's answer is not one that HTTP allows"),
        (answer(Content_Length="5, 6"), "the server's answer is not one that HTTP allows"),
        (answer(X_Long="a" * 70_000), "the server's answer is not one that HTTP allows"),
        (
            answer(**{f"X_{number}": number for number in range(200)}),
            "the server's answer is not one that HTTP",
        ),
        (
            answer(b"a" * 99_999 + b"\r\n" + PAGE, **CHUNKED),
            "the server's answer is not one that HTTP allows",
        ),
    ],
)
def test_an_answer_that_makes_no_sense_is_not_asked_for_again(said, message, site, refused):
    site.at["/"] = said
    if b"geheim" in said:
        site.at["/"] = said.replace(b"geheim", b"")
    assert refused(site.url("/?sleutel=geheim")).message.startswith(message)
    assert len(site.asked) == 1


@pytest.mark.parametrize(
    "said",
    [
        endless(b"a" * 65_536, first=b"HTTP/1.1 200 OK\r\nX-Endless: "),
        endless(b"a" * 65_536, first=answer(b"", **CHUNKED)),
        endless(b"a" * 65_536, first=b"HTTP/1.1 "),
    ],
)
def test_a_line_without_an_end_is_not_read_to_its_end(said, site, refused):
    site.at["/"] = said
    assert peak(lambda: refused(site.url("/"))) < MEMORY


@pytest.mark.parametrize(
    "said",
    [
        endless(b"a", every=0.1, first=answer(b"", Content_Length=None)),
        endless(b"a", every=0.1, first=answer(b"", Content_Length=10_000)),
        endless(b"a", every=0.1, first=packed(Content_Length=None)[:-8]),
        endless(b"1\r\na\r\n", every=0.1, first=answer(b"", **CHUNKED)),
        endless(b"0", every=0.1, first=answer(b"", **CHUNKED)),
        endless(b"a", every=0.1, first=b"HTTP/1.1 200 OK\r\nX-Slow: "),
        endless(b"HTTP/1.1 100 Continue\r\n\r\n"),
        endless(b"X-More: 1\r\n", first=chunked(PAGE, end=b"0\r\n")),
        lambda connection: connection.recv(1),
        endless(b"", every=9, first=answer(PAGE[:5], Content_Length=len(PAGE))),
        endless(b"1\r\na\r\n" * 9_999, first=answer(b"", **CHUNKED)),
    ],
)
def test_a_slow_drip_ends_when_the_time_is_over(said, site, refused):
    site.at["/"] = said
    with ending(at_least=0.4):
        error = refused(site.url("/?sleutel=geheim"), timeout=0.4)
    assert error.message == "not there after 0.4 seconds"
    assert "[fetch] timeout" in error.remedy


def test_the_time_is_one_for_all_redirects_together(site, refused):
    def slow_redirect(connection):
        time.sleep(0.2)
        with suppress(OSError):
            connection.sendall(redirect("/next?" + str(time.monotonic())))

    class Always(dict):
        def get(self, path, other=None):
            return slow_redirect

    site.at = Always()
    with ending():
        assert refused(site.url("/"), timeout=0.5).message == "not there after 0.5 seconds"


def test_dns_that_does_not_answer_ends_when_the_time_is_over(refused):
    names, over = Names(), threading.Event()

    def silent():
        over.wait(9)
        return []

    names.addresses[HOST] = silent
    with ending():
        assert refused(f"http://{HOST}/", names=names, timeout=0.3).message == "not there after 0.3 seconds"
    over.set()


def test_a_connection_that_is_not_accepted_ends_when_the_time_is_over(refused):
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        port = full.getsockname()[1]
        waiting = [socket.socket() for _ in range(4)]
        for one in waiting:
            one.setblocking(False)
            with suppress(BlockingIOError):
                one.connect(("127.0.0.1", port))
        with ending():
            assert refused(f"http://{HOST}:{port}/", timeout=0.4).message == "not there after 0.4 seconds"
        for one in waiting:
            one.close()
