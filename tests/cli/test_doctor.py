"""`publish doctor`: what is wrong is told before the morning, with its remedy; channels are really asked."""

import json
import socketserver
import threading
from email.utils import format_datetime

import dns.message
import dns.rrset
import pytest
from databases import ledger_at
from mailrooms import add_relay
from mastodons import ACCOUNT, TOKEN, faked, served  # noqa: F401  (fixtures)
from newsrooms import append, edit, own_template
from pds import fresh_account
from pds import served as served_pds

from publisher.mime.dkim import dns_record

pds, account = served_pds, fresh_account
CREDENTIALS = "/api/v1/accounts/verify_credentials"


@pytest.fixture
def visit(call):
    """Call the doctor; give the exit code and the lines by topic, each as (state, message, remedy)."""

    def run(*words, env=None):
        done = call("doctor", "--json", *words, env=env)
        lines = json.loads(done.out)["lines"]
        return done.code, {
            topic: [tuple(one.values())[1:] for one in lines if one["topic"] == topic]
            for topic in dict.fromkeys(one["topic"] for one in lines)
        }

    return run


def test_a_newsroom_that_is_well_is_told_so_line_by_line(call, visit):
    code, lines = visit("--offline", env={"CI": ""})
    assert code == 0
    assert {topic for topic, found in lines.items() if found[0][0] == "ok"} >= {
        "python",
        "packages",
        "zones",
        "newsletter",
        "template digest",
        "mail ochtend",
        "ledger",
    }
    assert lines["readers"] == [
        ("warning", "nobody on the list 'readers'", "publish subscribers import or add")
    ]
    shown = call("doctor", "--offline", env={"CI": ""}).out
    assert "ok       zones: Europe/Brussels" in shown
    assert "           -> publish subscribers import or add" in shown


def test_a_ledger_in_a_runner_that_is_thrown_away_is_an_error(visit):
    for words, env in ((("--ci",), {"CI": ""}), ((), {"CI": "true"})):
        code, lines = visit("--offline", *words, env=env)
        ((state, message, remedy),) = lines["ledger"]
        assert (code, state) == (2, "error")
        assert "gone with it" in message
        assert "postgresql://" in remedy


def test_what_is_configured_wrongly_is_a_line_each_and_not_only_the_first(visit, newsroom):
    append(newsroom / "config.toml", '[channels.toot]\nkind = "mastodon"\ninstance = "https://s.internal"')
    append(newsroom / "config.toml", '[channels.duif]\nkind = "pigeon"')
    append(newsroom / "campaigns/kapot.toml", "language = 'xx'")
    (own_template(newsroom) / "digest.mjml.j2").write_text("<mjml>{{ nope(", encoding="utf-8")
    code, lines = visit("--offline", env={"CI": ""})
    assert code == 2
    assert {topic: found[0][0] for topic, found in lines.items() if found[0][0] == "error"} == {
        "toot": "error",
        "duif": "error",
        "campaign kapot": "error",
        "template digest": "error",
        "mail ochtend": "error",
    }
    assert "set PUBLISH_CHANNELS__TOOT__TOKEN" in lines["toot"][0][2]


def test_a_configuration_that_does_not_parse_is_a_line_as_well(call, newsroom):
    (newsroom / "config.toml").write_text("[site", encoding="utf-8")
    done = call("doctor")
    assert (done.code, done.out.startswith("error    configuration: config.toml: not valid TOML")) == (
        2,
        True,
    )


def test_an_unknown_channel_is_a_slip_of_the_keyboard(call):
    done = call("doctor", "--channel", "toot")
    assert (done.code, "no channel 'toot'" in done.err) == (2, True)


def use(newsroom, kind, **keys):
    lines = "\n".join(f"{key} = {json.dumps(value)}" for key, value in keys.items())
    append(newsroom / "config.toml", f'[channels.muur]\nkind = "{kind}"\n{lines}')


def test_a_bluesky_account_names_itself_and_a_wrong_password_is_an_error(visit, newsroom, account):
    use(newsroom, "bluesky", handle=account.handle, service=account.server.url)
    code, lines = visit("--channel", "muur", env={"PUBLISH_CHANNELS__MUUR__PASSWORD": account.password})
    assert (code, lines["muur"]) == (
        0,
        [("ok", f"posts as {account.handle}: https://bsky.app/profile/{account.handle}", "")],
    )
    code, lines = visit("--channel", "muur", env={"PUBLISH_CHANNELS__MUUR__PASSWORD": "mis-geheim"})
    ((state, message, remedy),) = lines["muur"]
    assert (code, state) == (2, "error")
    assert "mis-geheim" not in message
    assert "app password" in remedy


def test_a_mastodon_account_names_itself_on_a_real_instance(visit, newsroom, mastodon):
    use(newsroom, "mastodon", instance=mastodon.url)
    _, lines = visit("--channel", "muur", env={"PUBLISH_CHANNELS__MUUR__TOKEN": TOKEN})
    assert lines["muur"][0][:1] == ("ok",)
    assert lines["muur"][0][1].startswith("posts as ")


def instance(fake, characters=400, **headers):
    fake.says(CREDENTIALS, 200, ACCOUNT, **headers)
    fake.says(
        "/api/v2/instance", 200, {"configuration": {"statuses": {"max_characters": characters}}}, **headers
    )
    fake.says("/api/v1/apps/verify_credentials", 200, {"scopes": ["read", "write"]}, **headers)


def test_posts_are_composed_for_the_limit_that_the_instance_named(call, newsroom, fake):
    use(newsroom, "mastodon", instance=fake.url)
    env = {"PUBLISH_CHANNELS__MUUR__TOKEN": TOKEN}
    posts = json.loads(call("digest", "--json", env=env).out)["posts"]["muur"]
    assert (posts["limit"], posts["used"] > 120) == (500, True)
    instance(fake, 120)
    assert call("doctor", "--channel", "muur", env=env).code == 0
    posts = json.loads(call("digest", "--json", env=env).out)["posts"]["muur"]
    assert (posts["limit"], posts["used"] <= 120) == (120, True)


@pytest.mark.parametrize(("minutes", "told"), [(-5, "300 s ahead of"), (5, "300 s behind"), (0, None)])
def test_a_clock_that_is_wrong_is_a_warning(visit, newsroom, fake, minutes, told, monkeypatch):
    from datetime import UTC, datetime, timedelta

    from publisher.cli import words

    now = datetime.now(UTC).replace(microsecond=0)
    monkeypatch.setattr(words, "now", lambda: now)
    instance(fake, Date=format_datetime(now + timedelta(minutes=minutes), usegmt=True))
    use(newsroom, "mastodon", instance=fake.url)
    _, lines = visit("--channel", "muur", env={"PUBLISH_CHANNELS__MUUR__TOKEN": TOKEN})
    warned = [message for state, message, _ in lines["muur"] if state == "warning"]
    assert warned == ([f"this machine's clock is {told} the server's"] if told else [])


def test_a_relay_that_is_down_is_an_error(visit, mailroom):
    mailroom.ready(1)
    _, lines = visit("--channel", "newsletter")
    assert lines["newsletter"][0][0] == "ok"
    edit(mailroom.newsroom / "config.toml", f"port = {mailroom.sink.port}", "port = 1")
    code, lines = visit("--channel", "newsletter")
    assert (code, lines["newsletter"][0][0]) == (2, "error")


def test_a_scheduler_that_was_not_seen_for_two_ticks_is_a_warning(visit, newsroom):
    from datetime import UTC, datetime, timedelta

    for minutes, state in ((5, "ok"), (35, "warning")):
        with ledger_at(newsroom) as ledger:
            ledger.beat("blad", datetime.now(UTC) - timedelta(minutes=minutes))
        _, lines = visit("--offline")
        assert lines["scheduler"][0][:2] == (state, f"last seen {minutes} minutes ago")


class Zone(socketserver.ThreadingUDPServer):
    """A DNS server on loopback with TXT records of its own."""

    def __init__(self, records):
        super().__init__(("127.0.0.1", 0), Question)
        self.records = records
        self.name = f"127.0.0.1:{self.server_address[1]}"


class Question(socketserver.BaseRequestHandler):
    def handle(self):
        data, socket = self.request
        asked = dns.message.from_wire(data)
        answer = dns.message.make_response(asked)
        name = asked.question[0].name
        texts = self.server.records.get(name.to_text(omit_final_dot=True), [])
        if texts:
            answer.answer.append(dns.rrset.from_text(name, 60, "IN", "TXT", *map(quoted, texts)))
        socket.sendto(answer.to_wire(), self.client_address)


def quoted(text):
    return " ".join(f'"{text[at : at + 200]}"' for at in range(0, len(text), 200))


@pytest.fixture
def zone():
    with Zone({}) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_what_receivers_look_up_is_missing_and_the_records_to_set_are_named(visit, mailroom, zone):
    mailroom.ready(1)
    code, lines = visit("--nameserver", zone.name)
    assert code == 2
    found = lines["dns ochtendblad.internal"]
    assert [(state, message) for state, message, _ in found] == [
        ("error", "no SPF record"),
        ("ok", "DKIM: the relay signs; its provider names the record to set"),
        ("error", "no DMARC record"),
    ]
    assert found[0][2] == 'set ochtendblad.internal TXT "v=spf1 include:YOUR-RELAY ~all"'


def test_records_that_are_there_are_shown_and_our_own_key_is_compared(visit, mailroom, zone, rsa_key):
    add_relay(mailroom.newsroom, mailroom.sink.port, dkim="rsa", dkim_selector="s1")
    env = {"PUBLISH_CHANNELS__NEWSLETTER__DKIM_KEY": rsa_key}
    zone.records |= {
        "ochtendblad.internal": ["hallo", "v=spf1 ip4:192.0.2.1 -all"],
        "_dmarc.ochtendblad.internal": ["v=DMARC1; p=reject"],
        "s1._domainkey.ochtendblad.internal": [dns_record(rsa_key)],
    }
    _, lines = visit("--nameserver", zone.name, env=env)
    assert {state for state, *_ in lines["dns ochtendblad.internal"]} == {"ok"}
    zone.records["s1._domainkey.ochtendblad.internal"] = ["v=DKIM1; k=rsa; p=AAAA"]
    zone.records["ochtendblad.internal"] = ["v=spf1 +all"]
    _, lines = visit("--nameserver", zone.name, env=env)
    messages = [message for state, message, _ in lines["dns ochtendblad.internal"] if state == "error"]
    assert messages == [
        "SPF lets anybody send for this domain (+all)",
        "the DKIM record at s1._domainkey.ochtendblad.internal is of another key than the one we sign with",
    ]


def test_a_dns_server_that_does_not_answer_is_a_warning(visit, mailroom, monkeypatch):
    from publisher.doctor import resolver

    monkeypatch.setattr(resolver, "_PATIENCE", 0.2)
    mailroom.ready(1)
    _, lines = visit("--nameserver", "127.0.0.1:1")
    assert lines["dns ochtendblad.internal"][0][0] == "warning"


@pytest.fixture(scope="module")
def rsa_key():
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
