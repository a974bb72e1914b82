"""`publish articles`: what there is to tell, and what each article is to a campaign today."""

import json

import pytest
from newsrooms import append
from test_story_memory import DAYS, Desk, item


@pytest.fixture
def desk(newsroom, call):
    call("subscribers", "add", "mia@dijkstad.internal", "--list", "readers", "--consent", "ja")
    return Desk(newsroom, call)


def second_morning(desk):
    """Yesterday told two, passed one over; today one of them changed, one is new, one must wait."""
    append(desk.newsroom / "campaigns/ochtend.toml", "[digest]\nrecent = 1")
    desk.feed(item(1, hour="05"), item(2, hour="04"), item(3, hour="03"))
    desk.told(DAYS[0])
    desk.send(DAYS[0])
    desk.feed(
        item(1),
        item(2, summary="Met de uitslag."),
        item(3),
        item(4, DAYS[1], _user_interaction_count=12),
        item(5, DAYS[1], _embargoed_until=f"{DAYS[1]}T12:00:00+01:00"),
    )


def test_the_table_says_what_each_article_is_today(desk):
    second_morning(desk)
    shown = desk._call("articles", "--date", DAYS[1])
    assert shown.code == 0, shown.err
    _, *lines = shown.out.splitlines()
    assert [line.split()[0] for line in lines] == ["sent", "updated", "seen", "new", "embargoed"]
    assert f"(sent with ochtend/{DAYS[0]})" in lines[0]
    assert f"(sent with ochtend/{DAYS[0]}, and updated since)" in lines[1]
    assert " 12  Kop nummer 4 van de dag" in lines[3]
    assert "(until 2026-11-25 12:00 CET)" in lines[4]


def test_json_gives_the_whole_truth(desk):
    second_morning(desk)
    said = json.loads(desk._call("articles", "--date", DAYS[1], "--json").out)
    first = said["articles"][0]
    assert first["standing"] == {
        "state": "sent",
        "on": f"ochtend/{DAYS[0]}",
        "why": f"sent with ochtend/{DAYS[0]}",
    }
    assert first["source"] == {"kind": "folder", "url": "articles/feed.json"}
    assert said["findings"] == []


def test_explain_gives_the_reason_for_each_that_is_in_or_out(desk):
    second_morning(desk)
    desk.feed(
        *(item(n) for n in (1, 2, 3)),
        *(item(n, DAYS[1], hour=f"0{n - 3}") for n in (4, 5, 6)),
        item(7, DAYS[1], _embargoed_until=f"{DAYS[1]}T12:00:00+01:00"),
    )
    (desk.newsroom / "campaigns/ochtend").mkdir()
    (desk.newsroom / f"campaigns/ochtend/{DAYS[1]}.toml").write_text('lead = "4"\n')
    said = json.loads(desk._call("articles", "--date", DAYS[1], "--explain", "--json").out)["ranking"]
    assert said["lead"] == [{"id": "4", "reason": "the editor's lead"}]
    assert said["recent"] == [{"id": "6", "reason": "newest: 2026-11-25 03:00"}]
    assert {one["id"]: one["reason"] for one in said["left"]} == {
        "1": f"sent with ochtend/{DAYS[0]}",
        "2": f"sent with ochtend/{DAYS[0]}",
        "3": f"seen before, for ochtend/{DAYS[0]}",
        "5": "below the first 1",
        "7": "under embargo until 2026-11-25 12:00 CET",
    }
    shown = desk._call("articles", "--date", DAYS[1], "--explain")
    assert "lead\n      Kop nummer 4 van de dag  [the editor's lead]" in shown.out
    assert "  1.  Kop nummer 6 van de dag  [newest: 2026-11-25 03:00]" in shown.out


def test_explain_says_why_nothing_would_be_built(desk):
    desk.feed(item(1), item(2))
    desk.told(DAYS[0])
    desk.send(DAYS[0])
    shown = desk._call("articles", "--date", DAYS[1], "--explain")
    assert shown.out == "nothing new in 2 articles: 2 sent before; nothing would be built\n"


def test_a_score_that_the_text_seems_to_tell_is_shown_as_a_suggestion(desk):
    told = item(1, title="Zandkerke wint met 3-2 van Polderdam", content_html="<p>Een.</p><p>Twee.</p>")
    desk.feed(told, item(2, title="Zandkerke wint met 3-2 van Dijkstad"))
    shown = desk._call("articles", "--date", DAYS[0])
    _, first, second = shown.out.splitlines()
    assert first.endswith("(its text seems to say 3-2)")
    assert "seems" not in second
    said = json.loads(desk._call("articles", "--date", DAYS[0], "--json").out)["articles"][0]
    assert said["suggested_score"]["sentence"] == "Zandkerke wint met 3-2 van Polderdam"
    assert "match" not in said


def test_looking_leaves_nothing_behind(call, tmp_path):
    (tmp_path / "leeg").mkdir()
    shown = call("articles", cwd=tmp_path / "leeg")
    assert shown.code == 0, shown.err
    assert len(shown.out.splitlines()) > 20
    assert list((tmp_path / "leeg").iterdir()) == []
