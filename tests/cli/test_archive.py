"""`publish archive build`, and the page that stands before the first mail leaves."""

import json
import os
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
from archives import URL
from databases import ledger_at
from newsrooms import append

from publisher.cli import words

DAY = "2026-11-24"


def test_an_edition_that_was_built_but_not_sent_has_no_page(archived):
    archived.built(DAY)
    assert archived.build()["editions"] == 0
    assert sorted(archived.files()) == ["feed.json", "feed.xml", "index.html"]


def test_building_again_touches_no_file(archived):
    archived.sent(DAY)
    times = {path: path.stat().st_mtime_ns for path in archived.folder.rglob("*")}
    again = archived.build()
    assert (again["editions"], again["written"], again["unchanged"]) == (1, [], 7)
    assert {path: path.stat().st_mtime_ns for path in archived.folder.rglob("*")} == times


def test_a_new_edition_touches_no_other_editions_page(archived):
    first = archived.sent(DAY)
    before = (archived.folder / first / "index.html").stat().st_mtime_ns
    archived.sent("2026-11-25")
    assert (archived.folder / first / "index.html").stat().st_mtime_ns == before


def test_all_of_it_comes_back_from_the_ledger_byte_for_byte(archived):
    archived.sent(DAY)
    archived.sent("2026-11-25")
    before = archived.files()
    for path in archived.folder.rglob("*.*"):
        path.unlink()
    assert len(archived.build()["written"]) == len(before) == 8
    assert archived.files() == before


def test_another_folder_and_one_campaign(archived, tmp_path):
    archived.sent(DAY)
    report = archived.build("ochtend", "--out", tmp_path / "www")
    assert Path(report["folder"]) == tmp_path / "www"
    assert f"ochtend/{DAY}/index.html" in report["written"]
    assert (tmp_path / "www/index.html").is_file()
    refused = archived.call("archive", "build", "avond")
    assert (refused.code, "no edition of 'avond' was sent" in refused.err) == (2, True)
    refused = archived.call("archive", "build", "--out", ".")
    assert (refused.code, "the folder holds the configuration" in refused.err) == (2, True)


def test_people_are_told_in_one_line(archived):
    archived.sent(DAY)
    assert archived.call("archive", "build").out == "archive: 1 edition; 0 files written, 7 unchanged\n"


def test_without_an_archive_in_the_configuration_nothing_is_written(call, newsroom):
    call("digest")
    assert call("send", "--yes", "--channel", "x").code == 0
    assert not (newsroom / "archive").exists()
    refused = call("archive", "build")
    assert (refused.code, "no archive is configured" in refused.err, "add [archive]" in refused.err) == (
        2,
        True,
        True,
    )


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('folder = "x"', "missing key [archive] url"),
        ('url = "ochtendblad"', "wrong value for [archive] url: expected a web address"),
        (f'url = "{URL}"\nfolder = ""', "wrong value for [archive] folder"),
        (f'url = "{URL}"\ncolour = 1', "unknown key [archive] colour"),
    ],
)
def test_a_mistake_in_the_configuration_is_named(call, newsroom, line, said):
    append(newsroom / "config.toml", f"[archive]\n{line}")
    refused = call("digest")
    assert (refused.code, said in refused.err) == (2, True), refused.err


def test_the_page_stands_before_the_first_mail_leaves(mailroom, newsroom):
    append(newsroom / "config.toml", f'[archive]\nurl = "{URL}"')
    edition = mailroom.ready(3)["edition"]
    code, _ = mailroom.send()
    assert (code, mailroom.counts()) == (0, {"sent": 3})
    written = (newsroom / f"archive/{edition}/index.html").stat().st_mtime
    assert written <= _claimed(newsroom, edition)


def _claimed(newsroom, edition):
    """Give the moment of the first claim: no mail leaves before it."""
    with ledger_at(newsroom) as ledger:
        row = ledger._db.execute("select claimed_at from lane where edition = ?", (edition,)).fetchone()
    return datetime.fromisoformat(row[0]).timestamp()


def test_an_archive_that_cannot_be_written_stops_the_sending_before_anything_leaves(mailroom, newsroom):
    append(newsroom / "config.toml", f'[archive]\nurl = "{URL}"')
    mailroom.ready(3)
    (newsroom / "archive").write_text("in the way", encoding="utf-8")
    code, said = mailroom.send()
    assert code == 1
    assert "the archive can't be written" in said
    assert "set [archive] folder" in said
    assert (mailroom.delivered(), mailroom.counts()) == ([], {"queued": 3})
    (newsroom / "archive").unlink()
    code, _ = mailroom.send()
    assert (code, len(mailroom.delivered()), mailroom.counts()) == (0, 3, {"sent": 3})


def test_a_link_of_the_mail_leads_to_the_page(archived):
    config = archived.newsroom / "config.toml"
    text = config.read_text(encoding="utf-8").replace(
        "https://ochtendblad.internal/e/{edition}", URL + "/{edition}"
    )
    config.write_text(text, encoding="utf-8")
    name = archived.sent(DAY)
    mail = archived.mails(name)[0].read_text(encoding="utf-8").replace("=\n", "")
    assert f"{URL}/{name}" in mail
    assert (archived.folder / name / "index.html").is_file()
    assert f'href="{URL}/{name}"' not in archived.page(name)


def test_a_web_server_may_read_what_is_written(archived):
    archived.sent(DAY)
    mask = os.umask(0o022)
    os.umask(mask)
    for path in archived.folder.rglob("*.*"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o666 & ~mask
    assert list(archived.folder.rglob(".*")) == []


def test_the_report_is_json(archived):
    archived.sent(DAY)
    done = archived.call("archive", "build", "--json")
    assert sorted(json.loads(done.out)) == ["editions", "folder", "unchanged", "written"]


def test_the_scheduler_writes_the_page_too(archived, monkeypatch):
    now = datetime(2026, 11, 24, 6, 5, tzinfo=UTC)  # five past seven in Brussels
    monkeypatch.setattr(words, "now", lambda: now)
    done = archived.call("run", "--yes")
    assert done.code == 0, done.err
    assert "Zandkerke wint" in archived.page(f"ochtend/{DAY}")
    assert f"ochtend/{DAY}" in (archived.folder / "feed.json").read_text(encoding="utf-8")
