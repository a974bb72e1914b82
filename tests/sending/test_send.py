"""`publish send`: each reader once, visible, with a word for everything that did not arrive."""

import email
import json
import re
import socket
from datetime import UTC, datetime

import pytest
from databases import audience_at, ledger_at
from mailrooms import CONSENT, addresses
from newsrooms import append, edit

from publisher import tokens
from publisher.testing.smtp import Behaviour


def test_each_reader_gets_the_edition_once_and_a_second_send_says_so(mailroom):
    built = mailroom.ready(25)
    code, sent = mailroom.send()
    assert (code, sent["hash"]) == (0, built["hash"])
    assert sent["channels"]["newsletter"]["sent"] == 25
    assert mailroom.delivered() == sorted(addresses(25))
    again = mailroom.call("send", "--yes")
    assert again.code == 0
    assert "nothing was left to send" in again.out
    assert len(mailroom.delivered()) == 25


def test_the_mail_that_arrives_is_the_one_that_was_built_with_the_readers_own_slots(mailroom):
    mailroom.ready(2)
    mailroom.send()
    eml = next((mailroom.newsroom / "editions").glob("*/*/email.eml")).read_bytes()
    proof, *mails = (
        email.message_from_bytes(data) for data in [eml, *(m.data for m in mailroom.sink.accepted)]
    )
    for mail in mails:
        assert mail["Subject"] == proof["Subject"]
        assert [part.get_content_type() for part in mail.walk()] == [
            p.get_content_type() for p in proof.walk()
        ]
    links = {re.search(r"<(https:[^>]*/u/[^>]+)>", mail["List-Unsubscribe"])[1] for mail in mails}
    assert len(links) == 2
    assert len({mail["Message-ID"] for mail in mails}) == 2


def test_nothing_leaves_without_a_yes_where_nobody_can_be_asked(mailroom):
    mailroom.ready()
    refused = mailroom.call("send")
    assert refused.code == 2
    assert "to 3 readers of 'readers' by newsletter? Nobody is there to answer (add --yes)" in refused.err
    assert mailroom.delivered() == []
    assert mailroom.counts() == {}


def test_a_ledger_that_never_sent_is_asked_about_once(mailroom):
    mailroom.ready()
    refused = mailroom.call("send", "--yes")
    assert refused.code == 2
    assert "never sent anything" in refused.err
    assert "(add --yes --new-ledger)" in refused.err
    assert mailroom.delivered() == []
    assert mailroom.send()[0] == 0
    mailroom.readers(["nieuw@dijkstad.internal"])
    mailroom.built("ochtend", "--date", "2030-01-01")
    assert "never sent" not in mailroom.call("send", "ochtend/2030-01-01", "--yes").err


def test_an_outbox_needs_no_word_about_the_ledger(call, newsroom):
    call("subscribers", "add", "mia@dijkstad.internal", *CONSENT)
    call("digest")
    assert call("send", "--yes").code == 0
    assert len(list((newsroom / "outbox/newsletter/new").iterdir())) == 1
    assert [path.name.split(".")[-1] for path in (newsroom / "outbox/x").glob("*.json")] == ["json"]


def test_an_outbox_finds_by_its_key_what_it_wrote_before_it_died(call, newsroom):
    call("subscribers", "add", "mia@dijkstad.internal", *CONSENT)
    call("digest")
    call("send", "--yes", "--channel", "newsletter")
    with ledger_at(newsroom) as ledger:
        ledger._db.execute("update delivery set status = 'sending'")
    done = call("send", "--yes", "--channel", "newsletter", "--json")
    assert (done.code, json.loads(done.out)["channels"]["newsletter"]["sent"]) == (0, 1)
    with ledger_at(newsroom) as ledger:
        ledger._db.execute("update delivery set status = 'sending'")
    written = next((newsroom / "outbox/newsletter/new").iterdir())
    written.unlink()
    assert call("send", "--yes", "--channel", "newsletter").code == 0
    assert written.exists()


def test_a_dry_run_shows_the_payload_opens_no_connection_and_writes_no_row(mailroom):
    mailroom.ready()
    shown = mailroom.call("send", "--dry-run")
    assert shown.code == 0
    assert "== newsletter: 3 of 3 wait; no earlier sending tells how long it takes" in shown.out
    assert "RCPT TO:<proof@ochtendblad.internal>" in shown.out
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in shown.out
    assert mailroom.sink.connections.total == 0
    assert mailroom.counts() == {}


def test_a_dry_run_names_no_reader_and_its_link_changes_nothing(mailroom):
    mailroom.ready()
    shown = mailroom.call("send", "--dry-run").out
    assert "dijkstad.internal" not in shown
    token = re.search(r"List-Unsubscribe: <https://ochtendblad\.internal/u/([^>]+)>", unfolded(shown))[1]
    with audience_at(mailroom.newsroom, None, datetime.now(UTC)) as audience:
        assert tokens.read(audience.keys, token, datetime.now(UTC)) == tokens.Token(
            "test", "", tokens.TEST_READER
        )


def unfolded(mail):
    return re.sub(r"\n[ \t]+", " ", mail)


def test_a_dry_run_of_a_test_send_is_refused_and_sends_nothing(mailroom):
    mailroom.ready()
    refused = mailroom.call("send", "--test", "chef@ochtendblad.internal", "--dry-run")
    assert refused.code == 2
    assert "a test send is a mail (give one of them)" in refused.err
    assert mailroom.delivered() == []


def test_a_dry_run_forecasts_by_the_rate(mailroom):
    mailroom.ready(30, rate="10/m")
    told = json.loads(mailroom.call("send", "--dry-run", "--json").out)["channels"]["newsletter"]
    assert (told["recipients"], told["waiting"], told["forecast"]) == (30, 30, 180.0)


def test_a_test_send_is_marked_inert_and_leaves_no_row(mailroom):
    mailroom.ready()
    done = mailroom.call("send", "--test", "chef@ochtendblad.internal", "--test", "eind@ochtendblad.internal")
    assert done.code == 0, done.err
    assert mailroom.delivered() == ["chef@ochtendblad.internal", "eind@ochtendblad.internal"]
    mails = [email.message_from_bytes(mail.data) for mail in mailroom.sink.accepted]
    assert all(mail["Subject"].startswith("[TEST] ") for mail in mails)
    assert len({mail["Message-ID"] for mail in mails}) == 2
    assert {purpose(mailroom, mail) for mail in mails} == {"test"}
    assert mailroom.counts() == {}
    assert mailroom.send()[1]["channels"]["newsletter"]["sent"] == 3


def purpose(mailroom, mail):
    """Read the token in a mail's link with the site's own keys."""
    from datetime import UTC, datetime

    from databases import audience_at

    from publisher import tokens

    now = datetime.now(UTC)
    with audience_at(mailroom.newsroom, None, now) as audience:
        link = re.search(r"/u/([^>]+)>", mail["List-Unsubscribe"])[1]
        return tokens.read(audience.keys, link, now).purpose


def test_a_test_send_to_no_address_says_which_form_is_one(mailroom):
    mailroom.ready()
    refused = mailroom.call("send", "--test", "chef")
    assert (refused.code, mailroom.delivered()) == (2, [])
    assert "--test: no address a mail can carry" in refused.err


def test_consent_that_ends_while_the_edition_waits_ends_the_delivery(mailroom):
    mailroom.ready(4)
    mailroom.sink.behaviour = Behaviour(mail_rules={"*": "451 4.3.0 later"})
    mailroom.send("--no-wait")
    mailroom.sink.behaviour = Behaviour()
    one, two, three, four = addresses(4)
    for command, address in (("unsubscribe", one), ("suppress", two), ("forget", three)):
        assert mailroom.call("subscribers", command, address).code == 0
    edit_retry_times(mailroom)
    code, sent = mailroom.resume()
    assert code == 0
    assert mailroom.delivered() == [four]
    reasons = {(count["status"], count["code"]) for count in sent["reasons"]["newsletter"]}
    assert reasons == {("skipped", "unsubscribed"), ("skipped", "suppressed"), ("skipped", "forgotten")}


def edit_retry_times(mailroom):
    """Let every retry fall due now."""
    with ledger_at(mailroom.newsroom) as ledger:
        ledger._db.execute("update delivery set not_before = '2020' where status = 'retry'")


def test_reasons_are_grouped_by_code_and_domain_and_hard_bounces_are_suppressed(mailroom):
    mailroom.sink.behaviour = Behaviour(
        rules={
            "lezer1@*": "550 5.1.1 no such user",
            "lezer2@*": "550 5.1.1 no such user",
            "lezer3@*": "552 5.2.2 mailbox full",
        }
    )
    mailroom.ready(5)
    code, sent = mailroom.send()
    assert code == 0
    assert sent["reasons"]["newsletter"] == [
        {"status": "rejected", "code": "5.1.1", "domain": "dijkstad.internal", "count": 2},
        {"status": "rejected", "code": "5.2.2", "domain": "dijkstad.internal", "count": 1},
    ]
    assert "2 rejected 5.1.1 at dijkstad.internal" in mailroom.call("status").out
    stats = json.loads(mailroom.call("subscribers", "stats", "--json").out)
    assert stats["suppressed"] == 2


def test_what_is_put_off_is_tried_again_in_the_same_run(mailroom, monkeypatch):
    from datetime import timedelta

    from publisher.delivery import retry

    monkeypatch.setattr(retry, "_FIRST", timedelta(milliseconds=300))
    mailroom.sink.behaviour = Behaviour(defer=500, seed=3)
    mailroom.ready(30)
    code, sent = mailroom.send()
    assert (code, sent["channels"]["newsletter"]["sent"]) == (0, 30)
    assert mailroom.delivered() == sorted(addresses(30))
    story = mailroom.call("status", "--reader", first_deferred(mailroom)).out
    assert "attempt 1 unavailable" in story
    assert re.search(r"newsletter: sent of [0-9a-f]{12} at", story)


def first_deferred(mailroom):
    with ledger_at(mailroom.newsroom) as ledger:
        return ledger._db.execute(
            "select s.address from attempt a join delivery d on d.seq = a.seq"
            " join subscriber s on s.id = d.recipient"
        ).fetchone()[0]


def test_without_waiting_retries_are_left_with_exit_6(mailroom):
    mailroom.sink.behaviour = Behaviour(rules={"lezer1@*": "450 4.2.0 busy"})
    mailroom.ready(3)
    code, _ = mailroom.send("--no-wait")
    assert code == 6
    assert mailroom.counts() == {"sent": 2, "retry": 1}


@pytest.mark.parametrize(
    ("behaviour", "code"),
    [
        ({"mail_rules": {"*": "530 5.7.0 authenticate first"}}, 9),
        ({"mail_rules": {"*": "501 5.1.7 bad sender"}}, 6),
        ({"rules": {"*": "550 5.7.1 relaying denied"}}, 6),
        ({"dot_rules": {"*": "554 5.7.1 refused as spam"}}, 6),
        ({"dot_rules": {"*": "554 refused"}}, 6),
        ({"dot_rules": {"*": "552 5.3.4 message too big"}}, 6),
    ],
)
def test_a_fault_of_ours_stops_the_edition_and_suppresses_nobody(mailroom, behaviour, code):
    mailroom.sink.behaviour = Behaviour(**behaviour)
    mailroom.ready(40)
    done = mailroom.call("send", "--yes", "--new-ledger")
    assert done.code == code
    assert "the server refuses us, not a reader" in done.err
    found = mailroom.counts()
    assert set(found) <= {"retry", "queued"}
    assert sum(found.values()) == 40
    assert found.get("retry", 0) <= 8
    assert json.loads(mailroom.call("subscribers", "stats", "--json").out)["suppressed"] == 0
    mailroom.sink.behaviour = Behaviour()
    edit_retry_times(mailroom)
    assert mailroom.resume()[0] == 0
    assert mailroom.delivered() == sorted(addresses(40))


def test_a_server_that_is_down_never_counts_as_sent(mailroom):
    mailroom.ready(3)
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        edit(
            mailroom.newsroom / "config.toml",
            f"port = {mailroom.sink.port}",
            f"port = {closed.getsockname()[1]}",
        )
        done = mailroom.call("send", "--yes", "--new-ledger")
    assert done.code == 6
    assert "can't be reached" in done.err
    assert mailroom.counts() == {"queued": 3}


def test_a_mail_channel_that_fails_at_once_keeps_the_posts_waiting(mailroom):
    append(mailroom.newsroom / "config.toml", '[channels.x]\nkind = "outbox"\nas = "x"')
    mailroom.ready(2)
    mailroom.sink.behaviour = Behaviour(mail_rules={"*": "530 5.7.0 authenticate first"})
    code, sent = mailroom.send()
    assert code == 9
    assert sent["channels"]["x"]["queued"] == 1


def test_a_post_channel_that_fails_keeps_neither_the_mail_nor_the_next_waiting(mailroom):
    lines = ['[channels.a]\nkind = "clipboard"', '[channels.b]\nkind = "outbox"\nas = "x"']
    append(mailroom.newsroom / "config.toml", "\n".join(lines))
    (mailroom.newsroom / "clipboard").write_text("no folder", encoding="utf-8")
    mailroom.ready(2)
    code, sent = mailroom.send()
    assert code == 6
    counts = {name: {s: n for s, n in rows.items() if n} for name, rows in sent["channels"].items()}
    assert counts == {"newsletter": {"sent": 2}, "a": {"queued": 1}, "b": {"sent": 1}}


def test_zero_subscribers_are_an_error_that_says_what_to_do(mailroom):
    mailroom.ready(0)
    refused = mailroom.call("send", "--yes", "--new-ledger")
    assert refused.code == 2
    assert "the list 'readers' has no confirmed subscriber" in refused.err
    assert "publish subscribers import" in refused.err


def test_when_all_are_suppressed_nobody_gets_it_and_everybody_is_counted(mailroom):
    mailroom.ready(2)
    for address in addresses(2):
        mailroom.call("subscribers", "suppress", address)
    code, _ = mailroom.send()
    assert (code, mailroom.counts(), mailroom.delivered()) == (0, {"skipped": 2}, [])


def test_an_edition_that_was_never_built_is_named_with_the_command_that_builds_it(mailroom):
    refused = mailroom.call("send", "ochtend/2029-03-04", "--yes")
    assert refused.code == 2
    assert refused.err == "publish: no build of ochtend/2029-03-04 (publish digest ochtend)\n"


def test_mail_without_a_way_to_unsubscribe_is_refused(mailroom):
    edit(
        mailroom.newsroom / "config.toml", 'unsubscribe_url = "https://ochtendblad.internal/u/{token}"\n', ""
    )
    mailroom.ready()
    refused = mailroom.call("send", "--yes", "--new-ledger")
    assert refused.code == 5
    assert "[mail] unsubscribe_url: a mail channel has no one-click unsubscribe address" in refused.err
    assert mailroom.delivered() == []


def test_a_placeholder_for_the_way_to_unsubscribe_is_refused(mailroom):
    edit(
        mailroom.newsroom / "config.toml",
        "https://ochtendblad.internal/u/{token}",
        "https://example.com/u/{token}",
    )
    mailroom.ready()
    assert mailroom.call("send", "--yes", "--new-ledger").code == 5
    assert mailroom.delivered() == []


def test_another_deployment_is_refused_until_it_is_armed(mailroom):
    mailroom.ready()
    name = {"PUBLISH_SITE__DEPLOYMENT": "redactie"}
    assert mailroom.call("send", "--yes", "--new-ledger", env=name).code == 0
    mailroom.readers(["nieuw@dijkstad.internal"])
    mailroom.call("digest", "--date", "2031-01-01")
    copy = {"PUBLISH_SITE__DEPLOYMENT": "kopie"}
    refused = mailroom.call("send", "--yes", env=copy)
    assert refused.code == 2
    assert "this is deployment 'kopie', and 'redactie' is the one that sends (publish arm" in refused.err
    assert mailroom.call("arm", env=copy).out == "armed: kopie\n"
    assert mailroom.call("send", "--yes", env=copy).code == 0
    assert mailroom.call("send", "--yes", env=name).code == 2


def test_an_edition_that_must_be_approved_leaves_as_the_build_that_was_approved(mailroom):
    append(mailroom.newsroom / "campaigns/ochtend.toml", '[schedule]\napproval = "required"')
    built = mailroom.ready()
    refused = mailroom.call("send", "--yes", "--new-ledger")
    assert refused.code == 4
    assert f"is not approved (publish approve {built['edition']} --hash {built['hash'][:12]})" in refused.err
    assert mailroom.call("approve", "--hash", "abcdef").code == 4
    assert mailroom.call("approve", "--hash", built["hash"][:8]).code == 0
    changed = mailroom.built("--subject", "Iets anders")
    assert changed["hash"] != built["hash"]
    assert "was approved as another build" in mailroom.call("send", "--yes", "--new-ledger").err
    assert mailroom.call("approve").code == 0
    assert mailroom.send()[0] == 0


def test_a_held_edition_waits_until_it_is_resumed(mailroom):
    mailroom.ready()
    assert "held; 0 have it" in mailroom.call("hold").out
    refused = mailroom.call("send", "--yes", "--new-ledger")
    assert refused.code == 4
    assert "is held (publish resume" in refused.err
    assert mailroom.resume()[0] == 0
    assert len(mailroom.delivered()) == 3


def test_a_hold_stays_when_the_edition_is_built_anew(mailroom):
    mailroom.ready()
    mailroom.call("hold")
    mailroom.built("--subject", "Beter zo")
    assert mailroom.call("send", "--yes", "--new-ledger").code == 4
    assert mailroom.call("cancel").code == 0
    assert mailroom.call("hold").code == 4
    assert mailroom.call("approve").code == 4
    mailroom.built("--subject", "Nog beter", "--revise")
    assert mailroom.send()[0] == 0


def test_an_edition_that_was_built_anew_behind_the_plan_does_not_leave(mailroom):
    from publisher import config, pipeline
    from publisher.errors import ApprovalError
    from publisher.pipeline import planning, sending

    mailroom.ready()
    loaded = config.load(None, {}, mailroom.newsroom)
    order = planning.SendOrder()
    with pipeline.opened(loaded, lambda: datetime.now(UTC)) as house:
        planned = planning.plan(house, order)
        mailroom.built("--subject", "Iets anders")
        control = sending.Control(lambda: False, lambda count: None, lambda count: "leave", print)
        with pytest.raises(ApprovalError, match="was built anew meanwhile"):
            sending.carry_out(house, planned, order, control)
    assert mailroom.delivered() == []


def test_another_relay_under_another_name_gives_nobody_the_edition_twice(mailroom):
    mailroom.ready(5)
    assert mailroom.send()[0] == 0
    edit(mailroom.newsroom / "config.toml", "[channels.newsletter]", "[channels.reserve]")
    mailroom.built()
    assert mailroom.call("send", "--yes").code == 2
    mailroom.built("--revise")
    refused = mailroom.call("send", "--yes")
    assert refused.code == 2
    assert "readers would get it by each of newsletter, reserve" in refused.err
    assert mailroom.delivered() == sorted(addresses(5))


def test_two_mail_channels_are_refused_before_anything_leaves(mailroom):
    mailroom.ready(2)
    append(mailroom.newsroom / "config.toml", '[channels.tweede]\nkind = "outbox"')
    mailroom.built()
    refused = mailroom.call("send", "--yes", "--new-ledger")
    assert refused.code == 2
    assert "readers would get it by each of newsletter, tweede" in refused.err
    assert mailroom.send("--channel", "newsletter")[0] == 0
    assert mailroom.call("send", "--yes", "--channel", "tweede").code == 2


def test_an_edition_built_for_a_relay_does_not_go_into_an_outbox_of_the_same_name(mailroom, tmp_path):
    mailroom.ready(2)
    ledger = f"sqlite:///{mailroom.newsroom}/.publisher/ledger.db"
    secret = (mailroom.newsroom / ".publisher/secret").read_text().strip()
    env = {"PUBLISH_LEDGER__URL": ledger, "PUBLISH_SITE__SECRET": secret}
    empty = tmp_path / "empty"
    empty.mkdir()
    edition = mailroom.built()["edition"]
    refused = mailroom.call("send", edition, "--yes", env=env, cwd=empty)
    assert refused.code == 2
    assert "built for 'newsletter' of kind smtp, and here that is outbox:smtp" in refused.err
    assert mailroom.counts() == {}


def test_what_was_sent_already_needs_no_server(mailroom):
    mailroom.ready(2)
    assert mailroom.send()[0] == 0
    seen = mailroom.sink.connections.total
    assert mailroom.send()[0] == 0
    assert mailroom.sink.connections.total == seen


def test_nothing_leaves_behind_the_deadline_and_the_rest_is_skipped(mailroom):
    from datetime import UTC, datetime, timedelta

    from publisher import config, pipeline
    from publisher.pipeline import planning, sending

    mailroom.ready(60, connections=2)

    def clock():
        late = len(mailroom.sink.accepted) >= 10
        return datetime.now(UTC) + timedelta(days=10 if late else 0)

    with pipeline.opened(config.load(None, {}, mailroom.newsroom), clock) as house:
        order = planning.SendOrder()
        control = sending.Control(lambda: False, lambda count: None, lambda count: "leave", print)
        sent = sending.carry_out(house, planning.plan(house, order), order, control)
    assert sent.code == 8
    assert 10 <= len(mailroom.delivered()) <= 10 + 2 * 4
    counts = mailroom.counts()
    assert counts == {"sent": len(mailroom.delivered()), "skipped": 60 - len(mailroom.delivered())}


def test_a_resume_that_is_refused_leaves_the_hold(mailroom):
    mailroom.ready(2)
    mailroom.call("hold")
    assert mailroom.call("resume").code == 2
    assert mailroom.call("send", "--yes", "--new-ledger").code == 4


def test_a_sender_that_is_held_by_somebody_says_by_whom(mailroom):
    mailroom.sink.behaviour = Behaviour(rules={"*": "450 4.2.0 busy"})
    mailroom.ready(2)
    assert mailroom.send("--no-wait")[0] == 6
    mailroom.call("cancel")
    refused = mailroom.call("send", "--yes")
    assert refused.code == 4
    assert "was cancelled (publish digest --revise" in refused.err


def test_a_bad_return_path_is_refused_when_the_edition_is_built(mailroom):
    edit(mailroom.newsroom / "config.toml", "[mail]", '[mail]\nreturn_path = "kapot"')
    add = mailroom.call("digest")
    assert add.code == 2
    assert "[mail] return_path" in add.err


def test_yesterdays_edition_is_too_late_unless_more_is_allowed(mailroom):
    mailroom.ready()
    mailroom.built("--date", "2026-11-01")
    refused = mailroom.call("send", "ochtend/2026-11-01", "--yes", "--new-ledger")
    assert refused.code == 8
    assert "it is past the deadline of 2026-11-02 00:00 CET" in refused.err
    assert mailroom.call("send", "ochtend/2026-11-01", "--yes", "--max-late", "90x").code == 2
    assert mailroom.delivered() == []


def test_a_channel_that_the_edition_does_not_have_is_named_with_those_it_has(mailroom):
    mailroom.ready()
    refused = mailroom.call("send", "--yes", "--channel", "telegram")
    assert refused.code == 2
    assert "has no channel 'telegram' (one of: newsletter)" in refused.err


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [("rate", "fast", "a number with /s, /m or /h"), ("host", "smtp .test", "a host name or an IP address")],
)
def test_a_relay_that_can_not_be_read_says_what_it_may_be(mailroom, key, value, said):
    mailroom.ready()
    lines = (mailroom.newsroom / "config.toml").read_text().splitlines()
    kept = [line for line in lines if not line.startswith(f"{key} = ")]
    (mailroom.newsroom / "config.toml").write_text("\n".join([*kept, f'{key} = "{value}"', ""]))
    refused = mailroom.call("send", "--dry-run")
    assert refused.code == 2
    assert f"expected {said}" in refused.err


def test_a_shared_rate_is_kept(mailroom):
    import time

    mailroom.ready(12, rate="10/s")
    start = time.monotonic()
    assert mailroom.send()[0] == 0
    assert time.monotonic() - start > 0.6
    gaps = [mail.at for mail in mailroom.sink.accepted]
    assert max(gaps) - min(gaps) > 0.5
