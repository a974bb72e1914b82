"""The sink is a good server when it is left alone, and what it says it took is what it took."""

import smtplib
import socket
import time
import tracemalloc
from email.message import EmailMessage
from pathlib import Path

import pytest
from smtp_clients import MAIL, Raw, eventually

from publisher.testing.smtp import Behaviour, SmtpSink

PIPELINED = b"MAIL FROM:<krant@krant.test>\r\nRCPT TO:<an@post.test>\r\nDATA\r\n"


def _has_ipv6():
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            return True
    except OSError:
        return False


def test_a_mail_of_the_standard_library_arrives_and_is_noted_for_each_recipient():
    mail = EmailMessage()
    mail["From"], mail["Message-ID"], mail["X-Publisher-Delivery"] = (
        "krant@krant.test",
        "<1@krant.test>",
        "d7",
    )
    mail.set_content("Het vat is leeg.")
    before = time.monotonic_ns()
    with SmtpSink() as sink, smtplib.SMTP("127.0.0.1", sink.port) as client:
        refused = client.send_message(mail, to_addrs=["an@post.test", "bo@post.test"])
    assert refused == {}
    assert [(one.recipient, one.message_id, one.sender, one.delivery) for one in sink.accepted] == [
        ("an@post.test", "<1@krant.test>", "krant@krant.test", "d7"),
        ("bo@post.test", "<1@krant.test>", "krant@krant.test", "d7"),
    ]
    assert all(before < one.at < time.monotonic_ns() for one in sink.accepted)
    assert sink.violations == []


def test_content_is_kept_only_when_it_is_asked_for():
    with SmtpSink() as sink, Raw(sink.port) as client:
        client.hello()
        client.mail()
    with SmtpSink(keep_data=True) as keeping, Raw(keeping.port) as client:
        client.hello()
        client.mail()
    assert [one.data for one in sink.accepted] == [None]
    assert [one.data for one in keeping.accepted] == [MAIL]


def test_kept_content_has_its_dots_unstuffed():
    with SmtpSink(keep_data=True) as sink, Raw(sink.port) as client:
        client.hello()
        client.mail(content=b"..\r\n...drie\r\nA: .b\r\n\r\n..\r\n")
    assert sink.accepted[0].data == b".\r\n..drie\r\nA: .b\r\n\r\n.\r\n"


def test_a_large_mail_leaves_no_trace_in_memory():
    line = b"a" * 76 + b"\r\n"
    with SmtpSink() as sink, Raw(sink.port) as client:
        client.hello()
        client.envelope()
        tracemalloc.start()
        client.send(MAIL)
        for _ in range(300):
            client.send(line * 1000)
        client.send(b".\r\n")
        assert client.code() == "250"
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < 2_000_000


@pytest.mark.parametrize("cut", range(1, 5))
def test_the_final_dot_is_found_across_two_packets(cut):
    with SmtpSink(keep_data=True) as sink, Raw(sink.port) as client:
        client.hello()
        client.envelope()
        whole = MAIL + b".\r\n"
        client.send(whole[: -5 + cut])
        time.sleep(0.02)
        client.send(whole[-5 + cut :] + b"NOOP\r\n")
        assert [client.code(), client.code()] == ["250", "250"]
    assert sink.accepted[0].data == MAIL


@pytest.mark.parametrize("smuggled", [b"\n.\n", b"\n.\r\n", b"\r\n.\n", b"\r.\r", b"\r\n.\r"])
def test_no_other_line_end_than_crlf_ends_a_mail(smuggled):
    content = b"A: b\r\n\r\neen" + smuggled + b"MAIL FROM:<b@b.test>\r\n"
    with SmtpSink(keep_data=True) as sink, Raw(sink.port) as client:
        client.hello()
        assert client.mail(content=content)[-1] == "250"
        assert client.ask("NOOP").startswith("250")
    assert len(sink.accepted) == 1
    assert len(sink.accepted[0].data) >= len(content) - 1


def test_an_empty_mail_is_a_lone_dot():
    with SmtpSink(keep_data=True) as sink, Raw(sink.port) as client:
        client.hello()
        assert client.mail(content=b"")[-1] == "250"
    assert (sink.accepted[0].data, sink.accepted[0].message_id) == (b"", "")


def test_a_message_id_is_found_folded_and_in_any_case_but_only_in_the_header():
    with SmtpSink() as sink, Raw(sink.port) as client:
        client.hello()
        client.mail(
            content=b"MESSAGE-id:\r\n <gevouwen@krant.test>\r\n\r\nMessage-ID: <tekst@krant.test>\r\n"
        )
        client.mail(content=b"Subject: x\r\n\r\nMessage-ID: <tekst@krant.test>\r\n")
        client.mail(content=b"\r\nMessage-ID: <tekst@krant.test>\r\n\r\n")
    assert [one.message_id for one in sink.accepted] == ["<gevouwen@krant.test>", "", ""]


def test_a_pipelined_group_is_answered_in_order_and_with_the_mail_before_it():
    with SmtpSink() as sink, Raw(sink.port) as client:
        assert "PIPELINING" in client.hello()
        client.send(PIPELINED)
        assert [client.code() for _ in range(3)] == ["250", "250", "354"]
        client.send(MAIL + b".\r\n" + PIPELINED)
        assert [client.code() for _ in range(4)] == ["250", "250", "250", "354"]
    assert sink.violations == []


def test_replies_that_are_late_are_still_in_order():
    with SmtpSink(Behaviour(reply_delay=0.01, delay=0.03)) as sink, Raw(sink.port) as client:
        client.hello()
        client.send(PIPELINED)
        assert [client.code() for _ in range(3)] == ["250", "250", "354"]
        client.send(MAIL + b".\r\nRSET\r\nVRFY an\r\nQUIT\r\n")
        assert [client.code() for _ in range(4)] == ["250", "250", "252", "221"]
        assert client.closed()


@pytest.mark.parametrize(
    ("line", "reply"),
    [
        ("MAIL FROM:an@post.test", "501 5.5.4"),
        ("MAIL FROM: <an@post.test>", "501 5.5.4"),
        ("MAIL FROM:<an@post.test> COLOUR=red", "555 5.5.4"),
        ("RCPT TO:<an@post.test>", "503 5.5.1"),
        ("BDAT 5 LAST", "500 5.5.2"),
        ("EHLO", "501 5.5.4"),
        ("DATA now", "501 5.5.4"),
        ("STARTTLS", "503 5.5.1"),
        ("x" * 5000, "500 5.5.2"),
    ],
)
def test_what_is_not_as_the_protocol_has_it_is_refused(line, reply):
    with SmtpSink() as sink, Raw(sink.port) as client:
        client.hello()
        assert client.ask(line).startswith(reply)


def test_recipients_that_can_not_be_are_refused():
    with SmtpSink() as sink, Raw(sink.port) as client:
        client.hello()
        client.ask("MAIL FROM:<>")
        assert client.ask("RCPT TO:<>").startswith("501")
        assert client.ask('RCPT TO:<"an > bo"@post.test> NOTIFY=NEVER').startswith("250")


@pytest.mark.parametrize(
    ("said", "violation"),
    [
        (b"EHLO krant.test\r\nNOOP\r\n", "went on past EHLO"),
        (b"EHLO krant.test\r\nNOOP\r\nNOOP\r\n", "went on past EHLO"),
        (b"AUTH PLAIN AGEAYg==\r\n", "AUTH without TLS"),
        (b"AUTH PLAIN AGEAYg==\r\nNOOP\r\n", "went on past AUTH"),
        (b"STARTTLS\r\nNOOP\r\n", "went on past STARTTLS"),
        (b"MAIL FROM:<a@krant.test>\r\n", "MAIL before EHLO"),
        (b"EHLO x\n", "a line that ends in a bare LF"),
    ],
)
def test_a_client_that_breaks_the_protocol_is_noted(said, violation):
    with SmtpSink() as sink, Raw(sink.port) as client:
        client.send(said)
        client.reply()
        assert violation in sink.violations


def test_content_that_does_not_wait_for_354_is_a_violation():
    with SmtpSink() as sink, Raw(sink.port) as client:
        client.hello()
        client.send(PIPELINED + MAIL + b".\r\n")
        assert [client.code() for _ in range(4)] == ["250", "250", "354", "250"]
    assert sink.violations == ["went on past DATA"]


def test_a_second_sender_within_a_transaction_is_refused_and_noted():
    with SmtpSink() as sink, Raw(sink.port) as client:
        client.hello()
        client.ask("MAIL FROM:<a@krant.test>")
        assert client.ask("MAIL FROM:<b@krant.test>").startswith("503")
        client.ask("RSET")
        assert client.ask("MAIL FROM:<b@krant.test>").startswith("250")
    assert sink.violations == ["MAIL within a transaction"]


def test_behaviour_can_change_between_two_mails_of_one_connection():
    with SmtpSink() as sink, Raw(sink.port) as client:
        client.hello()
        assert client.mail()[-1] == "250"
        sink.behaviour = Behaviour(dot_rules={"*": "554 5.7.1 not today"})
        assert client.mail()[-1] == "554"
        sink.behaviour = Behaviour()
        assert client.mail()[-1] == "250"
    assert len(sink.accepted) == 2


def test_connections_are_counted_now_at_most_and_in_all():
    with SmtpSink() as sink:
        with Raw(sink.port), Raw(sink.port):
            assert (sink.connections.now, sink.connections.peak) == (2, 2)
        assert eventually(lambda: sink.connections.now == 0)
        with Raw(sink.port):
            assert (sink.connections.now, sink.connections.peak, sink.connections.total) == (1, 2, 3)


def test_a_sink_that_ends_cuts_the_clients_it_has_and_frees_its_port():
    with SmtpSink() as sink:
        client = Raw(sink.port)
    with client:
        assert client.closed()
    with SmtpSink(port=sink.port), Raw(sink.port) as again:
        assert again.ask("NOOP").startswith("250")


def test_nothing_is_answered_for_that_the_log_could_not_take(caplog):
    with SmtpSink(log=Path("/dev/full")) as sink, Raw(sink.port) as client:
        client.hello()
        client.envelope()
        client.send(MAIL + b".\r\n")
        assert client.file.read() == b""
    assert sink.accepted == []
    assert "the log can't be written" in caplog.text


def test_a_port_that_is_taken_is_an_error_at_once():
    with SmtpSink() as sink, pytest.raises(OSError, match="in use"), SmtpSink(port=sink.port):
        pass


@pytest.mark.skipif(not _has_ipv6(), reason="no IPv6 on this machine")
def test_it_listens_on_ipv6_when_asked():
    with SmtpSink(ipv6=True) as sink, Raw(sink.port, "::1") as six, Raw(sink.port) as four:
        assert six.hello() == four.hello()
