import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest

from publisher.errors import ConfigError, SourceError
from publisher.model import Author, Block, Image, Loaded
from publisher.ports import Context, Fetch, Fetched
from publisher.sources.apis.wordpress import Settings, WordPress

NOW = datetime(2026, 5, 2, 8, 0, tzinfo=UTC)
SITE = "https://kroniek.test"
POSTS = "/wp/v2/posts"
# The REST API Handbook: "Posts", "List Posts: Arguments" (page of 2024-01-16), and "Global Parameters".
ARGUMENTS = frozenset(
    "context page per_page search after modified_after author author_exclude before modified_before exclude "
    "include offset order orderby slug status tax_relation categories categories_exclude tags tags_exclude "
    "sticky _fields _embed rest_route".split()
)


class Site:
    """A WordPress site, after the REST API Handbook: "Posts" and "Pagination" (pages of 2024-01-16).

    It keeps its posts by local time, newest first, and compares `after` with that, a moment with a zone after
    bringing it there (WP_Date_Query::build_mysql_datetime, WordPress 6). An argument that is not in the
    handbook fails the test. `offset` past the end is an empty list. Embedded is what `_embed` names.
    """

    def __init__(
        self, *posts: dict[str, object], zone: str = "Europe/Brussels", permalinks: bool = True
    ) -> None:
        self.posts = list(posts)
        self.zone = ZoneInfo(zone)
        self.permalinks = permalinks
        self.asked: list[Mapping[str, str]] = []

    def __call__(self, url: str) -> Fetched:
        parts = urlsplit(url)
        query = {key: values[0] for key, values in parse_qs(parts.query, strict_parsing=True).items()}
        assert not query.keys() - ARGUMENTS
        self.asked.append(query)
        route = query.get("rest_route") or parts.path.partition("/wp-json")[2]
        if route != POSTS or (not self.permalinks and "rest_route" not in query):
            raise SourceError("404 Not Found", where=f"{parts.scheme}://{parts.netloc}{parts.path}")
        return Fetched(url, json.dumps(self._found(query)).encode(), NOW, "application/json")

    def _found(self, query: Mapping[str, str]) -> list[dict[str, object]]:
        size = int(query.get("per_page", 10))
        assert 1 <= size <= 100
        start = int(query.get("offset", 0))
        assert (query.get("orderby", "date"), query.get("order", "desc")) == ("date", "desc")
        chosen = sorted(self.posts, key=lambda post: str(post["date"]), reverse=True)
        if after := query.get("after"):
            bound = self._local(after)
            chosen = [post for post in chosen if datetime.fromisoformat(str(post["date"])) > bound]
        if wanted := query.get("categories"):
            chosen = [post for post in chosen if int(wanted) in post["categories"]]
        embedded = set(query.get("_embed", "").split(","))
        return [self._shown(post, embedded) for post in chosen[start : start + size]]

    def _local(self, text: str) -> datetime:
        moment = datetime.fromisoformat(text)
        return moment.astimezone(self.zone).replace(tzinfo=None) if moment.tzinfo else moment

    def _shown(self, post: dict[str, object], embedded: set[str]) -> dict[str, object]:
        known = {key: value for key, value in post["_embedded"].items() if key in embedded}
        return {**post, "_embedded": known}


def post(number: int = 1, at: str = "2026-05-01T22:45:00", **changes: object) -> dict[str, object]:
    """Give a post as the site in Brussels has it; its local time is two hours ahead of its UTC."""
    utc = datetime.fromisoformat(at) - timedelta(hours=2)
    return {
        "id": number,
        "date": at,
        "date_gmt": utc.isoformat(),
        "modified_gmt": utc.isoformat(),
        "guid": {"rendered": f"{SITE}/?p={number}"},
        "link": f"{SITE}/kop-{number}/",
        "status": "publish",
        "title": {"rendered": f"Kop {number}"},
        "content": {"rendered": "<p>Eerste zin.</p>\n<p>Tweede zin.</p>", "protected": False},
        "excerpt": {"rendered": "<p>De lede.</p>\n", "protected": False},
        "categories": [3],
        "_embedded": {},
        **changes,
    }


def read(fetch: Fetch, url: str = SITE, since: datetime | None = None, max_pages: int = 1) -> Loaded:
    context = Context(date(2026, 5, 2), ZoneInfo("Europe/Brussels"), Path(), lambda: NOW, fetch=fetch)
    return WordPress(Settings(url=url, max_pages=max_pages), context).articles(since)


def answering(answer: object) -> Fetch:
    body = answer if isinstance(answer, str) else json.dumps(answer)
    return lambda url: Fetched(url, body.encode(), NOW)


def test_a_post_gives_its_fields():
    embedded = {
        "author": [{"name": "Lies &amp; Tom", "url": "", "link": f"{SITE}/author/lies/"}],
        "wp:featuredmedia": [
            {
                "source_url": f"{SITE}/foto.jpg",
                "alt_text": "De tribune",
                "caption": {"rendered": "<p>De tribune na afloop. Foto: Lies Test</p>\n"},
                "media_details": {"width": 1200, "height": 800},
            }
        ],
        "wp:term": [
            [{"name": "Beker &amp; Liga", "taxonomy": "category", "slug": "beker"}],
            [{"name": "derby", "taxonomy": "post_tag"}, {"name": "beker", "taxonomy": "post_tag"}],
        ],
        "replies": [[{"content": "niet gevraagd"}]],
    }
    changes = {
        "title": {"rendered": "&#8216;Nooit meer&#8217; &#8211; <em>derby</em>"},
        "_embedded": embedded,
    }
    got = read(Site(post(42, **changes)))
    (article,) = got.articles
    assert got.findings == ()
    assert (article.id, article.url) == (f"{SITE}/?p=42", f"{SITE}/kop-42/")
    assert article.headline == "‘Nooit meer’ – derby"
    assert (article.description, article.description_truncated) == ("De lede.", False)
    assert article.body == (Block("paragraph", "Eerste zin."), Block("paragraph", "Tweede zin."))
    assert article.authors == (Author("Lies & Tom", f"{SITE}/author/lies/"),)
    assert article.image == Image(
        f"{SITE}/foto.jpg", "De tribune", "De tribune na afloop.", "Lies Test", 1200, 800
    )
    assert (article.section, article.tags) == ("Beker & Liga", ("derby", "beker"))
    assert article.date_published == datetime(2026, 5, 1, 20, 45, tzinfo=UTC)
    assert article.source is not None
    assert (article.source.kind, article.source.url) == ("wordpress", f"{SITE}/wp-json/wp/v2/posts?…")


def test_a_guid_is_the_one_that_the_feed_gives():
    written = {"rendered": f"{SITE}/?post_type=verslag&#038;p=7"}
    assert read(Site(post(guid=written))).articles[0].id == f"{SITE}/?post_type=verslag&p=7"


@pytest.mark.parametrize(
    "zone", [UTC, timezone(timedelta(hours=2)), ZoneInfo("America/New_York"), ZoneInfo("Asia/Tokyo")]
)
def test_only_posts_after_a_moment_are_asked_for_whatever_zone_it_has(zone):
    site = Site(post(1, "2026-05-01T08:00:00"), post(2, "2026-05-01T08:01:00"))
    since = datetime(2026, 5, 1, 6, 0, 30, tzinfo=UTC).astimezone(zone)
    assert [article.headline for article in read(site, since=since).articles] == ["Kop 2"]
    assert site.asked[0]["after"] == "2026-05-01T06:00:30Z"


def test_each_reading_asks_afresh():
    site = Site(post(1))
    assert len(read(site).articles) == 1
    site.posts.append(post(2))
    assert len(read(site).articles) == 2


@pytest.mark.parametrize(
    ("url", "path"),
    [
        (SITE, "/wp-json/wp/v2/posts"),
        (f"{SITE}/", "/wp-json/wp/v2/posts"),
        (f"{SITE}/nieuws/#top", "/nieuws/wp-json/wp/v2/posts"),
        (f"{SITE}/wp-json", "/wp-json/wp/v2/posts"),
        (f"{SITE}/wp-json/wp/v2/posts", "/wp-json/wp/v2/posts"),
        (f"{SITE}/?rest_route=/wp/v2/posts", "/"),
    ],
)
def test_a_root_and_an_endpoint_lead_to_the_posts(url, path):
    urls = []
    site = Site(post())
    assert len(read(lambda asked: urls.append(asked) or site(asked), url).articles) == 1
    assert [urlsplit(asked).path for asked in urls] == [path]


def test_a_query_of_the_address_is_kept_and_wins():
    site = Site(post(1), post(2, categories=[4]))
    got = read(site, f"{SITE}/?categories=4&per_page=5")
    assert [article.headline for article in got.articles] == ["Kop 2"]
    assert (site.asked[0]["categories"], site.asked[0]["per_page"]) == ("4", "5")


def test_a_site_without_permalinks_is_found_too():
    site = Site(post(categories=[4]), permalinks=False)
    assert len(read(site, f"{SITE}/?categories=4").articles) == 1
    assert site.asked[-1]["rest_route"] == POSTS


def test_further_pages_are_asked_for_up_to_the_limit_without_a_story_twice():
    site = Site(*(post(number, f"2026-05-01T{number // 60:02}:{number % 60:02}:00") for number in range(130)))

    def moving(url: str) -> Fetched:
        """Publish a story while pages are asked for, which pushes the others on by one."""
        got = site(url)
        site.posts.append(post(1000 + len(site.asked), "2026-05-01T23:00:00"))
        return got

    got = read(moving, max_pages=2)
    assert len(got.articles) == len({article.id for article in got.articles}) == 99
    assert got.findings == ()
    assert len(read(site, max_pages=10).articles) == len(site.posts)


def test_a_last_page_that_is_full_ends_the_reading():
    site = Site(*(post(number, f"2026-05-01T00:{number:02}:00") for number in range(50)))
    assert len(read(site, max_pages=3).articles) == 50
    assert [query.get("offset") for query in site.asked] == [None, "50"]


def test_more_posts_since_a_moment_than_were_read_are_told():
    site = Site(*(post(number, f"2026-05-01T00:{number:02}:00") for number in range(55)))
    (finding,) = read(site, since=datetime(2026, 1, 1, tzinfo=UTC)).findings
    assert ("newest 50" in finding.message, finding.remedy) == (True, "raise its max_pages")
    assert read(site).findings == ()


@pytest.mark.parametrize(
    ("excerpt", "lede", "is_cut"),
    [
        ("<p>Met de hand.</p>", "Met de hand.", False),
        ("<p>Halve zin van elders [&hellip;]</p>", "Halve zin van elders", True),
        ("<p>Halve zin van elders...</p>", "Halve zin van elders", True),
        (
            '<p>Halve zin &hellip; <a href="https://kroniek.test/kop-1/" class="more-link">Lees meer</a></p>',
            "Halve zin",
            True,
        ),
        (
            '<p>Een heel stuk. <a href="https://kroniek.test/kop-1/#more">Lees meer</a></p>',
            "Een heel stuk.",
            False,
        ),
        ('<p>Zie <a href="https://elders.test/">elders</a>.</p>', "Zie elders.", False),
    ],
)
def test_a_lede_is_told_without_its_marks(excerpt, lede, is_cut):
    (article,) = read(Site(post(excerpt={"rendered": excerpt}))).articles
    assert (article.description, article.description_truncated) == (lede, is_cut)
    assert article.body[0].text == "Eerste zin."


@pytest.mark.parametrize(
    "excerpt",
    ["<p>Eerste zin. Tweede [&hellip;]</p>", "<p>Eerste zin. Tweede zin.</p>", "", "<p>[&hellip;]</p>"],
)
def test_a_lede_that_wordpress_cut_from_the_text_gives_way_to_its_first_paragraph(excerpt):
    (article,) = read(Site(post(excerpt={"rendered": excerpt}))).articles
    assert (article.description, article.description_truncated) == ("Eerste zin.", False)
    assert article.body == (Block("paragraph", "Tweede zin."),)


def test_posts_that_not_everybody_may_read_are_left_out_and_said():
    protected = {"rendered": "", "protected": True}
    got = read(Site(post(1), post(2, status="private"), post(3, content=protected, excerpt=protected)))
    assert [article.headline for article in got.articles] == ["Kop 1"]
    assert [finding.message for finding in got.findings] == [
        "left out: its status is private",
        "left out: it asks for a password",
    ]
    assert got.findings[0].where.endswith(" post 2")


def test_what_a_site_hides_or_leaves_out_costs_no_story():
    embedded = {
        "author": [{"code": "rest_user_invalid_id", "message": "Ongeldig."}],
        "wp:featuredmedia": [{"code": "rest_forbidden", "message": "Nee."}],
        "wp:term": [[{"name": "Uncategorized", "taxonomy": "category", "slug": "uncategorized"}], None, "x"],
    }
    bare = dict.fromkeys(("guid", "status", "modified_gmt", "date_gmt", "content"))
    got = read(Site(post(_embedded=embedded, **bare)))
    (article,) = got.articles
    assert (article.authors, article.image, article.section, article.body) == ((), None, None, ())
    assert article.date_published == datetime(2026, 5, 1, 20, 45, tzinfo=UTC)
    assert (article.description, len(article.id)) == ("De lede.", 16)


def test_a_saved_answer_is_read_without_the_web(tmp_path):
    (tmp_path / "posts.json").write_text(json.dumps([post(1), post(2)]))
    context = Context(date(2026, 5, 2), ZoneInfo("Europe/Brussels"), tmp_path, lambda: NOW)
    assert len(WordPress(Settings(path="posts.json"), context).articles(NOW).articles) == 2
    with pytest.raises(ConfigError, match="either path or url"):
        WordPress(Settings(path="posts.json", url=SITE), context).articles()


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (
            {"code": "rest_no_route", "message": "Geen <b>route</b> gevonden.", "data": {"status": 404}},
            "WordPress says: Geen route gevonden.",
        ),
        ({"code": "rest_forbidden", "message": None}, "WordPress says: rest_forbidden"),
        ({"name": "Kroniek", "routes": {}}, "no posts of WordPress"),
        ("<!doctype html><title>Kroniek</title>", "a web page"),
        ("", "empty"),
        ("[" * 10_000, "too deep"),
        ("null", "no posts"),
    ],
)
def test_an_answer_without_posts_says_why(answer, message):
    with pytest.raises(SourceError, match=message) as caught:
        read(answering(answer))
    assert caught.value.where.startswith(f"{SITE}/wp-json/wp/v2/posts?…")
    assert caught.value.remedy


def test_a_site_that_is_not_there_is_named_as_it_was_asked():
    def fetch(url: str) -> Fetched:
        raise SourceError("404 Not Found", where=url.partition("?")[0], remedy="check the address")

    with pytest.raises(SourceError, match="404") as caught:
        read(fetch)
    assert caught.value.where == f"{SITE}/wp-json/wp/v2/posts"


@pytest.mark.parametrize("wrong", [500, None, "x", [], {}, {"rendered": 5}, {"rendered": None}, True])
def test_a_value_of_the_wrong_kind_costs_no_more_than_itself(wrong):
    keys = ("id", "date", "date_gmt", "guid", "link", "content", "excerpt", "_embedded")
    changed = [{**post(number), key: wrong} for number, key in enumerate(keys, 1)]
    got = read(answering([*changed, wrong, {**post(9), "title": wrong}, post(10)]))
    headlines = [article.headline for article in got.articles]
    assert headlines == [*(f"Kop {number}" for number in range(1, 9)), *headlines[8:9], "Kop 10"]


def test_a_hostile_excerpt_takes_no_time():
    got = read(
        Site(post(excerpt={"rendered": "<a " * 100_000}), post(2, excerpt={"rendered": "…" * 100_000}))
    )
    assert len(got.articles) == 2
