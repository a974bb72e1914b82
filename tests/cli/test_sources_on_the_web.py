"""Sources on the web: recognised, read through the guarded door, and never "nothing new" when they fail."""

import json

import pytest
from newsrooms import PNG, append, edit
from test_story_memory import DAYS, Desk, item

FOLDER = '[[sources]]\nkind = "folder"\npath = "articles"\n'
RSS = """<?xml version="1.0"?>
<rss version="2.0"><channel><title>Blad</title><link>https://blad.internal</link><description>x</description>
<item><guid>r1</guid><title>Duinrode haalt een spits</title><link>https://blad.internal/r1</link>
<description>Hij tekent voor twee jaar.</description><pubDate>Mon, 23 Nov 2026 20:00:00 +0100</pubDate></item>
<item><guid>r2</guid><title>Kapelveld wacht op de uitslag</title><link>https://blad.internal/r2</link>
<description>De bond beslist morgen.</description><pubDate>Mon, 23 Nov 2026 19:00:00 +0100</pubDate></item>
</channel></rss>
"""
PAGE = """<!doctype html><html lang="nl"><head><title>Zandkerke stunt</title>
<meta property="og:title" content="Zandkerke stunt"><meta property="og:description" content="De lede.">
<script type="application/ld+json">{"@context": "https://schema.org", "@type": "NewsArticle",
"headline": "Zandkerke stunt", "datePublished": "2026-11-23T22:00:00+01:00",
"author": {"@type": "Person", "name": "An Verzonnen"}}</script></head>
<body><article><h1>Zandkerke stunt</h1><p>Een eerste alinea met genoeg woorden om een alinea te zijn.</p>
<h2>Na de rust</h2><p>Een tweede alinea met genoeg woorden om er ook een te zijn.</p></article></body></html>
"""


@pytest.fixture
def desk(newsroom, call):
    call("subscribers", "add", "mia@dijkstad.internal", "--list", "readers", "--consent", "ja")
    append(newsroom / "config.toml", '[fetch]\nallow_private_hosts = ["127.0.0.1"]')
    return Desk(newsroom, call)


def sources(desk, text):
    edit(desk.newsroom / "campaigns/ochtend.toml", FOLDER, text)


def test_a_feed_and_a_page_of_the_web_are_recognised_and_built(desk, web):
    web.pages = {"/feed": RSS, "/stunt": PAGE}
    sources(desk, f'[[sources]]\nurl = "{web.url}/feed"\n[[sources]]\nurl = "{web.url}/stunt"\n')
    done = desk.digest(DAYS[0])
    assert done.code == 0, done.err
    said = json.loads(done.out)
    assert (said["lead"]["headline"], said["recent"]) == ("Zandkerke stunt", 2)
    assert sorted(web.asked) == ["/feed", "/stunt"]


def test_addresses_on_the_command_line_are_read_as_well(desk, web):
    web.pages = {"/feed": RSS}
    shown = desk._call("articles", f"{web.url}/feed", "--json")
    assert shown.code == 0, shown.err
    assert [article["id"] for article in json.loads(shown.out)["articles"]] == ["r1", "r2"]


def test_a_site_inside_the_house_is_refused_unless_it_is_named(newsroom, call, web):
    web.pages = {"/feed": RSS}
    done = call("articles", f"{web.url}/feed")
    assert done.code == 10
    assert "allow_private_hosts" in done.err
    assert web.asked == []


def test_a_required_source_that_is_down_builds_nothing_and_is_named_with_cause_and_remedy(desk, web):
    desk.feed(item(1), item(2))
    web.pages = {"/feed": (500, {}, "stuk")}
    sources(desk, f'{FOLDER}[[sources]]\nurl = "{web.url}/feed"\n')
    done = desk.digest(DAYS[0])
    assert done.code == 10
    (line,) = done.err.splitlines()
    assert line.startswith(f"publish: {web.url}/feed: ")
    assert "500" in line
    assert line.endswith(")")
    assert not (desk.newsroom / "editions").exists()


def test_an_optional_source_that_is_down_is_a_warning_and_the_others_go_on(desk, web):
    desk.feed(item(1), item(2))
    web.pages = {"/feed": (500, {}, "stuk")}
    sources(desk, f'{FOLDER}[[sources]]\nurl = "{web.url}/feed"\nrequired = false\n')
    assert sorted(desk.told(DAYS[0])) == ["1", "2"]
    (finding,) = desk.found(DAYS[0], "source-failed")
    assert (finding["severity"], finding["where"]) == ("warning", f"{web.url}/feed")
    page = (desk.newsroom / f"editions/ochtend/{DAYS[0]}/preview.html").read_text()
    assert f"{web.url}/feed" in page


def test_a_failed_source_is_never_nothing_new(desk, web):
    desk.feed(item(1), item(2))
    web.pages = {"/feed": RSS}
    sources(desk, f'{FOLDER}[[sources]]\nurl = "{web.url}/feed"\nrequired = false\n')
    assert len(desk.told(DAYS[0])) == 4
    desk.send(DAYS[0])
    web.pages = {"/feed": (500, {}, "stuk")}
    done = desk.digest(DAYS[1])
    assert done.code == 10
    assert f"{web.url}/feed: " in done.err
    assert "nothing new in 2 articles" in done.err


def test_when_all_sources_fail_nothing_is_built_although_none_is_required(desk, web):
    sources(
        desk,
        "".join(f'[[sources]]\nurl = "{web.url}/{name}"\nrequired = false\n' for name in "ab"),
    )
    done = desk.digest(DAYS[0])
    assert done.code == 10
    assert f"1 more failed: {web.url}/b" in done.err


def test_a_feed_that_did_not_change_is_asked_for_by_its_etag_and_read_from_the_cache(desk, web):
    web.pages = {"/feed": (200, {"ETag": '"een"'}, RSS)}
    sources(desk, f'[[sources]]\nurl = "{web.url}/feed"\n')
    first = json.loads(desk.digest(DAYS[0]).out)["hash"]
    web.pages = {"/feed": (304, {}, b"")}
    assert json.loads(desk.digest(DAYS[0], "--refresh").out)["hash"] == first
    assert (desk.newsroom / ".publisher/cache").is_dir()


def test_what_stands_in_a_query_is_never_printed(desk, web):
    sources(desk, f'[[sources]]\nkind = "feed"\nurl = "{web.url}/weg?key=geheim123"\n')
    done = desk.digest(DAYS[0])
    assert done.code == 10
    assert "geheim123" not in done.out + done.err


def test_the_leads_picture_is_fetched_once_and_kept_with_the_build(desk, web):
    picture = "/foto.png"
    web.pages = {picture: (200, {"Content-Type": "image/png"}, PNG)}
    desk.feed(item(1, content_html="<p>Een.</p><p>Twee.</p>", image=f"{web.url}{picture}"), item(2))
    desk.told(DAYS[0])
    assert web.asked == [picture]
    assert "data:image/png;base64" in (desk.newsroom / f"editions/ochtend/{DAYS[0]}/preview.html").read_text()
    desk.told(DAYS[0])
    assert web.asked == [picture]
    assert desk.found(DAYS[0], "image") == []


@pytest.mark.parametrize("answer", [(404, {}, b""), (200, {}, b"<html>"), (200, {}, b"RIFF\0\0\0\0WEBPVP8 ")])
def test_a_picture_that_no_reader_would_see_is_left_out_with_the_reason(desk, web, answer):
    web.pages = {"/foto": answer}
    desk.feed(item(1, content_html="<p>Een.</p><p>Twee.</p>", image=f"{web.url}/foto"), item(2))
    desk.told(DAYS[0])
    (finding,) = desk.found(DAYS[0], "image")
    assert finding["where"] == f"{web.url}/foto"
    assert "image" not in desk.edition(DAYS[0])["content"]["lead"]


def test_comments_stand_in_where_a_source_counts_no_reactions(desk, web):
    rss = RSS.replace("<rss ", '<rss xmlns:slash="http://purl.org/rss/1.0/modules/slash/" ')
    web.pages = {"/feed": rss.replace("<guid>r2", "<slash:comments>41</slash:comments><guid>r2")}
    sources(desk, f'[[sources]]\nurl = "{web.url}/feed"\n')
    desk.told(DAYS[0])
    entries = desk.edition(DAYS[0])["content"]["sections"][0]["entries"]
    assert [entry.get("user_interaction_count") for entry in entries if entry["id"] == "r2"] == [41]


def test_several_addresses_follow_one_from(desk, web):
    web.pages = {"/a": RSS, "/b": PAGE}
    done = desk.digest(DAYS[0], "--from", f"{web.url}/a", f"{web.url}/b")
    assert done.code == 0, done.err
    assert json.loads(done.out)["recent"] == 2


def test_a_source_that_holds_nothing_is_named(desk, web):
    empty = RSS[: RSS.index("<item>")] + "</channel></rss>"
    web.pages = {"/leeg": empty}
    shown = desk._call("articles", f"{web.url}/leeg")
    assert (shown.code, shown.err) == (
        10,
        f"publish: {web.url}/leeg: no article was found (look at it in a browser)\n",
    )
    desk.feed(item(1), item(2))
    sources(desk, f'{FOLDER}[[sources]]\nurl = "{web.url}/leeg"\n')
    desk.told(DAYS[0])
    assert [found["where"] for found in desk.found(DAYS[0], "source-empty")] == [f"{web.url}/leeg"]


def test_what_a_feed_gives_wrongly_is_left_out_and_told(desk, web):
    wrong = RSS.replace("Mon, 23 Nov 2026 20:00:00 +0100", "gisteren om acht uur")
    wrong = wrong.replace("<link>https://blad.internal/r2", "<link>https://jan:wachtwoord@blad.internal/r2")
    wrong = wrong.replace("Kapelveld wacht", "Kapelveld \u202ewacht")
    web.pages = {"/feed": wrong}
    said = json.loads(desk._call("articles", f"{web.url}/feed", "--json").out)
    first, second = said["articles"]
    assert "date_published" not in first
    assert "url" not in second
    assert second["headline"] == "Kapelveld wacht op de uitslag"
    told = [finding["message"] for finding in said["findings"]]
    assert any("none of the web" in message for message in told)
    assert "wachtwoord" not in str(said)
    assert any("is no date: read as undated" in message for message in told)


def test_explain_does_not_call_a_failed_source_nothing_new(desk, web):
    desk.feed(item(1), item(2))
    desk.told(DAYS[0])
    desk.send(DAYS[0])
    sources(desk, f'{FOLDER}[[sources]]\nurl = "{web.url}/weg"\nrequired = false\n')
    assert desk._call("articles", "--date", DAYS[1], "--explain").code == 10
