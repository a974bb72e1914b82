"""Another machine, a ledger in trouble, a terminal: what else a sending meets."""

import os
import re
import resource
import shutil
import sqlite3
import subprocess
import sys
import time

import pytest
from databases import ledger_at
from mailrooms import CONSENT, Mailroom, add_relay, addresses, write_readers
from newsrooms import ROOT, append, edit
from terminals import Terminal

from publisher.cli.progress import Lines
from publisher.testing.smtp import Behaviour

SECRET = {"PUBLISH_SITE__SECRET": "s" * 40}


@pytest.fixture
def elsewhere(tmp_path, newsroom, postgres, sink, call):
    """Build an edition on one machine; give another one that has the configuration alone."""
    url = postgres.new_database()
    append(newsroom / "config.toml", f'[ledger]\nurl = "{url}"')
    add_relay(newsroom, sink.port)
    write_readers(newsroom, addresses(5))
    assert call("subscribers", "import", "lezers.csv", *CONSENT, env=SECRET).code == 0
    assert call("digest", env=SECRET).code == 0
    other = tmp_path / "other"
    other.mkdir()
    shutil.copy(newsroom / "config.toml", other)
    shutil.rmtree(newsroom)
    return other


def test_any_machine_with_configuration_and_ledger_can_look_send_and_resume(elsewhere, call, sink, postgres):
    with ledger_at(elsewhere, configured_url(elsewhere)) as ledger:
        edition = ledger.editions("ochtend/")[0]
    assert "not sent yet" in call("status", edition, env=SECRET, cwd=elsewhere).out
    sink.behaviour = Behaviour(rules={"lezer1@*": "450 4.2.0 busy"})
    words = ("send", edition, "--yes", "--new-ledger", "--no-wait")
    assert call(*words, env=SECRET, cwd=elsewhere).code == 6
    sink.behaviour = Behaviour()
    with ledger_at(elsewhere, configured_url(elsewhere)) as ledger:
        ledger._db.execute("update delivery set not_before = '2020' where status = 'retry'")
    done = call("resume", edition, "--yes", env=SECRET, cwd=elsewhere)
    assert done.code == 0, done.err
    assert sorted(mail.recipient for mail in sink.accepted) == sorted(addresses(5))
    assert "5 sent" in call("status", "ochtend", env=SECRET, cwd=elsewhere).out


def configured_url(folder):
    return re.search(r'url = "(postgresql://[^"]+)"', (folder / "config.toml").read_text())[1]


def test_the_edition_can_be_looked_at_after_its_folder_is_gone(elsewhere, call):
    with ledger_at(elsewhere, configured_url(elsewhere)) as ledger:
        edition = ledger.editions("ochtend/")[0]
    done = call("preview", edition, "--write", "--no-open", env=SECRET, cwd=elsewhere)
    assert done.code == 0, done.err
    page = (elsewhere / "editions" / edition / "preview.html").read_text()
    assert "Het Ochtendblad" in page
    assert (elsewhere / "editions" / edition / "email.eml").read_bytes().startswith(b"Date: ")


def test_another_machine_without_the_secret_is_refused(elsewhere, call):
    refused = call("status", cwd=elsewhere)
    assert refused.code == 2
    assert "the secret that this ledger was made with is missing" in refused.err


@pytest.mark.parametrize("command", ["send", "resume", "status", "cancel"])
def test_a_ledger_of_a_newer_program_is_refused(mailroom, command):
    mailroom.ready(1)
    with ledger_at(mailroom.newsroom) as ledger:
        ledger._db.execute("update schema_version set version = 99 where room = 'ledger'")
    refused = mailroom.call(command)
    assert refused.code == 1
    assert "ledger.db: the ledger was written by a newer version (upgrade publisher)" in refused.err


def test_a_corrupt_ledger_says_to_put_a_backup_in_its_place(mailroom):
    mailroom.ready(1)
    path = mailroom.newsroom / ".publisher/ledger.db"
    for extra in ("-wal", "-shm"):
        path.with_name(path.name + extra).unlink(missing_ok=True)
    path.write_bytes(b"SQLite format 3\0" + b"\xff" * 8192)
    refused = mailroom.call("send", "--yes", "--new-ledger")
    assert refused.code == 1
    assert "(put a backup of the file in its place)" in refused.err
    assert "Traceback" not in refused.err


def test_a_ledger_that_stays_locked_says_so(mailroom, monkeypatch):
    from publisher.store import sqlite

    mailroom.ready(1)
    monkeypatch.setattr(sqlite, "_TIMEOUT", 0.05)
    other = sqlite3.connect(mailroom.newsroom / ".publisher/ledger.db", isolation_level=None)
    other.execute("begin immediate")
    refused = mailroom.call("send", "--yes", "--new-ledger")
    other.close()
    assert refused.code == 1
    assert "database is locked (another process is writing" in refused.err
    assert mailroom.delivered() == []


def test_a_disk_that_fills_while_sending_loses_and_doubles_nothing(mailroom):
    mailroom.ready(300)
    path = mailroom.newsroom / ".publisher/ledger.db"
    mailroom.sink.behaviour = Behaviour(delay=0.01)
    limit = path.stat().st_size + 4096 * 12
    command = [sys.executable, "-m", "publisher", "send", "--yes", "--new-ledger"]
    done = subprocess.run(
        command,
        cwd=mailroom.newsroom,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )
    assert done.returncode == 1, done.stderr
    assert "the ledger can't be used" in done.stderr
    assert "Traceback" not in done.stderr
    before = len(mailroom.delivered())
    assert 0 < before < 300
    assert mailroom.resume("--unknown", "skip")[0] == 0
    taken = mailroom.delivered()
    assert len(taken) == len(set(taken))
    counts = mailroom.counts()
    assert counts["sent"] + counts.get("unknown", 0) == 300
    assert counts.get("unknown", 0) <= 8


def test_a_ledger_on_a_read_only_disk_says_so(mailroom):
    mailroom.ready(1)
    folder = mailroom.newsroom / ".publisher"
    for path in (*folder.iterdir(), folder):
        path.chmod(0o500 if path.is_dir() else 0o400)
    root = ["setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override"]  # root may write anywhere
    done = subprocess.run(
        [
            *(root if os.geteuid() == 0 else []),
            sys.executable,
            "-m",
            "publisher",
            "send",
            "--yes",
            "--new-ledger",
        ],
        cwd=mailroom.newsroom,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    folder.chmod(0o700)
    assert done.returncode == 1, done.stdout
    assert "the ledger can't be used" in done.stderr
    assert "Traceback" not in done.stderr
    assert mailroom.delivered() == []


def test_on_a_terminal_it_asks_shows_a_bar_and_takes_no_for_an_answer(mailroom):
    mailroom.ready(20)
    refusing = Terminal(mailroom.newsroom, "send")
    refusing.wait_for("to 20 readers of 'readers' by newsletter?")
    refusing.type("n\n")
    assert refusing.end() == 4
    assert "nothing was sent" in refusing.shown
    assert mailroom.delivered() == []
    agreeing = Terminal(mailroom.newsroom, "send")
    agreeing.wait_for("by newsletter? [y/N]")
    agreeing.type("y\n")
    agreeing.wait_for("Is it right? [y/N]")
    agreeing.type("y\n")
    assert agreeing.end() == 0, agreeing.shown
    assert "100%" in agreeing.shown
    assert "20 sent" in agreeing.shown
    assert len(mailroom.delivered()) == 20


def test_leaving_a_question_is_exit_130_without_a_word(mailroom):
    mailroom.sink.behaviour = Behaviour(drop={"before-accept": 1000})
    mailroom.ready(2)
    leaving = Terminal(mailroom.newsroom, "send")
    leaving.wait_for("by newsletter? [y/N]")
    leaving.interrupt()
    assert leaving.end() == 130
    mailroom.send("--no-wait")
    undecided = Terminal(mailroom.newsroom, "resume", "--yes")
    undecided.wait_for("Send them again?")
    undecided.interrupt()
    assert undecided.end() == 130
    for each in (leaving, undecided):
        assert "Abort" not in each.shown
        assert "stopping" not in each.shown
    assert mailroom.counts() == {"unknown": 2}


def test_on_a_terminal_resume_asks_what_to_do_with_lost_answers(mailroom):
    mailroom.sink.behaviour = Behaviour(drop={"before-accept": 1000})
    mailroom.ready(2)
    mailroom.send("--no-wait")
    mailroom.sink.behaviour = Behaviour()
    asking = Terminal(mailroom.newsroom, "resume", "--yes")
    asking.wait_for("Send them again?")
    assert "sending ochtend" not in asking.shown
    asking.type("y\n")
    assert asking.end() == 0
    assert "100%" in asking.shown
    assert mailroom.delivered() == sorted(addresses(2))


@pytest.mark.parametrize("how", ["2>&-", "2>/dev/full", "2>&1 >/dev/null | true"])
def test_a_stderr_that_nobody_can_write_to_stops_no_sending(mailroom, how):
    mailroom.ready(60)
    words = f"{sys.executable} -m publisher send --yes --new-ledger"
    script = f"{{ sleep 0.3; {words}; echo $? >code; }} {how}"
    subprocess.run(
        ["bash", "-c", script],
        cwd=mailroom.newsroom,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        check=False,
        timeout=60,
        stdout=subprocess.DEVNULL,
    )
    assert (mailroom.newsroom / "code").read_text() == "0\n"
    assert mailroom.counts() == {"sent": 60}


def test_progress_is_never_more_than_all():
    said = []
    lines = Lines(10, "sending", said.append, lambda: 0.0)
    lines(25)
    assert said == ["sending: 100 %"]


def test_elsewhere_progress_is_plain_lines(mailroom):
    mailroom.ready(40)
    done = mailroom.call("send", "--yes", "--new-ledger")
    lines = [line for line in done.err.splitlines() if line.startswith("sending ochtend/")]
    assert lines[-1].endswith(": 100 %")
    assert len(lines) <= 21


def test_watching_says_rate_and_time_left_until_it_is_done(mailroom):
    mailroom.sink.behaviour = Behaviour(delay=0.4)
    mailroom.ready(60)
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    words = ["send", "--yes", "--new-ledger"]
    sender = subprocess.Popen(
        [sys.executable, "-m", "publisher", *words],
        cwd=mailroom.newsroom,
        env=env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while not mailroom.sink.accepted:
        time.sleep(0.01)
    watched = mailroom.call("status", "--watch")
    assert sender.wait(30) == 0
    assert watched.code == 0
    assert re.search(r"\d+ answered, \d+ left, \d+/s, about \d+ s", watched.err)
    assert "60 sent" in watched.out


def test_mail_leaves_where_uvloop_is_not_installed(mailroom, without_uvloop):
    mailroom.ready(30)
    assert mailroom.send()[0] == 0
    assert mailroom.delivered() == sorted(addresses(30))


def test_the_whole_day_is_one_edition_for_each_campaign(call, newsroom, sink):
    room = Mailroom(call, newsroom, sink)
    room.ready(2)
    shutil.copy(newsroom / "campaigns/ochtend.toml", newsroom / "campaigns/avond.toml")
    edit(newsroom / "campaigns/ochtend.toml", 'name = "Ochtend"', 'name = "Ochtend"\ndefault = true')
    room.built("avond")
    assert room.send()[0] == 0
    assert room.send("avond")[0] == 0
    assert room.delivered() == sorted([*addresses(2), *addresses(2)])
