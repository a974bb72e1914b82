from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from publisher.errors import SourceError
from publisher.model import Image, SourceRef
from publisher.ports import Context
from publisher.sources.feeds.news_sitemap import NewsSitemap, Settings

START = (
    '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    ' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    ' xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">'
)


def url(number, *, more="", picture=""):
    return (
        f"<url><loc>https://kroniek.example/{number}</loc><news:news><news:publication>"
        "<news:name>De Kroniek</news:name><news:language>nl</news:language></news:publication>"
        f"<news:publication_date>2026-05-02T06:0{number}:00+02:00</news:publication_date>"
        f"<news:title>Kop {number}</news:title>{more}</news:news>{picture}</url>"
    )


@pytest.fixture
def read(tmp_path):
    """Read a sitemap's text as the source does."""

    def articles(text):
        (tmp_path / "news.xml").write_text(text, "utf-8")
        context = Context(
            date(2026, 5, 2),
            ZoneInfo("Europe/Brussels"),
            tmp_path,
            clock=lambda: datetime(2026, 5, 2, 8, tzinfo=UTC),
        )
        return NewsSitemap(Settings(path="news.xml"), context).articles()

    return articles


def test_an_article_has_what_its_entry_says(read):
    picture = (
        "<image:image><image:loc>https://kroniek.example/a.jpg</image:loc><image:title>Doelman</image:title>"
        "<image:caption>De doelman juicht</image:caption></image:image>"
    )
    more = "<news:keywords>voetbal, beker , voetbal</news:keywords><news:access>Subscription</news:access>"
    found = read(f"{START}{url(1, more=more, picture=picture)}</urlset>")
    (article,) = found.articles
    assert found.findings == ()
    assert (article.headline, article.url) == ("Kop 1", "https://kroniek.example/1")
    assert article.date_published == datetime(2026, 5, 2, 4, 1, tzinfo=UTC)
    assert (article.publisher, article.language, article.tags) == ("De Kroniek", "nl", ("voetbal", "beker"))
    assert article.image == Image("https://kroniek.example/a.jpg", "Doelman", "De doelman juicht")
    assert article.is_accessible_for_free is False
    assert article.source == SourceRef("news_sitemap", "news.xml")


def test_articles_come_in_the_order_of_the_sitemap(read):
    found = read(f"{START}{url(2)}{url(1)}{url(3)}</urlset>")
    assert [article.headline for article in found.articles] == ["Kop 2", "Kop 1", "Kop 3"]


def test_addresses_without_news_are_left_out_and_said(read):
    found = read(f"{START}<url><loc>https://kroniek.example/over</loc></url>{url(1)}</urlset>")
    assert [article.headline for article in found.articles] == ["Kop 1"]
    assert "1 addresses without news" in found.findings[0].message


def test_an_empty_sitemap_gives_no_articles(read):
    assert read(f"{START}</urlset>").articles == ()


def test_titles_come_as_plain_text_and_addresses_of_the_web_only(read):
    text = (
        url(1)
        .replace("Kop 1", "A &amp;amp; <![CDATA[<b>B</b>]]>")
        .replace("https://kroniek.example/1", "javascript:a()")
    )
    (article,) = read(f"{START}{text}</urlset>").articles
    assert (article.headline, article.url) == ("A & B", None)


@pytest.mark.parametrize("kept", range(3))
def test_of_a_sitemap_that_was_cut_off_the_whole_entries_come_through(read, kept):
    whole = START + "".join(map(url, range(kept)))
    for cut in range(1, len(url(kept)), 29):
        text = whole + url(kept)[:cut]
        if not kept:
            with pytest.raises(SourceError, match="without a single whole item"):
                read(text)
            continue
        found = read(text)
        assert [article.headline for article in found.articles] == [f"Kop {at}" for at in range(kept)]
        assert "not well-formed" in found.findings[0].message


@pytest.mark.parametrize(
    ("text", "message", "remedy"),
    [
        ('<sitemapindex xmlns="a"><sitemap><loc>x</loc></sitemap></sitemapindex>', "an index", "it lists"),
        ("<urlset><url><loc>https://kroniek.example/1</loc></url></urlset>", "without news", "robots.txt"),
        ('<rss version="2.0"><channel/></rss>', "a feed", 'kind = "feed"'),
        ("<!DOCTYPE html><html><body><p>Niet gevonden<br></body></html>", "not a sitemap", "robots.txt"),
        ("Not found", "not a sitemap", "robots.txt"),
        (" ", "empty", "text"),
        (f'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>{START}</urlset>', "elsewhere", "DOCTYPE"),
        ('<!DOCTYPE a [<!ENTITY x "y"><!ENTITY z "&x;&x;">]><urlset/>', "made of other", "DOCTYPE"),
    ],
)
def test_what_is_no_news_sitemap_is_refused_with_a_remedy(read, text, message, remedy):
    with pytest.raises(SourceError, match=message) as caught:
        read(text)
    assert remedy in caught.value.remedy
