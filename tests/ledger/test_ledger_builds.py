"""Builds are kept whole: by hash, and per edition which one is current."""

import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from publisher.errors import ConfigError, StorageError
from publisher.ledger import open_ledger
from publisher.ledger.builds import MIGRATIONS
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
from publisher.store import sqlite

URL = "sqlite:///.publisher/ledger.db"
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
READ = (
    "import sys; from pathlib import Path; from publisher.ledger import open_ledger\n"
    "with open_ledger(sys.argv[1], Path(sys.argv[2])) as ledger:\n"
    "    print(ledger.build(sys.argv[3]).hash)"
)


@pytest.fixture
def ledger(tmp_path):
    with open_ledger(URL, tmp_path) as opened:
        yield opened


def rows(folder, table="build"):
    connection = sqlite3.connect(folder / ".publisher/ledger.db")
    count = connection.execute(f"select count(*) from {table}").fetchone()[0]
    connection.close()
    return count


def version(connection, room="ledger"):
    return connection.execute("select version from schema_version where room = ?", (room,)).fetchone()


def test_a_build_comes_back_as_it_was_frozen(ledger):
    assert ledger.freeze(BUILD) == BUILD.hash
    assert ledger.build("ochtend/2026-11-24") == BUILD


def test_an_edition_that_was_never_built_has_no_build(ledger):
    ledger.freeze(BUILD)
    assert ledger.build("ochtend/2026-11-25") is None


def test_a_second_freeze_keeps_one_build_and_renews_its_notes(ledger, tmp_path):
    ledger.freeze(BUILD)
    ledger.freeze(replace(BUILD, findings=()))
    assert ledger.build("ochtend/2026-11-24") == replace(BUILD, findings=())
    assert rows(tmp_path) == 1


def test_a_new_build_becomes_the_current_one_and_the_old_one_is_kept(ledger, tmp_path):
    ledger.freeze(BUILD)
    changed = replace(BUILD, hash="c" * 64, html="<p>Hallo</p>")
    ledger.freeze(changed)
    assert ledger.build("ochtend/2026-11-24") == changed
    assert (rows(tmp_path), rows(tmp_path, "edition")) == (2, 1)


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


def test_another_process_sees_what_was_frozen(ledger, tmp_path):
    ledger.freeze(BUILD)
    command = [sys.executable, "-c", READ, URL, str(tmp_path), BUILD.edition.name]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip() == BUILD.hash


def test_several_may_open_a_new_ledger_at_the_same_moment(tmp_path):
    def freeze(number):
        with open_ledger(URL, tmp_path) as opened:
            return opened.freeze(replace(BUILD, hash=f"{number:064}"))

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(freeze, range(8)))) == 8
    assert rows(tmp_path) == 8


def test_who_waits_for_the_first_to_migrate_does_not_migrate_again(tmp_path):
    first, second = (sqlite.connect(URL, tmp_path) for _ in range(2))
    first.execute("create table schema_version (room text primary key, version integer not null)")
    first.execute("begin immediate")
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(_migrate_elsewhere, tmp_path)
        for statement in MIGRATIONS[0]:
            first.execute(statement)
        first.execute("insert into schema_version values ('ledger', 1)")
        first.execute("commit")
        waiting.result(timeout=20)
    assert version(second) == (1,)
    first.close()
    second.close()


def _migrate_elsewhere(folder):
    connection = sqlite.connect(URL, folder)
    sqlite.migrate(connection, "ledger", MIGRATIONS, "ledger.db")
    connection.close()


def test_a_migration_that_fails_leaves_the_database_as_it_was(tmp_path):
    connection = sqlite.connect(URL, tmp_path)
    with pytest.raises(sqlite3.OperationalError):
        sqlite.migrate(
            connection, "ledger", [*MIGRATIONS, ("create table more (id)", "create tabel typo")], "l.db"
        )
    tables = {row[0] for row in connection.execute("select name from sqlite_master where type = 'table'")}
    assert tables == {"build", "edition", "schema_version"}
    assert version(connection) == (1,)
    connection.close()


def test_rooms_in_one_database_go_forward_each_at_its_own_pace(tmp_path):
    connection = sqlite.connect(URL, tmp_path)
    sqlite.migrate(connection, "ledger", MIGRATIONS, "ledger.db")
    sqlite.migrate(connection, "other", [("create table one (id)",), ("create table two (id)",)], "ledger.db")
    assert (version(connection), version(connection, "other")) == ((1,), (2,))
    connection.close()


def test_a_ledger_from_before_the_table_of_versions_is_taken_over(ledger, tmp_path):
    ledger.freeze(BUILD)
    ledger._connection.execute("drop table schema_version")
    with open_ledger(URL, tmp_path) as opened:
        assert opened.build(BUILD.edition.name) == BUILD


def test_a_ledger_of_a_newer_program_is_refused_and_left_alone(ledger, tmp_path):
    ledger.freeze(BUILD)
    newer = sqlite3.connect(tmp_path / ".publisher/ledger.db")
    newer.execute("update schema_version set version = 99")
    newer.commit()
    newer.close()
    with pytest.raises(StorageError, match=r"ledger\.db: .*newer version \(upgrade publisher\)"):
        open_ledger(URL, tmp_path)
    assert rows(tmp_path) == 1


def test_a_transaction_is_all_or_nothing(tmp_path):
    connection = sqlite.connect(URL, tmp_path)
    connection.execute("create table note (text)")
    with suppress(KeyboardInterrupt), sqlite.transaction(connection) as db:
        db.execute("insert into note values ('half')")
        raise KeyboardInterrupt
    with sqlite.transaction(connection) as db:
        db.execute("insert into note values ('whole')")
    assert connection.execute("select text from note").fetchall() == [("whole",)]
    connection.close()


def test_the_database_is_durable_and_checks_its_references(tmp_path):
    connection = sqlite.connect(URL, tmp_path)
    assert connection.execute("pragma journal_mode").fetchone() == ("wal",)
    assert connection.execute("pragma synchronous").fetchone() == (2,)
    assert connection.execute("pragma foreign_keys").fetchone() == (1,)
    connection.close()


def test_a_place_that_can_not_be_written_is_a_storage_error(tmp_path):
    (tmp_path / ".publisher").write_text("a file, where a folder is needed")
    with pytest.raises(StorageError, match=r"ledger\.db: the ledger can't be used: .* \(free or unlock"):
        open_ledger(URL, tmp_path)


def test_a_file_that_is_no_database_is_a_storage_error(tmp_path):
    (tmp_path / "ledger.db").write_text("Zandkerke wint in de slotminuut. " * 99)
    with pytest.raises(StorageError, match="not a database"):
        open_ledger("sqlite:///ledger.db", tmp_path)
    assert (tmp_path / "ledger.db").read_text().startswith("Zandkerke")


def test_a_database_that_stays_locked_is_a_storage_error(ledger, tmp_path):
    ledger._connection.execute("pragma busy_timeout=10")
    other = sqlite3.connect(tmp_path / ".publisher/ledger.db", isolation_level=None)
    other.execute("begin immediate")
    with pytest.raises(StorageError, match="database is locked"):
        ledger.freeze(BUILD)
    other.close()
    assert ledger.build(BUILD.edition.name) is None


def test_a_file_that_stays_locked_while_it_is_opened_is_a_storage_error(tmp_path, monkeypatch):
    holder = sqlite3.connect(tmp_path / "ledger.db", isolation_level=None)
    holder.execute("create table note (text)")
    holder.execute("begin exclusive")
    monkeypatch.setattr(sqlite, "_TIMEOUT", 0.01)
    with pytest.raises(StorageError, match="database is locked"):
        open_ledger("sqlite:///ledger.db", tmp_path)
    holder.close()


def test_only_sqlite_is_a_ledger_yet(tmp_path):
    with pytest.raises(
        ConfigError, match=r"\[ledger\] url: no such ledger: 'postgres://db' \(sqlite:///PATH\)"
    ):
        open_ledger("postgres://db", tmp_path)


def test_an_absolute_path_is_taken_as_it_is(tmp_path):
    with open_ledger(f"sqlite:///{tmp_path}/else/l.db", Path("/nowhere")) as opened:
        opened.freeze(BUILD)
    assert (tmp_path / "else/l.db").is_file()
