import json
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from publisher.errors import ConfigError, SourceError
from publisher.match import MatchReport
from publisher.model import Article, Author, Block, Image, Loaded, RelatedLink
from publisher.ports import Context, Fetched
from publisher.sources.pages.page_html import PageHtml, Settings

ZONE = ZoneInfo("Europe/Brussels")
NOW = datetime(2026, 5, 2, 12, tzinfo=UTC)
URL = "https://www.krant.example/sport/verslag-1"
TEXT = "De ploeg van Zwartberg won na een late ommekeer, en dat was na een bleke eerste helft verdiend. "
PARAGRAPHS = "".join(f"<p>{TEXT}({number})</p>" for number in range(5))
ARTICLE = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "headline": "Zwartberg wint na late ommekeer",
    "description": "Twee goals in blessuretijd.",
    "author": {"@type": "Person", "name": "An Peeters"},
    "datePublished": "2026-05-01T22:45:00+02:00",
}


def dumped(data: object) -> str:
    return json.dumps(data).replace("</", "<\\/")


def page(*data: object, head: str = "", body: str = f"<article><h1>Kop</h1>{PARAGRAPHS}</article>") -> str:
    scripts = "".join(
        f'<script type="application/ld+json">{item if isinstance(item, str) else dumped(item)}</script>'
        for item in data
    )
    return f"<!doctype html><html lang='nl'><head>{scripts}{head}</head><body>{body}</body></html>"


def load(html: str, url: str = URL, charset: str | None = "utf-8", **settings: str) -> Loaded:
    def fetch(asked: str) -> Fetched:
        return Fetched(asked, html.encode(), NOW, "text/html", charset, '"e"')

    context = Context(date(2026, 5, 2), ZONE, Path(), clock=lambda: NOW, fetch=fetch)
    return PageHtml(Settings(url=url, **settings), context).articles()


def read(html: str, url: str = URL, charset: str | None = "utf-8") -> Article:
    (article,) = load(html, url, charset).articles
    return article


def texts(article: Article) -> list[tuple[str, str]]:
    return [(block.type, block.text) for block in article.body]


def test_json_ld_gives_the_fields_of_the_article():
    article = read(
        page(
            ARTICLE
            | {
                "alternativeHeadline": "Ommekeer in Zwartberg",
                "dateModified": "2026-05-02T06:00:00Z",
                "articleSection": ["Sport", "Voetbal"],
                "keywords": "Zwartberg, beker",
                "inLanguage": "nl_BE",
                "publisher": {"@type": "Organization", "name": "De Ochtendkrant"},
                "isAccessibleForFree": "True",
                "commentCount": "12",
                "genre": "verslag",
            }
        )
    )
    assert article.headline == "Zwartberg wint na late ommekeer"
    assert article.alternative_headline == "Ommekeer in Zwartberg"
    assert article.description == "Twee goals in blessuretijd."
    assert article.authors == (Author("An Peeters"),)
    assert article.date_published == datetime(2026, 5, 1, 20, 45, tzinfo=UTC)
    assert article.date_modified == datetime(2026, 5, 2, 6, tzinfo=UTC)
    assert (article.section, article.tags) == ("Sport", ("Zwartberg", "beker"))
    assert (article.language, article.publisher, article.genre) == ("nl-BE", "De Ochtendkrant", "verslag")
    assert (article.is_accessible_for_free, article.comment_count) == (True, 12)
    assert article.source is not None
    assert (article.source.kind, article.source.url, article.source.etag) == ("page", URL, '"e"')


def test_meta_elements_speak_where_json_ld_is_silent():
    head = """<title>Kop van het stuk | De Ochtendkrant</title>
    <meta property="og:title" content="Kop van het stuk"><meta property="og:type" content="article">
    <meta property="og:description" content="De standfirst.">
    <meta name="byl" content="Door An Peeters en Jan Claes"><meta property="og:locale" content="nl_BE">
    <meta property="article:published_time" content="2026-05-01T20:45:00">
    <meta property="article:section" content="Sport"><meta property="article:tag" content="beker">
    <meta property="og:site_name" content="De Ochtendkrant">"""
    article = read(page(head=head))
    assert (article.headline, article.description) == ("Kop van het stuk", "De standfirst.")
    assert article.authors == (Author("An Peeters"), Author("Jan Claes"))
    assert article.date_published == datetime(2026, 5, 1, 20, 45, tzinfo=ZONE)
    assert (article.section, article.tags, article.publisher) == ("Sport", ("beker",), "De Ochtendkrant")
    assert article.language == "nl"


def test_microdata_and_time_elements_speak_last():
    body = f"""<article><h1>Kop</h1><span itemprop="author"><b itemprop="name">An Peeters</b></span>
    <time datetime="2026-05-01T20:45+02:00">gisteren</time>{PARAGRAPHS}</article>"""
    article = read(page(body=body))
    assert article.authors == (Author("An Peeters"),)
    assert article.date_published == datetime(2026, 5, 1, 18, 45, tzinfo=UTC)


@pytest.mark.parametrize(
    "data",
    [
        [ARTICLE],
        {"@graph": [{"@type": "WebSite", "name": "x"}, ARTICLE]},
        {"@type": "WebPage", "mainEntity": ARTICLE},
        ARTICLE | {"@type": ["Thing", "ReportageNewsArticle"]},
        ARTICLE | {"@type": "http://schema.org/OpinionNewsArticle"},
        ARTICLE | {"@type": "BlogPosting"},
    ],
)
def test_the_article_is_found_wherever_json_ld_keeps_it(data):
    assert read(page(data)).authors == (Author("An Peeters"),)


@pytest.mark.parametrize(
    "script",
    [
        json.dumps(ARTICLE)[:-1] + ",}",
        f"<!-- {json.dumps(ARTICLE)} -->",
        f"//<![CDATA[\n{json.dumps(ARTICLE)}\n//]]>",
        f"{json.dumps(ARTICLE)};",
        json.dumps(ARTICLE).replace("goals in", "goals\n\tin"),
        json.dumps(ARTICLE).replace('"', "&quot;"),
    ],
)
def test_json_ld_that_is_broken_in_a_common_way_is_mended(script):
    loaded = load(page(script))
    assert loaded.articles[0].description == "Twee goals in blessuretijd."
    assert loaded.findings == ()


def test_json_ld_beyond_mending_is_left_aside_with_a_word():
    head = '<meta property="og:type" content="article"><meta property="og:title" content="Kop">'
    loaded = load(page('{"@type": "NewsArticle", "headline": "a" b"}', head=head))
    assert loaded.articles[0].headline == "Kop"
    assert [(finding.severity, finding.where) for finding in loaded.findings] == [("info", URL)]


def test_of_two_articles_the_one_that_agrees_with_the_page_speaks_and_they_are_never_mixed():
    other = ARTICLE | {"headline": "Iets heel anders over de markt", "author": "Tom Maes", "genre": "nieuws"}
    head = '<meta property="og:title" content="Zwartberg wint na late ommekeer">'
    for data in ([other, ARTICLE], [ARTICLE, other]):
        article = read(page(*data, head=head))
        assert (article.headline, article.genre) == (ARTICLE["headline"], None)
    own = other | {"url": URL}
    head = f'<link rel="canonical" href="{URL}">'
    assert read(page(ARTICLE, own, head=head)).authors == (Author("Tom Maes"),)


def test_articles_that_are_all_of_other_pages_tell_nothing():
    other = ARTICLE | {"url": "https://www.krant.example/ander", "headline": "Markt zakt diep weg"}
    head = f'<meta property="og:title" content="Kop van het stuk"><link rel="canonical" href="{URL}">'
    loaded = load(page(other, head=head))
    assert (loaded.articles[0].headline, loaded.articles[0].authors) == ("Kop van het stuk", ())
    assert "none of this page's own" in loaded.findings[0].message


def test_references_by_id_are_followed_also_in_circles():
    data = {
        "@graph": [
            ARTICLE | {"author": {"@id": "#an"}, "publisher": {"@id": "#a"}},
            {"@id": "#an", "@type": "Person", "name": "An Peeters", "url": "/an"},
            {"@id": "#a", "isPartOf": {"@id": "#b"}},
            {"@id": "#b", "isPartOf": {"@id": "#a"}},
        ]
    }
    assert read(page(data)).authors == (Author("An Peeters", "https://www.krant.example/an"),)


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ("Door An Peeters", ["An Peeters"]),
        ("By An Peeters, Jan Claes and Tom Maes", ["An Peeters", "Jan Claes", "Tom Maes"]),
        (
            {"@type": "Person", "name": "Von An Peeters und Jan Claes, dpa"},
            ["An Peeters", "Jan Claes", "dpa"],
        ),
        ("Peeters, An", ["Peeters, An"]),
        ({"@type": "Organization", "name": "Claes and Maes"}, ["Claes and Maes"]),
        (["Par An Peeters", {"name": "an-peeters"}], ["An Peeters"]),
        ({"name": "An Peeters (ape)"}, ["An Peeters"]),
        ("https://social.example/an", []),
        ({"name": ["An Peeters", "Jan Claes"]}, ["An Peeters", "Jan Claes"]),
        ({"name": "12345"}, []),
        (None, []),
    ],
)
def test_authors_are_names_without_the_words_of_a_byline(author, names):
    assert [who.name for who in read(page(ARTICLE | {"author": author})).authors] == names


def test_the_site_as_author_gives_way_to_a_person():
    data = ARTICLE | {"author": {"name": "De Ochtendkrant"}, "publisher": {"name": "De Ochtendkrant"}}
    assert read(page(data)).authors == (Author("De Ochtendkrant"),)
    body = f'<article><h1>Kop</h1><a rel="author" href="/an">An Peeters</a>{PARAGRAPHS}</article>'
    assert read(page(data, body=body)).authors == (Author("An Peeters"),)


@pytest.mark.parametrize(
    ("title", "heading", "headline"),
    [
        ("Zwartberg wint | De Ochtendkrant", "Zwartberg wint", "Zwartberg wint"),
        ("Zwartberg wint - De Ochtendkrant", "Zwartberg wint", "Zwartberg wint"),
        ("Zwartberg - Heide 3-1", "Wat een avond", "Zwartberg - Heide 3-1"),
    ],
)
def test_a_titles_end_goes_only_where_the_page_shows_it_is_the_sites(title, heading, headline):
    body = f"<article><h1>{heading}</h1>{PARAGRAPHS}</article>"
    head = f'<meta property="og:title" content="{title}">'
    assert read(page(head=head, body=body)).headline == headline


def test_a_headline_that_was_cut_off_is_given_in_full():
    data = ARTICLE | {"headline": "Zwartberg wint na late…"}
    body = f"<article><h1>Zwartberg wint na late ommekeer</h1>{PARAGRAPHS}</article>"
    assert read(page(data, body=body)).headline == "Zwartberg wint na late ommekeer"


def test_a_heading_that_the_page_gives_twice_wins_over_json_ld():
    head = '<meta property="og:title" content="Wat een avond! | De Ochtendkrant">'
    body = f"<article><h1>Wat een avond!</h1>{PARAGRAPHS}</article>"
    assert read(page(ARTICLE, head=head, body=body)).headline == "Wat een avond!"


def test_a_lede_is_given_as_printed_and_not_repeated_in_the_body():
    data = ARTICLE | {"description": "Twee goals in blessuretijd brachten de..."}
    lede = "Twee goals in blessuretijd brachten de ommekeer voor de thuisploeg."
    article = read(page(data, body=f"<article><h1>Kop</h1><p>{lede}</p>{PARAGRAPHS}</article>"))
    assert (article.description, article.description_truncated) == (lede, False)
    assert lede not in [block.text for block in article.body]


@pytest.mark.parametrize("end", ["...", "…", " [...]"])
def test_a_lede_that_stays_cut_off_says_so(end):
    article = read(page(ARTICLE | {"description": f"Twee goals in blessuretijd{end}"}))
    assert article.description_truncated


def test_the_address_is_the_canonical_one_on_the_same_host():
    for head, url in (
        ('<link rel="canonical" href="/verslag">', "https://www.krant.example/verslag"),
        ('<meta property="og:url" content="https://krant.example/v?a=1">', "https://krant.example/v?a=1"),
        ('<link rel="canonical" href="https://elders.example/v">', URL),
        ('<link rel="canonical" href="https://www.krant.example/">', URL),
        ('<link rel="canonical" href="javascript:alert(1)">', URL),
    ):
        assert read(page(ARTICLE, head=head)).url == url


def test_the_picture_comes_with_the_words_that_the_page_has_for_it():
    data = ARTICLE | {
        "image": {
            "@type": "ImageObject",
            "url": "/foto/a.jpg?w=1200",
            "width": "1200",
            "height": {"value": 800},
            "creditText": "An Peeters",
        }
    }
    picture = '<img src="/foto/a.jpg?w=300" alt="De spits juicht">'
    figure = f"<figure>{picture}<figcaption>Vreugde.</figcaption></figure>"
    article = read(page(data, body=f"<article><h1>Kop</h1>{figure}{PARAGRAPHS}</article>"))
    assert article.image == Image(
        "https://www.krant.example/foto/a.jpg?w=1200",
        "De spits juicht",
        "Vreugde.",
        "An Peeters",
        1200,
        800,
    )
    head = '<meta property="og:image" content="/b.jpg"><meta property="og:image:alt" content="De tribune">'
    assert read(page(ARTICLE, head=head)).image == Image("https://www.krant.example/b.jpg", "De tribune")


def test_a_body_keeps_what_is_article_and_drops_the_furniture():
    body = f"""<nav><p>Menu met genoeg woorden om op een alinea te lijken, maar het is er geen.</p></nav>
    <main><article><h1>Kop</h1><div class="share-bar"><p>Deel dit stuk</p></div>
    {PARAGRAPHS}<h2>Tweede helft</h2><p>{TEXT}</p><p><strong>Late druk</strong></p><p>{TEXT}!</p>
    <p>Lees ook: <a href="/ander">Een ander stuk</a></p>
    <ul><li>Eén.</li><li><a href="/x">Nog een stuk</a></li></ul>
    <blockquote><p>Wij geloofden erin.</p></blockquote>
    <aside><p>Meer nieuws uit de streek hiernaast.</p></aside>
    <figure><img data-src="/c.jpg" src="data:image/gif;base64,R0" alt="Bal">
    <figcaption>De bal.</figcaption></figure><form><p>Schrijf je in op de nieuwsbrief.</p></form>
    <h3>Meer over dit onderwerp</h3></article></main>
    <footer><p>Alle rechten voorbehouden.</p></footer>"""
    article = read(page(ARTICLE, body=body))
    assert texts(article)[5:] == [
        ("subheading", "Tweede helft"),
        ("paragraph", TEXT.strip()),
        ("subheading", "Late druk"),
        ("paragraph", f"{TEXT}!"),
        ("list_item", "Eén."),
        ("quote", "Wij geloofden erin."),
        ("image", "De bal."),
    ]
    assert article.body[-1].image == Image("https://www.krant.example/c.jpg", "Bal", "De bal.")
    assert article.related == (
        RelatedLink("Een ander stuk", "https://www.krant.example/ander", "recirculation"),
    )


@pytest.mark.parametrize(
    "body",
    [
        f'<div class="teasers"><p>{TEXT}</p></div><div itemprop="articleBody">{PARAGRAPHS}</div>',
        f"<div><div><p>x</p></div><div>{PARAGRAPHS}</div></div>",
        f'<form><div class="paywall" hidden>{PARAGRAPHS}</div></form>',
        "".join(f"<section><p>{TEXT}({number})</p></section>" for number in range(4)),
        "".join(f"<div><span>{TEXT}({number})</span></div>" for number in range(4)),
        "<div>" + "<br><br>".join(f"{TEXT}({number})" for number in range(4)) + "</div>",
        f"<article><p>{TEXT}<p>x</article><article>{PARAGRAPHS}{PARAGRAPHS}</article>",
    ],
)
def test_the_body_is_found_however_it_is_marked_up(body):
    found = [text for _, text in texts(read(page(ARTICLE, body=f"<h1>Kop</h1>{body}")))]
    assert [f"{TEXT}({number})" for number in range(4)] == [text for text in found if "(" in text][:4]


def test_json_ld_gives_the_body_where_the_page_shows_far_less():
    data = ARTICLE | {"articleBody": f"{TEXT}\n{TEXT}&amp; meer"}
    article = read(page(data, body="<h1>Kop</h1><p>Laden.</p>"))
    assert texts(article) == [("paragraph", TEXT.strip()), ("paragraph", f"{TEXT}& meer")]
    marked = read(page(ARTICLE | {"articleBody": f"<p>{TEXT}</p><script>x</script>"}, body="<h1>Kop</h1>"))
    assert texts(marked) == [("paragraph", TEXT.strip())]


def test_a_live_blog_gives_its_updates():
    update = {"@type": "BlogPosting", "headline": "90' Goal!", "articleBody": "De bal ligt erin."}
    data = ARTICLE | {"@type": "LiveBlogPosting", "liveBlogUpdate": [update, {"headline": "leeg"}]}
    assert texts(read(page(data))) == [("subheading", "90' Goal!"), ("paragraph", "De bal ligt erin.")]


EVENT = {
    "@type": "SportsEvent",
    "homeTeam": {"@type": "SportsTeam", "name": "Zwartberg"},
    "awayTeam": "Heide",
    "startDate": "2026-05-01T20:45:00+02:00",
    "location": {"@type": "Place", "name": "Stadion De Hei"},
    "superEvent": {"@type": "SportsEvent", "name": "Beker van de Heide"},
}


@pytest.mark.parametrize(
    "data", [[ARTICLE, EVENT], [ARTICLE | {"about": EVENT}], [ARTICLE | {"mentions": [EVENT]}]]
)
def test_a_sports_event_gives_the_match_and_no_score(data):
    match = read(page(*data)).match
    known = ("home_team", "away_team", "start_date", "location", "competition")
    assert match == MatchReport(
        "Zwartberg",
        "Heide",
        start_date=datetime(2026, 5, 1, 18, 45, tzinfo=UTC),
        location="Stadion De Hei",
        competition="Beker van de Heide",
        provenance=dict.fromkeys(known, "json-ld"),
    )


def test_matches_that_the_article_does_not_name_are_not_guessed_at():
    other = EVENT | {"homeTeam": "Lommerrijk"}
    assert read(page(ARTICLE, EVENT, other)).match is None
    assert read(page(ARTICLE, EVENT | {"awayTeam": None})).match is None
    named = read(page(ARTICLE | {"about": other}, EVENT)).match
    assert named is not None
    assert named.home_team == "Lommerrijk"


def test_reactions_are_counted():
    def counter(action: object, number: object) -> dict[str, object]:
        return {"@type": "InteractionCounter", "interactionType": action, "userInteractionCount": number}

    data = ARTICLE | {
        "interactionStatistic": [
            counter({"@type": "CommentAction"}, "7"),
            counter("https://schema.org/LikeAction", 41),
            counter("https://schema.org/ShareAction", -3),
        ]
    }
    article = read(page(data))
    assert (article.comment_count, article.user_interaction_count) == (7, 41)


@pytest.mark.parametrize(
    "data",
    [
        {"isAccessibleForFree": False},
        {"isAccessibleForFree": "False"},
        {"isAccessibleForFree": True, "hasPart": {"isAccessibleForFree": "false", "cssSelector": ".paywall"}},
    ],
)
def test_an_article_behind_a_paywall_is_loaded_with_a_word(data):
    loaded = load(page(ARTICLE | data))
    assert loaded.articles[0].is_accessible_for_free is False
    assert loaded.articles[0].body
    assert [finding.severity for finding in loaded.findings] == ["info"]
    assert "not free" in loaded.findings[0].message


def test_a_page_without_an_article_is_refused():
    teasers = "".join(f"<div><h2><a href='/{n}'>Kop {n}</a></h2><p>{TEXT}</p></div>" for n in range(20))
    listed = {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": ARTICLE}]}
    for html, url in (
        (page(body=teasers), URL),
        (page(listed, body=teasers), URL),
        (page(body="<h1>Contact</h1><p>Bel ons.</p>"), URL),
        (page(head='<link rel="canonical" href="/">', body=PARAGRAPHS), "https://www.krant.example/"),
        ("gewone tekst", URL),
    ):
        with pytest.raises(SourceError, match="no article in this page") as caught:
            load(html, url)
        assert (caught.value.where, bool(caught.value.remedy)) == (url, True)


def test_a_page_in_a_file_is_decoded_by_what_it_declares(tmp_path):
    html = page(head='<meta charset="iso-8859-1">', body=f"<h1>Ommekeer in België</h1>{PARAGRAPHS}")
    (tmp_path / "stuk.html").write_bytes(html.encode("cp1252"))
    context = Context(date(2026, 5, 2), ZONE, tmp_path, clock=lambda: NOW)
    (article,) = PageHtml(Settings(path="stuk.html"), context).articles().articles
    assert (article.headline, article.url) == ("Ommekeer in België", None)
    assert article.source is not None
    assert article.source.url == "stuk.html"


@pytest.mark.parametrize("charset", ["iso-8859-1", "iso-8859-15", "windows-1252"])
def test_a_western_charset_that_is_declared_in_utf8_is_not_believed(charset):
    body = f"<h1>België</h1>{PARAGRAPHS}"
    assert read(page(head=f'<meta charset="{charset}">', body=body), charset=None).headline == "België"


def test_trafilatura_is_asked_for_by_name_where_it_is_missing(monkeypatch):
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    assert load(page(ARTICLE)).articles
    with pytest.raises(ConfigError, match=r"publisher\[extract\]"):
        load(page(ARTICLE), extract="trafilatura")


def test_trafilatura_gives_the_body_and_never_the_lede():
    pytest.importorskip("trafilatura", exc_type=ImportError)
    (article,) = load(page(ARTICLE), extract="trafilatura").articles
    assert article.description == ARTICLE["description"]
    assert Block("paragraph", f"{TEXT}(3)") in article.body
