"""`publish status`: how an edition stands, in words and by the clock of its readers."""

import os
import re
import signal
import subprocess
import sys

import pytest
from databases import ledger_at
from newsrooms import ROOT, append

from publisher.testing.smtp import Behaviour

TIME = r"\d{4}-\d\d-\d\d \d\d:\d\d CES?T"


def test_an_edition_that_may_leave_names_the_command(mailroom):
    built = mailroom.ready()
    assert mailroom.told()[1] == f"  not sent yet: publish send {built['edition']}"


def test_an_edition_that_may_not_leave_says_why_and_not_to_send_it(mailroom):
    append(mailroom.newsroom / "campaigns/ochtend.toml", '[schedule]\napproval = "required"')
    mailroom.ready()
    assert "is not approved (publish approve" in mailroom.told()[1]


def test_a_held_edition_says_since_when_by_whom_and_the_way_on(mailroom):
    built = mailroom.ready()
    mailroom.call("hold", env={"GITHUB_ACTOR": "mia"})
    name = built["edition"]
    assert re.fullmatch(
        f"  held since {TIME} by mia: publish resume {name} lets it go on", mailroom.told()[1]
    )
    assert re.fullmatch(f"  {TIME} held by mia", mailroom.told()[-1])


def test_a_cancelled_edition_says_so_first_and_why_in_words(mailroom):
    mailroom.sink.behaviour = Behaviour(rules={"*": "450 4.2.0 busy"})
    mailroom.ready()
    mailroom.send("--no-wait")
    mailroom.call("cancel", env={"GITHUB_ACTOR": "mia"})
    told = mailroom.told()
    assert re.match(f"  cancelled since {TIME} by mia: publish digest ochtend --date .* --revise", told[1])
    assert "    3 skipped: cancelled" in told


def test_the_next_retry_is_told_by_the_readers_clock(mailroom):
    mailroom.sink.behaviour = Behaviour(rules={"lezer1@*": "450 4.2.0 busy"})
    mailroom.ready()
    mailroom.send("--no-wait")
    assert any(re.fullmatch(r"    1 retry, next try \d\d:\d\d CES?T", line) for line in mailroom.told())
    again = mailroom.call("send", "--yes", "--no-wait")
    assert (again.code, "nothing was left" in again.out) == (6, False)


def test_lost_answers_that_were_decided_about_are_said_to_be_left_on_purpose(mailroom):
    mailroom.sink.behaviour = Behaviour(drop={"before-accept": 1000})
    mailroom.ready(2)
    mailroom.send("--no-wait")
    assert "    2 unknown: the answer got lost; publish resume decides" in mailroom.told()
    assert "nothing was left" not in mailroom.call("send", "--yes").out
    assert "the answer got lost" in mailroom.call("resume", "--yes", "--unknown", "skip").err
    assert "    2 unknown, left alone on purpose" in mailroom.told()
    assert "nothing was left" in mailroom.call("send", "--yes").out


@pytest.mark.parametrize(("seen", "said"), [("2020-01-01T00:00:00+00:00", True), (None, False)])
def test_a_sender_that_was_not_seen_for_a_minute_is_missed(mailroom, seen, said):
    mailroom.ready()
    mailroom.send()
    with ledger_at(mailroom.newsroom) as ledger:
        ledger._db.execute("update delivery set status = 'sending' where seq = 1")
        ledger._db.execute("update lane set seen_at = coalesce(?, seen_at)", (seen,))
    assert any("nobody seems to be sending: publish resume" in line for line in mailroom.told()) is said


def test_a_readers_story_is_told_by_the_readers_clock(mailroom):
    mailroom.ready()
    mailroom.send()
    (line,) = mailroom.told("--reader", "lezer1@dijkstad.internal")
    assert re.search(r"sent of [0-9a-f]{12} at \d{4}-\d\d-\d\d \d\d:\d\d:\d\d CES?T 250", line)


def test_watching_waits_for_an_edition_that_has_not_begun(mailroom):
    mailroom.ready()
    watching = watch(mailroom)
    assert "has not begun" in watching.stderr.readline()
    assert watching.poll() is None
    assert mailroom.send()[0] == 0
    out, _ = watching.communicate(timeout=20)
    assert (watching.returncode, "3 sent" in out) == (0, True)


def test_an_end_to_watching_ends_nothing_else(mailroom):
    mailroom.ready()
    watching = watch(mailroom)
    watching.stderr.readline()
    watching.send_signal(signal.SIGINT)
    _, err = watching.communicate(timeout=20)
    assert (watching.returncode, err) == (130, "")


@pytest.mark.parametrize("name", ["ochtend/morgen", "ochtend/2026-02-30", "ochtend/20261124", "/2026-11-24"])
@pytest.mark.parametrize("command", ["status", "check", "send", "hold"])
def test_an_edition_has_a_campaign_and_a_real_date(call, command, name):
    refused = call(command, name)
    assert refused.code == 2
    assert f"no edition can be called {name!r} (write it as NAME/YYYY-MM-DD)" in refused.err


@pytest.mark.parametrize("command", ["unsubscribe", "forget"])
def test_an_address_that_is_not_known_is_said_to_be_so(call, command):
    done = call("subscribers", command, "mia@dijkstad.internal")
    assert done.code == 0
    assert re.fullmatch(r"nothing to change: m\*+@dijkstad.internal is not known\n", done.out)


def watch(mailroom):
    return subprocess.Popen(
        [sys.executable, "-m", "publisher", "status", "--watch"],
        cwd=mailroom.newsroom,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
