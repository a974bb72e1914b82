"""Posts behind the mail: not before readers' first window was accepted, and not before their own delay."""

import json
from datetime import timedelta

import pytest
from databases import ledger_at
from mailrooms import addresses
from newsrooms import append, edit

from publisher.testing.smtp import Behaviour

ZERO, SOON = timedelta(0), timedelta(seconds=1)
WALL = '[channels.wall]\nkind = "outbox"\nas = "x"'


@pytest.fixture
def both(mailroom, newsroom):
    """Give a way to make an edition that leaves by mail and as a post."""

    def ready(who, post=WALL, **keys):
        append(newsroom / "config.toml", post)
        mailroom.ready(who, **keys)
        return mailroom

    return ready


def rows(mailroom, channel):
    told = json.loads(mailroom.call("status", "--json").out)["channels"].get(channel, {})
    return {status: count for status, count in told.items() if count}


def moments(newsroom, channel):
    with ledger_at(newsroom) as ledger:
        found = ledger._db.execute(
            "select d.at from delivery d join lane l on l.id = d.lane where l.channel = ? order by d.at",
            (channel,),
        )
        return [row[0] for row in found.fetchall()]


def test_a_post_leaves_while_a_long_mailing_goes_on(both, newsroom):
    mailroom = both(60, connections=2, rate="60/s")
    assert mailroom.send()[0] == 0
    assert (rows(mailroom, "wall"), len(mailroom.delivered())) == ({"sent": 1}, 60)
    (post,) = moments(newsroom, "wall")
    mails = moments(newsroom, "newsletter")
    assert sum(moment < post for moment in mails) >= 4  # a window: twice the connections
    assert sum(moment > post for moment in mails) > 20
    assert sorted(mailroom.delivered()) == sorted(set(mailroom.delivered()))


def test_no_post_tells_of_a_mail_that_nobody_can_get(both, newsroom, sink):
    mailroom = both(3)
    edit(newsroom / "config.toml", f"port = {sink.port}", "port = 1")
    code, _ = mailroom.send()
    assert code == 6
    assert (rows(mailroom, "wall"), rows(mailroom, "newsletter")) == ({"queued": 1}, {"queued": 3})
    edit(newsroom / "config.toml", "port = 1", f"port = {sink.port}")
    assert mailroom.resume()[0] == 0
    assert rows(mailroom, "wall") == {"sent": 1}


def test_no_post_tells_of_a_mail_that_every_server_refused(both, sink):
    sink.behaviour = Behaviour(rules=dict.fromkeys(addresses(2), "550 5.1.1 no such user"))
    mailroom = both(2)
    mailroom.send()
    assert rows(mailroom, "wall") == {"queued": 1}


def test_a_delay_counts_from_the_first_mail_and_holds_on_every_machine(both, newsroom):
    mailroom = both(3, f'{WALL}\ndelay = "20m"')
    code, _ = mailroom.send("--no-wait")
    assert (code, rows(mailroom, "newsletter"), rows(mailroom, "wall")) == (6, {"sent": 3}, {"queued": 1})
    assert mailroom.send("--no-wait")[0] == 6
    with ledger_at(newsroom) as ledger:
        ledger._db.execute("update delivery set at = '2026-01-01T06:00:00+00:00' where status = 'sent'")
    assert mailroom.send("--no-wait")[0] == 0
    assert (rows(mailroom, "wall"), len(mailroom.delivered())) == ({"sent": 1}, 3)


def test_a_sending_that_may_wait_says_for_what(both, newsroom, monkeypatch):
    from publisher.pipeline import behind

    monkeypatch.setattr(behind, "span", lambda written: {"0m": ZERO, "1m": SOON}[written])
    mailroom = both(3, f'{WALL}\ndelay = "1m"')
    done = mailroom.call("send", "--yes", "--new-ledger")
    assert done.code == 0
    assert "the next post on wall is due in 1 s" in done.err
    first, post = moments(newsroom, "newsletter")[0], moments(newsroom, "wall")[0]
    assert post > first


def test_posts_alone_wait_for_no_mail(both):
    mailroom = both(3, f'{WALL}\ndelay = "20m"')
    assert mailroom.send("--channel", "wall")[0] == 0
    assert rows(mailroom, "wall") == {"sent": 1}


def test_a_delay_of_the_mail_itself_is_refused(both, mailroom, newsroom):
    append(newsroom / "config.toml", WALL)
    mailroom.readers(["mia@dijkstad.internal"])
    append(
        newsroom / "config.toml", '[channels.newsletter]\nkind = "smtp"\nhost = "m.internal"\ndelay = "5m"'
    )
    refused = mailroom.call("digest")
    assert refused.code == 2
    assert "config.toml: [channels.newsletter] delay: readers' mail waits for nothing" in refused.err
    edit(newsroom / "config.toml", 'delay = "5m"', "delay = 5")
    assert "delay: expected a number with m, h or d" in mailroom.call("digest").err
