"""Builds are kept whole: by hash, and per edition which one is current."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest
from databases import ledger_at
from msgspec.structs import replace

from publisher.errors import UsageError
from publisher.model import (
    Article,
    Build,
    DigestEntry,
    Edition,
    Envelope,
    Finding,
    Media,
    Section,
    Skeleton,
    Slot,
    Teaser,
)

LEAD = Article(id="101", headline="Zandkerke wint", date_published=datetime(2026, 11, 23, 22, tzinfo=UTC))
BUILD = Build(
    hash="a" * 64,
    edition=Edition(
        name="ochtend/2026-11-24",
        campaign="ochtend",
        date=date(2026, 11, 24),
        language="nl",
        subject="Zandkerke wint",
        preheader="In de slotminuut",
        lead=LEAD,
        sections=(Section(None, (DigestEntry("201", "Dijkstad verlengt"),)),),
    ),
    articles=(LEAD,),
    envelope=Envelope("a@blad.internal", "Zandkerke wint", "", "lezers.blad.internal"),
    html="<p>Dag</p>",
    text="Dag",
    skeleton=Skeleton(text=(b"Dag \xff", Slot("name", "text")), html=(b"<p>", Slot("name", "html"))),
    posts={"x": Teaser("Zandkerke wint", 14, 280, "characters")},
    media=(Media("b" * 64, "image/png", b"\x89PNG\x00", "Juich", "https://blad.internal/f.png"),),
    findings=(Finding("subject", "warning", "hm"),),
    built_at=datetime(2026, 11, 24, 5, 31, tzinfo=UTC),
)
NOW = datetime(2026, 11, 24, 6, tzinfo=UTC)
READ = """
import sys
from pathlib import Path
from publisher.ledger import open_ledger
from publisher.store import database
with database(sys.argv[1], Path(sys.argv[2])) as db:
    print(open_ledger(db).build(sys.argv[3]).hash)
"""


@pytest.fixture
def ledger(tmp_path, ledger_url):
    with ledger_at(tmp_path, ledger_url) as opened:
        yield opened


def rows(ledger, table="build"):
    return ledger._db.execute(f"select count(*) from {table}").fetchone()[0]


def test_a_build_comes_back_as_it_was_frozen(ledger):
    assert ledger.freeze(BUILD) == BUILD.hash
    assert ledger.build("ochtend/2026-11-24") == BUILD


def test_an_edition_that_was_never_built_has_no_build(ledger):
    ledger.freeze(BUILD)
    assert ledger.build("ochtend/2026-11-25") is None


def test_a_second_freeze_keeps_one_build_and_renews_its_notes(ledger):
    ledger.freeze(BUILD)
    ledger.freeze(replace(BUILD, findings=()))
    assert ledger.build("ochtend/2026-11-24") == replace(BUILD, findings=())
    assert rows(ledger) == 1


def test_a_new_build_becomes_the_current_one_and_the_old_one_is_kept(ledger):
    ledger.freeze(BUILD)
    changed = replace(BUILD, hash="c" * 64, html="<p>Hallo</p>")
    ledger.freeze(changed)
    assert ledger.build("ochtend/2026-11-24") == changed
    assert (rows(ledger), rows(ledger, "edition")) == (2, 1)


def test_an_edition_can_go_back_to_an_earlier_build(ledger):
    for build in (BUILD, replace(BUILD, hash="c" * 64), BUILD):
        ledger.freeze(build)
    assert ledger.build("ochtend/2026-11-24") == BUILD


def test_editions_do_not_disturb_each_other(ledger):
    other = replace(BUILD, hash="d" * 64, edition=replace(BUILD.edition, name="avond/2026-11-24"))
    ledger.freeze(BUILD)
    ledger.freeze(other)
    assert ledger.build("ochtend/2026-11-24") == BUILD
    assert ledger.build("avond/2026-11-24") == other


def test_another_process_sees_what_was_frozen(ledger, tmp_path, ledger_url):
    ledger.freeze(BUILD)
    command = [sys.executable, "-c", READ, ledger_url, str(tmp_path), BUILD.edition.name]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip() == BUILD.hash


def test_several_may_open_a_new_ledger_at_the_same_moment(tmp_path, ledger_url):
    def freeze(number):
        with ledger_at(tmp_path, ledger_url) as opened:
            return opened.freeze(replace(BUILD, hash=f"{number:064}"))

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(freeze, range(8)))) == 8
    with ledger_at(tmp_path, ledger_url) as opened:
        assert rows(opened) == 8


def test_a_sealed_edition_takes_no_other_build_but_as_a_revision(ledger):
    ledger.freeze(BUILD)
    ledger.enrol(BUILD.edition.name, "x", None, NOW)
    lane = ledger.lane(BUILD.edition.name, "x", NOW)
    changed = replace(BUILD, hash="c" * 64)
    ledger.freeze(changed)
    ledger.freeze(BUILD)
    ledger.advance(lane, [], 1, NOW)
    assert ledger.freeze(BUILD) == BUILD.hash
    with pytest.raises(UsageError, match=r"has begun to leave as aaaaaaaaaaaa .*--revise"):
        ledger.freeze(changed)
    assert ledger.standing(BUILD.edition.name).revision == 1
    ledger.freeze(changed, revise=True)
    assert ledger.standing(BUILD.edition.name).revision == 2
    assert ledger.build(BUILD.edition.name) == changed
    assert ledger.build(BUILD.edition.name, 1) == BUILD
