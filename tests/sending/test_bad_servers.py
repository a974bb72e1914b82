"""A relay that is wrong, or is none: a clear word, the documented exit code, nothing sent, nothing lost."""

import shutil
import socket
import threading

import pytest
from mailrooms import Mailroom, addresses

from publisher.testing.certificates import Authority
from publisher.testing.smtp import Behaviour, SmtpSink

PASSWORD = {"PUBLISH_CHANNELS__NEWSLETTER__PASSWORD": "heel-geheim-123"}
SECURE = {"host": "localhost", "security": "starttls", "ca_file": "ca.pem"}


@pytest.fixture
def authority(tmp_path):
    folder = tmp_path / "ca"
    folder.mkdir()
    return Authority(folder)


@pytest.fixture
def secure(call, newsroom, authority):
    """Open a relay with TLS of some kind; give its mailroom."""
    opened = []

    def open_relay(pair=None, **behaviour):
        files = (pair or authority.good())._asdict()
        sink = SmtpSink(Behaviour(**files, **behaviour))
        opened.append(sink)
        sink.__enter__()
        shutil.copy(authority.cafile, newsroom / "ca.pem")
        return Mailroom(call, newsroom, sink)

    yield open_relay
    for sink in opened:
        sink.__exit__(None, None, None)


@pytest.mark.parametrize(("security", "behaviour"), [("starttls", "starttls"), ("tls", "tls")])
def test_mail_leaves_over_tls_that_is_verified(secure, security, behaviour):
    room = secure(**{behaviour: True})
    room.ready(9, **SECURE | {"security": security})
    assert room.send()[0] == 0
    assert room.delivered() == sorted(addresses(9))
    assert room.sink.violations == []


def test_a_login_goes_over_tls_and_the_mail_behind_it(secure):
    room = secure(starttls=True, auth=("ochtend", "heel-geheim-123"))
    done = build_with(room, PASSWORD, **SECURE, username="ochtend")
    assert done.code == 0, done.err
    assert len(room.delivered()) == 1


def build_with(room, env, **keys):
    from mailrooms import add_relay

    add_relay(room.newsroom, room.sink.port, **keys)
    room.call("subscribers", "add", "mia@dijkstad.internal", "--consent", "Ja", env=env)
    assert room.call("digest", env=env).code == 0
    return room.call("send", "--yes", "--new-ledger", env=env)


def test_a_wrong_password_is_exit_9_and_is_not_printed(secure):
    room = secure(starttls=True, auth=("ochtend", "een-ander-geheim"))
    done = build_with(room, PASSWORD, **SECURE, username="ochtend")
    assert done.code == 9
    assert "[channels.newsletter] localhost" in done.err
    assert "refuses the login: 535" in done.err
    assert "heel-geheim-123" not in done.err + done.out
    assert room.counts(PASSWORD) == {"queued": 1}


def test_a_login_in_the_clear_is_refused_before_anything_is_built(call, newsroom, sink):
    from mailrooms import add_relay

    add_relay(newsroom, sink.port, username="ochtend")
    refused = call("digest", env=PASSWORD)
    assert refused.code == 2
    assert "a password is never sent in the clear" in refused.err


@pytest.mark.parametrize("kind", ["expired", "wrong_name"])
def test_a_certificate_that_is_not_accepted_stops_the_channel(secure, authority, kind):
    room = secure(getattr(authority, kind)(), starttls=True)
    done = build_with(room, None, **SECURE)
    assert done.code == 6
    assert "the server's certificate is not accepted" in done.err
    assert room.delivered() == []
    assert room.counts() == {"queued": 1}


def test_a_certificate_of_an_unknown_authority_is_not_accepted(secure):
    room = secure(starttls=True)
    done = build_with(room, None, **{key: SECURE[key] for key in ("host", "security")})
    assert done.code == 6
    assert "certificate is not accepted" in done.err


def test_a_server_without_tls_gets_nothing_unless_the_configuration_says_so(mailroom):
    done = build_with(mailroom, None, security="starttls")
    assert done.code == 6
    assert 'the server offers no TLS (security = "tls", or "none" on purpose)' in done.err
    assert mailroom.delivered() == []


def test_a_name_that_does_not_exist_says_to_check_the_host(mailroom):
    done = build_with(mailroom, None, host="relay.dijkstad.invalid")
    assert done.code == 6
    assert "relay.dijkstad.invalid" in done.err
    assert "(check host and port)" in done.err


@pytest.mark.parametrize(
    ("behaviour", "words"),
    [
        ({"greeting": b"HTTP/1.1 400 Bad Request\r\n\r\n<html>"}, "greets with HTTP/1.1 400 Bad Request"),
        ({"nonsense": True}, "the server refuses us, not a reader: DATA was answered '250"),
        ({"greeting": b"554 5.7.1 go away\r\n"}, "greets with 554 5.7.1 go away"),
        ({"mute": True}, "no answer"),
    ],
)
def test_what_is_no_mail_server_never_counts_as_sent(call, newsroom, behaviour, words):
    with SmtpSink(Behaviour(**behaviour)) as sink:
        room = Mailroom(call, newsroom, sink)
        done = build_with(room, None, connect_timeout=0.6, command_timeout=1)
        assert done.code == 6
        assert words in done.err
        assert "Traceback" not in done.err
        assert set(room.counts()) <= {"queued", "retry"}


def test_a_server_that_falls_silent_behind_the_dot_leaves_the_mail_unknown(mailroom):
    mailroom.sink.behaviour = Behaviour(delay=60)
    done = build_with(mailroom, None, data_timeout=0.5, command_timeout=5)
    assert done.code == 6
    assert mailroom.counts() == {"unknown": 1}
    mailroom.sink.behaviour = Behaviour()


def test_a_server_that_falls_silent_before_the_text_leaves_the_mail_waiting(mailroom):
    mailroom.sink.behaviour = Behaviour(reply_delay=0.05, delay=0)
    add = {"connect_timeout": 5, "command_timeout": 0.4}
    mailroom.ready(1, **add)
    mailroom.sink.behaviour = Behaviour(mute=True)
    done = mailroom.call("send", "--yes", "--new-ledger")
    assert done.code == 6
    assert mailroom.counts() == {"queued": 1}


@pytest.mark.parametrize(
    "address",
    ["zoë@dijkstad.internal", "post@münster.internal"],
)
def test_addresses_beyond_ascii_leave_where_the_server_takes_them(mailroom, address):
    mailroom.ready(0)
    mailroom.readers([address])
    assert mailroom.send()[0] == 0
    assert len(mailroom.delivered()) == 1


def test_an_address_that_the_server_can_not_take_is_rejected_alone(mailroom):
    mailroom.sink.behaviour = Behaviour(smtputf8=False)
    mailroom.ready(2)
    mailroom.readers(["zoë@dijkstad.internal"])
    code, sent = mailroom.send()
    assert code == 0
    assert sent["channels"]["newsletter"] | {"sent": 2, "rejected": 1} == sent["channels"]["newsletter"]
    assert sent["reasons"]["newsletter"][0]["code"] == "5.6.7"


def test_names_that_attack_the_header_are_cleaned_and_arrive(mailroom):
    import email

    mailroom.ready(0)
    (mailroom.newsroom / "lezers.csv").write_text(
        'email,name\nmia@dijkstad.internal,"Mia\r\nBcc: x@y.internal <b> ""q"""\n', encoding="utf-8"
    )
    mailroom.call("subscribers", "import", "lezers.csv", "--consent", "Ja")
    assert mailroom.send()[0] == 0
    mail = email.message_from_bytes(mailroom.sink.accepted[0].data)
    assert mail["Bcc"] is None
    assert mailroom.sink.accepted[0].recipient == "mia@dijkstad.internal"


def test_bounces_go_to_the_return_path(mailroom):
    from newsrooms import edit

    edit(mailroom.newsroom / "config.toml", "[mail]", '[mail]\nreturn_path = "bounces@ochtendblad.internal"')
    mailroom.ready(1)
    mailroom.send()
    assert mailroom.sink.accepted[0].sender == "bounces@ochtendblad.internal"


def test_connections_are_renewed_after_so_many_mails(mailroom):
    mailroom.ready(40, connections=2, messages_per_connection=5)
    assert mailroom.send()[0] == 0
    assert mailroom.sink.connections.total >= 8
    assert mailroom.sink.connections.peak <= 4


def test_a_server_that_asks_for_less_gets_fewer_connections(mailroom):
    mailroom.sink.behaviour = Behaviour(max_connections=2)
    mailroom.ready(60, connections=8)
    assert mailroom.send()[0] == 0
    assert mailroom.delivered() == sorted(addresses(60))


def test_a_server_that_says_goodbye_to_every_mail_is_left_alone_soon(mailroom):
    mailroom.sink.behaviour = Behaviour(dot_rules={"*": "421 4.3.2 busy"})
    mailroom.ready(4)
    assert mailroom.send()[0] == 6
    assert mailroom.counts() == {"queued": 4}
    assert mailroom.sink.connections.total < 60


class Closing(threading.Thread):
    """A server that refuses each recipient for good and closes the connection with it."""

    def __init__(self):
        super().__init__(daemon=True)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self.start()

    def run(self):
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            with client, client.makefile("rwb", buffering=0) as lines:
                lines.write(b"220 hier\r\n")
                for line in lines:
                    if line.startswith(b"RCPT"):
                        lines.write(b"550 5.1.1 no such user\r\n")
                        lines.readline()  # DATA: left unread it would reset the connection
                        break
                    lines.write(b"250-hier\r\n250 PIPELINING\r\n" if line[:4] == b"EHLO" else b"250 ok\r\n")

    def close(self):
        self._listening.close()


def test_a_refusal_that_closes_the_connection_is_a_refusal(call, newsroom):
    server = Closing()
    room = Mailroom(call, newsroom, server)
    room.ready(2, connections=1)
    code, sent = room.send()
    server.close()
    assert code in {0, 6}
    assert sent["channels"]["newsletter"]["rejected"] >= 1
    assert room.counts().get("unknown", 0) == 0
