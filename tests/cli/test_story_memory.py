"""Never the same story twice: what earlier sent editions told stays out, and every day says why."""

import json

import pytest
from mailrooms import CONSENT
from newsrooms import append, edit

DAYS = [f"2026-11-{day}" for day in range(24, 30)]


def item(name, day=DAYS[0], hour="05", **fields):
    return {
        "id": str(name),
        "title": f"Kop nummer {name} van de dag",
        "url": f"https://ochtendblad.internal/{name}",
        "summary": f"Lede van {name}.",
        "date_published": f"{day}T{hour}:00:00+01:00",
        **fields,
    }


class Desk:
    """A newsroom whose feed changes from day to day."""

    def __init__(self, newsroom, call):
        self.newsroom, self._call = newsroom, call
        for path in (newsroom / "articles").iterdir():
            path.unlink()

    def feed(self, *items, name="feed.json"):
        feed = {"version": "https://jsonfeed.org/version/1.1", "items": items}
        (self.newsroom / "articles" / name).write_text(json.dumps(feed), "utf-8")

    def digest(self, day, *args):
        return self._call("digest", "--date", day, "--json", *args)

    def told(self, day, *args):
        done = self.digest(day, *args)
        assert done.code == 0, done.err
        if json.loads(done.out)["hash"] is None:
            return []
        content = self.edition(day)["content"]
        return [content["lead"]["id"], *(e["id"] for s in content["sections"] for e in s["entries"])]

    def edition(self, day):
        return json.loads((self.newsroom / f"editions/ochtend/{day}/edition.json").read_text())

    def send(self, day):
        done = self._call("send", f"ochtend/{day}", "--yes")
        assert done.code == 0, done.err

    def found(self, day, check):
        return [finding for finding in self.edition(day)["findings"] if finding["check"] == check]


@pytest.fixture
def desk(newsroom, call):
    call("subscribers", "add", "mia@dijkstad.internal", *CONSENT)
    return Desk(newsroom, call)


def test_what_was_sent_yesterday_is_not_told_today(desk):
    desk.feed(item(1), item(2), item(3))
    assert sorted(desk.told(DAYS[0])) == ["1", "2", "3"]
    desk.send(DAYS[0])
    desk.feed(item(1), item(2), item(3), item(4, DAYS[1]))
    assert desk.told(DAYS[1]) == ["4"]


def test_what_was_only_built_is_told_the_next_day(desk):
    desk.feed(item(1), item(2))
    desk.told(DAYS[0])
    desk.feed(item(1), item(2), item(3, DAYS[1]))
    assert sorted(desk.told(DAYS[1])) == ["1", "2", "3"]


def test_todays_edition_can_be_built_again_after_it_was_sent(desk):
    desk.feed(item(1), item(2))
    before = json.loads(desk.digest(DAYS[0]).out)["hash"]
    desk.send(DAYS[0])
    assert json.loads(desk.digest(DAYS[0], "--refresh").out)["hash"] == before


def test_what_was_seen_and_passed_over_is_not_news_the_day_after(desk):
    append(desk.newsroom / "campaigns/ochtend.toml", "[digest]\nrecent = 1")
    desk.feed(item(1, hour="05"), item(2, hour="04"), item(3, hour="03"))
    assert desk.told(DAYS[0]) == ["1", "2"]
    desk.send(DAYS[0])
    desk.feed(item(3), item(4, DAYS[1]))
    assert desk.told(DAYS[1]) == ["4"]


def test_nothing_new_builds_nothing_and_gives_the_reason(desk):
    desk.feed(item(1), item(2))
    desk.told(DAYS[0])
    desk.send(DAYS[0])
    quiet = desk.digest(DAYS[1])
    assert quiet.code == 0
    assert json.loads(quiet.out) == {
        "edition": f"ochtend/{DAYS[1]}",
        "hash": None,
        "reason": "nothing new in 2 articles: 2 sent before",
    }
    assert not (desk.newsroom / f"editions/ochtend/{DAYS[1]}").exists()
    assert desk.digest(DAYS[1], "--detailed-exitcode").code == 3


def test_an_updated_article_is_marked_and_told_again_only_when_pinned(desk):
    desk.feed(item(1), item(2))
    desk.told(DAYS[0])
    desk.send(DAYS[0])
    changed = item(1, summary="Lede van 1, met de uitslag.", date_modified=f"{DAYS[1]}T04:00:00+01:00")
    desk.feed(changed, item(2), item(3, DAYS[1]))
    assert desk.told(DAYS[1]) == ["3"]
    assert f"updated since it was sent with ochtend/{DAYS[0]}" in desk.found(DAYS[1], "updated")[0]["message"]
    assert desk.told(DAYS[1], "--pin", "1") == ["3", "1"]
    entry = desk.edition(DAYS[1])["content"]["sections"][0]["entries"][0]
    assert (entry["updated"], entry["reason"]) == (True, "pinned")
    assert desk.found(DAYS[1], "updated") == []


def test_the_same_story_under_another_guid_and_address_spelling_is_the_same(desk):
    desk.feed(item(1), item(2))
    desk.told(DAYS[0])
    desk.send(DAYS[0])
    renamed = item(1, url="http://www.ochtendblad.internal/1/?utm_source=rss") | {"id": "guid-1"}
    desk.feed(renamed, item(3, DAYS[1]))
    assert desk.told(DAYS[1]) == ["3"]


def test_a_page_that_is_used_again_for_other_news_is_news(desk):
    live = "https://ochtendblad.internal/live"
    desk.feed(item(1, url=live))
    desk.told(DAYS[0])
    desk.send(DAYS[0])
    desk.feed(item(2, DAYS[1], url=live))
    assert desk.told(DAYS[1]) == ["2"]


def test_another_campaign_has_a_memory_of_its_own(desk):
    avond = desk.newsroom / "campaigns/avond.toml"
    avond.write_text((desk.newsroom / "campaigns/ochtend.toml").read_text())
    edit(desk.newsroom / "campaigns/ochtend.toml", 'name = "Ochtend"', 'name = "Ochtend"\ndefault = true')
    desk.feed(item(1), item(2))
    desk.told(DAYS[0])
    desk.send(DAYS[0])
    done = desk._call("digest", "avond", "--date", DAYS[1], "--json")
    assert json.loads(done.out)["recent"] == 1


def test_a_feed_most_of_which_is_suddenly_new_is_stopped_with_the_reason(desk):
    desk.feed(*(item(number) for number in range(1, 7)))
    desk.told(DAYS[0])
    desk.send(DAYS[0])
    again = [item(n, url=f"https://ochtendblad.internal/nieuw/{n}") | {"id": f"x{n}"} for n in range(1, 7)]
    desk.feed(*again)
    desk.told(DAYS[1])
    (finding,) = desk.found(DAYS[1], "sudden")
    assert finding["severity"] == "blocking"
    assert finding["message"].startswith("6 of 6 articles are suddenly new")
    assert desk._call("send", f"ochtend/{DAYS[1]}", "--yes").code == 5
    desk.told(DAYS[1], "--accept-new")
    assert desk.found(DAYS[1], "sudden") == []
    append(desk.newsroom / f"campaigns/ochtend/{DAYS[1]}.toml", "accept_new = true")
    desk.told(DAYS[1])
    assert desk.found(DAYS[1], "sudden") == []


def test_a_feed_that_is_new_every_morning_is_nothing_sudden(desk):
    desk.feed(*(item(n) for n in range(1, 7)))
    desk.told(DAYS[0])
    desk.send(DAYS[0])
    desk.feed(*(item(n, DAYS[1]) for n in range(11, 17)))
    assert len(desk.told(DAYS[1])) == 6
    assert desk.found(DAYS[1], "sudden") == []


def test_headlines_that_are_alike_across_sources_are_folded_and_it_says_which_and_why(desk):
    append(desk.newsroom / "campaigns/ochtend.toml", '[[sources]]\nkind = "folder"\npath = "elders"')
    (desk.newsroom / "elders").mkdir()
    other = item(9, title="Zandkerke wint nipt in de slotminuut van Polderdam")
    desk.feed(item(1, title="Zandkerke wint in de slotminuut van Polderdam"), item(2))
    desk.feed(other, name="../elders/feed.json")
    assert sorted(desk.told(DAYS[0])) == ["1", "2"]
    (finding,) = desk.found(DAYS[0], "alike")
    assert "folded into 'Zandkerke wint in de slotminuut van Polderdam'" in finding["message"]
    assert "88% of their words are the same" in finding["message"]


@pytest.mark.parametrize(
    ("policy", "told"),
    [("skip", []), ("shorten", ["4"]), ("week", ["4", "3", "2", "1"])],
)
def test_a_quiet_day_follows_the_campaigns_policy(desk, policy, told):
    append(desk.newsroom / "campaigns/ochtend.toml", f'[digest]\nminimum = 3\nquiet = "{policy}"')
    desk.feed(*(item(n, _user_interaction_count=n) for n in (1, 2, 3)))
    desk.told(DAYS[0])
    desk.send(DAYS[0])
    desk.feed(*(item(n, _user_interaction_count=n) for n in (1, 2, 3)), item(4, DAYS[1]))
    assert desk.told(DAYS[1]) == told
    if told:
        assert "a quiet day: 1 article is new, and 3 are wanted" in desk.found(DAYS[1], "quiet")[0]["message"]
    if policy == "week":
        reasons = [entry["reason"] for entry in desk.edition(DAYS[1])["content"]["sections"][0]["entries"]]
        assert reasons[0] == f"best of the week, sent with ochtend/{DAYS[0]}"


@pytest.mark.parametrize("policy", ["skip", "shorten", "week"])
def test_a_day_with_nothing_new_has_no_edition_whatever_the_policy(desk, policy):
    append(desk.newsroom / "campaigns/ochtend.toml", f'[digest]\nquiet = "{policy}"')
    desk.feed(item(1), item(2))
    desk.told(DAYS[0])
    desk.send(DAYS[0])
    assert desk.told(DAYS[1]) == []


def test_a_column_that_comes_back_under_its_old_headline_is_new(desk):
    desk.feed(item(1, title="De cartoon van de week"), item(2))
    desk.told(DAYS[0])
    desk.send(DAYS[0])
    desk.feed(item(1, title="De cartoon van de week"), item(3, DAYS[1], title="De cartoon van de week"))
    assert desk.told(DAYS[1]) == ["3"]


@pytest.mark.parametrize(
    "title", ["Zandkerke verliest in de slotminuut met 2-3 van Polderdam", "Heel iets anders vandaag"]
)
def test_another_result_is_another_story(desk, title):
    append(desk.newsroom / "campaigns/ochtend.toml", '[[sources]]\nkind = "folder"\npath = "elders"')
    (desk.newsroom / "elders").mkdir()
    desk.feed(item(1, title="Zandkerke wint in de slotminuut met 3-2 van Polderdam"))
    desk.feed(item(9, title=title), name="../elders/feed.json")
    assert sorted(desk.told(DAYS[0])) == ["1", "9"]


def test_what_was_folded_is_told_as_well_when_the_editor_names_it(desk):
    append(desk.newsroom / "campaigns/ochtend.toml", '[[sources]]\nkind = "folder"\npath = "elders"')
    (desk.newsroom / "elders").mkdir()
    desk.feed(item(1, title="Zandkerke wint in de slotminuut van Polderdam", summary="Lang. " * 9), item(2))
    desk.feed(item(9, title="Zandkerke wint nipt in de slotminuut van Polderdam"), name="../elders/feed.json")
    assert sorted(desk.told(DAYS[0], "--pin", "9")) == ["1", "2", "9"]
    assert desk.found(DAYS[0], "alike") == []


def test_a_copy_under_embargo_does_not_swallow_the_free_one(desk):
    append(desk.newsroom / "campaigns/ochtend.toml", '[[sources]]\nkind = "folder"\npath = "elders"')
    (desk.newsroom / "elders").mkdir()
    title = "Zandkerke krijgt een nieuw stadion"
    desk.feed(item(1, title=title), item(2))
    closed = item(
        9, title=title, content_html="<p>Een.</p><p>Twee.</p>", _embargoed_until="2026-12-20T06:00:00Z"
    )
    desk.feed(closed, name="../elders/feed.json")
    assert sorted(desk.told(DAYS[0])) == ["1", "2"]


def test_an_update_is_marked_in_lead_and_list_by_its_words_alone(desk):
    desk.feed(item(1), item(2), item(3))
    desk.told(DAYS[0])
    desk.send(DAYS[0])
    desk.feed(item(1, summary="Met de uitslag."), item(2, summary="Met foto."), item(4, DAYS[1]))
    desk.told(DAYS[1], "--lead", "1", "--pin", "2")
    content = desk.edition(DAYS[1])["content"]
    entries = {entry["id"]: entry["updated"] for entry in content["sections"][0]["entries"]}
    assert (content["lead_updated"], entries) == (True, {"2": True, "4": False})
    text = (desk.newsroom / f"editions/ochtend/{DAYS[1]}/email.txt").read_text()
    assert "[Bijgewerkt]" in text
    assert "Bijgewerkt. Met foto." in text


def test_an_article_that_was_touched_within_minutes_is_not_called_updated(desk):
    desk.feed(item(1), item(2, date_modified=f"{DAYS[0]}T05:09:00+01:00"))
    desk.told(DAYS[0])
    content = desk.edition(DAYS[0])["content"]
    assert [entry["updated"] for entry in content["sections"][0]["entries"]] == [False]


def test_nothing_new_says_that_an_older_build_is_still_there(desk):
    desk.feed(item(1), item(2))
    desk.told(DAYS[0])
    desk.send(DAYS[0])
    built = json.loads(desk.digest(DAYS[1], "--lead", "1").out)["hash"]
    said = json.loads(desk.digest(DAYS[1]).out)
    assert said["reason"].endswith(f"the build {built[:12]} of before is still there")


def test_a_campaign_may_repeat_itself(desk):
    append(desk.newsroom / "campaigns/ochtend.toml", "[digest]\nrepeat = true")
    desk.feed(item(1), item(2))
    desk.told(DAYS[0])
    desk.send(DAYS[0])
    assert sorted(desk.told(DAYS[1])) == ["1", "2"]


def test_an_article_whose_embargo_ended_after_the_last_edition_is_new(desk):
    desk.feed(item(1), item(2, _embargoed_until=f"{DAYS[0]}T12:00:00+01:00"))
    assert desk.told(DAYS[0]) == ["1"]
    desk.send(DAYS[0])
    assert desk.told(DAYS[1]) == ["2"]


def test_every_recent_article_carries_why_it_is_there(desk):
    append(desk.newsroom / "campaigns/ochtend.toml", '[digest]\norder = "reactions"\nquota = 1')
    desk.feed(
        item(1, hour="06"),
        item(2, _section="Transfers", _user_interaction_count=5),
        item(3, _section="Transfers", _user_interaction_count=9),
        item(4, _section="Beker"),
    )
    desk.told(DAYS[0], "--pin", "4")
    reasons = {
        entry["id"]: entry["reason"]
        for section in desk.edition(DAYS[0])["content"]["sections"]
        for entry in section["entries"]
    }
    assert reasons == {
        "4": "pinned, 1 of 1 of its section",
        "3": "most reactions: 9, 1 of 1 of its section",
    }
