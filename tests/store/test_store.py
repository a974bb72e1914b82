"""Databases: the same promises on SQLite and on PostgreSQL."""

import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from publisher.errors import ConfigError, LockedError, StorageError
from publisher.store import database, migrate, open_database, sqlite

URL = "sqlite:///.publisher/ledger.db"
STEPS = [("create table one (id text)",), ("create table two (id text)",)]
HOLD = """
import sys, time
from pathlib import Path
from publisher.store import open_database
db = open_database(sys.argv[1], Path(sys.argv[2]))
with db.hold("ochtend/2026-11-24"):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def db(tmp_path, ledger_url):
    with database(ledger_url, tmp_path) as opened:
        yield opened


def version(db, room="one"):
    row = db.execute("select version from schema_version where room = ?", (room,)).fetchone()
    return row and row[0]


def test_a_transaction_is_all_or_nothing(db):
    db.execute("create table note (text text)")
    with suppress(KeyboardInterrupt), db.transaction():
        db.execute("insert into note values ('half')")
        raise KeyboardInterrupt
    with db.transaction():
        db.executemany("insert into note values (?)", [("whole",), ("100 %",)])
    assert db.execute("select text from note").fetchall() == [("whole",), ("100 %",)]


def test_a_transaction_may_be_kept_while_something_else_is_done(db):
    db.execute("create table note (text text)")
    done = []
    with db.transaction():
        db.execute("insert into note values ('kept')")
        db.commit(lambda: done.append("meanwhile"))
    assert done == ["meanwhile"]
    assert db.execute("select text from note").fetchall() == [("kept",)]
    with db.transaction():
        db.execute("insert into note values ('and another')")
    assert len(db.execute("select text from note").fetchall()) == 2


def test_what_is_done_meanwhile_is_followed_by_the_refusal_to_keep(db):
    db.execute("create table one (id text primary key)")
    db.execute("create table two (id text references one (id) deferrable initially deferred)")
    done = []

    def keep_two():
        with db.transaction():
            db.execute("insert into two values ('without one')")
            db.commit(lambda: done.append("meanwhile"))

    with pytest.raises(StorageError):
        keep_two()
    assert done == ["meanwhile"]
    assert not db.execute("select id from two").fetchall()


def test_a_failure_meanwhile_does_not_undo_what_sqlite_keeps(tmp_path):
    with database(URL, tmp_path) as db:
        db.execute("create table note (text text)")
        with suppress(ZeroDivisionError), db.transaction():
            db.execute("insert into note values ('kept')")
            db.commit(lambda: 1 / 0)
        assert db.execute("select text from note").fetchall() == [("kept",)]


def test_threads_share_a_connection_without_mixing_their_transactions(db):
    db.execute("create table note (number integer)")

    def add_ten(_):
        with db.transaction():
            last = db.execute("select coalesce(max(number), 0) from note").fetchone()[0]
            db.executemany("insert into note values (?)", [(last + n,) for n in range(1, 11)])

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add_ten, range(8)))
    assert [row[0] for row in db.execute("select number from note order by number")] == list(range(1, 81))


def test_writers_of_several_connections_run_one_after_the_other(tmp_path, ledger_url):
    with database(ledger_url, tmp_path) as first:
        first.execute("create table note (number integer)")

    def add(_):
        with database(ledger_url, tmp_path) as opened, opened.transaction():
            last = opened.execute("select coalesce(max(number), 0) from note").fetchone()[0]
            time.sleep(0.01)
            opened.execute("insert into note values (?)", (last + 1,))

    with ThreadPoolExecutor(5) as pool:
        list(pool.map(add, range(20)))
    with database(ledger_url, tmp_path) as last:
        assert last.execute("select count(distinct number), max(number) from note").fetchone() == (20, 20)


def test_a_lock_is_held_by_one_and_dies_with_its_holder(tmp_path, ledger_url):
    command = [sys.executable, "-c", HOLD, ledger_url, str(tmp_path)]
    holder = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert holder.stdout.readline() == "held\n"
    with database(ledger_url, tmp_path) as db:
        with (
            pytest.raises(LockedError, match="ochtend/2026-11-24: another run holds the lock"),
            db.hold("ochtend/2026-11-24"),
        ):
            pass
        with db.hold("ochtend/2026-11-25"):
            pass
        holder.kill()
        holder.wait()
        holder.stdout.close()
        _soon(lambda: db.hold("ochtend/2026-11-24"))


def _soon(hold):
    deadline = time.monotonic() + 5
    while True:
        try:
            with hold():
                return
        except LockedError:
            assert time.monotonic() < deadline
            time.sleep(0.02)


def test_a_lock_is_free_again_behind_its_block(db):
    for _ in range(2):
        with db.hold("ochtend"):
            pass


def test_rooms_go_forward_each_at_its_own_pace(db):
    migrate(db, "one", STEPS[:1])
    migrate(db, "one", STEPS)
    migrate(db, "other", [("create table three (id text)",)])
    assert (version(db), version(db, "other")) == (2, 1)
    assert db.has("two")
    assert not db.has("four")


def test_a_migration_that_fails_leaves_the_database_as_it_was(db):
    with pytest.raises(StorageError):
        migrate(db, "one", [*STEPS, ("create table more (id text)", "create tabel typo")])
    assert not db.has("more")
    assert version(db) == 2


def test_a_newer_program_s_database_is_refused_and_left_alone(db):
    migrate(db, "one", STEPS)
    with pytest.raises(StorageError, match=r"newer version \(upgrade publisher\)"):
        migrate(db, "one", STEPS[:1])
    assert version(db) == 2


def test_several_may_migrate_a_new_database_at_the_same_moment(tmp_path, ledger_url):
    def bring_forward(_):
        with database(ledger_url, tmp_path) as opened:
            migrate(opened, "one", STEPS)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(bring_forward, range(8)))
    with database(ledger_url, tmp_path) as opened:
        assert version(opened) == 2


def test_what_is_up_to_date_is_opened_while_another_writes(tmp_path, ledger_url):
    with database(ledger_url, tmp_path) as first:
        migrate(first, "one", STEPS)
        with first.transaction(), database(ledger_url, tmp_path) as second:
            migrate(second, "one", STEPS)
            assert version(second) == 2


def test_sqlite_is_durable_and_checks_its_references(tmp_path):
    with database(URL, tmp_path) as db:
        assert db.execute("pragma journal_mode").fetchone() == ("wal",)
        assert db.execute("pragma synchronous").fetchone() == (2,)
        assert db.execute("pragma foreign_keys").fetchone() == (1,)


def test_a_place_that_can_not_be_written_is_a_storage_error(tmp_path):
    (tmp_path / ".publisher").write_text("a file, where a folder is needed")
    with pytest.raises(StorageError, match=r"ledger\.db: the ledger can't be used: .* \(set \[ledger\] url"):
        open_database(URL, tmp_path)


def test_a_file_that_is_no_database_is_a_storage_error_and_left_alone(tmp_path):
    (tmp_path / "ledger.db").write_text("Zandkerke wint in de slotminuut. " * 99)
    with pytest.raises(StorageError, match=r"not a database \(put a backup"):
        open_database("sqlite:///ledger.db", tmp_path)
    assert (tmp_path / "ledger.db").read_text().startswith("Zandkerke")


def test_a_database_that_stays_locked_is_a_storage_error(tmp_path):
    with database(URL, tmp_path) as db:
        db.execute("create table note (text)")
        db.execute("pragma busy_timeout=10")
        other = sqlite3.connect(tmp_path / ".publisher/ledger.db", isolation_level=None)
        other.execute("begin immediate")
        with pytest.raises(StorageError, match=r"database is locked \(another process is writing"):
            db.execute("insert into note values ('late')")
        other.close()


def test_a_file_that_stays_locked_while_it_is_opened_is_a_storage_error(tmp_path, monkeypatch):
    holder = sqlite3.connect(tmp_path / "ledger.db", isolation_level=None)
    holder.execute("create table note (text)")
    holder.execute("begin exclusive")
    monkeypatch.setattr(sqlite, "_TIMEOUT", 0.01)
    with pytest.raises(StorageError, match="database is locked"):
        open_database("sqlite:///ledger.db", tmp_path)
    holder.close()


def test_an_absolute_path_is_taken_as_it_is(tmp_path):
    with database(f"sqlite:///{tmp_path}/else/l.db", tmp_path / "nowhere") as db:
        db.execute("create table note (text)")
    assert (tmp_path / "else/l.db").is_file()


def test_another_kind_of_database_is_refused_with_the_forms_there_are(tmp_path):
    with pytest.raises(ConfigError, match=r"\[ledger\] url: no such ledger: 'mysql' \(sqlite:///PATH or"):
        open_database("mysql://root:geheim@db/x", tmp_path)


def test_a_server_that_is_down_is_a_storage_error_without_the_password(tmp_path, postgres):
    with pytest.raises(StorageError, match="the ledger can't be used") as refused:
        open_database("postgresql://publisher:geheim@127.0.0.1:1/blad?connect_timeout=2", tmp_path)
    assert "geheim" not in str(refused.value)
