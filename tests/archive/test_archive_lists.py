"""The lists by month and the feeds: every campaign has its own, and all of them share one."""

import json
from datetime import UTC, datetime

import feedparser
import pytest
from archives import URL
from lxml import etree, html
from newsrooms import CAMPAIGN, edit

from publisher.archive.feeds import Feed, Item, rss

DAYS = ("2026-10-30", "2026-11-01", "2026-11-02")


@pytest.fixture
def three(archived):
    """Send three editions of one campaign, and one of another."""
    for day in DAYS:
        archived.sent(day)
    path = archived.newsroom / "campaigns/avond.toml"
    path.write_text(CAMPAIGN.replace("Ochtend", "Avond & laat"), encoding="utf-8")
    for words in (
        ("digest", "avond", "--date", DAYS[1]),
        ("send", f"avond/{DAYS[1]}", "--channel", "newsletter"),
    ):
        assert archived.call(*words, *(("--yes",) if words[0] == "send" else ())).code == 0
    return archived


def rows(archived, path):
    root = html.fromstring((archived.folder / path).read_bytes())
    return [
        (section.find("h2").text, section.xpath(".//li/a/@href")) for section in root.xpath("//main/section")
    ]


def test_a_campaigns_editions_stand_by_month_the_newest_first(three):
    assert rows(three, "ochtend/index.html") == [
        ("november 2026", [f"{DAYS[2]}/index.html", f"{DAYS[1]}/index.html"]),
        ("oktober 2026", [f"{DAYS[0]}/index.html"]),
    ]
    assert rows(three, "avond/index.html") == [("november 2026", [f"{DAYS[1]}/index.html"])]


def test_the_first_page_lists_every_campaign(three):
    november = [f"ochtend/{DAYS[2]}", f"ochtend/{DAYS[1]}", f"avond/{DAYS[1]}", f"ochtend/{DAYS[0]}"]
    hrefs = [href for _, found in rows(three, "index.html") for href in found]
    assert hrefs == [f"{name}/index.html" for name in november]


def test_every_link_of_a_list_leads_to_a_file_that_is_there(three):
    for path in three.folder.rglob("*.html"):
        root = html.fromstring(path.read_bytes())
        local = [
            href
            for href in root.xpath("//@href")
            if "://" not in href and not href.startswith(("#", "mailto"))
        ]
        assert [href for href in local if not (path.parent / href).is_file()] == [], path


def test_a_list_is_called_as_its_campaign_is_and_the_first_one_as_the_site(three):
    titles = {
        path: html.fromstring((three.folder / path).read_bytes()).findtext(".//h1")
        for path in ("index.html", "ochtend/index.html", "avond/index.html")
    }
    assert titles == {
        "index.html": "Het Ochtendblad",
        "ochtend/index.html": "Ochtend",
        "avond/index.html": "Avond & laat",
    }
    edit(three.newsroom / "config.toml", f'url = "{URL}"', f'url = "{URL}/"\ntitle = "Alles <ooit>"')
    three.build()
    assert html.fromstring((three.folder / "index.html").read_bytes()).findtext(".//h1") == "Alles <ooit>"


def test_a_campaign_whose_file_is_gone_keeps_its_pages(three):
    (three.newsroom / "campaigns/avond.toml").unlink()
    three.build()
    assert rows(three, "avond/index.html") == [("november 2026", [f"{DAYS[1]}/index.html"])]
    assert (
        html.fromstring((three.folder / "avond/index.html").read_bytes()).findtext(".//h1")
        == "Het Ochtendblad"
    )


@pytest.mark.parametrize("folder", ["", "ochtend/"])
def test_rss_is_read_by_feedparser_without_a_complaint(three, folder):
    content = (three.folder / f"{folder}feed.xml").read_bytes()
    feed = feedparser.parse(content)
    assert (feed.bozo, feed.version) == (False, "rss20")
    assert feed.feed.link == f"{URL}/{folder}"
    assert feed.feed.links[1].href == f"{URL}/{folder}feed.xml"
    names = [f"ochtend/{DAYS[2]}", f"ochtend/{DAYS[1]}", f"avond/{DAYS[1]}", f"ochtend/{DAYS[0]}"]
    wanted = [f"{URL}/{name}/" for name in names if name.startswith(folder)]
    assert [entry.link for entry in feed.entries] == wanted
    assert [entry.id for entry in feed.entries] == wanted
    assert all(entry.published_parsed and entry.summary and entry.content for entry in feed.entries)
    root = etree.fromstring(content)
    assert [child.tag for child in root[0][:3]] == ["title", "link", "description"]  # which RSS 2.0 requires


def test_the_json_feed_is_read_by_our_own_source(three):
    done = three.call("articles", "archive/ochtend/feed.json", "--kind", "json_feed", "--json")
    assert done.code == 0, done.err
    articles = json.loads(done.out)["articles"]
    assert [one["url"] for one in articles] == [f"{URL}/ochtend/{day}/" for day in reversed(DAYS)]
    assert {one["headline"] for one in articles} == {"Zandkerke wint in de slotminuut van Polderdam"}
    texts = [block["text"] for block in articles[0]["body"]]
    assert "Dijkstad verlengt met keeper" in texts
    feed = json.loads((three.folder / "ochtend/feed.json").read_text(encoding="utf-8"))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert (feed["home_page_url"], feed["feed_url"]) == (f"{URL}/ochtend/", f"{URL}/ochtend/feed.json")
    assert len({item["id"] for item in feed["items"]}) == 3


def test_the_feed_in_the_archives_folder_needs_no_kind(three):
    assert three.call("articles", "archive/feed.json").code == 0


def test_characters_that_xml_cannot_hold_do_not_break_the_feed():
    at = datetime(2026, 11, 24, 6, tzinfo=UTC)
    item = Item(f"{URL}/x/", "Een \x07bel \ufffe& <b>", "\x00kort", "<p>\x1b[1mvet</p>", "nl-BE", at)
    feed = feedparser.parse(rss(Feed("Blad \x0b", f"{URL}/", "nl-BE", (item,))))
    assert (feed.bozo, feed.entries[0].title, feed.entries[0].summary) == (False, "Een bel & <b>", "kort")
    assert feed.entries[0].published == "Tue, 24 Nov 2026 06:00:00 +0000"


def test_what_was_put_right_is_marked_in_list_and_feeds(three):
    three.correct(f"ochtend/{DAYS[0]}", "101", "Het werd 2-1.")
    root = html.fromstring((three.folder / "ochtend/index.html").read_bytes())
    marked = [
        li.find("time").get("datetime") for li in root.iter("li") if "Rechtzetting" in li.text_content()
    ]
    assert marked == [DAYS[0]]
    feed = feedparser.parse((three.folder / "feed.xml").read_bytes())
    assert [entry.link for entry in feed.entries if "Het werd 2-1." in entry.content[0].value] == [
        f"{URL}/ochtend/{DAYS[0]}/"
    ]
