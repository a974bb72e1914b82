"""Exactly once, proved: whatever dies, what the server took is unique and is known as sent or unknown."""

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from datetime import timedelta

import pytest
from databases import ledger_at
from mailrooms import CONSENT, Mailroom, add_relay, addresses, write_readers
from newsrooms import ROOT, append

from publisher.delivery import retry
from publisher.testing.smtp import Behaviour, SmtpSink

WINDOW = 8  # twice the connections of the relay
KILLS = 25


class Relay:
    """The mail server as a process of its own, with its log."""

    def __init__(self, folder, *flags):
        self._log = folder / "taken.log"
        self._read = self._dots = 0
        command = [sys.executable, "-m", "publisher.testing.smtp", "--port", "0", "--log", self._log, *flags]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment())
        self.port = int(self._process.stdout.readline().split()[1])

    def events(self):
        """Give each line of the log as kind, recipient and time in nanoseconds."""
        for line in self._log.read_text().splitlines():
            kind, who, *_, at = line.split()
            yield kind, who, int(at)

    def taken(self):
        return Counter(who for kind, who, _ in self.events() if kind == "accepted")

    def dots(self):
        """Count the final dots; reads only what is new in the log."""
        with self._log.open("rb") as log:
            log.seek(self._read)
            new = log.read()
        whole = new[: new.rfind(b"\n") + 1]
        self._read += len(whole)
        self._dots += sum(line.startswith(b"dot ") for line in whole.splitlines())
        return self._dots

    def unanswered_at(self, moment):
        """Name whose final dot had come at a moment, and whose reply had not gone."""
        before = [(kind, who) for kind, who, at in self.events() if at <= moment]
        return {who for kind, who in before if kind == "dot"} - {
            who for kind, who in before if kind == "replied"
        }

    def stop(self):
        self._process.terminate()
        self._process.wait(10)
        self._process.stdout.close()


def environment():
    clean = {key: value for key, value in os.environ.items() if not key.startswith("PUBLISH_")}
    return clean | {"PYTHONPATH": str(ROOT)}


@pytest.fixture
def relay(tmp_path):
    running = []

    def start(*flags):
        running.append(Relay(tmp_path, *flags))
        return running[-1]

    yield start
    for each in running:
        each.stop()


@pytest.fixture
def office(call, newsroom, ledger_url):
    """Give a newsroom whose ledger is of either kind; `ready` builds an edition for so many readers."""

    def ready(port, count, **keys):
        if ledger_url.startswith("postgres"):
            append(newsroom / "config.toml", f'[ledger]\nurl = "{ledger_url}"')
        add_relay(newsroom, port, **keys)
        name = write_readers(newsroom, addresses(count))
        assert call("subscribers", "import", name, *CONSENT).code == 0
        assert call("digest").code == 0
        return newsroom

    return ready


def start(newsroom, *words):
    command = [sys.executable, "-m", "publisher", *words]
    return subprocess.Popen(
        command, cwd=newsroom, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def finish(process, within=60):
    out, err = process.communicate(timeout=within)
    return process.returncode, out, err


def rows(newsroom, ledger_url):
    """Give status by address, and check that they add up to who was enrolled."""
    with ledger_at(newsroom, ledger_url) as ledger:
        found = dict(
            ledger._db.execute(
                "select s.address, d.status from delivery d join subscriber s on s.id = d.recipient"
            ).fetchall()
        )
        enrolled = ledger._db.execute("select enrolled from lane").fetchone()[0]
    assert len(found) == enrolled
    return found


def lost(found):
    """Count the rows whose answer is lost, or will be when the next sender comes."""
    return sum(status in {"unknown", "sending"} for status in found.values())


def check(relay, found):
    """Hold the invariant: accepted is unique and a subset of sent and unknown."""
    taken = relay.taken()
    assert [who for who, count in taken.items() if count > 1] == []
    assert {found[who] for who in taken} <= {"sent", "unknown", "sending"}
    assert {who for who, status in found.items() if status == "sent"} <= set(taken)


def wait_for_dots(relay, process, more):
    """Wait until so many final dots more have come, or the sender ended."""
    wanted = relay.dots() + more
    deadline = time.monotonic() + 30
    while relay.dots() < wanted and process.poll() is None:
        assert time.monotonic() < deadline
        time.sleep(0.005)


def kill(relay, newsroom, ledger_url, dots):
    """Kill a sender after so many final dots; give whose answer was due then, and how many rows it cost."""
    before = lost(rows(newsroom, ledger_url)) if relay.dots() else 0
    sender = start(newsroom, "send", "--yes", "--new-ledger", "--no-wait")
    wait_for_dots(relay, sender, dots)
    assert sender.poll() is None, finish(sender)
    moment = time.monotonic_ns()
    sender.kill()
    finish(sender)
    cost = lost(rows(newsroom, ledger_url)) - before
    time.sleep(0.1)  # the server accepts what it had: those count too
    check(relay, rows(newsroom, ledger_url))
    return relay.unanswered_at(moment), cost


def test_killed_twenty_five_times_nobody_gets_it_twice_and_nobody_is_forgotten(
    relay, office, ledger_url, record_property
):
    dice, kills = random.Random(7), KILLS if ledger_url.startswith("sqlite") else 8
    server = relay("--delay", "0.08")
    newsroom = office(server.port, 30 * kills)
    each = [kill(server, newsroom, ledger_url, dice.randint(1, 20)) for _ in range(kills)]
    between, most = sum(bool(unanswered) for unanswered, _ in each), max(cost for _, cost in each)
    assert between >= kills / 2
    assert most <= WINDOW
    code, out, err = finish(start(newsroom, "resume", "--yes", "--unknown", "skip", "--json"))
    assert code == 0, err
    found = rows(newsroom, ledger_url)
    check(server, found)
    assert set(found.values()) <= {"sent", "unknown"}
    assert json.loads(out)["channels"]["newsletter"]["queued"] == 0
    unknown = Counter(found.values())["unknown"]
    told = f"{kills} kills, {between} between dot and reply; {len(found)} enrolled, {unknown} unknown"
    record_property("figure", f"{ledger_url.split(':')[0]}: {told}, at most {most} a kill (window {WINDOW})")


def test_postgres_killed_in_the_middle_and_back_loses_and_doubles_nothing(relay, call, newsroom, postgres):
    url = postgres.new_database()
    server = relay("--delay", "0.05")
    append(newsroom / "config.toml", f'[ledger]\nurl = "{url}"')
    add_relay(newsroom, server.port)
    write_readers(newsroom, addresses(120))
    assert call("subscribers", "import", "lezers.csv", *CONSENT).code == 0
    assert call("digest").code == 0
    sender = start(newsroom, "send", "--yes", "--new-ledger")
    wait_for_dots(server, sender, 30)
    postgres.stop("immediate")
    code, _, err = finish(sender)
    postgres.start()
    assert code == 1
    assert "the ledger can't be used" in err
    assert "Traceback" not in err
    found = rows(newsroom, url)
    check(server, found)
    assert Counter(found.values())["sending"] <= WINDOW
    assert finish(start(newsroom, "resume", "--yes", "--unknown", "skip"))[0] == 0
    found = rows(newsroom, url)
    check(server, found)
    assert set(found.values()) <= {"sent", "unknown"}
    assert Counter(found.values())["unknown"] <= WINDOW


def test_two_sends_at_once_are_one_sending_and_one_exit_7(relay, office, ledger_url):
    server = relay("--delay", "0.2")
    newsroom = office(server.port, 400)
    first = start(newsroom, "send", "--yes", "--new-ledger")
    wait_for_dots(server, first, 4)
    code, _, err = finish(start(newsroom, "send", "--yes"))
    assert code == 7
    assert "another run holds the lock (wait for it" in err
    assert first.poll() is None
    first.send_signal(signal.SIGTERM)
    assert finish(first)[0] == 130
    assert set(server.taken().values()) == {1}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_drains_what_is_under_way_and_claims_no_more(relay, office, ledger_url, number):
    server = relay("--delay", "0.1")
    newsroom = office(server.port, 80)
    sender = start(newsroom, "send", "--yes", "--new-ledger")
    wait_for_dots(server, sender, 6)
    sender.send_signal(number)
    code, _out, err = finish(sender)
    assert code == 130, err
    assert "stopping: what is under way is finished first" in err
    found = Counter(rows(newsroom, ledger_url).values())
    assert set(found) == {"sent", "queued"}
    assert found["sent"] == len(server.taken())
    code, _, _ = finish(start(newsroom, "send", "--yes"))
    assert code == 0
    assert set(server.taken().values()) == {1}
    assert len(server.taken()) == 80


def test_a_typo_at_five_past_seven_reaches_those_only_who_had_it_by_then(relay, office, ledger_url, call):
    server = relay("--delay", "0.05")
    newsroom = office(server.port, 200)
    first = json.loads(call("digest", "--json").out)["hash"]
    sender = start(newsroom, "send", "--yes", "--new-ledger")
    wait_for_dots(server, sender, 80)
    at = server.dots()
    assert call("cancel").code == 0
    code, _, _ = finish(sender)
    assert code == 4
    assert server.dots() - at <= 2 * WINDOW  # the command itself takes its time
    refused = call("digest", "--subject", "Zandkerke wint, nu zonder tikfout")
    assert refused.code == 2
    assert "has begun to leave as" in refused.err
    second = json.loads(call("digest", "--subject", "Zonder tikfout", "--revise", "--json").out)["hash"]
    assert second != first
    assert call("send", "--yes").code == 0
    assert set(server.taken().values()) == {1}
    assert len(server.taken()) == 200
    with ledger_at(newsroom, ledger_url) as ledger:
        served = ledger._db.execute(
            "select r.hash, d.status, count(*) from delivery d join revision r on r.number = d.revision"
            " group by r.hash, d.status"
        ).fetchall()
    by_hash = {digest: count for digest, status, count in served if status == "sent"}
    assert set(by_hash) == {first, second}
    assert sum(by_hash.values()) == 200
    assert 80 <= by_hash[first] <= 80 + 3 * WINDOW


def test_cancel_stops_a_running_sender_within_one_window(mailroom):
    mailroom.sink.behaviour = Behaviour(delay=0.02)
    mailroom.ready(400)
    done = []
    sender = threading.Thread(
        target=lambda: done.append(finish(start(mailroom.newsroom, "send", "--yes", "--new-ledger")))
    )
    sender.start()
    while len(mailroom.sink.accepted) < 40:
        time.sleep(0.002)
    with ledger_at(mailroom.newsroom) as ledger:
        from publisher.ports import utc_now

        edition = ledger.editions("ochtend/")[0]
        ledger.stop(edition, "cancelled", "de chef", utc_now())
        claimed = sum(ledger.counts(edition)["newsletter"][status] for status in ("sending", "sent"))
    sender.join()
    assert done[0][0] == 4
    assert len(mailroom.sink.accepted) <= claimed
    counts = mailroom.counts()
    assert counts["sent"] == len(mailroom.sink.accepted)
    assert counts["sent"] + counts["skipped"] == 400


FAULTS = {
    "an obedient server": {},
    "451 and 421": {"defer": 100, "close_after": 7},
    "no pipelining": {"pipelining": False, "defer": 50},
    "every byte of a reply alone": {"split": True, "multiline": True, "defer": 50},
    "354 without a recipient": {"data_after_refused": "354", "rules": {"*7@*": "550 5.1.1 no such user"}},
    "503 without a recipient": {"data_after_refused": "503", "rules": {"*7@*": "550 5.1.1 no such user"}},
    "no pipelining, refused": {"pipelining": False, "rules": {"*7@*": "550 5.1.1 no such user"}},
    "dropped before the text": {"drop": {"envelope": 60}},
    "dropped in the text": {"drop": {"body": 60}},
    "dropped behind the dot, not taken": {"drop": {"before-accept": 60}},
    "dropped behind the dot, taken": {"drop": {"after-accept": 60}},
    "all of it": {
        "defer": 60,
        "close_after": 11,
        "multiline": True,
        "drop": {"envelope": 20, "body": 20, "before-accept": 20, "after-accept": 20},
    },
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_server_that_fails_in_every_way_gets_nothing_twice_and_loses_nothing(mailroom, monkeypatch, name):
    monkeypatch.setattr(retry, "_FIRST", timedelta(milliseconds=50))
    mailroom.sink.behaviour = Behaviour(seed=11, **FAULTS[name])
    mailroom.ready(150)
    code, sent = mailroom.send()
    assert code in {0, 6}
    taken = Counter(mailroom.delivered())
    assert [who for who, count in taken.items() if count > 1] == []
    found = rows(mailroom.newsroom, "sqlite:///.publisher/ledger.db")
    assert {found[who] for who in taken} <= {"sent", "unknown"}
    assert {who for who, status in found.items() if status == "sent"} <= set(taken)
    assert sum(sent["channels"]["newsletter"].values()) == 150
    assert set(found.values()) <= {"sent", "unknown", "rejected"}
    assert mailroom.resume("--unknown", "skip")[0] == 0


def test_a_relay_that_restarts_is_waited_for(call, newsroom):
    with SmtpSink(Behaviour(delay=0.02)) as first:
        room = Mailroom(call, newsroom, first)
        room.ready(120)
        sender = start(newsroom, *WORDS)
        while len(first.accepted) < 20:
            time.sleep(0.005)
    time.sleep(0.5)
    with SmtpSink(Behaviour(), port=first.port) as again:
        code, _, _ = finish(sender)
    taken = Counter(mail.recipient for mail in [*first.accepted, *again.accepted])
    found = rows(newsroom, "sqlite:///.publisher/ledger.db")
    assert set(found.values()) <= {"sent", "unknown"}
    assert code == (6 if "unknown" in found.values() else 0)
    assert set(taken.values()) == {1}
    assert {who for who, status in found.items() if status == "sent"} <= set(taken)


WORDS = ("send", "--yes", "--new-ledger")


@pytest.mark.parametrize("begun", [0, 3])
def test_a_signal_is_heard_while_the_server_says_nothing(mailroom, begun):
    mailroom.ready(20, command_timeout=60)
    mailroom.sink.behaviour = Behaviour(reply_delay=0 if begun else 30, delay=0.05)
    sender = start(mailroom.newsroom, *WORDS)
    while len(mailroom.sink.accepted) < begun or not mailroom.sink.connections.total:
        time.sleep(0.005)
    mailroom.sink.behaviour = Behaviour(reply_delay=30)
    time.sleep(0.3)
    sender.send_signal(signal.SIGTERM)
    code, _, _ = finish(sender, within=20)
    assert code == 130
    counts = mailroom.counts()
    assert set(counts) == ({"sent", "queued"} if begun else {"queued"})
    assert counts.get("sent", 0) == len(mailroom.sink.accepted)
    mailroom.sink.behaviour = Behaviour()


def test_unknown_is_sent_again_only_when_a_person_says_so(mailroom):
    mailroom.sink.behaviour = Behaviour(drop={"before-accept": 1000})
    mailroom.ready(2)
    code, _ = mailroom.send("--no-wait")
    assert code == 6
    assert mailroom.counts() == {"unknown": 2}
    mailroom.sink.behaviour = Behaviour()
    assert mailroom.send()[0] == 6
    assert mailroom.delivered() == []
    assert mailroom.call("resume", "--yes", "--unknown", "ask").code == 2
    assert mailroom.resume("--unknown", "resend")[0] == 0
    assert mailroom.delivered() == sorted(addresses(2))


def test_a_clock_that_jumps_back_sends_nothing_twice(mailroom, monkeypatch):
    from publisher.cli import words

    real = words.now
    noon = real().replace(hour=12, minute=0) - real()  # from midnight, a jump back would be to another day
    monkeypatch.setattr(words, "now", lambda: real() + noon)
    mailroom.ready(30)
    mailroom.sink.behaviour = Behaviour(rules={"*5@*": "450 4.2.0 busy"})
    assert mailroom.send("--no-wait")[0] == 6
    monkeypatch.setattr(words, "now", lambda: real() + noon - timedelta(minutes=40))
    mailroom.sink.behaviour = Behaviour()
    assert mailroom.send("--no-wait")[0] == 6
    assert len(mailroom.delivered()) == 27
    monkeypatch.setattr(words, "now", lambda: real() + noon + timedelta(minutes=5))
    assert mailroom.send("--no-wait")[0] == 0
    assert mailroom.delivered() == sorted(addresses(30))
