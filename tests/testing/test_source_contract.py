"""Every kind of source passes the suite that packages of others run; a kind without an example fails."""

import json

import pytest
from newsrooms import ROOT

from publisher import registry
from publisher.config import Table
from publisher.testing.sources import SourceContract, context

SITE = "https://blad.internal"
RSS = f"""<rss version="2.0"><channel><title>Blad</title><link>{SITE}</link><description>x</description>
<item><guid>1</guid><title>Duinrode &amp;amp; co</title><link>/1</link><description>&lt;b&gt;Lede&lt;/b&gt;.
</description><pubDate>Mon, 23 Nov 2026 20:00:00 +0100</pubDate></item>
<item><guid>2</guid><title>Kapelveld wacht</title><link>javascript:alert(1)</link></item></channel></rss>"""
JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "items": [
            {"id": "1", "title": "Duinrode wint", "url": "/1", "content_html": "<p>Een.</p><p>Twee.</p>"},
            {"id": "2", "title": "Kapelveld verliest", "date_published": "2026-11-23T20:00:00"},
        ],
    }
)
PAGE = """<html lang="nl"><head><title>{0}</title><meta property="og:title" content="{0}">
<meta property="og:description" content="Een lede over {0}."><meta property="og:type" content="article">
</head><body><article><h1>{0}</h1><p>Een alinea met genoeg woorden om er een te zijn, ook hier.</p>
<p>En nog een alinea met genoeg woorden om er een te zijn, ook daar.</p></article></body></html>"""
POSTS = [
    {
        "id": number,
        "date_gmt": "2026-11-23T19:00:00",
        "modified_gmt": "2026-11-23T19:00:00",
        "guid": {"rendered": f"{SITE}/?p={number}"},
        "link": f"{SITE}/{number}",
        "status": "publish",
        "title": {"rendered": f"Kop &#8217;{number}"},
        "excerpt": {"rendered": "<p>Lede.</p>", "protected": False},
        "content": {"rendered": "<p>Lede.</p><p>Meer tekst.</p>", "protected": False},
    }
    for number in (1, 2)
]
GHOST = {
    "posts": [
        {
            "id": f"6570{number}",
            "title": f"Kop {number}",
            "url": f"{SITE}/{number}/",
            "html": "<p>Lede.</p><p>Meer.</p>",
            "published_at": "2026-11-23T20:00:00.000+01:00",
            "visibility": "public",
        }
        for number in (1, 2)
    ]
}
SITEMAP = f"""<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc>{SITE}/1</loc><news:news><news:title>Duinrode wint</news:title>
<news:publication_date>2026-11-23T20:00:00+01:00</news:publication_date></news:news></url>
<url><loc>{SITE}/2</loc><news:news><news:title>Kapelveld verliest</news:title></news:news></url></urlset>"""
MARKDOWN = '+++\nheadline = "{0}"\ndate_published = "edition-1 20:00"\n+++\nEen lede.\n\nEen alinea.\n'
TABLE = "kop;link;datum\nDuinrode wint;https://blad.internal/1;23/11/2026 20:00\nKapelveld verliest;;\n"

# By kind, what lies in a file. A page holds one article, so its example is two pages.
EXAMPLES = {
    "feed": RSS,
    "json_feed": JSON_FEED,
    "wordpress": json.dumps(POSTS),
    "ghost": json.dumps(GHOST),
    "csv": TABLE,
    "news_sitemap": SITEMAP,
    "page_text": "Duinrode wint\n\ndoor\nDuinrode wint\n\nEen lede.\n\nMeest recent\n\nKapelveld verliest\n\n"
    "Een teaser ...\n\n12\n12\n\nMeer sportnieuws\n",
    "folder": "",
    "page": "",
}


class Both:
    """Two sources of one article each, as one."""

    def __init__(self, *sources):
        self._sources = sources

    def articles(self, since=None):
        first, second = (source.articles(since) for source in self._sources)
        return type(first)(first.articles + second.articles, first.findings + second.findings)


@pytest.fixture(params=sorted(registry.SOURCES))
def kind(request):
    return request.param


def made(kind, folder, path):
    return registry.source(kind, Table("[[sources]]", {"path": path}, "campaign.toml"), context(folder))


class TestEveryKind(SourceContract):
    @pytest.fixture
    def source(self, kind, tmp_path):
        for name in ("a", "b"):
            (tmp_path / "map").mkdir(exist_ok=True)
            (tmp_path / "map" / f"{name}.md").write_text(MARKDOWN.format(f"Kop {name}"), "utf-8")
            (tmp_path / f"{name}.html").write_text(PAGE.format(f"Kop van {name}"), "utf-8")
        (tmp_path / "x").write_text(EXAMPLES[kind], "utf-8")
        if kind == "page":
            return Both(made(kind, tmp_path, "a.html"), made(kind, tmp_path, "b.html"))
        return made(kind, tmp_path, "map" if kind == "folder" else "x")

    @pytest.fixture
    def missing(self, kind, tmp_path):
        return made(kind, tmp_path, "weg")


@pytest.mark.parametrize("kind", sorted({*registry.SOURCES} - {"folder", "page_text"}))
def test_on_the_web_a_place_that_is_not_there_is_a_source_error_as_well(kind, tmp_path):
    table = Table("[[sources]]", {"url": f"{SITE}/weg"} | ({"key": "k"} if kind == "ghost" else {}), "x")
    source = registry.source(kind, table, context(tmp_path))
    TestEveryKind().test_a_place_that_is_not_there_is_a_source_error_with_place_and_remedy(source)


def test_the_shipped_sample_passes_as_well(tmp_path):
    source = made("folder", ROOT, "campaigns/sample/nl")
    given = source.articles()
    suite = TestEveryKind()
    suite.test_its_words_are_plain_text(given)
    suite.test_its_moments_are_zoned(given)
