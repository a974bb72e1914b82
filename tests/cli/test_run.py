"""`publish run`: ticks every ten minutes, from several machines, over a morning; trouble is told once."""

import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from databases import ledger_at
from mailrooms import addresses
from newsrooms import append, edit

from publisher.cli import words

ZONE = ZoneInfo("Europe/Brussels")
DAY = "2026-11-24"
NAME = f"ochtend/{DAY}"


class Morning:
    """A newsroom with a relay, and a clock that a test sets; alerts go to a webhook that is not there."""

    def __init__(self, mailroom, call, monkeypatch):
        self.mailroom, self.call, self._patch = mailroom, call, monkeypatch
        self.newsroom = mailroom.newsroom

    def at(self, clock, day=DAY):
        now = datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=ZONE)
        self._patch.setattr(words, "now", lambda: now.astimezone(ZoneInfo("UTC")))
        return self

    def tick(self, *more, code=0):
        done = self.call("run", "--yes", "--json", *more)
        assert done.code == code, (done.code, done.out, done.err)
        (ticked,) = json.loads(done.out)
        return ticked["step"], ticked["message"]

    def alerts(self):
        """Give the alerts in the outbox of the chief's mail."""
        mails = sorted((self.newsroom / "outbox/chef/new").glob("*.eml"))
        return [mail.read_text(encoding="utf-8").partition("\n\n")[2].strip() for mail in mails]


@pytest.fixture
def morning(mailroom, call, monkeypatch):
    made = Morning(mailroom, call, monkeypatch)
    made.at("05:00")
    append(
        made.newsroom / "config.toml",
        '[alerts]\nmail = ["chef@ochtendblad.internal"]\n[channels.chef]\nkind = "outbox"',
    )
    mailroom.ready(3)
    edit(
        made.newsroom / "campaigns/ochtend.toml",
        'name = "Ochtend"',
        'name = "Ochtend"\nchannels = ["newsletter"]',
    )
    with ledger_at(made.newsroom) as ledger:
        ledger._db.execute("delete from edition")
        ledger._db.execute("delete from revision")
    assert call("arm", env={"GITHUB_REPOSITORY": "blad/ochtend"}).code == 0
    monkeypatch.setenv("GITHUB_REPOSITORY", "blad/ochtend")
    return made


def schedule(morning, lines):
    edit(morning.newsroom / "campaigns/ochtend.toml", "[utm]", f"[schedule]\n{lines}\n\n[utm]")


def test_a_morning_builds_waits_sends_and_rests(morning):
    assert morning.at("06:20").tick() == ("early", "is built at 06:30")
    assert morning.at("06:37").tick() == ("wait", "is sent at 07:00")
    assert (morning.newsroom / f"editions/{NAME}/preview.html").is_file()
    built = json.loads(morning.call("status", NAME, "--json").out)["hash"]
    edit(morning.newsroom / "articles/kort.json", "Dijkstad zoekt nog een spits", "Iets heel anders")
    assert morning.at("06:47").tick() == ("wait", "is sent at 07:00")
    assert morning.mailroom.delivered() == []
    assert morning.at("07:07").tick() == ("send", "sent: 3 by newsletter")
    assert morning.mailroom.delivered() == addresses(3)
    assert json.loads(morning.call("status", NAME, "--json").out)["hash"] == built
    assert morning.at("07:17").tick() == ("done", "sent")
    assert morning.at("11:00").tick() == ("done", "sent")
    assert morning.mailroom.delivered() == addresses(3)
    assert morning.alerts() == []


def test_nobody_approves_and_it_is_said_once(morning):
    schedule(morning, 'approval = "required"')
    assert morning.at("06:37").tick()[0] == "wait"
    assert morning.at("07:07").tick(code=4)[0] == "unapproved"
    (alert,) = morning.alerts()
    assert "nobody approved it in time" in alert
    step, message = morning.at("07:17").tick()
    assert (step, "held until somebody does" in message) == ("unapproved", True)
    assert len(morning.alerts()) == 1
    assert morning.call("approve", NAME).code == 0
    assert morning.at("07:27").tick() == ("send", "sent: 3 by newsletter")


def test_an_approval_in_time_lets_it_leave_and_another_build_voids_it(morning):
    schedule(morning, 'approval = "required"')
    morning.at("06:37").tick()
    assert morning.call("approve", NAME).code == 0
    assert morning.call("digest", "--subject", "Een ander onderwerp").code == 0
    assert morning.at("07:07").tick(code=4)[0] == "unapproved"
    assert morning.call("approve", NAME).code == 0
    assert morning.at("07:17").tick() == ("send", "sent: 3 by newsletter")


@pytest.mark.parametrize("approval", ["required", "none"])
def test_an_approval_that_may_still_be_withdrawn_is_honoured_by_every_machine(morning, approval):
    schedule(morning, f'approval = "{approval}"')
    morning.at("06:37").tick()
    built = json.loads(morning.call("status", NAME, "--json").out)["hash"]
    morning.at("06:59:30")
    with ledger_at(morning.newsroom) as ledger:
        ledger.approve(NAME, built, "mia", words.now(), words.now() + timedelta(seconds=60))
    told = "was approved; it may leave from 07:00:30 on"
    assert morning.at("07:00:10").tick() == ("wait", told)
    assert morning.alerts() == []
    refused = morning.call("send", NAME, "--yes")
    assert (refused.code, "its approval counts from 07:00:30 CET on" in refused.err) == (4, True)
    assert morning.at("07:00:30").tick() == ("send", "sent: 3 by newsletter")


def test_an_approval_that_was_withdrawn_lets_nothing_leave(morning):
    schedule(morning, 'approval = "required"')
    morning.at("06:37").tick()
    assert morning.call("approve", NAME).code == 0
    with ledger_at(morning.newsroom) as ledger:
        ledger.withdraw(NAME, "tom", words.now())
    assert morning.at("07:07").tick(code=4)[0] == "unapproved"
    assert morning.mailroom.delivered() == []


def test_a_campaign_may_let_silence_be_a_yes(morning):
    schedule(morning, 'approval = "required"\nunapproved = "send"')
    morning.at("06:37").tick()
    assert morning.at("07:07").tick() == ("send", "sent: 3 by newsletter")
    events = json.loads(morning.call("status", NAME, "--json").out)["events"]
    assert [event["who"] for event in events if event["kind"] == "approved"] == [
        'schedule (unapproved = "send")'
    ]


def test_a_runner_that_is_hours_late_sends_nothing_and_says_so_once(morning):
    assert morning.at("10:07").tick(code=8)[0] == "late"
    assert "past the deadline of 08:30" in morning.alerts()[0]
    assert morning.at("10:17").tick()[0] == "late"
    assert len(morning.alerts()) == 1
    assert morning.mailroom.delivered() == []
    assert morning.at("10:27").tick("--max-late", "5h") == ("send", "sent: 3 by newsletter")


def test_sources_that_are_down_are_tried_each_tick_until_they_come(morning):
    articles = morning.newsroom / "articles"
    articles.rename(morning.newsroom / "weg")
    step, message = morning.at("06:37").tick()
    assert step == "build"
    assert "the next tick tries again" in message
    (morning.newsroom / "weg").rename(articles)
    assert morning.at("06:57").tick() == ("wait", "is sent at 07:00")
    assert morning.at("07:07").tick() == ("send", "sent: 3 by newsletter")
    assert morning.alerts() == []


def test_sources_that_never_come_are_told_once_at_the_deadline(morning):
    (morning.newsroom / "articles").rename(morning.newsroom / "weg")
    for clock in ("06:37", "07:07", "08:27"):
        assert morning.at(clock).tick()[0] == "build"
    assert morning.alerts() == []
    assert morning.at("08:37").tick(code=10)[0] == "late"
    assert "no articles came until the deadline" in morning.alerts()[0]
    assert morning.at("08:47").tick()[0] == "late"
    assert len(morning.alerts()) == 1


def test_a_blocking_finding_is_told_once(morning):
    edit(
        morning.newsroom / "config.toml",
        "https://ochtendblad.internal/u/{token}",
        "https://example.com/u/{token}",
    )
    morning.at("06:37").tick()
    morning.at("07:07").tick(code=5)
    morning.at("07:17").tick()
    assert len(morning.alerts()) == 1
    assert morning.mailroom.delivered() == []


def test_a_server_that_is_down_is_tried_by_the_next_tick(morning, sink):
    edit(morning.newsroom / "config.toml", f"port = {sink.port}", "port = 1")
    morning.at("06:37").tick()
    morning.at("07:07").tick(code=6)
    edit(morning.newsroom / "config.toml", "port = 1", f"port = {sink.port}")
    assert morning.at("07:17").tick() == ("send", "sent: 3 by newsletter")
    assert len(morning.alerts()) == 1


def test_on_a_holiday_and_on_other_weekdays_nothing_happens(morning):
    schedule(morning, f'days = ["tue"]\nholidays = [{DAY}]')
    assert morning.at("07:07").tick() == ("rest", "no edition today")
    assert morning.at("07:07", "2026-11-25").tick() == ("rest", "no edition today")
    assert morning.at("07:07", "2026-12-01").tick() == ("send", "sent: 3 by newsletter")


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 6), ("2026-10-25", 6)])
def test_on_the_days_that_are_an_hour_shorter_or_longer_it_leaves_at_seven(morning, day, hours):
    assert morning.at("06:29", day).tick()[0] == "early"
    assert morning.at("06:37", day).tick()[0] == "wait"
    assert morning.at("06:59", day).tick()[0] == "wait"
    assert morning.at("07:00", day).tick()[0] == "send"


def test_what_a_person_holds_stays_held(morning):
    morning.at("06:37").tick()
    assert morning.call("hold", NAME).code == 0
    assert morning.at("07:07").tick() == ("held", "held, or cancelled")
    assert morning.call("approve", NAME).code == 0
    assert morning.at("07:17").tick() == ("send", "sent: 3 by newsletter")


def test_another_machine_at_work_is_no_trouble(morning):
    morning.at("06:37").tick()
    with ledger_at(morning.newsroom) as ledger, ledger.hold(NAME):
        assert morning.at("07:07").tick() == ("send", "another run is at it")
    assert morning.at("07:17").tick() == ("send", "sent: 3 by newsletter")


def test_a_copy_under_another_name_sends_nothing(morning, monkeypatch):
    morning.at("06:37").tick()
    monkeypatch.setenv("GITHUB_REPOSITORY", "blad/kopie")
    morning.at("07:07").tick(code=2)
    assert "publish arm" in morning.alerts()[0]
    assert morning.mailroom.delivered() == []
    monkeypatch.setenv("GITHUB_REPOSITORY", "blad/ochtend")
    assert morning.at("07:17").tick() == ("send", "sent: 3 by newsletter")


def test_a_ledger_that_never_sent_is_refused_until_it_is_armed(mailroom, call, monkeypatch):
    mailroom.ready(1)
    made = Morning(mailroom, call, monkeypatch)
    monkeypatch.setenv("GITHUB_REPOSITORY", "blad/ochtend")
    made.at("07:07").tick(code=2)
    assert mailroom.delivered() == []
    assert call("arm").code == 0
    assert made.at("07:17").tick() == ("send", "sent: 1 by newsletter")


def test_nothing_new_is_no_failure_unless_it_is_asked_for(morning):
    morning.at("06:37").tick()
    morning.at("07:07").tick()
    edit(morning.newsroom / "campaigns/ochtend.toml", "[utm]", '[digest]\nquiet = "skip"\n\n[utm]')
    assert morning.at("06:37", "2026-11-25").tick()[0] == "build"
    assert morning.at("06:47", "2026-11-25").tick("--detailed-exitcode", code=3)[0] == "build"


def test_a_tick_needs_a_yes(call):
    refused = call("run")
    assert (refused.code, "(add --yes)" in refused.err) == (2, True)


def test_the_scheduler_leaves_a_heartbeat(morning):
    morning.at("05:07").tick()
    with ledger_at(morning.newsroom) as ledger:
        assert ledger.last_beat() == words.now()


def test_an_alert_that_cannot_be_told_is_told_by_the_next_tick(morning):
    edit(morning.newsroom / "config.toml", "[alerts]", '[alerts]\nwebhook = "http://127.0.0.1:1/alert"')
    done = morning.at("10:07").call("run", "--yes")
    assert done.code == 8
    assert "[alerts] webhook: http://127.0.0.1:1/alert can't be reached" in done.err
    edit(morning.newsroom / "config.toml", 'webhook = "http://127.0.0.1:1/alert"', "")
    assert morning.at("10:17").tick(code=8)[0] == "late"
    assert morning.at("10:27").tick()[0] == "late"


def test_success_is_pinged_once(morning, web):
    edit(morning.newsroom / "config.toml", "[alerts]", f'[alerts]\nping = "{web.url}/ping?id=1"')
    web.pages["/ping?id=1"] = "ok"
    morning.at("06:37").tick()
    morning.at("07:07").tick()
    morning.at("07:17").tick()
    assert web.asked == ["/ping?id=1"]


def test_a_campaign_that_cannot_be_read_keeps_no_other_from_its_edition(morning):
    append(morning.newsroom / "campaigns/avond.toml", "language = 'xx'")
    for clock, step in (("06:37", "wait"), ("07:07", "send")):
        done = morning.at(clock).call("run", "--yes", "--json")
        ticked = {one["edition"]: one for one in json.loads(done.out)}
        assert done.code == 2
        assert ticked[NAME]["step"] == step
        assert "campaigns/avond.toml" in ticked[f"avond/{DAY}"]["message"]
    assert morning.mailroom.delivered() == addresses(3)
    assert len(morning.alerts()) == 1


def test_a_campaign_that_is_not_there_is_a_slip_of_the_keyboard(call):
    refused = call("run", "ochtnd", "--yes")
    assert (refused.code, "no campaign 'ochtnd'" in refused.err) == (2, True)
