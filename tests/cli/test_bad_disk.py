"""A place that can't be written and a disk that is full: the edition that stood there stays whole."""

import errno
import os
import resource
import subprocess
import sys
from contextlib import contextmanager

import pytest
from databases import ledger_at
from newsrooms import DAY, ROOT, edit

from publisher.preview import folder


@pytest.fixture
def before(call, newsroom):
    """Build an edition, then change an article: give the files as the first build left them."""
    assert call("digest", "--date", DAY).code == 0
    edit(newsroom / "articles/a-lead.md", "viel de match open", "ging de match dicht")
    return files(newsroom)


def files(newsroom):
    edition = newsroom / "editions/ochtend" / DAY
    return {path.name: path.read_bytes() for path in edition.iterdir()}


@pytest.mark.parametrize(
    "place", ["{room}/config.toml", "{room}/config.toml/onder", "/proc/editie", "/dev/null/x"]
)
def test_a_place_that_can_not_be_written_is_a_word_about_out(call, newsroom, before, place):
    out = place.format(room=newsroom)
    result = call("digest", "--date", DAY, "--refresh", "--out", out)
    assert result.code == 2
    assert result.out == ""
    assert result.err.startswith(f"publish: {out}: can't be written: ")
    assert result.err.endswith("(choose another --out)\n")
    assert result.err.count("\n") == 1
    assert files(newsroom) == before


def test_a_place_that_can_not_be_written_is_refused_before_anything_is_frozen(call, newsroom, before):
    with ledger_at(newsroom) as ledger:
        frozen = ledger.build(f"ochtend/{DAY}").hash
    assert call("digest", "--date", DAY, "--refresh", "--out", "/dev/null/x").code == 2
    with ledger_at(newsroom) as ledger:
        assert ledger.build(f"ochtend/{DAY}").hash == frozen


def test_the_folder_named_by_out_is_relative_to_here(call, newsroom):
    (newsroom / "diep").mkdir()
    assert call("digest", "--date", DAY, "--out", "uit", cwd=newsroom / "diep").code == 0
    assert (newsroom / "diep/uit/email.html").is_file()


@pytest.mark.parametrize("full_at", [1, 3])
def test_a_disk_that_is_full_leaves_the_old_edition_whole(call, newsroom, before, monkeypatch, full_at):
    calls = []

    def full(path, data):
        calls.append(path)
        if len(calls) == full_at:
            raise OSError(errno.ENOSPC, "No space left on device")
        with path.open("wb") as file:
            return file.write(data)

    monkeypatch.setattr(folder.Path, "write_bytes", full)
    result = call("digest", "--date", DAY, "--refresh")
    assert result.code == 1
    assert "can't be written: No space left on device (free some space and run it again)\n" in result.err
    assert files(newsroom) == before


@pytest.mark.parametrize("refused_at", [1, 2, 7, 16])
def test_a_disk_that_refuses_a_step_leaves_no_mix(call, newsroom, before, monkeypatch, refused_at):
    calls, rename = [], folder.Path.rename

    def full(path, target):
        calls.append(path)
        if len(calls) == refused_at:
            raise OSError(errno.ENOSPC, "No space left on device")
        return rename(path, target)

    monkeypatch.setattr(folder.Path, "rename", full)
    assert call("digest", "--date", DAY, "--refresh").code == 1
    assert files(newsroom) == before
    assert call("digest", "--date", DAY, "--refresh").code == 0
    assert files(newsroom) != before


def test_what_else_lies_in_the_folder_stays(call, newsroom, before):
    (newsroom / "editions/ochtend" / DAY / "notitie.txt").write_text("van mij")
    assert call("digest", "--date", DAY, "--refresh").code == 0
    assert files(newsroom)["notitie.txt"] == b"van mij"
    assert files(newsroom).keys() == before.keys() | {"notitie.txt"}


def test_a_folder_in_the_place_of_a_file_is_a_word_about_out(call, newsroom):
    (newsroom / "uit/email.txt/mijn").mkdir(parents=True)
    result = call("digest", "--date", DAY, "--out", "uit")
    assert result.code == 2
    assert result.err.endswith("uit: can't be written: a folder has this name (choose another --out)\n")
    assert [path.name for path in (newsroom / "uit").rglob("*")] == ["email.txt", "mijn"]


@pytest.mark.parametrize(
    "words",
    [
        ("--out", "articles"),
        ("--out", "."),
        ("--from", "articles/kort.json", "--out", "articles"),
        ("--from", "articles", "--out", "diep/../articles"),
    ],
)
def test_an_out_that_holds_the_sources_is_refused(call, newsroom, words):
    before = sorted(newsroom.rglob("*"))
    result = call("digest", "--date", DAY, *words)
    assert result.code == 2
    assert "the folder holds " in result.err  # a source, or the configuration with all sources
    assert result.err.endswith("(choose another --out)\n")
    assert sorted(newsroom.rglob("*")) == before


def test_an_out_beside_or_below_the_sources_is_taken(call, newsroom):
    assert call("digest", "--date", DAY, "--out", "uit").code == 0
    assert call("digest", "--date", DAY, "--out", "articles/uit").code == 0


@pytest.mark.parametrize("words", [("digest", "--date", DAY, "--json"), ("digest", "--date", DAY)])
def test_an_output_that_is_full_is_a_word_about_stdout(newsroom, words):
    command = [sys.executable, "-m", "publisher", *words]
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            command,
            cwd=newsroom,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    said = "publish: stdout: can't be written: No space left on device (free some space and run it again)\n"
    assert (done.returncode, done.stderr) == (1, said)


@contextmanager
def no_file_above(size):
    """Let the system refuse every file above a size, as a quota would."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("refusing", ["the ledger", "the folder"])
def test_a_limit_on_file_sizes_leaves_the_old_edition_whole(call, newsroom, before, refusing):
    most = 4_000 if refusing == "the ledger" else len(before["preview.html"]) - 4_000
    with no_file_above(most):
        result = call("digest", "--date", DAY, "--refresh")
    assert result.code == 1
    assert result.err.startswith("publish: ")
    assert ("ledger.db: " in result.err) == (refusing == "the ledger")
    assert result.err.count("\n") == 1
    assert files(newsroom) == before
    assert call("digest", "--date", DAY, "--refresh").code == 0


def test_a_ledger_that_can_not_be_written_is_named(call, newsroom):
    (newsroom / ".publisher").write_text("")
    result = call("digest", "--date", DAY)
    assert result.code == 1
    assert "ledger.db: the ledger can't be used: " in result.err
    assert "[ledger] url" in result.err
    assert not (newsroom / "editions").exists()


def test_the_edition_folder_is_only_a_view(call, newsroom):
    first = call("digest", "--date", DAY, "--out", "een")
    again = call("digest", "--date", DAY, "--out", "twee")
    assert first.code == again.code == 0
    one, two = newsroom / "een", newsroom / "twee"
    assert {path.name for path in one.iterdir()} == {path.name for path in two.iterdir()}
    assert (one / "email.html").read_bytes() == (two / "email.html").read_bytes()
    assert (one / "email.txt").read_bytes() == (two / "email.txt").read_bytes()
