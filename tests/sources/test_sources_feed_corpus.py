"""feedparser's own well-formed tests, read from its source distribution: `PUBLISHER_FEEDPARSER_TESTS`.

Each file states what feedparser must find in it (`Expect:`). Where an article has a field for that, the
article must hold the same by what we promise: plain text, addresses of the web, zoned dates.
"""

import ast
import os
import re
from collections import Counter, defaultdict
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

import feedparser
import pytest
from msgspec.structs import replace

from publisher.ports import Context
from publisher.sources import entries, from_html
from publisher.sources.documents import Document
from publisher.sources.feeds import feed_entry, feed_xml
from publisher.sources.feeds.feed import Feed, Settings
from publisher.text import links

CONTEXT = Context(date(2026, 5, 2), ZoneInfo("UTC"), Path(), clock=lambda: datetime(2199, 1, 1, tzinfo=UTC))
SERVER = "http://127.0.0.1:8097/tests/"


@pytest.fixture(scope="module")
def wellformed():
    """Give the files of feedparser's `tests/wellformed`."""
    place = os.environ.get("PUBLISHER_FEEDPARSER_TESTS")
    if place and (files := sorted(Path(place, "wellformed").rglob("*.xml"))):
        return files
    what = "PUBLISHER_FEEDPARSER_TESTS, the folder that holds feedparser's wellformed/,"
    if os.environ.get("CI"):
        pytest.fail(f"{what} is missing")
    pytest.skip(f"{what} is missing")


def document(path):
    """Give a file as feedparser's own test server serves it: its headers stand in its comment."""
    content = path.read_bytes()
    header = re.search(rb"^Header:\s+Content-Location:\s*(.+)$", content, re.MULTILINE)
    served = f"{SERVER}{path.parent.name}/{path.name}" if path.name.startswith("http_") else ""
    base = urljoin(served or SERVER, header[1].decode().strip()) if header else served
    return Document(content, path.name, base if links.is_web(base) else served)


def articles(parsed, base):
    """Make the entries articles; one without a title gets one, as the other fields are compared too."""
    found = [feed_entry.entry(parsed, at, base, CONTEXT.zone, "test")[0] for at in range(len(parsed.entries))]
    named = [
        entry if entry.headline else replace(entry, headline=f"Kop {at}") for at, entry in enumerate(found)
    ]
    source = Document(b"", "test").reference("feed")
    return [entries.loaded([entry], source, CONTEXT).articles[0] for entry in named]


def expectations(content):
    """Give the comparisons of an `Expect:` line as (entry, path of keys, expected value)."""
    line = re.search(rb"^\s*Expect:\s*(.+)$", content, re.MULTILINE)
    if not line:
        return
    tree = ast.parse(line[1].decode("utf-8", "replace").strip(), mode="eval").body
    for part in ast.walk(tree):
        if isinstance(part, ast.Compare) and all(isinstance(one, ast.Eq) for one in part.ops):
            *sides, last = [part.left, *part.comparators]
            for side in sides:
                path = keys(side)
                if len(path) > 2 and path[0] == "entries":
                    yield path[1], path[2:], last


def keys(node):
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        return (*keys(node.value), node.slice.value)
    if isinstance(node, ast.Attribute):
        return (*keys(node.value), node.attr)
    return (node.id,) if isinstance(node, ast.Name) else ()


FIELDS = {
    ("title",): "title",
    ("title_detail", "value"): "title",
    ("summary",): "text",
    ("description",): "text",
    ("summary_detail", "value"): "text",
    ("content", 0, "value"): "text",
    ("link",): "link",
    ("id",): "id",
    ("guid",): "id",
    ("author",): "author",
    ("author_detail", "name"): "author",
    ("authors", 0, "name"): "author",
    ("authors", 1, "name"): "author",
    ("author_detail", "url"): "author address",
    ("author_detail", "href"): "author address",
    ("authors", 0, "url"): "author address",
    ("authors", 1, "url"): "author address",
    ("published",): "published",
    ("published_parsed",): "published",
    ("updated",): "updated",
    ("updated_parsed",): "updated",
    ("category",): "category",
    ("tags", 0, "term"): "category",
    ("tags", 1, "term"): "category",
    ("enclosures", 0, "url"): "enclosure",
}


def by_browser(expected):
    """Name the rule where a browser, and so we, read HTML otherwise than feedparser's regular expressions."""
    if "Can Your Regex Parse This" in expected:
        return "a page's title, scripts and comments are not its text"
    if expected.startswith(("&lt;!'", "&lt;![CDATA[")):
        return "what HTML reads as a comment is not text"
    return None


def exemption(field, path, expected, entry, content):
    """Name our own rule that keeps an expectation from holding, or give None."""
    if field == "author address" and not any(who.get("name") for who in entry.get("authors", [])):
        return "an author without a name is no byline"
    if field == "category" and any(tag.label and tag.term == expected for tag in entry.tags):
        return "a category is told by its label"
    if field == "text" and path[0] == "content" and b'"application/octet-stream"' in content:
        return "content that declares itself no text is not read"
    if field in {"text", "title"} and re.search(rb"(?:<|&lt;|&#60;)(?:iframe|object)\b", content):
        return "an embed goes with what stands in it"
    return by_browser(expected) if field in {"text", "title"} else None


def flat(text):
    return "".join(text.split())


def plain(expected, kind):
    return flat(from_html.line(expected) if kind != "text/plain" else expected)


def holds(field, path, expected, entry, article):
    """Say whether an article holds what feedparser must find."""
    if field == "title":
        want = plain(expected, entry.get("title_detail", {}).get("type"))
        return want == flat(article.headline) or (not want and article.headline.startswith("Kop "))
    if field == "text":
        return holds_text(path, expected, entry, article)
    if field in {"published", "updated"}:
        want = expected if isinstance(expected, tuple) else feedparser.datetimes._parse_date(expected)
        have = article.date_published if field == "published" else article.date_modified
        return have is not None and have.astimezone(UTC).timetuple()[:6] == tuple(want)[:6]
    return (
        expected
        in {
            "link": [article.url],
            "id": [article.id],
            "author": [
                name for who in article.authors for name in (who.name, f"{who.name} (me@example.com)")
            ],
            "author address": [who.url for who in article.authors],
            "category": [article.section, *article.tags],
            "enclosure": [article.image.url if article.image else None],
        }[field]
    )


def holds_text(path, expected, entry, article):
    contents = entry.get("content", [{}])
    detail = contents[0] if path[0] == "content" else entry.get("summary_detail", contents[0])
    lede, body = article.description, "".join(block.text for block in article.body)
    return plain(expected, detail.get("type")) in {flat(lede), flat(body), flat(lede + body)}


def compared(path):
    """Compare one file; give (field, verdict) for each expectation, the verdict True, False or a rule."""
    served = document(path)
    parsed = feed_xml.parsed(served)
    ours = articles(parsed, served.base)
    theirs = feedparser.parse(
        BytesIO(served.content),
        response_headers={"content-type": "application/xml", "content-location": served.base},
    ).entries
    for at, where, node in expectations(served.content):
        if (field := FIELDS.get(where)) and not keys(node):
            expected = constant(node)
            verdict = holds(field, where, expected, theirs[at], ours[at])
            yield field, verdict or exemption(field, where, expected, theirs[at], served.content) or False


def constant(node):
    """Evaluate a literal; some are strings joined by `+`, so that the file's comment stays one."""
    if isinstance(node, ast.BinOp):
        return constant(node.left) + constant(node.right)
    return ast.literal_eval(node)


def test_each_file_loads(wellformed, tmp_path, record_property):
    told, context = Counter(), Context(CONTEXT.today, CONTEXT.zone, tmp_path)
    for path in wellformed:
        (tmp_path / "feed.xml").write_bytes(path.read_bytes())
        found = Feed(Settings(path="feed.xml"), context).articles()
        told["articles"] += len(found.articles)
        told["feeds without one"] += not found.articles
    assert told["articles"] > 450
    record_property("figure", f"feedparser's {len(wellformed)} well-formed feeds load: {dict(told)}")


def test_what_feedparser_must_find_our_articles_hold(wellformed, record_property):
    held, rules, broken = Counter(), Counter(), defaultdict(list)
    for path in wellformed:
        for field, verdict in compared(path):
            if verdict is True:
                held[field] += 1
            elif verdict:
                rules[verdict] += 1
            else:
                broken[field].append(f"{path.parent.name}/{path.name}")
    assert not broken
    assert held.total() > 800
    record_property("figure", f"feedparser's expectations: {held.total()} hold: {dict(held)}")
    record_property("figure", f"exempt by a rule of ours: {rules.total()}: {dict(rules)}")


FIXTURE = b"""<!--
Description: an entry
Expect: not bozo and entries[0]['title'] == 'A <b>b</b>' and entries[0].link == 'http://a.example/%s'
-->
<feed xmlns="http://www.w3.org/2005/Atom"><entry><title type="html">A &lt;b&gt;b&lt;/b&gt;</title>
<link href="http://a.example/1"/></entry></feed>"""


@pytest.mark.parametrize(("link", "verdicts"), [(b"1", [True, True]), (b"2", [True, False])])
def test_the_comparison_itself_sees_what_holds_and_what_does_not(tmp_path, link, verdicts):
    file = tmp_path / "a.xml"
    file.write_bytes(FIXTURE % link)
    assert [verdict for _, verdict in compared(file)] == verdicts
