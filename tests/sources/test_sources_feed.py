import random
from contextlib import suppress
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from effort import effort

from publisher.errors import ConfigError, SourceError
from publisher.model import Author, Block, Image, SourceRef
from publisher.ports import Context, Fetched
from publisher.sources.feeds.feed import Feed, Settings

NAMESPACES = (
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dcterms="http://purl.org/dc/terms/" '
    'xmlns:slash="http://purl.org/rss/1.0/modules/slash/"'
)
START = f'<rss version="2.0" {NAMESPACES}><channel><title>De Kroniek</title><language>nl-BE</language>'
END = "</channel></rss>"
ATOM = '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:thr="http://purl.org/syndication/thread/1.0">'
ZONE = ZoneInfo("Europe/Brussels")


@pytest.fixture
def load(tmp_path):
    """Read a feed's bytes or text as the source does."""

    def articles(content):
        data = content if isinstance(content, bytes) else content.encode()
        (tmp_path / "feed.xml").write_bytes(data)
        return Feed(Settings(path="feed.xml"), context(tmp_path)).articles()

    return articles


@pytest.fixture
def rss(load):
    """Read the articles of an RSS feed with these items."""
    return lambda *items: load(START + "".join(f"<item>{item}</item>" for item in items) + END).articles


@pytest.fixture
def atom(load):
    """Read the articles of an Atom feed with these entries; what stands before them is of the feed."""

    def articles(*items, head=""):
        entries = "".join(f"<entry>{item}</entry>" for item in items)
        return load(f"{ATOM}<title>De Kroniek</title>{head}{entries}</feed>").articles

    return articles


@pytest.fixture
def refusal(load):
    """Give the error that a feed's content meets."""

    def error(content):
        with pytest.raises(SourceError) as caught:
            load(content)
        assert caught.value.remedy
        assert caught.value.where.startswith("feed.xml")
        return caught.value

    return error


def context(root, **keys):
    return Context(date(2026, 5, 2), ZONE, root, clock=lambda: datetime(2026, 5, 2, 8, tzinfo=UTC), **keys)


def item(number):
    return (
        f"<item><title>Kop {number}</title><link>https://kroniek.example/{number}</link>"
        f"<guid>https://kroniek.example/{number}</guid><pubDate>Fri, 01 May 2026 20:45:00 GMT</pubDate>"
        f"<description><![CDATA[<p>Lede {number} van het verhaal &amp; meer.</p>"
        "<p>De rest.</p>]]></description>"
        "</item>"
    )


def test_an_rss_item_becomes_an_article(rss):
    (article,) = rss(
        "<title>Keeper &amp; kapitein</title><link>https://kroniek.example/1</link>"
        '<guid isPermaLink="false">k-1</guid><pubDate>Fri, 01 May 2026 22:45:00 +0200</pubDate>'
        "<author>redactie@kroniek.example (Lies Peeters)</author><dc:creator>Tom Maes</dc:creator>"
        "<description>Een korte lede.</description><slash:comments>12</slash:comments>"
        "<content:encoded><![CDATA[<p>Eerste.</p><h2>Tussenkop</h2><p>Tweede.</p>]]></content:encoded>"
        '<enclosure url="https://kroniek.example/a.jpg" type="image/jpeg" length="1"/>'
    )
    assert (article.id, article.headline, article.url) == (
        "k-1",
        "Keeper & kapitein",
        "https://kroniek.example/1",
    )
    assert article.description == "Een korte lede."
    assert article.body == (
        Block("paragraph", "Eerste."),
        Block("subheading", "Tussenkop"),
        Block("paragraph", "Tweede."),
    )
    assert article.authors == (Author("Lies Peeters"), Author("Tom Maes"))
    assert article.date_published == datetime(2026, 5, 1, 20, 45, tzinfo=UTC)
    assert (article.publisher, article.language, article.comment_count) == ("De Kroniek", "nl-BE", 12)
    assert article.image == Image("https://kroniek.example/a.jpg")
    assert article.source == SourceRef("feed", "feed.xml")


def test_an_atom_entry_becomes_an_article(atom):
    (article,) = atom(
        '<id>tag:kroniek.example,2026:1</id><title type="html">Een &lt;i&gt;kop&lt;/i&gt;</title>'
        '<link href="https://kroniek.example/1"/><link rel="replies" href="r" thr:count="3"/>'
        "<published>2026-05-01T20:45:00Z</published><updated>2026-05-02T04:00:00Z</updated>"
        "<author><name>Lies Peeters</name><uri>https://kroniek.example/lies</uri></author>"
        "<author><name>Tom Maes</name></author><summary>Een lede.</summary>"
        '<content type="xhtml" xml:lang="fr"><div xmlns="http://www.w3.org/1999/xhtml"><p>Un.</p></div></content>'
    )
    assert (article.id, article.headline) == ("tag:kroniek.example,2026:1", "Een kop")
    assert article.authors == (Author("Lies Peeters", "https://kroniek.example/lies"), Author("Tom Maes"))
    assert (article.description, article.body) == ("Een lede.", (Block("paragraph", "Un."),))
    assert (article.language, article.comment_count) == ("fr", 3)
    assert article.date_published == datetime(2026, 5, 1, 20, 45, tzinfo=UTC)
    assert article.date_modified == datetime(2026, 5, 2, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    "feed",
    [
        (
            '<rdf:RDF xmlns="http://my.netscape.com/rdf/simple/0.9/"'
            ' xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><channel/>ITEM</rdf:RDF>'
        ),
        (
            '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN"'
            ' "http://my.netscape.com/publish/formats/rss-0.91.dtd"><rss version="0.91">'
            "<channel>ITEM</channel></rss>"
        ),
        '<rss version="0.92"><channel>ITEM</channel></rss>',
        (
            '<rdf:RDF xmlns="http://purl.org/rss/1.0/"'
            ' xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><channel/>ITEM</rdf:RDF>'
        ),
        '<rss version="2.0"><channel>ITEM</channel></rss>',
    ],
)
def test_every_version_of_rss_is_read(load, feed):
    (article,) = load(feed.replace("ITEM", item(1))).articles
    assert (article.headline, article.url) == ("Kop 1", "https://kroniek.example/1")
    assert (article.description, article.body) == (
        "Lede 1 van het verhaal & meer.",
        (Block("paragraph", "De rest."),),
    )


def test_atom_0_3_and_cdf_are_read(load):
    old = load(
        '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry><title>Kop</title>'
        '<link rel="alternate" type="text/html" href="https://kroniek.example/1"/>'
        "<issued>2026-05-01T20:45:00Z</issued></entry></feed>"
    )
    cdf = load('<CHANNEL><ITEM HREF="https://kroniek.example/1"><TITLE>Kop</TITLE></ITEM></CHANNEL>')
    assert [(one.headline, one.url) for one in (*old.articles, *cdf.articles)] == [
        ("Kop", "https://kroniek.example/1")
    ] * 2
    assert old.articles[0].date_published == datetime(2026, 5, 1, 20, 45, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "lede", "truncated", "body"),
    [
        ("Een korte tekst.", "Een korte tekst.", False, ()),
        ("Een korte tekst ...", "Een korte tekst", True, ()),
        ("Een korte tekst [&amp;#8230;]", "Een korte tekst", True, ()),
        ("Een korte tekst [...]", "Een korte tekst", True, ()),
        ("&lt;p&gt;Een.&lt;/p&gt;&lt;p&gt;Twee.&lt;/p&gt;", "Een.", False, ("Twee.",)),
        ("&lt;p&gt;Een.&lt;/p&gt;&lt;p&gt;Tw […]&lt;/p&gt;", "Een. Tw", True, ()),
        ("&lt;p&gt;Een.&lt;/p&gt;&lt;p&gt;Wie wint...&lt;/p&gt;", "Een.", False, ("Wie wint...",)),
        ("&lt;img src='https://kroniek.example/a.jpg'&gt; Een.", "Een.", False, ()),
        (
            "&lt;p&gt;Een […]&lt;/p&gt;&lt;p&gt;Het bericht Kop verscheen eerst op De Kroniek.&lt;/p&gt;",
            "Een",
            True,
            (),
        ),
        ("Een.\n\nTwee.", "Een.", False, ("Twee.",)),
        ("3 &amp;lt; 4 &amp;amp; 5", "3 < 4 & 5", False, ()),
    ],
)
def test_a_description_alone_is_lede_and_body(rss, written, lede, truncated, body):
    (article,) = rss(f"<title>Kop</title><description>{written}</description>")
    assert (article.description, article.description_truncated) == (lede, truncated)
    assert tuple(block.text for block in article.body) == body


def test_a_summary_that_only_repeats_the_start_of_the_content_gives_way_to_it(rss):
    (article,) = rss(
        "<title>Kop</title><description>De eerste [...]</description>"
        "<content:encoded>&lt;p&gt;De eerste alinea.&lt;/p&gt;&lt;p&gt;En meer.&lt;/p&gt;</content:encoded>"
    )
    assert (article.description, article.description_truncated) == ("De eerste alinea.", False)
    assert article.body == (Block("paragraph", "En meer."),)


def test_of_media_the_widest_picture_counts_with_its_own_text_and_credit(rss):
    (article,) = rss(
        "<title>Kop</title><media:title>Niet de kop</media:title><description>Lede.</description>"
        '<media:group><media:content url="https://kroniek.example/s.jpg" medium="image" width="200"/>'
        '<media:content url="https://kroniek.example/v.mp4" medium="video" width="4000"/>'
        '<media:content url="https://kroniek.example/l.jpg" type="image/jpeg" width="1200" height="800">'
        "<media:description>De keeper juicht</media:description><media:credit>Foto Anders</media:credit>"
        '</media:content></media:group><media:thumbnail url="https://kroniek.example/t.jpg" width="9000"/>'
        '<enclosure url="https://kroniek.example/e.jpg" type="image/jpeg" length="1"/>'
    )
    assert article.image == Image(
        "https://kroniek.example/l.jpg", "De keeper juicht", None, "Foto Anders", 1200, 800
    )
    assert (article.headline, article.description, article.body) == ("Kop", "Lede.", ())


@pytest.mark.parametrize(
    ("pictures", "url"),
    [
        (
            (
                '<media:thumbnail url="https://k.example/t.jpg"/>'
                '<enclosure url="https://k.example/e.jpg" type="image/png"/>'
            ),
            "t",
        ),
        ('<enclosure url="https://k.example/e.jpg" type="image/png"/>', "e"),
        ('<enclosure url="https://k.example/e.mp3" type="audio/mpeg"/>', "b"),
        ("", "b"),
    ],
)
def test_a_picture_is_looked_for_in_order(rss, pictures, url):
    body = '<description>&lt;img src="https://k.example/b.jpg"&gt;Tekst&lt;p&gt;Meer&lt;/p&gt;</description>'
    (article,) = rss(f"<title>Kop</title>{body}{pictures}")
    assert article.image.url == f"https://k.example/{url}.jpg"


@pytest.mark.parametrize(
    ("categories", "section", "tags"),
    [
        ("<category>Beker</category>", "Beker", ()),
        ("<category>Beker</category><category>Gent</category>", None, ("Beker", "Gent")),
        ('<category>Beker</category><category domain="section">Sport</category>', "Sport", ("Beker",)),
        ("<dc:subject>Beker</dc:subject>", "Beker", ()),
    ],
)
def test_a_section_is_the_category_that_says_so_or_the_only_one(rss, categories, section, tags):
    (article,) = rss(f"<title>Kop</title>{categories}")
    assert (article.section, article.tags) == (section, tags)


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("Sat, 02 May 2026 06:00:00 CEST", datetime(2026, 5, 2, 4, tzinfo=UTC)),
        ("Sat, 02 May 2026 06:00:00 EST", None),
        ("Fri, 01 May 2026 06:00:00 EST", datetime(2026, 5, 1, 11, tzinfo=UTC)),
        ("2026-05-01T20:45:00", datetime(2026, 5, 1, 18, 45, tzinfo=UTC)),
        ("2026-05-01", datetime(2026, 4, 30, 22, tzinfo=UTC)),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
        ("vorige week", None),
        ("", None),
    ],
)
def test_dates_are_zoned_or_left_out(rss, written, moment):
    (article,) = rss(f"<title>Kop</title><pubDate>{written}</pubDate>")
    assert article.date_published == moment
    assert moment is None or article.date_published.tzinfo


def test_a_date_in_the_future_is_left_out_and_said(load):
    found = load(
        f"{START}<item><title>Kop</title><pubDate>Sat, 02 May 2037 06:00:00 GMT</pubDate></item>{END}"
    )
    assert found.articles[0].date_published is None
    assert "in the future" in found.findings[0].message


def test_an_embargo_and_access_are_read_where_a_feed_names_them(rss):
    first, second = rss(
        "<title>A</title><dcterms:valid>start=2026-05-02T10:00:00Z;end=2026-06-01T00:00:00Z</dcterms:valid>",
        "<title>B</title><dcterms:accessRights>premium</dcterms:accessRights>"
        "<dcterms:available>start=2026-05-03T10:00:00Z</dcterms:available>",
    )
    assert first.embargoed_until == datetime(2026, 5, 2, 10, tzinfo=UTC)
    assert second.embargoed_until == datetime(2026, 5, 3, 10, tzinfo=UTC)
    assert (first.is_accessible_for_free, second.is_accessible_for_free) == (None, False)


def test_an_entry_without_an_author_has_those_of_its_atom_feed(atom):
    articles = atom(
        "<title>A</title>",
        "<title>B</title><author><name>Tom Maes</name></author>",
        head="<author><name>Lies Peeters</name></author>",
    )
    assert [one.authors for one in articles] == [(Author("Lies Peeters"),), (Author("Tom Maes"),)]


def test_relative_addresses_are_made_absolute(tmp_path):
    feed = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>A</title><link href="/a"/>'
        '<content type="html">&lt;p&gt;x&lt;/p&gt;&lt;img src="a.jpg"&gt;</content></entry>'
        '<entry xml:base="https://elders.example/b/"><title>B</title><link href="c"/></entry></feed>'
    )

    def fetch(url):
        return Fetched("https://kroniek.example/nieuws/feed", feed.encode(), datetime.now(UTC), "text/xml")

    source = Feed(Settings(url="https://kroniek.example/feed?key=1"), context(tmp_path, fetch=fetch))
    first, second = source.articles().articles
    assert (first.url, first.image) == (
        "https://kroniek.example/a",
        Image("https://kroniek.example/nieuws/a.jpg"),
    )
    assert second.url == "https://elders.example/b/c"


def test_a_guid_that_is_no_address_is_none(rss):
    first, second, third = rss(
        "<title>A</title><guid>12345</guid>",
        "<title>B</title><guid>https://kroniek.example/b</guid>",
        '<title>C</title><guid isPermaLink="false">https://kroniek.example/c</guid>',
    )
    assert (first.id, first.url) == ("12345", None)
    assert (second.id, second.url) == ("https://kroniek.example/b",) * 2
    assert (third.id, third.url) == ("https://kroniek.example/c", None)


def test_an_empty_feed_is_a_feed_without_articles(load):
    assert load(START + END).articles == ()


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//", "http://["]
)
def test_links_that_are_none_of_the_web_are_left_out(rss, link):
    (article,) = rss(
        f"<title>Kop</title><link>{link}</link><description>Tekst &lt;img src='{link}'&gt;</description>"
    )
    assert (article.url, article.image, article.description) == (None, None, "Tekst")


@pytest.mark.parametrize(
    ("content", "message", "remedy"),
    [
        ("<!doctype html><html><head><title>x</title></head><body>y</body></html>", "HTML", 'kind = "page"'),
        ("<!DOCTYPE html>\n<html><body><p>x<br>y</body></html>", "HTML", 'kind = "page"'),
        ("", "empty", "text"),
        ("  \n", "empty", "text"),
        ('{"version": "https://jsonfeed.org/version/1.1"}', "not a feed", "RSS"),
        ("<urlset/>", "a sitemap", 'kind = "news_sitemap"'),
        ("<svg/>", "not a feed", "RSS"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(32)) * 20, "", ""),
        ("<rss><channel><title>x</titel>", "damaged", "whole"),
        (START + item(1)[:-9], "without a single whole item", "whole"),
    ],
)
def test_what_is_no_feed_is_refused_with_a_remedy(refusal, content, message, remedy):
    error = refusal(content)
    assert message in error.message
    assert remedy in error.remedy


def doctype(declarations):
    return f"<!DOCTYPE rss [{declarations}]>{START}<item><title>A &x; B</title></item>{END}"


LAUGHS = '<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {name} "{f"&{inner};" * 10}">' for inner, name in zip("abcdefgh", "bcdefghx", strict=True)
)


@pytest.mark.parametrize(
    ("declarations", "message"),
    [
        (LAUGHS, "made of other entities"),
        (f'<!ENTITY x "{"a" * 100_000}">', "stands for 100,000 characters"),
        ('<!ENTITY x SYSTEM "file:///etc/passwd">', "kept elsewhere"),
        ('<!ENTITY x SYSTEM "http://127.0.0.1/">', "kept elsewhere"),
        ('<!ENTITY x PUBLIC "a" "http://127.0.0.1/">', "kept elsewhere"),
        ('<!ENTITY % p SYSTEM "http://127.0.0.1/a.dtd"> %p;', "kept elsewhere"),
        ("<!ENTITY % p \"<!ENTITY x 'y'>\"> %p;", "can't be read"),
        ('<!ENTITY x "a', "can't be read"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_that_grow_or_are_kept_elsewhere_are_refused(refusal, declarations, message, encoding):
    error = refusal(doctype(declarations).encode(encoding))
    assert message in error.message
    assert "DOCTYPE" in error.remedy


def test_entities_may_not_make_a_document_larger_than_a_file_may_be(refusal):
    text = (
        f'<!DOCTYPE rss [<!ENTITY x "{"a" * 1000}">]>{START}<item><title>{"&x;" * 6000}</title></item>{END}'
    )
    assert "larger than 5 MB" in refusal(text).message


@pytest.mark.parametrize(
    "prolog",
    [
        "<!DOCTYPE rss>",
        '<!DOCTYPE rss [<!ENTITY x "eigen">]>',
        '<!DOCTYPE rss PUBLIC "-//Netscape//DTD" "http://127.0.0.1/a" [<!-- don\'t --><!ELEMENT rss ANY>]>',
        (
            '<!DOCTYPE rss [<!ENTITY % HTMLlat1 PUBLIC "-//W3C//ENTITIES Latin 1 for XHTML//EN"'
            ' "http://127.0.0.1/xhtml-lat1.ent"> %HTMLlat1;]>'
        ),
        "",
    ],
)
def test_a_harmless_doctype_and_named_characters_are_read(load, prolog):
    found = load(f"{prolog}{START}<item><title>Caf&eacute; &amp; thee & meer</title></item>{END}")
    assert [one.headline for one in found.articles] == ["Café & thee & meer"]
    assert found.findings == ()


def test_short_entities_of_a_document_are_read(load):
    found = load(f'<!DOCTYPE rss [<!ENTITY x "R&#38;D">]>{START}<item><title>&x; en &y;</title></item>{END}')
    assert found.articles[0].headline == "R&D en &y;"


def test_a_feed_that_was_cut_off_gives_its_whole_items_and_never_half_a_one(load):
    text = START + item(0) + item(1)
    for cut in range(len(START + item(0)), len(text)):
        found = load(text[:cut])
        assert [one.headline for one in found.articles] == ["Kop 0"], text[cut - 20 : cut]
        assert "1 whole items read" in found.findings[0].message
    assert len(load(text).articles) == 2


def test_an_item_that_is_not_closed_takes_no_other_with_it(load):
    found = load(START + item(0) + item(1).removesuffix("</item>") + item(2) + END)
    assert [one.headline for one in found.articles] == ["Kop 0", "Kop 2"]
    assert "1 cut off" in found.findings[0].message


def test_html_that_nobody_escaped_harms_its_own_item_only(load):
    bare = "<item><title>Kop 1</title><description><p>Een<br>twee</p></description></item>"
    found = load(START + item(0) + bare + item(2) + END)
    assert [one.headline for one in found.articles] == ["Kop 0", "Kop 1", "Kop 2"]
    assert "1 damaged" in found.findings[0].message


def test_a_text_that_lost_its_end_swallows_no_other_item(load):
    found = load(START + item(0) + item(1).replace("]]>", "") + item(2) + END)
    assert [one.headline for one in found.articles] == ["Kop 0", "Kop 1", "Kop 2"]
    assert "1 damaged" in found.findings[0].message


def test_a_text_may_be_about_feeds(load):
    about = "<item><title>Kop</title><description><![CDATA[Zo: <pre></item></pre> <item>]]></description>"
    found = load(f"{START}{about}</item>{item(2)}{END}")
    assert [one.headline for one in found.articles] == ["Kop", "Kop 2"]
    assert found.findings == ()


def test_one_stray_byte_garbles_no_other_accents(load):
    text = f'<?xml version="1.0" encoding="utf-8"?>{START}<item><title>één</title></item>'.encode()
    found = load(text + b"<item><title>twee\x92\x81</title></item>" + END.encode())
    assert [one.headline for one in found.articles] == ["één", "twee’\ufffd"]
    assert found.findings[0].check == "encoding"


def test_a_prefix_that_nobody_declared_is_known_by_its_name(load):
    found = load(
        "<rss><channel><item><title>A</title><dc:creator>Lies Peeters</dc:creator>"
        '<media:content url="https://k.example/a.jpg" medium="image"/><vreemd:ding/></item></channel></rss>'
    )
    assert found.articles[0].authors == (Author("Lies Peeters"),)
    assert found.articles[0].image == Image("https://k.example/a.jpg")


def test_a_guid_that_two_items_share_names_neither(load):
    items = "".join(
        f"<item><title>{name}</title><guid>{guid}</guid></item>"
        for name, guid in (("A", 1), ("B", 1), ("C", 2))
    )
    found = load(START + items + END)
    assert len({one.id for one in found.articles} - {"1"}) == 3
    assert found.articles[2].id == "2"
    assert "repeat another one's guid" in found.findings[0].message


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("utf-8", "utf-8-sig"),
        ("iso-8859-1", "cp1252"),
        ("windows-1252", "cp1252"),
        ("utf-8", "cp1252"),
        ("", "cp1252"),
        ("iso-8859-1", "utf-8"),
        ("utf-16", "utf-16"),
        ("utf-16", "utf-16-le"),
        ("utf-16", "utf-16-be"),
        ("utf-16", "utf-8"),
        ("koi8-r", "koi8-r"),
        ("geen-charset", "utf-8"),
    ],
)
def test_encodings_are_told_apart(load, declared, encoding):
    word = "Зенит" if encoding == "koi8-r" else "één"
    text = f'<?xml version="1.0" encoding="{declared}"?>{START}<item><title>{word}</title></item>{END}'
    assert load(text.encode(encoding)).articles[0].headline == word


def test_control_characters_and_nuls_are_dropped(load):
    text = f"{START}<item><title>A\x00\x07B&#0;&#1;C&#xFFFF;\uffffD</title></item>{END}"
    assert load(text).articles[0].headline == "ABCD"


def test_junk_before_and_after_the_feed_is_passed_over(load):
    found = load("\n\nWarning: cache.php\n" + START + item(0) + END + "<!-- 0.2 s --><script>x</script>")
    assert [one.headline for one in found.articles] == ["Kop 0"]


def test_ten_times_the_items_take_no_more_than_their_share(load, record_property):
    few, many = (START + "".join(map(item, range(number))) + END for number in (1_000, 10_000))
    assert len(many) < 5_000_000
    assert len(load(many).articles) == 10_000
    times = effort(lambda: load(many)) / effort(lambda: load(few))
    assert times < 20
    record_property("figure", f"ten times the items, 10,000 for 1,000: {times:.1f} times the processor")


def test_more_than_ten_thousand_items_are_refused_before_they_are_read(refusal):
    text = START + "<item/>" * 10_001 + END
    assert "10,001 items" in refusal(text).message
    assert effort(lambda: refusal(text)) < 40


@pytest.mark.parametrize(
    "item",
    [
        "".join(f"<category>{number}</category>" for number in range(100_000)),
        f"<author>{'a' * 1_000_000}</author>",
        f"<pubDate>{'1 ' * 1_000_000}</pubDate>",
        f'<content:encoded type="application/xhtml+xml">{chr(10) * 2_000_000}x</content:encoded>',
        "<b>" * 200 + "</b>" * 200,
        f"<description>{'&lt;div&gt;' * 100_000}</description>",
        "<![CDATA[" * 100_000,
        "<!--" * 100_000,
        "<!DOCTYPE a [" * 50_000,
        "<?x " * 100_000,
        f"<title>{'&' * 300_000}</title>",
        f"<b><author>{'a' * 90_000}</author>",
        f"<b><author>{('a' * 190 + ' ') * 500}</author>",
        f"<b>{'<a ' * 30_000}",
        f"<b>{'<a b=' * 18_000}>",
        f"<b>{'</' * 45_000}",
        f"<b>{'<!' * 45_000}",
        f"<b>{'<c><category>' * 7_000}",
        f"<title>{'[' * 1_000_000}</title><description>{'. ' * 500_000}</description>",
        " ".join(f'<a xmlns:n{number}="u"/>' for number in range(50_000)),
    ],
)
def test_nothing_takes_more_than_linear_time(load, item):
    def loaded():
        with suppress(SourceError):
            load(f"{START}<item><title>Kop</title>{item}</item>{END}")

    assert effort(loaded) < 100


def test_damaged_items_without_end_are_read_to_a_limit(load):
    damaged = f"<item><title>Kop</title><b>{'<c><category>' * 7_000}</item>"
    text = START + item(0) + damaged * 20 + END
    found = load(text)
    assert effort(lambda: load(text)) < 300
    assert found.articles[0].headline == "Kop 0"
    assert "left out" in found.findings[0].message


@pytest.mark.parametrize("kind", ["flip", "delete", "repeat"])
def test_of_a_mutated_feed_the_items_elsewhere_come_through(load, kind, record_property):
    seed = random.Random(f"feeds {kind}")
    parts = [part.encode() for part in (START, *map(item, range(8)), END)]
    missed = []

    def loaded():
        for _ in range(100):
            at = seed.randrange(8)
            found = load(b"".join([*parts[: at + 1], mutation(kind, parts[at + 1], seed), *parts[at + 2 :]]))
            elsewhere = {f"Kop {number}" for number in range(8)} - {f"Kop {at}"}
            missed.extend(elsewhere - {one.headline for one in found.articles})
            assert not any("<item" in one.description for one in found.articles)

    assert effort(loaded) < 600
    record_property("figure", f"{kind}: {len(missed)} of 700 items beside mutated ones lost")
    assert not missed


@pytest.mark.parametrize("kind", ["flip", "delete", "repeat"])
def test_a_feed_mutated_anywhere_loads_or_is_refused(load, kind):
    seed = random.Random(f"anywhere {kind}")
    rss = (START + item(0) + item(1) + END).encode()
    atom = f"{ATOM}<entry><id>a</id><title>Kop</title><content>Tekst</content></entry></feed>".encode()

    def loaded():
        for _ in range(100):
            with suppress(SourceError):
                load(mutation(kind, mutation(kind, seed.choice([rss, atom]), seed), seed))

    assert effort(loaded) < 400


def mutation(kind, part, seed):
    """Mutate bytes: a few changed, a slice gone, or a slice twice."""
    where, length = seed.randrange(len(part)), seed.randrange(1, 40)
    if kind == "flip":
        return (
            part[:where]
            + bytes(byte ^ seed.randrange(256) for byte in part[where : where + 3])
            + part[where + 3 :]
        )
    if kind == "delete":
        return part[:where] + part[where + length :]
    return part[: where + length] + part[where:]


@pytest.mark.parametrize("settings", [Settings(), Settings(path="a.xml", url="https://kroniek.example/feed")])
def test_a_source_needs_either_a_path_or_an_address(tmp_path, settings):
    with pytest.raises(ConfigError, match="either path or url"):
        Feed(settings, context(tmp_path)).articles()
