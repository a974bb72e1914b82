"""`publish subscribers`: readers in, out, gone and forgotten."""

import csv
import io
import json
import os
from datetime import UTC, datetime, timedelta

import pytest

from publisher.cli.progress import Lines

CONSENT = ("--consent", "Ja, mail mij de ochtendkrant.")
LISTMONK = """\
uuid,email,name,attributes,status,created_at,updated_at
6b1a,mia@dijkstad.test,Mia Bos,"{""city"": ""Dijkstad"", ""teams"": [""VV""]}",enabled,2025-01-02,2025-01-02
6b1b,tom@dijkstad.test,Tom,{},disabled,2025-01-02,2025-01-02
6b1c,eva@dijkstad.test,Eva,{},blocklisted,2025-01-02,2025-01-02
"""
MAILCHIMP = """\
"Email Address","First Name","Last Name",MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP,LEID,NOTES
mia@dijkstad.test,Mia,Bos,2,,,"2025-03-16 14:40:47",192.0.2.1,1,
"""
MAILCHIMP_LEFT = """\
"Email Address","First Name","Last Name",CONFIRM_TIME,UNSUB_TIME,UNSUB_CAMPAIGN_TITLE,UNSUB_CAMPAIGN_ID,LEID
tom@dijkstad.test,Tom,,"2025-03-16 14:40:47","2025-06-01 08:00:00",Ochtend,7,2
"""
MAILCHIMP_CLEANED = """\
"Email Address","First Name","Last Name",CLEAN_TIME,CLEAN_CAMPAIGN_TITLE,CLEAN_CAMPAIGN_ID,LEID
eva@dijkstad.test,Eva,,"2025-06-01 08:00:00",Ochtend,7,3
"""
GHOST = """\
id,email,name,note,subscribed_to_emails,complimentary_plan,stripe_customer_id,created_at,deleted_at,labels,tiers
5f,mia@dijkstad.test,Mia Bos,,true,false,,2025-01-02T03:04:05.000Z,,"vip,oud",
60,tom@dijkstad.test,Tom,,false,false,,2025-01-02T03:04:05.000Z,,,
"""


@pytest.fixture
def load(call, newsroom):
    """Import a text or bytes; give the report."""

    def run(content, *words, code=0):
        data = content if isinstance(content, bytes) else content.encode()
        (newsroom / "lezers.csv").write_bytes(data)
        done = call("subscribers", "import", "lezers.csv", *CONSENT, "--json", *words)
        assert done.code == code, done.err
        return json.loads(done.out) if code == 0 else done

    return run


@pytest.fixture
def ask(call):
    """Run a command of the group with --json and read its answer."""

    def run(*words):
        done = call("subscribers", *words, "--json")
        assert done.code == 0, done.err
        return json.loads(done.out)

    return run


def statuses(ask):
    return {entry["email"].partition("@")[0]: entry["status"] for entry in ask("export")}


def test_an_import_counts_what_it_did_and_does_nothing_twice(load):
    text = "email,name\nmia@dijkstad.test,Mia\ntom@dijkstad.test,Tom\n"
    counts = {"imported": 2, "updated": 0, "unchanged": 0, "suppressed": 0, "invalid": []}
    assert load(text) == counts
    assert load(text) == counts | {"imported": 0, "unchanged": 2}
    assert load(text.replace("Tom\n", "Thomas\n"))["updated"] == 1


def test_the_list_is_the_campaigns_unless_named(load, ask, newsroom):
    load("email\nmia@dijkstad.test\n")
    load("email\nmia@dijkstad.test\n", "--list", "avond")
    assert sorted(ask("stats")["lists"]) == ["avond", "readers"]
    assert [entry["list"] for entry in ask("export", "--list", "avond")] == ["avond"]


def test_the_evidence_of_consent_is_kept(load, ask):
    load("email,consent_at\nmia@dijkstad.test,2026-01-02T04:04:05+01:00\n")
    (subscription,) = ask("show", "MIA@dijkstad.test")["subscriptions"]
    assert subscription["consent"] == CONSENT[1]
    assert subscription["consent_at"] == "2026-01-02T03:04:05+00:00"


def test_a_dry_run_says_the_same_and_keeps_nothing(load, ask):
    text = "email\nmia@dijkstad.test\nMIA@dijkstad.test\nnobody\n"
    dry = load(text, "--dry-run")
    assert ask("export") == []
    assert load(text) == dry
    assert (dry["imported"], dry["unchanged"], len(dry["invalid"])) == (1, 1, 1)


def test_an_export_of_listmonk_loads_as_it_is(load, ask):
    assert (load(LISTMONK)["imported"], ask("stats")["suppressed"]) == (2, 1)
    assert statuses(ask) == {"mia": "confirmed", "tom": "unsubscribed"}
    mia = ask("show", "mia@dijkstad.test")
    assert (mia["name"], mia["attributes"]["city"], mia["attributes"]["teams"]) == (
        *("Mia Bos", "Dijkstad", '["VV"]'),
    )


def test_the_exports_of_mailchimp_load_as_they_are(load, ask):
    assert load(MAILCHIMP)["imported"] == load(MAILCHIMP_LEFT)["imported"] == 1
    assert load(MAILCHIMP_CLEANED)["suppressed"] == 1
    assert statuses(ask) == {"mia": "confirmed", "tom": "unsubscribed"}
    mia = ask("show", "mia@dijkstad.test")
    assert (mia["name"], mia["subscriptions"][0]["consent_at"]) == ("Mia Bos", "2025-03-16T14:40:47+00:00")
    assert ask("show", "tom@dijkstad.test")["subscriptions"][0]["since"] == "2025-06-01T08:00:00+00:00"


def test_an_export_of_ghost_loads_as_it_is(load, ask):
    load(GHOST)
    assert statuses(ask) == {"mia": "confirmed", "tom": "unsubscribed"}
    assert ask("show", "mia@dijkstad.test")["attributes"]["labels"] == "vip,oud"


def test_who_left_comes_back_only_with_newer_consent(load, ask):
    load("email\nmia@dijkstad.test\n")
    assert ask("unsubscribe", "mia@dijkstad.test") == {"changed": True}
    assert ask("unsubscribe", "mia@dijkstad.test") == {"changed": False}
    assert load("email,consent_at\nmia@dijkstad.test,2025-01-01\n")["unchanged"] == 1
    assert statuses(ask) == {"mia": "unsubscribed"}
    later = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    assert load(f"email,consent_at\nmia@dijkstad.test,{later}\n")["updated"] == 1
    assert statuses(ask) == {"mia": "confirmed"}


def test_suppressed_stays_suppressed(load, ask, call):
    load("email\nmia@dijkstad.test\n")
    assert ask("suppress", "MIA@dijkstad.test", "--reason", "klacht") == {"changed": True}
    assert load("email,consent_at\nmia@dijkstad.test,2026-11-24\n")["suppressed"] == 1
    assert statuses(ask) == {"mia": "suppressed"}
    readers = ask("stats")["lists"]["readers"]
    assert (readers["confirmed"], readers["recipients"]) == (1, 0)
    refused = call("subscribers", "add", "mia@dijkstad.test", *CONSENT)
    assert (refused.code, "m***@dijkstad.test: the address is suppressed" in refused.err) == (2, True)


def test_forgotten_leaves_a_hash_and_no_import_brings_the_reader_back(load, ask, newsroom):
    load("email,name\nmia@dijkstad.test,Mia\n")
    assert ask("forget", "mia@dijkstad.test") == {"changed": True}
    assert load("email\nMia@Dijkstad.test\n")["suppressed"] == 1
    assert (ask("export"), ask("stats")["subscribers"]) == ([], 0)
    known = ask("show", "mia@dijkstad.test")
    assert (known["address"], known["suppression"]["reason"]) == (None, "forgotten")


def test_who_left_and_agrees_again_by_hand_comes_back_at_once(load, ask):
    load("email\nmia@dijkstad.test\n")
    ask("unsubscribe", "mia@dijkstad.test")
    assert ask("add", "mia@dijkstad.test", *CONSENT)["updated"] == 1
    assert statuses(ask) == {"mia": "confirmed"}


def test_a_reader_is_added_by_hand(ask):
    assert ask("add", "mia@dijkstad.test", *CONSENT, "--name", "Mia", "--language", "nl_BE")["imported"] == 1
    mia = ask("show", "mia@dijkstad.test")
    assert (mia["name"], mia["language"]) == ("Mia", "nl-BE")


def test_an_export_imports_again_and_runs_no_formula(load, ask, call, newsroom):
    load('email,name,city\n+mia@dijkstad.test,"=HYPERLINK(1)",@home\ntom@dijkstad.test,-Tom,\n')
    assert ask("show", "+mia@dijkstad.test")["name"] == "=HYPERLINK(1)"
    assert call("subscribers", "export", "--out", "uit.csv").code == 0
    out = newsroom / "uit.csv"
    assert out.stat().st_mode & 0o777 == 0o600
    cells = [cell for row in csv.reader(io.StringIO(out.read_text())) for cell in row]
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))] == []
    assert "'=HYPERLINK(1)" in cells
    assert load(out.read_bytes())["unchanged"] == 2


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_byte_order_mark_and_any_delimiter_are_taken(load, ask, delimiter):
    rows = [["E-mail", "Name"], ["mia@dijkstad.test", "Mia"]]
    text = "\r\n".join(delimiter.join(row) for row in rows)
    assert load(b"\xef\xbb\xbf" + text.encode())["imported"] == 1
    assert ask("show", "mia@dijkstad.test")["name"] == "Mia"


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ("naam;woonplaats\nMia;Dijkstad\n", "found: naam, woonplaats (name it email"),
        ("mia@dijkstad.test,Mia\n", "found: m***@dijkstad.test, Mia"),
        ("", "found: none"),
        ("email\nmia@dijkstad.test\n".encode("utf-16"), "lezers.csv:1: UTF-16, not UTF-8"),
        (b"email,name\nmia@dijkstad.test,Mia\nzoe@dijkstad.test,Zo\xeb\n", "lezers.csv:3: not UTF-8"),
        ("email\n" + "x" * 1_100_000, "lezers.csv:2: a line of more than"),
    ],
)
def test_a_file_that_is_no_list_of_readers_changes_nothing(load, ask, content, word):
    done = load(content, code=2)
    assert word in done.err
    assert done.err.count("\n") == 1
    assert ask("stats")["subscribers"] == 0


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("geheim,Mia,,", "no address a mail can carry: ***"),
        ("geheim@dijkstad,Mia,,", "the domain is not complete: g***@dijkstad"),
        (f"geheim@dijkstad.test,{'x' * 10_000},,", "a field of more than 9,999 characters"),
        ("geheim@dijkstad.test,Mia\0,,", "a NUL character"),
        ("geheim@dijkstad.test,Mia,misschien,", "unknown status 'misschien'"),
        ("geheim@dijkstad.test,Mia,,24/11/2026", "consent_at is no time"),
        ("geheim@dijkstad.test,Mia,,2099-01-01", "consent_at lies in the future"),
        ("geheim@dijkstad.test,Mia,,,meer", "5 fields where the first line names 4"),
        ('geheim@dijkstad.test,"Mia"x,,', "not readable as CSV"),
    ],
)
def test_a_bad_line_is_named_and_the_others_are_imported(load, row, reason):
    text = f'email,name,status,consent_at\n"mia@dijkstad.test","Mia\nBos",,\n{row}\ntom@dijkstad.test,,,\n'
    report = load(text)
    assert report["imported"] == 2
    ((line, said),) = [(entry["line"], entry["reason"]) for entry in report["invalid"]]
    assert (line, said[: len(reason)]) == (4, reason)
    assert "geheim" not in said


def test_three_gigabytes_of_nothing_are_refused_at_their_first_line(call, newsroom):
    with (newsroom / "lezers.csv").open("wb") as file:
        file.truncate(3 * 1024**3)
    refused = call("subscribers", "import", "lezers.csv", *CONSENT)
    assert refused.code == 2
    assert "lezers.csv:1: a line of more than 1,048,576 bytes" in refused.err


def test_names_and_attributes_keep_their_signs_on_one_line(load, ask):
    load('email,name,city\nmia@dijkstad.test,"Mia\r\nBcc: <x> ""Bos""","a\nb"\n')
    mia = ask("show", "mia@dijkstad.test")
    assert (mia["name"], mia["attributes"]) == ('Mia Bcc: <x> "Bos"', {"city": "a b"})


@pytest.mark.parametrize(
    ("words", "word"),
    [
        (("import", "weg.csv", *CONSENT), "weg.csv: no such file"),
        (("import", "config.toml", "--consent", " "), "--consent: the text agreed to is empty"),
        (("import", "config.toml", *CONSENT, "--list", " "), "--list: a list needs a name"),
        (("show", "mia@dijkstad.test"), "m***@dijkstad.test: no such subscriber"),
        (("suppress", "mia"), "ADDRESS: no address a mail can carry"),
        (("add", "mia@dijkstad.test", *CONSENT, "--language", "Vlaams!"), "--language: no language tag"),
        (("export", "--out", "config.toml/uit"), "can't be written"),
    ],
)
def test_a_word_that_can_not_be_carried_out_is_exit_2(call, words, word):
    done = call("subscribers", *words)
    assert (done.code, done.out) == (2, "")
    assert word in done.err


def test_without_json_people_read_what_happened(load, call):
    load("email\nmia@dijkstad.test\n")
    done = call("subscribers", "import", "lezers.csv", *CONSENT, "--dry-run")
    assert done.out.endswith("1 unchanged, 0 suppressed, 0 invalid (dry run, nothing kept)\n")
    assert call("subscribers", "unsubscribe", "mia@dijkstad.test").out == "unsubscribed from readers\n"
    assert call("subscribers", "forget", "tom@dijkstad.test").out == (
        "nothing to change: t***@dijkstad.test is not known\n"
    )
    assert "readers: unsubscribed since" in call("subscribers", "show", "mia@dijkstad.test").out
    assert call("subscribers", "stats").out.endswith("1 subscribers, 1 suppressed\n")


def test_a_lost_secret_stops_everything_with_exit_2(load, call, newsroom):
    load("email\nmia@dijkstad.test\n")
    os.remove(newsroom / ".publisher/secret")
    done = call("subscribers", "stats")
    assert (done.code, "PUBLISH_SITE__SECRET" in done.err) == (2, True)


def test_progress_is_a_line_per_5_per_cent_or_10_seconds():
    said, times = [], iter([0, 1, 2, 3, 20, 21])
    told = Lines(200, "import", said.append, lambda: next(times))
    for done in (8, 10, 12, 14, 200):
        told(done)
    assert said == ["import: 5 %", "import: 7 %", "import: 100 %"]
