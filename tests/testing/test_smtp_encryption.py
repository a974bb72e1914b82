"""TLS and AUTH of the sink, and the certificates that tests use for it."""

import base64
import contextlib
import smtplib
import ssl
import time

import pytest
from smtp_clients import MAIL, Raw, eventually

from publisher.testing.certificates import Authority
from publisher.testing.smtp import Behaviour, SmtpSink

SECRET = "roodborstje-7"


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def pair(authority):
    return authority.good()._asdict()


def _trusting(authority):
    return ssl.create_default_context(cafile=authority.cafile)


def _over_tls(host, sink, context):
    return smtplib.SMTP_SSL(host, sink.port, timeout=5, context=context)


def _encrypted(sink, authority):
    client = Raw(sink.port)
    client.hello()
    client.ask("STARTTLS")
    client.encrypt(authority.cafile)
    return client


def test_starttls_encrypts_and_the_offer_is_gone_afterwards(authority, pair):
    with SmtpSink(Behaviour(starttls=True, **pair)) as sink, smtplib.SMTP("localhost", sink.port) as client:
        client.ehlo()
        assert client.has_extn("starttls")
        client.starttls(context=_trusting(authority))
        client.sendmail("krant@krant.test", "an@post.test", MAIL)
        assert not client.has_extn("starttls")
        assert client.docmd("STARTTLS")[0] == 503
    assert [one.message_id for one in sink.accepted] == ["<m1@krant.test>"]
    assert sink.violations == []


def test_tls_is_spoken_from_the_first_byte_when_asked(authority, pair):
    trusting = _trusting(authority)
    with SmtpSink(Behaviour(tls=True, **pair)) as sink, _over_tls("localhost", sink, trusting) as client:
        client.sendmail("krant@krant.test", "an@post.test", MAIL)
    assert len(sink.accepted) == 1


def test_what_came_in_the_clear_behind_starttls_is_dropped_and_noted(authority, pair):
    with SmtpSink(Behaviour(starttls=True, **pair)) as sink, Raw(sink.port) as client:
        client.hello()
        client.send(b"STARTTLS\r\nEHLO evil.test\r\nMAIL FROM:<evil@evil.test>\r\n")
        assert client.code() == "220"
        client.encrypt(authority.cafile)
        assert client.ask("MAIL FROM:<krant@krant.test>").startswith("503")
        assert client.ask("VRFY an").startswith("252")
    assert sink.violations == ["went on past STARTTLS", "MAIL before EHLO"]


def test_what_comes_while_the_reply_to_starttls_is_late_is_dropped_too(authority, pair):
    behaviour = Behaviour(starttls=True, reply_delay=0.1, split=True, **pair)
    with SmtpSink(behaviour) as sink, Raw(sink.port) as client:
        client.hello()
        client.send(b"STARTTLS\r\n")
        client.file.peek()
        client.send(b"NOOP\r\n")
        assert client.code() == "220"
        client.encrypt(authority.cafile)
        assert client.hello()[0] == "sink.test"
        assert client.mail()[-1] == "250"
    assert sink.violations == ["went on past STARTTLS"]


def test_a_command_that_comes_with_the_end_of_the_handshake_is_answered(authority, pair):
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    tls = _trusting(authority).wrap_bio(incoming, outgoing, server_hostname="localhost")
    with SmtpSink(Behaviour(starttls=True, **pair)) as sink, Raw(sink.port) as client:
        client.hello()
        client.ask("STARTTLS")
        with pytest.raises(ssl.SSLWantReadError):
            tls.do_handshake()
        while not tls.cipher() or outgoing.pending:
            client.send(outgoing.read())
            incoming.write(client.socket.recv(65536))
            with contextlib.suppress(ssl.SSLWantReadError):
                tls.do_handshake()
                tls.write(b"EHLO krant.test\r\n")
                client.send(outgoing.read())
        said = b""
        while b"SMTPUTF8" not in said:
            incoming.write(client.socket.recv(65536))
            with contextlib.suppress(ssl.SSLWantReadError):
                said += tls.read(65536)
    assert sink.violations == []


@pytest.mark.parametrize("knob", ["tls", "starttls"])
def test_a_client_in_the_midst_of_its_handshake_does_not_hold_up_the_end(pair, knob):
    with SmtpSink(Behaviour(**{knob: True}, **pair)) as sink:
        with Raw(sink.port, greet=knob == "starttls") as client:
            client.send(b"STARTTLS\r\n" if knob == "starttls" else b"")
            assert eventually(lambda: sink.connections.now == 1)
        assert eventually(lambda: sink.connections.now == 0)
        client = Raw(sink.port, greet=knob == "starttls")
        if knob == "starttls":
            client.ask("STARTTLS")
        start = time.monotonic()
    with client:
        assert time.monotonic() - start < 8


def test_a_certificate_that_is_not_there_is_an_error_at_once(tmp_path):
    nothing = {"certfile": tmp_path / "no.pem", "keyfile": tmp_path / "no.key"}
    with pytest.raises(FileNotFoundError), SmtpSink(Behaviour(starttls=True, **nothing)):
        pass


def test_a_client_that_does_not_trust_the_certificate_does_the_sink_no_harm(authority, pair):
    with SmtpSink(Behaviour(starttls=True, **pair)) as sink:
        with smtplib.SMTP("localhost", sink.port) as client, pytest.raises(ssl.SSLCertVerificationError):
            client.starttls(context=ssl.create_default_context())
        with _encrypted(sink, authority) as client:
            client.hello()
            assert client.mail()[-1] == "250"
        assert eventually(lambda: sink.connections.now == 0)


@pytest.mark.parametrize(
    ("kind", "reason"), [("expired", "expired"), ("wrong_name", "mismatch"), ("foreign", "verify failed")]
)
def test_certificates_that_a_client_must_refuse_are_refused(authority, tmp_path, kind, reason):
    bad = Authority(tmp_path).good() if kind == "foreign" else getattr(authority, kind)()
    refused = pytest.raises(ssl.SSLCertVerificationError, match=reason)
    with SmtpSink(Behaviour(tls=True, **bad._asdict())) as sink, refused:
        _over_tls("localhost", sink, _trusting(authority))


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_the_good_certificate_holds_for_both_names_of_loopback_also_strictly(authority, pair, host):
    strict = _trusting(authority)
    strict.verify_flags |= ssl.VERIFY_X509_STRICT
    with SmtpSink(Behaviour(tls=True, **pair)) as sink, _over_tls(host, sink, strict) as client:
        assert client.noop()[0] == 250


def test_the_key_is_for_its_owner_alone(authority):
    assert authority.good().keyfile.stat().st_mode & 0o777 == 0o600


@pytest.fixture
def guarded(pair):
    with SmtpSink(Behaviour(starttls=True, auth=("krant", SECRET), **pair)) as sink:
        yield sink


def test_auth_is_offered_only_over_tls(guarded, authority):
    with Raw(guarded.port) as client:
        assert not [line for line in client.hello() if line.startswith("AUTH")]
        assert client.ask("AUTH PLAIN AGEAYg==").startswith("538 5.7.11")
    assert guarded.violations == ["AUTH without TLS"]
    with _encrypted(guarded, authority) as client:
        assert "AUTH PLAIN LOGIN" in client.hello()


@pytest.mark.parametrize("mechanism", ["auth_plain", "auth_login"])
def test_the_right_password_opens_and_a_wrong_one_does_not(guarded, authority, mechanism):
    with smtplib.SMTP("localhost", guarded.port) as client:
        client.starttls(context=_trusting(authority))
        client.ehlo()
        client.user, client.password = "krant", "fout"
        with pytest.raises(smtplib.SMTPAuthenticationError) as refused:
            client.auth(mechanism[5:].upper(), getattr(client, mechanism))
        assert refused.value.smtp_code == 535
        assert refused.value.smtp_error.startswith(b"5.7.8")
        client.password = SECRET
        assert client.auth(mechanism[5:].upper(), getattr(client, mechanism))[0] == 235
        assert client.sendmail("krant@krant.test", "an@post.test", MAIL) == {}
    assert guarded.violations == []


def test_mail_before_auth_is_refused(guarded, authority):
    with _encrypted(guarded, authority) as client:
        client.hello()
        assert client.ask("MAIL FROM:<krant@krant.test>").startswith("530 5.7.0")
        assert client.ask("AUTH PLAIN").startswith("334")
        assert client.ask("*").startswith("501")
        assert client.ask("AUTH PLAIN").startswith("334")
        assert client.ask("%%%").startswith("501")
        assert client.ask("AUTH CRAM-MD5").startswith("504")
        assert client.ask("MAIL FROM:<krant@krant.test>").startswith("530 5.7.0")
        secret = base64.b64encode(f"\0krant\0{SECRET}".encode()).decode()
        assert client.ask(f"AUTH PLAIN {secret}").startswith("235")
        assert client.ask(f"AUTH PLAIN {secret}").startswith("503")
        assert client.mail()[-1] == "250"


def test_a_client_that_goes_on_past_auth_is_noted(guarded, authority):
    with _encrypted(guarded, authority) as client:
        client.hello()
        client.send(b"AUTH PLAIN AGEAYg==\r\nMAIL FROM:<krant@krant.test>\r\n")
        assert [client.code(), client.code()] == ["535", "530"]
    assert guarded.violations == ["went on past AUTH"]


def test_a_password_is_in_no_text_about_a_behaviour(guarded):
    assert "krant" not in repr(guarded.behaviour)
    assert SECRET not in repr(guarded.behaviour)
