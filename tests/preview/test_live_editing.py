"""Editing on the live page: each word is kept in the day file, and the edition built from its snapshot."""

import json
import tomllib

import pytest
from livepages import NAME, running
from newsrooms import DAY, append, edit

LEAD, FIRST, SECOND = (
    "Zandkerke wint in de slotminuut van Polderdam",
    "Dijkstad verlengt met keeper",
    "Dijkstad zoekt nog een spits",
)
FIVE = [f"Verhaal {number}" for number in range(1, 6)]


def said(live):
    return tomllib.loads(live.day_file())


@pytest.fixture
def longer(newsdesk):
    """The newsroom with five stories in its list."""
    items = [
        {
            "id": f"{number}",
            "title": title,
            "url": f"https://ochtendblad.internal/kort/{number}",
            "summary": "Een zin die zegt wat er is gebeurd.",
            "date_published": f"2026-11-23T{20 - number}:00:00+01:00",
        }
        for number, title in enumerate(FIVE, 1)
    ]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Kort", "items": items}
    (newsdesk.newsroom / "articles/kort.json").write_text(json.dumps(feed))
    assert newsdesk.call("digest", "--refresh").code == 0
    with running(newsdesk) as live:
        assert live.headlines() == [LEAD, *FIVE]
        yield live


def order(live):
    return [int(headline[-1]) for headline in live.headlines()[1:]]


def test_a_story_goes_up_and_down_and_only_what_is_above_it_is_fixed(longer):
    assert longer.edit("up:3").status == 303
    assert order(longer) == [1, 3, 2, 4, 5]
    assert said(longer)["order"] == ["1", "3", "2"]
    longer.edit("down:1")
    assert order(longer) == [3, 1, 2, 4, 5]
    longer.edit("up:3")
    assert order(longer) == [3, 1, 2, 4, 5]


@pytest.mark.parametrize(
    ("to", "expected"), [("0", [4, 1, 2, 3, 5]), ("4", [1, 2, 3, 5, 4]), ("99", [1, 2, 3, 5, 4])]
)
def test_a_story_is_dragged_to_its_place(longer, to, expected):
    assert longer.edit("move:4", to=to).status == 303
    assert order(longer) == expected


def test_a_story_is_dragged_with_a_mouse(longer, visit):
    page = visit(longer.url)
    grip = page.locator("#story-5 .grip")
    grip.scroll_into_view_if_needed()
    page.locator("#story-5 .grip").drag_to(page.locator("#story-2"), target_position={"x": 200, "y": 4})
    longer.wait(lambda: order(longer) == [1, 5, 2, 3, 4])
    assert page.said == []


def test_a_pinned_story_stands_first_and_may_be_moved_or_let_go(longer):
    longer.edit("pin:4")
    assert order(longer) == [4, 1, 2, 3, 5]
    assert "unpin:4" in longer.get().body
    longer.edit("down:4")
    assert order(longer) == [1, 4, 2, 3, 5]
    longer.edit("pin:5")
    longer.edit("unpin:5")
    assert order(longer)[0] == 1


def test_a_story_is_dropped_and_taken_back(longer):
    longer.edit("drop:2")
    assert order(longer) == [1, 3, 4, 5]
    assert "take back" in longer.get().body
    longer.edit("undrop:2")
    assert order(longer) == [1, 2, 3, 4, 5]
    assert "drop" not in said(longer)


def test_another_lead_is_chosen_and_the_old_one_joins_the_list(longer):
    longer.edit("pin:3")
    longer.edit("lead:3")
    assert longer.headlines()[0] == "Verhaal 3"
    assert LEAD in longer.headlines()[1:]
    assert said(longer) == {"lead": "3"}


def test_lines_are_kept_and_an_emptied_one_gives_the_campaigns_back(longer):
    lines = {"subject": "Een eigen onderwerp", "preheader": "Een eigen regel", "note": "Dag\nallemaal"}
    assert longer.edit("lines", **lines, **{f"was:{key}": "x" for key in lines}).status == 303
    edition = longer.build().edition
    assert (edition.subject, edition.preheader, edition.note) == tuple(lines.values())
    was = {f"was:{key}": value for key, value in lines.items()}
    longer.edit("lines", subject="", preheader=lines["preheader"], **was)
    assert longer.build().edition.subject == LEAD
    assert set(said(longer)) == {"preheader", "note"}


def test_a_line_that_was_not_touched_is_not_written(longer):
    lines = {"subject": LEAD, "preheader": "Nieuw", "note": ""}
    longer.edit("lines", **lines, **{"was:subject": LEAD, "was:preheader": "Oud", "was:note": ""})
    assert said(longer) == {"preheader": "Nieuw"}


def test_a_teaser_and_a_post_are_written_by_hand_and_given_back(longer):
    longer.edit("teaser:2", **{"teaser:2": "Een eigen zin."})
    entries = [entry for section in longer.build().edition.sections for entry in section.entries]
    assert entries[1].teaser == "Een eigen zin."
    longer.edit("teaser:2", **{"teaser:2": ""})
    assert said(longer) == {}


def test_a_post_is_written_by_hand(newsdesk):
    append(newsdesk.newsroom / "config.toml", '[channels.bluesky]\nkind = "outbox"\nas = "bluesky"')
    assert newsdesk.call("digest").code == 0
    with running(newsdesk) as live:
        composed = live.build().posts["bluesky"].text
        live.edit("posts:bluesky", **{"posts:bluesky": "Wie had dat gedacht?"})
        assert live.build().posts["bluesky"].text.startswith("Wie had dat gedacht?")
        live.edit("posts:bluesky", **{"posts:bluesky": " "})
        assert live.build().posts["bluesky"].text == composed


def test_comments_and_keys_the_page_does_not_know_stay(longer):
    path = longer.newsroom / f"campaigns/{NAME}.toml"
    lines = ["# van de nachtploeg", 'subject = "Oud"  # even wachten', "accept_new = true", "", "[headline]"]
    append(path, "\n".join([*lines, '"2" = "Anders"']))
    longer.wait(lambda: longer.build().edition.subject == "Oud")
    longer.edit("pin:3")
    longer.edit("lines", subject="Nieuw", **{"was:subject": "Oud"})
    text = longer.day_file()
    assert text.startswith("# van de nachtploeg\n")
    assert "# even wachten" in text
    assert said(longer) == {
        "subject": "Nieuw",
        "accept_new": True,
        "pin": ["3"],
        "headline": {"2": "Anders"},
    }


def test_what_does_not_build_leaves_the_day_file_as_it_was(longer):
    append(longer.newsroom / f"campaigns/{NAME}.toml", 'pin = ["Verhaal"]')
    answer = longer.edit("drop:2")
    assert answer.status == 422
    assert "fits 4 articles" in answer.body
    assert longer.day_file() == 'pin = ["Verhaal"]\n'
    answer = longer.edit("lines", subject="x")
    assert longer.day_file() == 'pin = ["Verhaal"]\n'


@pytest.mark.parametrize(
    "do", ["", "nee", "pin:geen", "lead:", "up:geen", "move:101", "teaser:../../x", "posts:\x00"]
)
def test_a_button_there_is_not_writes_nothing(longer, do):
    answer = longer.edit(do)
    assert answer.status in {303, 422}
    assert not (longer.newsroom / f"campaigns/{NAME}.toml").exists() or said(longer) == {}


def test_a_story_is_moved_only_on_the_page_that_shows_it_where_it_is(longer):
    old = longer.hash()
    longer.edit("up:3")
    answer = longer.edit("up:5", hash=old)
    assert answer.status == 409
    assert order(longer) == [1, 3, 2, 4, 5]


def test_articles_are_not_read_again_by_an_edit(longer):
    edit(longer.newsroom / "articles/kort.json", "Verhaal 5", "Verhaal 9")
    longer.wait(lambda: order(longer)[-1] == 9)  # a saved article is
    (longer.newsroom / "articles").rename(longer.newsroom / "weg")
    assert longer.edit("drop:2").status == 303
    assert order(longer) == [1, 3, 4, 9]


def test_an_edit_voids_the_approval_and_says_so(longer):
    longer.post("approve")
    longer.edit("drop:5")
    page = longer.get().body
    assert "The approval is void" in page
    longer.at("07:07")
    assert "unapproved" in longer.call("run", "--yes", "--json").out
    assert longer.delivered() == ["chef@ochtendblad.internal"]  # the alert


def test_what_has_begun_to_leave_is_not_edited(longer):
    longer.post("send", new_ledger="yes")
    longer.wait(lambda: longer.desk.sendings[NAME].ended)
    answer = longer.edit("drop:2")
    assert (answer.status, "has begun to leave" in answer.body) == (409, True)
    assert not (longer.newsroom / f"campaigns/ochtend/{DAY}.toml").exists()


def test_who_edits_in_the_browser_sees_it_at_once_and_keeps_the_place(longer, visit):
    page = visit(longer.url, height=700)
    page.locator("[value='up:3']").scroll_into_view_if_needed()
    top = page.evaluate("scrollY")
    page.focus("[value='up:3']")
    page.keyboard.press("Enter")
    longer.wait(lambda: order(longer) == [1, 3, 2, 4, 5])
    page.wait_for_timeout(300)
    assert abs(page.evaluate("scrollY") - top) < 200
    assert page.evaluate("document.activeElement.value") == "up:3"
    page.click("#text-4 summary")
    page.fill("[name='teaser:4']", "Met de hand.")
    page.click("[value='teaser:4']")
    longer.wait(lambda: said(longer).get("teaser") == {"4": "Met de hand."})
    page.get_by_text("Kept in the day file").wait_for()
    assert page.said == []


def test_enter_keeps_a_subject(longer, visit):
    page = visit(longer.url)
    page.locator("#edit-lines summary").click()
    page.fill("#line-subject", "Een eigen onderwerp")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Een eigen onderwerp").wait_for()
    assert said(longer) == {"subject": "Een eigen onderwerp"}
    assert page.said == []
