"""A channel that signs: what leaves verifies, and a key that can't sign is said before anything leaves."""

from datetime import UTC, datetime

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from msgspec.structs import replace
from newsrooms import DAY

from publisher import config, pipeline
from publisher.audience.merge import Subscriber
from publisher.errors import SecretError
from publisher.mime.dkim import dns_record
from publisher.pipeline import planning, sending
from publisher.ports import Message, Receipt, Recipient
from publisher.testing.smtp import SmtpSink

KEY = (
    rsa.generate_private_key(65537, 2048)
    .private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    .decode()
)
SECRET = "PUBLISH_CHANNELS__NEWSLETTER__DKIM_KEY"
CHANNEL = """
[channels.newsletter]
kind = "smtp"
host = "127.0.0.1"
port = {port}
security = "none"
connections = 4
dkim = "rsa"
dkim_selector = "s2026"
{more}
"""
NOW = datetime(2026, 11, 24, 6, tzinfo=UTC)
EDITION = f"ochtend/{DAY}"
ORDER = planning.SendOrder(edition=EDITION, channels=("newsletter",))


def configured(newsroom, port, more="", key=KEY):
    text = (newsroom / "config.toml").read_text()
    (newsroom / "config.toml").write_text(text + CHANNEL.format(port=port, more=more))
    campaign = newsroom / "campaigns/ochtend.toml"
    campaign.write_text('channels = ["newsletter"]\nlist = "readers"\n' + campaign.read_text())
    return config.load(newsroom / "config.toml", {SECRET: key}, newsroom)


def sent(conf, count):
    """Send the newsroom's edition to so many readers; give what became of it."""
    pipeline.digest(conf, pipeline.Order(campaign="ochtend", day=NOW.date()), NOW)
    with pipeline.opened(conf, lambda: NOW) as house:
        at = NOW.isoformat()
        consent = house.audience.keep_consent("ja")
        readers = [
            Subscriber(
                f"{n:024x}", f"r{n}@post.internal", f"Lezer {n}", None, {}, "confirmed", consent, at, at
            )
            for n in range(count)
        ]
        house.audience.keep("readers", [(reader.id, reader) for reader in readers], at)
        plan = planning.plan(house, ORDER)
        control = sending.Control(lambda: False, lambda count: None, lambda count: "leave", print)
        return sending.carry_out(house, plan, ORDER, control)


def verified(raw, domain="ochtendblad.internal"):
    name, record = f"s2026._domainkey.{domain}.".encode(), dns_record(KEY).encode()
    return dkim.verify(raw, dnsfunc=lambda asked, timeout: record if asked == name else None)


def test_every_mail_that_arrives_verifies_and_is_signed_for_the_from_domain(newsroom):
    with SmtpSink(keep_data=True) as sink:
        result = sent(configured(newsroom, sink.port), 50)
    assert result.code == 0
    assert sorted(one.recipient for one in sink.accepted) == sorted(f"r{n}@post.internal" for n in range(50))
    for one in sink.accepted:
        assert b"d=ochtendblad.internal;" in one.data.replace(b"\r\n ", b" ")
        assert verified(one.data)
        assert not verified(one.data.replace(b"Dag", b"Weg").replace(b"Subject: ", b"Subject: x"))


def test_another_domain_signs_where_it_is_configured(newsroom):
    with SmtpSink(keep_data=True) as sink:
        sent(configured(newsroom, sink.port, 'dkim_domain = "post.ochtendblad.internal"'), 1)
    assert verified(sink.accepted[0].data, "post.ochtendblad.internal")


@pytest.mark.parametrize("key", ["no key", KEY[:200], KEY.replace("PRIVATE", "PUBLIC")])
def test_a_key_that_cannot_sign_ends_with_exit_2_and_is_not_shown(newsroom, call, key):
    configured(newsroom, 1)
    assert call("digest", "ochtend", "--date", DAY, env={SECRET: key}).code == 0
    told = call("send", EDITION, "--yes", "--new-ledger", env={SECRET: key})
    assert told.code == SecretError.exit_code == 2
    assert "DKIM private key" in told.err
    assert "openssl" in told.err
    assert key[:60] not in told.err


def test_a_channel_that_signs_without_a_key_says_which_variable_to_set(newsroom, call):
    configured(newsroom, 1)
    told = call("digest", "ochtend", "--date", DAY)
    assert told.code == 2
    assert SECRET in told.err


def test_mails_keep_their_order_and_one_that_cannot_be_made_is_a_rejected_answer_among_them(newsroom):
    conf = configured(newsroom, 1)
    build = pipeline.digest(conf, pipeline.Order(campaign="ochtend", day=NOW.date()), NOW).build
    readers = [Recipient(f"{n:024x}", f"r{n}@post.internal", list="readers") for n in range(1100)]
    readers[700] = replace(readers[700], address="no address")
    with pipeline.opened(conf, lambda: NOW) as house:
        channel = planning.plan(house, ORDER).lots[0].channel
        prepared = channel.prepare(build, iter(readers))
        made = list(prepared)
        again = list(channel.prepare(build, readers[:3]))
    assert [item.key.recipient for item in made] == [reader.id for reader in readers]
    assert [index for index, item in enumerate(made) if isinstance(item, Receipt)] == [700]
    assert made[700].outcome == "rejected"
    assert all(isinstance(item, Message) for item in made[:700])
    assert made[:3] == again
    assert all(verified(b"".join(made[index].payload.segments)) for index in (699, 701, 1099))
