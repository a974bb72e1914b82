"""`publish preview` as a process: where it listens, how it ends, and the folder it still can write."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest
from newsrooms import DAY, ROOT
from serving import ask


@contextmanager
def started(newsroom, *words):
    """Run the command; give its process and the address it said."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith("PUBLISH_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "publisher", "preview", *words, "--port", "0", "--no-open"],
        cwd=newsroom,
        env={**clean, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield process, process.stderr.readline().split()[0]
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_says_where_it_is_and_ends_when_it_is_told_to(newsroom, call, number):
    assert call("digest", "--date", DAY).code == 0
    with started(newsroom, f"ochtend/{DAY}", "--as", "long") as (process, address):
        host, _, path = address.removeprefix("http://").partition("/")
        assert (host.partition(":")[0], path) == ("127.0.0.1", f"ochtend/{DAY}")
        page = ask(int(host.partition(":")[2]), "GET", f"/{path}")
        assert page.status == 200
        assert '?" aria-current="true">a long name' in page.body
        assert '?as=reader">a reader' in page.body
        began = time.monotonic()
        process.send_signal(number)
        assert process.wait(10) == 0
        assert time.monotonic() - began < 5
        assert "Traceback" not in process.stderr.read()


def test_without_a_name_it_opens_the_list(newsroom, call):
    with started(newsroom) as (_, address):
        port = int(address.rpartition(":")[2].strip("/"))
        assert "Today’s editions" in ask(port, "GET", "/").body


def test_a_configuration_that_does_not_parse_is_shown_and_does_not_end_the_page(newsroom, call):
    assert call("digest", "--date", DAY).code == 0
    with started(newsroom, f"ochtend/{DAY}") as (process, address):
        port = int(address.split(":")[2].partition("/")[0])
        good = (newsroom / "config.toml").read_text()
        (newsroom / "config.toml").write_text("[site\n")
        page = ask(port, "GET", f"/ochtend/{DAY}")
        assert (page.status, "not valid TOML" in page.body) == (500, True)
        (newsroom / "config.toml").write_text(good)
        assert ask(port, "GET", f"/ochtend/{DAY}").status == 200
        assert process.poll() is None


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--as", "niemand"), "one of: reader, long, none, rtl, other"),
        (("nergens",), "no campaign 'nergens'"),
        (("ochtend/gisteren",), "no edition can be called"),
    ],
)
def test_what_nobody_can_mean_is_refused_at_once(call, words, said):
    refused = call("preview", *words)
    assert (refused.code, said in refused.err) == (2, True), refused.err


def test_a_port_that_is_taken_is_said(newsroom, call):
    with started(newsroom) as (_, address):
        port = address.rpartition(":")[2].strip("/")
        refused = call("preview", "--port", port)
        assert (refused.code, "can't listen" in refused.err) == (2, True)


@pytest.mark.parametrize("flags", [("--write",), ("--out", "elders"), ("--json",)])
def test_the_folder_is_written_anew_where_that_is_asked_for(newsroom, call, flags):
    assert call("digest", "--date", DAY).code == 0
    done = call("preview", f"ochtend/{DAY}", *flags)
    assert done.code == 0
    folder = newsroom / ("elders" if "--out" in flags else f"editions/ochtend/{DAY}")
    assert (folder / "preview.html").is_file()
