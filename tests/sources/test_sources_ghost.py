import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest

from publisher.errors import ConfigError, SourceError
from publisher.model import Author, Block, Image, Loaded
from publisher.ports import Context, Fetch, Fetched
from publisher.sources.apis.ghost import Ghost, Settings
from publisher.text import links

NOW = datetime(2026, 5, 2, 8, 0, tzinfo=UTC)
SITE = "https://kroniek.test"
KEY = "0123456789abcdef0123456789"
ENDPOINT = f"{SITE}/ghost/api/content/posts/"


class Site:
    """A Ghost site, after docs.ghost.org/content-api, pages "Posts", "Parameters", "Filtering" and "Errors".

    Read in November 2026, of Ghost 6: at most 100 posts a page. A parameter that is not documented fails the
    test. A wrong key is told as JSON, here with status 200. Related data comes only where `include` names it.
    A filter compares times as UTC, written as in Ghost's own `prev_post` helper.
    """

    def __init__(self, *posts: dict[str, object]) -> None:
        self.posts = list(posts)
        self.asked: list[Mapping[str, str]] = []

    def __call__(self, url: str) -> Fetched:
        parts = urlsplit(url)
        query = {key: values[0] for key, values in parse_qs(parts.query, strict_parsing=True).items()}
        assert not query.keys() - {"key", "include", "fields", "formats", "filter", "limit", "page", "order"}
        self.asked.append(query)
        if f"{parts.scheme}://{parts.netloc}{parts.path}" != ENDPOINT:
            raise SourceError("404 Not Found", where=links.shown(url))
        return Fetched(url, json.dumps(self._answer(query)).encode(), NOW, "application/json")

    def _answer(self, query: Mapping[str, str]) -> dict[str, object]:
        if query.get("key") != KEY:
            return {"errors": [{"message": "Unknown Content API Key", "errorType": "UnauthorizedError"}]}
        size, page = min(100, int(query.get("limit", 15))), int(query.get("page", 1))
        chosen = sorted(self.posts, key=lambda post: str(post["published_at"]), reverse=True)
        if "filter" in query:
            found = re.fullmatch(r"published_at:>'(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)'", query["filter"])
            assert found, query["filter"]
            bound = datetime.fromisoformat(found[1]).replace(tzinfo=UTC)
            chosen = [post for post in chosen if datetime.fromisoformat(str(post["published_at"])) > bound]
        after = page + 1 if len(chosen) > page * size else None
        included = set(query.get("include", "").split(","))
        hidden = {name for name in ("authors", "tags") if name not in included}
        hidden |= {f"primary_{name.removesuffix('s')}" for name in hidden}
        shown = chosen[(page - 1) * size : page * size]
        return {
            "posts": [{key: value for key, value in post.items() if key not in hidden} for post in shown],
            "meta": {"pagination": {"page": page, "limit": size, "next": after, "prev": None}},
        }


def post(number: int = 1, at: str = "2026-05-01T20:45:00.000+00:00", **changes: object) -> dict[str, object]:
    return {
        "id": f"5ddc9141c35e7700383b{number:04}",
        "uuid": f"a5aa9bd8-ea31-415c-b452-3040dae1{number:04}",
        "title": f"Kop {number}",
        "slug": f"kop-{number}",
        "url": f"{SITE}/kop-{number}/",
        "html": "<p>Eerste zin.</p><p>Tweede zin.</p>",
        "excerpt": "Eerste zin. Tweede zin.",
        "custom_excerpt": None,
        "feature_image": None,
        "published_at": at,
        "updated_at": at,
        "visibility": "public",
        **changes,
    }


def read(
    fetch: Fetch, since: datetime | None = None, url: str = SITE, key: str | None = KEY, max_pages: int = 1
) -> Loaded:
    context = Context(date(2026, 5, 2), ZoneInfo("Europe/Brussels"), Path(), lambda: NOW, fetch=fetch)
    return Ghost(Settings(url=url, key=key, max_pages=max_pages), context).articles(since)


def test_a_post_gives_its_fields():
    whole = post(
        7,
        title="‘Nooit meer’ & meer",
        custom_excerpt="De lede.",
        feature_image=f"{SITE}/foto.jpg",
        feature_image_alt="De tribune",
        feature_image_caption='De tribune. Photo by <a href="https://elders.test">Lies Test</a>',
        updated_at="2026-05-01T23:00:00.000+02:00",
        primary_tag={"name": "Beker", "visibility": "public"},
        tags=[
            {"name": "Beker"},
            {"name": "#uitgelicht"},
            {"name": "stil", "visibility": "internal"},
            {"name": "derby"},
        ],
        authors=[
            {"name": "Lies", "url": f"{SITE}/author/lies/"},
            {"name": "Tom", "website": "https://tom.test"},
        ],
    )
    got = read(Site(whole))
    (article,) = got.articles
    assert got.findings == ()
    assert (article.id, article.url) == (whole["id"], f"{SITE}/kop-7/")
    assert (article.headline, article.description) == ("‘Nooit meer’ & meer", "De lede.")
    assert article.body == (Block("paragraph", "Eerste zin."), Block("paragraph", "Tweede zin."))
    assert article.image == Image(f"{SITE}/foto.jpg", "De tribune", "De tribune.", "Lies Test")
    assert (article.section, article.tags) == ("Beker", ("Beker", "derby"))
    assert article.authors == (Author("Lies", f"{SITE}/author/lies/"), Author("Tom", "https://tom.test"))
    assert article.date_published == datetime(2026, 5, 1, 20, 45, tzinfo=UTC)
    assert article.date_modified == datetime(2026, 5, 1, 21, 0, tzinfo=UTC)
    assert (article.is_accessible_for_free, article.comment_count) == (True, None)
    assert article.source is not None
    assert (article.source.kind, article.source.url) == ("ghost", f"{ENDPOINT}?…")


def test_only_posts_after_a_moment_are_asked_for_in_utc():
    site = Site(post(1, "2026-05-01T06:00:00.000+00:00"), post(2, "2026-05-01T06:01:00.000+00:00"))
    since = datetime(2026, 5, 1, 8, 0, 30, tzinfo=ZoneInfo("Europe/Brussels"))
    assert [article.headline for article in read(site, since).articles] == ["Kop 2"]
    assert site.asked[0]["filter"] == "published_at:>'2026-05-01 06:00:30'"


@pytest.mark.parametrize("url", [SITE, f"{SITE}/", f"{SITE}/ghost", f"{SITE}/ghost/api/content/", ENDPOINT])
def test_the_api_is_found_from_the_site_and_from_its_own_address(url):
    assert len(read(Site(post()), url=url).articles) == 1


@pytest.mark.parametrize(
    ("visibility", "free"),
    [("public", True), ("members", False), ("paid", False), ("tiers", False), (None, None)],
)
def test_who_may_read_a_post_is_told(visibility, free):
    assert read(Site(post(visibility=visibility))).articles[0].is_accessible_for_free is free


def test_without_an_excerpt_of_the_editor_the_first_paragraph_is_the_lede():
    (article,) = read(Site(post())).articles
    assert (article.description, article.description_truncated) == ("Eerste zin.", False)
    assert article.body == (Block("paragraph", "Tweede zin."),)


def test_an_excerpt_without_its_text_is_a_cut_lede():
    (article,) = read(Site(post(html="", excerpt="Eerste zin. En de twee"))).articles
    assert (article.description, article.description_truncated) == ("Eerste zin. En de twee", True)
    assert article.body == ()


def test_further_pages_are_asked_for_up_to_the_limit_without_a_story_twice():
    site = Site(
        *(post(number, f"2026-05-01T{number // 60:02}:{number % 60:02}:00Z") for number in range(130))
    )

    def moving(url: str) -> Fetched:
        """Publish a story while pages are asked for, which pushes the others on by one."""
        got = site(url)
        site.posts.append(post(1000 + len(site.asked), "2026-05-01T23:00:00Z"))
        return got

    got = read(moving, max_pages=2)
    assert len(got.articles) == len({article.id for article in got.articles}) == 99
    assert len(read(site, max_pages=10).articles) == len(site.posts)


def test_more_posts_since_a_moment_than_were_read_are_told():
    site = Site(*(post(number, f"2026-05-01T00:{number:02}:00Z") for number in range(55)))
    (finding,) = read(site, datetime(2026, 1, 1, tzinfo=UTC)).findings
    assert ("newest 50" in finding.message, finding.remedy) == (True, "raise its max_pages")
    assert read(site).findings == ()
    assert read(site, datetime(2026, 1, 1, tzinfo=UTC), max_pages=2).findings == ()


def test_each_reading_asks_afresh():
    site = Site(post(1))
    assert len(read(site).articles) == 1
    site.posts.append(post(2))
    assert len(read(site).articles) == 2


def test_a_wrong_key_is_told_by_ghost_and_never_by_us():
    wrong = "f" * 26
    with pytest.raises(SourceError, match="Ghost says: Unknown Content API Key") as caught:
        read(Site(post()), key=wrong)
    assert (caught.value.where, wrong in str(caught.value)) == (f"{ENDPOINT}?…", False)
    assert caught.value.remedy


def test_the_key_stands_in_nothing_that_is_kept_or_shown():
    relative = post(
        1, url="#boven", feature_image="?groot", html='<p>A</p><img src="#b"><img src="">', title=None
    )
    assert KEY not in repr(read(Site(relative, post(2, html="<p>" * 6_000))))
    assert KEY not in repr(Settings(url=SITE, key=KEY))


def test_a_url_needs_its_key():
    with pytest.raises(ConfigError, match="key"):
        read(Site(post()), key=None)


def test_a_saved_answer_is_read_without_the_web(tmp_path):
    (tmp_path / "posts.json").write_text(json.dumps({"posts": [post(1), post(2)]}))
    context = Context(date(2026, 5, 2), ZoneInfo("Europe/Brussels"), tmp_path, lambda: NOW)
    assert len(Ghost(Settings(path="posts.json"), context).articles(NOW).articles) == 2
    with pytest.raises(ConfigError, match="either path or url"):
        Ghost(Settings(path="posts.json", url=SITE, key=KEY), context).articles()


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ({"errors": [{"message": "Te <i>druk</i>."}]}, "Ghost says: Te druk."),
        ({"errors": [{"message": 5}]}, "Ghost says: an error"),
        ({"posts": {}}, "no posts of Ghost"),
        ([], "no posts of Ghost"),
        ("<!doctype html><title>Besloten</title>", "a web page"),
        ("{", "truncated"),
    ],
)
def test_an_answer_without_posts_says_why(answer, message):
    body = answer if isinstance(answer, str) else json.dumps(answer)
    with pytest.raises(SourceError, match=message) as caught:
        read(lambda url: Fetched(url, body.encode(), NOW))
    assert caught.value.where.startswith(f"{ENDPOINT}?…")
    assert KEY not in str(caught.value)


@pytest.mark.parametrize("wrong", [5, "x", None, [], {}, [None], True, 10**30])
def test_a_value_of_the_wrong_kind_costs_no_more_than_itself(wrong):
    keys = (
        "id",
        "url",
        "html",
        "excerpt",
        "custom_excerpt",
        "feature_image",
        "published_at",
        "tags",
        "authors",
    )
    changed = [{**post(number), key: wrong} for number, key in enumerate(keys, 1)]
    body = json.dumps({"posts": [*changed, wrong, post(20)], "meta": wrong}).encode()
    headlines = [article.headline for article in read(lambda url: Fetched(url, body, NOW)).articles]
    assert [head for head in headlines if head.startswith("Kop")] == [
        *(f"Kop {n}" for n in range(1, 10)),
        "Kop 20",
    ]
