"""What the buttons of the live page do, and that the ledger keeps who pressed them."""

import re
from datetime import timedelta

import pytest
from databases import ledger_at
from livepages import NAME, running
from mailrooms import addresses, write_readers
from newsrooms import append, edit
from serving import ask

from publisher.preview.live.desk import Who
from publisher.testing.smtp import Behaviour, SmtpSink


def test_an_approval_counts_after_a_minute_and_can_be_taken_back_until_then(live):
    answer = live.post("approve")
    assert (answer.status, answer.headers["location"]) == (303, f"/{NAME}")
    with live.ledger() as ledger:
        word = ledger.approved(NAME)
    assert (word.hash, word.who) == (live.hash(), "mia")
    assert word.not_before == live.now + timedelta(seconds=60)
    page = live.get().body
    assert "counts from 06:46:38" in page
    assert "Undo" in page
    assert live.post("undo").status == 303
    assert live.events() == [("approved", "mia"), ("withdrawn", "mia")]
    assert "Not approved" in live.get().body


def test_no_machine_sends_before_the_minute_is_over(live):
    live.at("07:00:00").post("approve")
    live.at("07:00:59")
    assert "wait" in live.call("run", "--yes", "--json").out
    assert live.delivered() == []


def test_a_change_voids_the_approval_and_the_page_says_so(live):
    live.post("approve")
    before = live.hash()
    edit(live.newsroom / "articles/a-lead.md", "Het stadion bleef nog uren zingen.", "Het stadion zong.")
    live.wait(lambda: live.hash() != before)
    assert "The approval is void" in live.get().body


def test_what_is_held_stays_held_until_it_is_let_go_or_approved(live):
    live.post("hold")
    assert live.events() == [("held", "mia")]
    assert "Let it go on" in live.get().body
    assert live.post("send", new_ledger="yes").status == 409
    live.post("release")
    assert live.events()[-1] == ("released", "mia")
    live.post("hold")
    live.post("approve")
    with live.ledger() as ledger:
        assert ledger.standing(NAME).stop is None


def test_who_takes_back_where_no_approval_is_needed_holds_it(newsdesk):
    edit(newsdesk.newsroom / "campaigns/ochtend.toml", 'approval = "required"', 'approval = "none"')
    assert newsdesk.call("digest").code == 0
    with running(newsdesk) as live:
        assert "No approval needed" in live.get().body
        live.post("approve")
        live.post("undo")
        assert live.events() == [("approved", "mia"), ("withdrawn", "mia"), ("held", "mia")]


def test_what_was_cancelled_is_neither_approved_nor_sent(live):
    assert live.call("cancel", NAME).code == 0
    for action in ("approve", "hold", "release", "send"):
        answer = live.post(action, new_ledger="yes")
        assert (answer.status, "was cancelled" in answer.body) == (409, True)
    assert live.delivered() == []


def test_a_blocked_edition_is_not_approved(newsdesk):
    edit(
        newsdesk.newsroom / "config.toml",
        "https://ochtendblad.internal/u/{token}",
        "https://example.com/{token}",
    )
    assert newsdesk.call("digest").code == 0
    with running(newsdesk) as live:
        page = live.get().body
        assert "Do not send" in page
        assert live.post("approve").status == 422
        assert live.post("send", new_ledger="yes").status == 422
        assert live.events() == []
        assert live.delivered() == []


def test_a_test_goes_to_the_editors_own_addresses_and_the_form_remembers_them(live):
    assert 'value="chef@ochtendblad.internal"' in live.get().body
    answer = live.post("test", to="mia@dijkstad.internal, tom@dijkstad.internal")
    assert answer.status == 303
    assert live.delivered() == ["mia@dijkstad.internal", "tom@dijkstad.internal"]
    assert all(b"[TEST]" in mail.data for mail in live.sink.accepted)
    assert 'value="mia@dijkstad.internal, tom@dijkstad.internal"' in live.get().body
    assert live.events() == [("tested", "mia")]
    with live.ledger() as ledger:
        assert ledger.counts(NAME) == {}


@pytest.mark.parametrize("to", ["", "niemand", "a@b", "x y z"])
def test_a_test_without_an_address_says_so_and_sends_nothing(live, to):
    answer = live.post("test", to=to)
    assert (answer.status, "test send" in answer.body) == (422, True)
    assert live.delivered() == []


def test_send_now_sends_what_the_page_showed_to_everybody_once(live):
    asked = live.post("send")
    assert (asked.status, "has never sent anything" in asked.body) == (422, True)
    assert live.delivered() == []
    assert live.post("send", new_ledger="yes").status == 303
    live.wait(lambda: live.desk.sendings[NAME].ended)
    assert live.delivered() == addresses(3)
    assert "3 sent" in (body := live.get().body)
    assert re.findall(r' id="do-(\w+)"| value="(\w+:\w+|lines)"', body) == [("test", "")]
    live.post("send")
    live.wait(lambda: live.desk.sendings[NAME].ended)
    assert live.delivered() == addresses(3)
    with live.ledger() as ledger:
        assert ledger.approved(NAME).who == "mia"
        assert ledger.counts(NAME)["newsletter"]["sent"] == 3


def test_a_channel_that_has_not_begun_can_still_be_sent_on_the_page(newsdesk):
    append(newsdesk.newsroom / "config.toml", '[channels.bluesky]\nkind = "outbox"\nas = "bluesky"')
    assert newsdesk.call("digest").code == 0
    assert newsdesk.call("approve").code == 0
    newsdesk.at("06:50")
    assert newsdesk.call("send", "--channel", "bluesky", "--yes", "--new-ledger").code == 0
    with running(newsdesk) as live:
        assert 'id="do-send"' in live.get().body
        live.post("send", new_ledger="yes")
        live.wait(lambda: live.desk.sendings[NAME].ended)
        assert live.delivered() == addresses(3)
        assert 'id="do-send"' not in live.get().body


def test_a_sending_is_watched_and_can_be_held_in_the_middle(newsdesk, visit):
    with SmtpSink(Behaviour(delay=0.15), keep_data=True) as slow:
        edit(newsdesk.newsroom / "config.toml", f"port = {newsdesk.sink.port}", f"port = {slow.port}")
        edit(newsdesk.newsroom / "config.toml", "connections = 4", "connections = 1")
        name = write_readers(newsdesk.newsroom, addresses(60))
        assert newsdesk.call("subscribers", "import", name, "--consent", "Ja").code == 0
        with running(newsdesk) as live:
            page = visit(live.url)
            page.click("#send-now summary")
            page.check("[name=new_ledger]")
            page.click("#do-send")
            page.get_by_text("of 60", exact=False).first.wait_for()
            live.wait(lambda: 3 < page.evaluate("document.querySelector('progress')?.value ?? 0") < 60)
            page.keyboard.press("h")
            live.wait(lambda: live.desk.sendings[NAME].ended)
            page.get_by_text("held by mia").first.wait_for()
            assert page.said == []
        arrived = [mail.recipient for mail in slow.accepted]
    assert 3 < len(arrived) < 60
    assert len(set(arrived)) == len(arrived)


def test_who_is_called_something_hostile_is_only_words(newsdesk):
    with running(newsdesk) as live:
        live.desk.who = Who("<script>alert(1)</script>")
        live.post("approve")
        live.post("test", to='"<script>"@dijkstad.internal')
        page = live.get("?as=<script>&part=<script>&width=<script>").body
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_a_sending_elsewhere_is_not_disturbed(live):
    with ledger_at(live.newsroom) as ledger, ledger.hold(NAME):
        assert live.post("send", new_ledger="yes").status == 303
        live.wait(lambda: live.desk.sendings[NAME].ended)
    assert "another run" in live.desk.sendings[NAME].said
    assert live.delivered() == []


def test_a_server_that_is_down_is_said_on_the_page(newsdesk):
    edit(newsdesk.newsroom / "config.toml", f"port = {newsdesk.sink.port}", "port = 1")
    with running(newsdesk) as live:
        assert live.post("send", new_ledger="yes").status == 303
        live.wait(lambda: "can't be reached" in live.desk.sendings[NAME].said)
        live.desk.close()


def test_too_late_is_too_late(newsdesk):
    with running(newsdesk.at("00:30", "2026-11-25")) as live:
        page = live.get().body
        assert "Past the deadline of" in page
        answer = live.post("send", new_ledger="yes")
        assert (answer.status, "past the deadline" in answer.body) == (422, True)
    assert newsdesk.delivered() == []


def test_an_edition_that_is_not_built_can_be_built_here(newsdesk):
    name = "ochtend/2026-11-25"
    with running(newsdesk.at("06:45", "2026-11-25"), only=name) as live:
        page = ask(live.port, "GET", f"/{name}")
        assert (page.status, "Build it now" in page.body) == (200, True)
        from livepages import TOKEN

        form = {"Content-Type": "application/x-www-form-urlencoded"}
        assert ask(live.port, "POST", f"/{name}/build", f"token={TOKEN}", form).status == 303
        assert "Zandkerke wint" in ask(live.port, "GET", f"/{name}").body


def test_without_a_name_all_of_todays_editions_are_listed_with_their_verdict(newsdesk):
    second = (newsdesk.newsroom / "campaigns/ochtend.toml").read_text()
    (newsdesk.newsroom / "campaigns/avond.toml").write_text(second.replace('"Ochtend"', '"Avond"'))
    (newsdesk.newsroom / "campaigns/stuk.toml").write_text("naam = 1\n")
    with running(newsdesk, only=None) as live:
        page = ask(live.port, "GET", "/").body
    assert f'href="/{NAME}"' in page
    assert "0 blockers" in page
    assert 'href="/avond/2026-11-24"' in page
    assert "Not built yet" in page
    assert "unknown key naam" in page
    assert "stuk" in page
