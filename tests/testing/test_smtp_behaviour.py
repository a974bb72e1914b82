"""Each knob of the sink does what it says."""

import smtplib
import time

import pytest
from smtp_clients import MAIL, Raw, eventually

from publisher.testing.smtp import Behaviour, SmtpSink


def _send(port, recipient="an@post.test"):
    with Raw(port) as client:
        client.hello()
        return client.mail(recipient)


def _passing(behaviour):
    """Give the recipients of 200 that a behaviour's RCPT lets through at the first attempt."""
    recipients = [f"lezer{number}@post.test" for number in range(200)]
    with SmtpSink(behaviour) as sink, Raw(sink.port) as client:
        client.hello()
        client.ask("MAIL FROM:<krant@krant.test>")
        return {one for one in recipients if client.ask(f"RCPT TO:<{one}>").startswith("250")}


def test_the_reply_to_the_final_dot_is_late_and_the_mail_is_there_before_it():
    with SmtpSink(Behaviour(delay=60)) as sink, Raw(sink.port) as client:
        client.hello()
        assert client.envelope()[-1].startswith("354")
        sink.behaviour = Behaviour(delay=0.3)
        start = time.monotonic()
        client.send(MAIL + b".\r\n")
        assert eventually(lambda: sink.accepted)
        assert client.code() == "250"
        assert time.monotonic() - start >= 0.3
        assert time.monotonic_ns() - sink.accepted[0].at >= 300_000_000


def test_every_other_reply_is_late_too_when_asked():
    start = time.monotonic()
    with SmtpSink(Behaviour(reply_delay=0.1)) as sink, Raw(sink.port) as client:
        assert time.monotonic() - start >= 0.1
        client.hello()
        client.envelope()
        assert time.monotonic() - start >= 0.5
        sink.behaviour = Behaviour(reply_delay=60)
        client.send(MAIL + b".\r\n")
        assert client.code() == "250"


def test_a_client_that_talks_before_the_greeting_is_noted():
    with SmtpSink(Behaviour(reply_delay=0.1)) as sink, Raw(sink.port, greet=False) as client:
        client.send(b"EHLO krant.test\r\n")
        assert [client.code(), client.code()] == ["220", "250"]
    assert sink.violations == ["went on past the greeting"]


def test_without_pipelining_it_is_not_offered_and_a_client_that_does_it_is_noted():
    with SmtpSink(Behaviour(pipelining=False)) as sink, Raw(sink.port) as client:
        assert "PIPELINING" not in client.hello()
        assert client.mail()[-1] == "250"
        assert sink.violations == []
        client.send(b"MAIL FROM:<a@krant.test>\r\nRCPT TO:<an@post.test>\r\nDATA\r\n")
        assert [client.code() for _ in range(3)] == ["250", "250", "354"]
        client.send(MAIL + b".\r\nRSET\r\n")
        assert [client.code() for _ in range(2)] == ["250", "250"]
    assert sink.violations == [
        f"went on past {verb} without PIPELINING" for verb in ("MAIL", "RCPT", "the final dot")
    ]


def test_the_next_command_sent_while_a_reply_is_late_is_noted_without_pipelining():
    with SmtpSink(Behaviour(pipelining=False, delay=0.2)) as sink, Raw(sink.port) as client:
        client.hello()
        client.envelope()
        client.send(MAIL + b".\r\n")
        assert eventually(lambda: sink.accepted)
        client.send(b"NOOP\r\n")
        assert [client.code(), client.code()] == ["250", "250"]
    assert sink.violations == ["went on past the final dot without PIPELINING"]


def test_split_replies_arrive_in_many_pieces_and_are_whole_together():
    pieces = {}
    for split in (False, True):
        with SmtpSink(Behaviour(split=split)) as sink, Raw(sink.port, greet=False) as client:
            said = [client.socket.recv(4096)]
            while not said[-1].endswith(b"\n"):
                said.append(client.socket.recv(4096))
            assert b"".join(said) == b"220 sink.test ESMTP\r\n"
            pieces[split] = len(said)
    assert pieces[False] == 1
    assert pieces[True] > 3


def test_split_replies_keep_their_order_under_pipelining():
    with SmtpSink(Behaviour(split=True)) as sink, Raw(sink.port) as client:
        client.hello()
        client.send(b"MAIL FROM:<a@krant.test>\r\nRCPT TO:<an@post.test>\r\nDATA\r\n")
        assert [client.code() for _ in range(3)] == ["250", "250", "354"]
        client.send(MAIL + b".\r\nQUIT\r\n")
        assert [client.code() for _ in range(2)] == ["250", "221"]
    assert len(sink.accepted) == 1


def test_multiline_replies_have_two_lines_each():
    with SmtpSink(Behaviour(multiline=True)) as sink, Raw(sink.port, greet=False) as client:
        said = [client.reply()]
        client.hello()
        for line in (b"MAIL FROM:<a@krant.test>", b"RCPT TO:<an@post.test>", b"DATA", MAIL + b"."):
            client.send(line + b"\r\n")
            said.append(client.reply())
    assert [[line[:4] for line in reply] for reply in said] == [
        [f"{code}-", f"{code} "] for code in ("220", "250", "250", "354", "250")
    ]


def test_after_so_many_mails_on_a_connection_the_next_gets_421_and_it_closes():
    with SmtpSink(Behaviour(close_after=2)) as sink:
        for _ in range(2):
            with Raw(sink.port) as client:
                client.hello()
                assert [client.mail()[-1], client.mail()[-1]] == ["250", "250"]
                client.send(b"MAIL FROM:<a@krant.test>\r\nRCPT TO:<an@post.test>\r\nDATA\r\n")
                assert client.reply() == ["421 4.3.2 enough messages on this connection"]
                assert client.file.read() == b""
    assert len(sink.accepted) == 4


def test_deferred_recipients_are_the_same_for_the_same_seed_and_others_for_another():
    first = _passing(Behaviour(defer=300))
    assert 100 < len(first) < 180
    assert _passing(Behaviour(defer=300)) == first
    assert _passing(Behaviour(defer=300, seed=1)) != first
    assert len(_passing(Behaviour())) == 200


def test_a_deferred_recipient_gets_through_at_a_later_attempt():
    with SmtpSink(Behaviour(defer=500)) as sink, Raw(sink.port) as client:
        client.hello()
        client.ask("MAIL FROM:<krant@krant.test>")
        for number in range(50):
            said = [client.ask(f"RCPT TO:<lezer{number}@post.test>") for _ in range(20)]
            assert "250 2.1.5 ok" in said
            assert set(said) <= {"250 2.1.5 ok", "451 4.2.1 the mailbox is busy, try again later"}


def test_rules_answer_rcpt_by_the_address_itself_first_and_then_by_pattern():
    rules = {
        "*@weg.test": "550 5.1.1 no such user",
        "vol*": "452 4.2.2 full",
        "an@weg.test": "250 2.1.5 only you",
    }
    with SmtpSink(Behaviour(rules=rules)) as sink, Raw(sink.port) as client:
        client.hello()
        client.ask("MAIL FROM:<krant@krant.test>")
        asked = ("Bo@WEG.test", "volbak@post.test", "an@weg.test", "an@post.test")
        said = [client.ask(f"RCPT TO:<{one}>") for one in asked]
        client.ask("DATA")
        client.send(MAIL + b".\r\n")
        client.reply()
    assert said == [rules["*@weg.test"], rules["vol*"], rules["an@weg.test"], "250 2.1.5 ok"]
    assert [one.recipient for one in sink.accepted] == ["an@weg.test", "an@post.test"]


def test_mail_rules_answer_mail_by_the_sender():
    with SmtpSink(Behaviour(mail_rules={"spam@*": "550 5.7.1 not you"})) as sink, Raw(sink.port) as client:
        client.hello()
        assert client.ask("MAIL FROM:<spam@krant.test>") == "550 5.7.1 not you"
        assert client.ask("RCPT TO:<an@post.test>").startswith("503")
        assert client.mail()[-1] == "250"


def test_dot_rules_answer_the_final_dot_and_nothing_is_accepted():
    with SmtpSink(Behaviour(dot_rules={"an@*": "554 5.6.0 no"})) as sink, Raw(sink.port) as client:
        client.hello()
        assert client.mail("an@post.test") == ["250", "250", "354", "554"]
        assert client.mail("bo@post.test")[-1] == "250"
    assert [one.recipient for one in sink.accepted] == ["bo@post.test"]


@pytest.mark.parametrize("knob", ["mail_rules", "rules", "dot_rules"])
def test_a_rule_of_421_closes_the_connection(knob):
    with SmtpSink(Behaviour(**{knob: {"*": "421 4.3.0 closing"}})) as sink, Raw(sink.port) as client:
        client.hello()
        client.send(b"MAIL FROM:<a@krant.test>\r\nRCPT TO:<an@post.test>\r\nDATA\r\n")
        if knob == "dot_rules":
            assert [client.code() for _ in range(3)] == ["250", "250", "354"]
            client.send(MAIL + b".\r\n")
        elif knob == "rules":
            assert client.code() == "250"
        assert client.reply() == ["421 4.3.0 closing"]
        assert client.file.read() == b""
    assert sink.accepted == []


@pytest.mark.parametrize("code", ["503", "554"])
def test_data_without_a_recipient_is_refused_as_the_knob_says(code):
    behaviour = Behaviour(rules={"*": "550 5.1.1 no"}, data_after_refused=code)
    with SmtpSink(behaviour) as sink, Raw(sink.port) as client:
        client.hello()
        assert client.envelope()[-1] == f"{code} 5.5.1 no valid recipients"
        client.ask("RSET")
        assert client.ask("MAIL FROM:<a@krant.test>").startswith("250")


def test_data_without_a_recipient_can_get_354_and_then_wants_a_lone_dot():
    behaviour = Behaviour(rules={"*": "550 5.1.1 no"}, data_after_refused="354")
    with SmtpSink(behaviour) as sink, Raw(sink.port) as client:
        client.hello()
        assert client.envelope()[-1].startswith("354")
        client.send(b".\r\n")
        assert client.reply() == ["554 5.5.1 no valid recipients"]
        assert sink.violations == []
        assert client.mail()[-1] == "554"
    assert (sink.accepted, sink.violations) == ([], ["content for nobody"])


def test_a_connection_cut_in_the_envelope_says_nothing_to_data():
    with SmtpSink(Behaviour(drop={"envelope": 1000})) as sink, Raw(sink.port) as client:
        client.hello()
        client.send(b"MAIL FROM:<a@krant.test>\r\nRCPT TO:<an@post.test>\r\nDATA\r\n")
        assert [client.code(), client.code()] == ["250", "250"]
        assert client.file.read() == b""
    assert sink.accepted == []


def test_a_connection_cut_in_the_body_goes_before_the_mail_is_whole():
    with SmtpSink(Behaviour(drop={"body": 1000})) as sink, Raw(sink.port) as client:
        client.hello()
        assert client.envelope()[-1].startswith("354")
        client.send(MAIL)
        assert client.closed()
    assert sink.accepted == []


@pytest.mark.parametrize(("where", "accepted"), [("before-accept", []), ("after-accept", ["an@post.test"])])
def test_a_connection_cut_after_the_final_dot_says_nothing_about_the_mail(where, accepted):
    with SmtpSink(Behaviour(drop={where: 1000})) as sink, Raw(sink.port) as client:
        client.hello()
        client.envelope()
        client.send(MAIL + b".\r\n")
        assert client.file.read() == b""
    assert [one.recipient for one in sink.accepted] == accepted


def test_a_cut_takes_no_reply_to_an_earlier_mail_with_it():
    with SmtpSink() as sink, Raw(sink.port) as client:
        client.hello()
        client.envelope()
        sink.behaviour = Behaviour(drop={"envelope": 1000})
        client.send(MAIL + b".\r\nMAIL FROM:<a@krant.test>\r\nRCPT TO:<an@post.test>\r\nDATA\r\n")
        assert [client.code() for _ in range(3)] == ["250", "250", "250"]
        assert client.file.read() == b""
    assert len(sink.accepted) == 1


def test_cuts_fall_on_the_same_mails_in_every_run_and_not_on_all_attempts():
    fates = []
    for _ in range(2):
        with SmtpSink(Behaviour(drop={"envelope": 300})) as sink:
            cut = [n for n in range(40) if _send(sink.port, f"lezer{n}@post.test")[2] == ""]
            again = [n for n in cut if _send(sink.port, f"lezer{n}@post.test")[2] == ""]
        fates.append((cut, again))
    assert fates[0] == fates[1]
    assert 4 < len(fates[0][0]) < 24
    assert len(fates[0][1]) < len(fates[0][0])


def test_a_greeting_is_sent_as_it_is():
    page = b"HTTP/1.1 400 Bad Request\r\n\r\n<html></html>\n"
    with SmtpSink(Behaviour(greeting=page)) as sink, pytest.raises(smtplib.SMTPException):
        smtplib.SMTP("127.0.0.1", sink.port, timeout=5)
    with SmtpSink(Behaviour(greeting=page)) as sink, Raw(sink.port, greet=False) as client:
        assert client.file.read(len(page)) == page


def test_nonsense_is_ok_to_everything_also_to_data():
    with SmtpSink(Behaviour(nonsense=True)) as sink, Raw(sink.port) as client:
        said = [client.ask(line) for line in ("EHLO x", "MAIL FROM:<a@krant.test>", "RCPT", "DATA", ".")]
        assert said == ["250 ok"] * 5
    assert sink.accepted == []


def test_a_mute_sink_takes_the_connection_and_says_nothing():
    with SmtpSink(Behaviour(mute=True)) as sink, Raw(sink.port, greet=False) as client:
        client.send(b"EHLO krant.test\r\n")
        client.socket.settimeout(0.2)
        with pytest.raises(TimeoutError):
            client.socket.recv(1)


def test_one_connection_too_many_gets_421_and_room_comes_back():
    with SmtpSink(Behaviour(max_connections=1)) as sink:
        with Raw(sink.port), Raw(sink.port, greet=False) as refused:
            assert refused.reply() == ["421 4.3.2 too many connections"]
            assert refused.file.read() == b""
        assert eventually(lambda: sink.connections.now == 0)
        assert _send(sink.port)[-1] == "250"
        assert (sink.connections.peak, sink.connections.refused) == (1, 1)


def test_a_mail_over_the_size_is_refused_when_it_is_announced_and_when_it_is_there():
    with SmtpSink(Behaviour(size=len(MAIL))) as sink, Raw(sink.port) as client:
        assert f"SIZE {len(MAIL)}" in client.hello()
        assert client.ask(f"MAIL FROM:<a@krant.test> SIZE={len(MAIL) + 1}").startswith("552 5.3.4")
        assert client.mail()[-1] == "250"
        assert client.mail(content=MAIL + b"!\r\n")[-1] == "552"
    assert len(sink.accepted) == 1


def test_smtputf8_is_taken_where_it_is_offered():
    with SmtpSink() as sink, Raw(sink.port) as client:
        assert "SMTPUTF8" in client.hello()
        assert client.ask("MAIL FROM:<a@krant.test> BODY=8BITMIME SMTPUTF8").startswith("250")
        assert client.ask("RCPT TO:<zoë@post.test>").startswith("250")
        client.ask("DATA")
        client.send(MAIL + b".\r\n")
        client.reply()
    assert [one.recipient for one in sink.accepted] == ["zoë@post.test"]


def test_smtputf8_is_refused_where_it_is_not_offered():
    with SmtpSink(Behaviour(smtputf8=False)) as sink, Raw(sink.port) as client:
        assert "SMTPUTF8" not in client.hello()
        assert client.ask("MAIL FROM:<a@krant.test> SMTPUTF8").startswith("555")
        assert client.ask("MAIL FROM:<zoë@krant.test>").startswith("553 5.6.7")
        client.ask("MAIL FROM:<a@krant.test>")
        assert client.ask("RCPT TO:<zoë@post.test>").startswith("553 5.6.7")
    assert sink.violations == ["an address beyond ASCII without SMTPUTF8"] * 2


@pytest.mark.parametrize(
    ("knobs", "named"),
    [
        ({"delay": -1}, "delay"),
        ({"reply_delay": -1}, "reply_delay"),
        ({"defer": 1001}, "defer"),
        ({"drop": {"somewhere": 1}}, "drop happens at"),
        ({"drop": {"body": 1001}}, "drop, body"),
        ({"tls": True}, "certfile"),
        ({"starttls": True}, "certfile"),
        ({"auth": ("an", "geheim")}, "only offered over TLS"),
        ({"data_after_refused": "250"}, "data_after_refused"),
        ({"rules": {"an@*": "go away"}}, r"rules, an@\*"),
        ({"mail_rules": {"an@*": "550 5.1.1 no\r\n250 ok"}}, "mail_rules"),
        ({"dot_rules": {"an@*": "354 go"}}, "dot_rules"),
    ],
)
def test_a_knob_that_can_not_be_is_named(knobs, named):
    with pytest.raises(ValueError, match=named):
        Behaviour(**knobs)
