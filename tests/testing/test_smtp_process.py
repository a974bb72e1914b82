"""The sink as a process: its log tells what happened, whoever was killed meanwhile."""

import dataclasses
import os
import shlex
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from newsrooms import ROOT
from smtp_clients import MAIL, Raw, eventually

from publisher.testing.smtp import Behaviour
from publisher.testing.smtp.arguments import parse

CLIENT = """
import socket, sys, time
s = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
s.recv(999); s.sendall(b"EHLO a\\r\\n"); s.recv(999)
s.sendall(b"MAIL FROM:<a@krant.test>\\r\\nRCPT TO:<an@post.test>\\r\\nDATA\\r\\n")
got = b""
while b"354" not in got: got += s.recv(999)
s.sendall(b"Message-ID: <m1@krant.test>\\r\\n\\r\\nx\\r\\n.\\r\\n")
time.sleep(60)
"""


@contextmanager
def _sink(*words):
    command = [sys.executable, "-m", "publisher.testing.smtp", *map(str, words)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        try:
            word, port = process.stdout.readline().decode().split()
            assert word == "listening"
            yield process, int(port)
        finally:
            process.kill()


def _events(log):
    return [tuple(line.split(" ")) for line in log.read_text(encoding="utf-8").splitlines()]


def test_the_log_has_a_line_for_the_dot_the_mail_and_its_reply(tmp_path):
    log = tmp_path / "log"
    with _sink("--log", log) as (_, port), Raw(port) as client:
        client.hello()
        client.mail()
        assert eventually(lambda: len(_events(log)) == 3)
    dot, accepted, replied = _events(log)
    assert dot[:-1] == ("dot", "an@post.test", "<m1@krant.test>")
    assert accepted[:-1] == ("accepted", "an@post.test", "<m1@krant.test>", "krant@krant.test")
    assert replied[:-1] == ("replied", "an@post.test", "<m1@krant.test>")
    assert int(dot[-1]) <= int(accepted[-1]) < int(replied[-1]) < time.monotonic_ns()


def test_what_was_answered_for_is_in_the_log_already(tmp_path):
    log = tmp_path / "log"
    with _sink("--log", log) as (_, port), Raw(port) as client:
        client.hello()
        for number in range(1, 50):
            client.mail()
            assert [event[0] for event in _events(log)].count("accepted") == number


def test_a_client_killed_between_dot_and_reply_leaves_a_dot_without_a_reply(tmp_path):
    log = tmp_path / "log"
    with _sink("--log", log, "--delay", 1) as (_, port):
        with subprocess.Popen([sys.executable, "-c", CLIENT, str(port)]) as client:
            assert eventually(lambda: log.exists() and "accepted" in log.read_text())
            client.kill()
        time.sleep(1.2)
        assert [event[0] for event in _events(log)] == ["dot", "accepted"]


def test_a_mail_that_was_not_accepted_is_not_logged_as_such(tmp_path):
    log = tmp_path / "log"
    with _sink("--log", log, "--drop", "before-accept=1000") as (_, port), Raw(port) as client:
        client.hello()
        client.envelope()
        client.send(MAIL + b".\r\n")
        assert client.file.read() == b""
    assert [event[0] for event in _events(log)] == ["dot"]


def test_a_mail_that_was_refused_has_a_dot_and_a_reply(tmp_path):
    log = tmp_path / "log"
    with _sink("--log", log, "--dot-rule", "an@*=554 5.6.0 no") as (_, port), Raw(port) as client:
        client.hello()
        assert client.mail()[-1] == "554"
        assert eventually(lambda: len(_events(log)) == 2)
    assert [event[0] for event in _events(log)] == ["dot", "replied"]


def test_parts_of_a_line_hold_no_space_and_violations_are_lines_too(tmp_path):
    log = tmp_path / "log"
    with _sink("--log", log) as (_, port), Raw(port) as client:
        client.hello()
        client.ask("MAIL FROM:<>")
        client.ask('RCPT TO:<"an bo%"@post.test>')
        client.send(b"DATA\r\nSubject: x\r\n\r\n.\r\n")
        assert [client.code(), client.code()] == ["354", "250"]
        assert eventually(lambda: len(_events(log)) == 4)
    violation, dot, accepted, _ = _events(log)
    assert violation[:-1] == ("violation", "went", "on", "past", "DATA")
    assert dot[:-1] == ("dot", '"an%20bo%25"@post.test', "-")
    assert accepted[3] == "-"


def test_several_sinks_share_a_log(tmp_path):
    log = tmp_path / "log"
    with _sink("--log", log) as (_, one), _sink("--log", log) as (_, other):
        for port in (one, other):
            with Raw(port) as client:
                client.hello()
                client.mail()
    assert [event[0] for event in _events(log)].count("accepted") == 2


def test_sigterm_ends_it_well_also_with_a_client_on_the_line():
    with _sink("--delay", 60) as (process, port), Raw(port) as client:
        client.hello()
        client.envelope()
        client.send(MAIL + b".\r\n")
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 0
        assert process.stderr.read() == b""


def test_a_port_that_is_taken_is_said_with_a_remedy():
    with _sink() as (_, port):
        again = [sys.executable, "-m", "publisher.testing.smtp", "--port", str(port)]
        done = subprocess.run(again, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("the sink can't start: ")
    assert "choose another --port" in done.stderr


ALL = {
    "delay": (["--delay", "0.5"], 0.5),
    "reply_delay": (["--reply-delay", "0.25"], 0.25),
    "split": (["--split"], True),
    "multiline": (["--multiline"], True),
    "mute": (["--mute"], True),
    "greeting": (["--greeting", "<html>"], b"<html>\r\n"),
    "nonsense": (["--nonsense"], True),
    "pipelining": (["--no-pipelining"], False),
    "smtputf8": (["--no-smtputf8"], False),
    "size": (["--size", "9"], 9),
    "starttls": (["--starttls"], True),
    "tls": (["--tls"], True),
    "certfile": (["--certfile", "a.pem"], Path("a.pem")),
    "keyfile": (["--keyfile", "a.key"], Path("a.key")),
    "auth": (["--user", "krant"], ("krant", "roodborstje")),
    "mail_rules": (["--mail-rule", "a=550 no"], {"a": "550 no"}),
    "rules": (["--rule", "a=550 no", "--rule", "b=450 a=b"], {"a": "550 no", "b": "450 a=b"}),
    "dot_rules": (["--dot-rule", "a=550 no"], {"a": "550 no"}),
    "defer": (["--defer", "7"], 7),
    "data_after_refused": (["--data-after-refused", "354"], "354"),
    "close_after": (["--close-after", "3"], 3),
    "max_connections": (["--max-connections", "4"], 4),
    "drop": (["--drop", "body=1", "--drop", "envelope=2"], {"body": 1, "envelope": 2}),
    "seed": (["--seed", "8"], 8),
}


def test_every_knob_has_its_flag(monkeypatch):
    monkeypatch.setenv("SINK_PASSWORD", "roodborstje")
    words = [word for flags, _ in ALL.values() for word in flags]
    behaviour, _ = parse(words)
    assert behaviour == Behaviour(**{name: value for name, (_, value) in ALL.items()})
    assert list(ALL) == [field.name for field in dataclasses.fields(Behaviour)]
    assert [name for name, (_, value) in ALL.items() if getattr(Behaviour(), name) == value] == []


def test_without_flags_it_is_the_obedient_server():
    assert parse([])[0] == Behaviour()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--drop", "body=many"], "body=many"),
        (["--drop", "body"], "no equals sign"),
        (["--defer", "2000"], "0 to 1000 permille"),
        (["--tls"], "certfile"),
        (["--rule", "a=b"], "a reply is one line"),
    ],
)
def test_a_flag_that_can_not_be_exits_2_and_says_why(words, said, capsys):
    with pytest.raises(SystemExit) as ended:
        parse(words)
    assert ended.value.code == 2
    assert said in capsys.readouterr().err


def test_the_sink_needs_nothing_but_the_standard_library():
    code = (
        "import sys; before = {*sys.modules}; import publisher.testing.smtp.__main__\n"
        "print(sorted({m.partition('.')[0] for m in {*sys.modules} - before if not m.startswith('_')}"
        " - set(sys.stdlib_module_names)), [m for m in sys.modules if m.startswith('publisher.')"
        " and not m.startswith('publisher.testing')])"
    )
    measured = ("COVERAGE_PROCESS_START", "COVERAGE_PROCESS_CONFIG")  # would load coverage into it
    environment = {key: value for key, value in os.environ.items() if key not in measured}
    environment |= {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment
    )
    assert done.stdout == "['publisher'] []\n"


def _documented(language):
    text = (ROOT / "docs/testing.md").read_text(encoding="utf-8")
    return text.partition(f"```{language}\n")[2].partition("```")[0]


def test_the_documented_test_runs_as_it_stands():
    sent = set()

    def deliver_to(host, port):
        with Raw(port, host) as client:
            client.hello()
            client.mail("an@post.test")
            sent.add("an@post.test")

    exec(_documented("python"), {"deliver_to": deliver_to, "sent": sent, "unknown": set()})


def test_the_documented_command_is_understood():
    words = shlex.split(_documented("sh"))
    behaviour, given = parse(words[3:])
    assert words[:3] == ["python", "-m", "publisher.testing.smtp"]
    assert (behaviour.delay, given.log) == (0.05, Path("taken.log"))
    assert behaviour.rules == {"gone@*": "550 5.1.1 no such user"}
