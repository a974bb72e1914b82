"""A newsroom that sends: one mail channel to a relay on loopback, readers on its list, one edition built."""

import json

import pytest
from newsrooms import append

from publisher.testing.smtp import Behaviour, SmtpSink

CONSENT = ("--consent", "Ja, mail mij de ochtendkrant.")


def add_relay(newsroom, port, **keys):
    """Let the campaign send through a relay on this port, and through nothing else."""
    given = {"host": "127.0.0.1", "port": port, "security": "none", "connections": 4} | keys
    lines = [f"{key} = {json.dumps(value)}" for key, value in given.items()]
    append(newsroom / "config.toml", "\n".join(["[channels.newsletter]", 'kind = "smtp"', *lines]))


def addresses(count):
    """Name readers: lezer1@dijkstad.internal and so on."""
    return [f"lezer{number}@dijkstad.internal" for number in range(1, count + 1)]


def write_readers(newsroom, who):
    """Write a CSV file of readers; give its name."""
    rows = "\n".join(f"{address},Lezer" for address in who)
    (newsroom / "lezers.csv").write_text(f"email,name\n{rows}\n", encoding="utf-8")
    return "lezers.csv"


class Mailroom:
    """The newsroom with its relay; every command is the real command line."""

    def __init__(self, call, newsroom, sink):
        self.call, self.newsroom, self.sink = call, newsroom, sink

    def ready(self, who=3, **keys):
        """Configure the relay, import readers, and build today's edition."""
        add_relay(self.newsroom, self.sink.port, **keys)
        self.readers(addresses(who))
        return self.built()

    def readers(self, who):
        if who:
            name = write_readers(self.newsroom, who)
            assert self.call("subscribers", "import", name, *CONSENT).code == 0

    def built(self, *words):
        done = self.call("digest", "--json", *words)
        assert done.code == 0, done.err
        return json.loads(done.out)

    def send(self, *words, command="send", yes=("--yes", "--new-ledger")):
        """Send with `--json`; give the exit code and what was printed, read."""
        done = self.call(command, *yes, "--json", *words)
        return done.code, json.loads(done.out) if done.out else done.err

    def resume(self, *words):
        return self.send(*words, command="resume")

    def counts(self, env=None):
        """Give the rows of the newsletter by status, those that are not zero."""
        rows = json.loads(self.call("status", "--json", env=env).out)["channels"].get("newsletter", {})
        return {status: count for status, count in rows.items() if count}

    def told(self, *words):
        """Give the lines of `publish status`."""
        done = self.call("status", *words)
        assert done.code == 0, done.err
        return done.out.splitlines()

    def delivered(self):
        """Name the readers who got a mail, sorted, each as often as it came."""
        return sorted(mail.recipient for mail in self.sink.accepted)


@pytest.fixture
def sink():
    """Run a mail server on loopback for the length of a test."""
    with SmtpSink(Behaviour(), keep_data=True) as opened:
        yield opened
        assert opened.violations == []


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch):
    """Let a channel that can't be reached be tried again soon, in this process."""
    from publisher.pipeline import sending

    monkeypatch.setattr(sending, "_PAUSES", (0.02, 0.02))


@pytest.fixture
def mailroom(call, newsroom, sink):
    return Mailroom(call, newsroom, sink)
