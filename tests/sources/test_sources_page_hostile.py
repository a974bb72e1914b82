import json
import os
import random
import string
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from effort import effort

from publisher.errors import SourceError
from publisher.model import Article
from publisher.ports import Context
from publisher.sources.documents import Document
from publisher.sources.pages import page_html

EFFORT = 160  # a page may take a quarter of it
URL = "https://www.krant.example/verslag"
NOW = datetime(2026, 5, 2, 12, tzinfo=UTC)
CONTEXT = Context(date(2026, 5, 2), ZoneInfo("Europe/Brussels"), Path(), clock=lambda: NOW)
HEAD = '<meta property="og:type" content="article"><meta property="og:title" content="De kop">'
TEXT = "De ploeg van Zwartberg won na een late ommekeer, en dat was na een bleke eerste helft verdiend"
NEWS = {"@type": "NewsArticle", "headline": "De kop", "author": "An Peeters"}


def wrap(body: str, head: str = HEAD) -> str:
    return f"<!doctype html><html><head>{head}</head><body><h1>De kop</h1>{body}</body></html>"


def linked(data: object) -> str:
    text = data if isinstance(data, str) else json.dumps(data)
    return wrap(f"<p>{TEXT}</p>", f'{HEAD}<script type="application/ld+json">{text}</script>')


def read(html: str) -> Article | SourceError:
    """Read a page within the time, and give its article or the refusal."""
    content = html.encode("utf-8", "surrogatepass")[:5_000_000]
    found: list[Article | SourceError] = []
    assert effort(lambda: found.append(loaded(content))) < EFFORT
    return found[0]


def loaded(content: bytes) -> Article | SourceError:
    try:
        (article,) = page_html.read(Document(content, "stuk.html", URL), CONTEXT).articles
    except SourceError as error:
        return error
    return article


def attributes(number: int) -> str:
    return " ".join(f"a{n}=1" for n in range(number))


HEAVY = {
    "50,000 deep": lambda: wrap("<div>" * 50_000),
    "300,000 tags": lambda: wrap("<p>x</p>" * 300_000),
    "300,000 tags, deep": lambda: wrap("<b>" * 240 + "<p>x" * 300_000),
    "1,000,000 end tags": lambda: wrap("<b>" * 240 + "</p>" * 1_000_000),
    "lists in lists": lambda: wrap("<ul><li>x" * 190_000),
    "boxes in words": lambda: wrap(("<div><span>" * 100 + "x" + "</span></div>" * 100) * 1_600),
    "furniture in furniture": lambda: wrap(("<div class='share'>t" * 200 + "</div>" * 200) * 800),
    "all classes new": lambda: wrap("".join(f"<div class='share{n} c{n}'>x</div>" for n in range(110_000))),
    "all metas new": lambda: wrap("", "".join(f"<meta name='n{n}' content='c'>" for n in range(140_000))),
    "pictures": lambda: wrap("".join(f"<img src='{n}.jpg'>" for n in range(200_000))),
    "angles": lambda: wrap("<" * 4_900_000),
    "half tags": lambda: wrap("<a " * 1_600_000),
    "half values": lambda: wrap('<a b="' * 800_000),
    "half comments": lambda: wrap("<!--" * 1_200_000),
    "half scripts": lambda: wrap("<script>" * 600_000),
    "dashes": lambda: wrap("<!-" + "-" * 4_900_000),
    "spaces": lambda: wrap(f"<p>{' ' * 4_900_000}</p>", f"<title>{' ' * 20_000}</title>"),
    "spaces in a tag": lambda: wrap(f"<p{' ' * 4_900_000}>x"),
    "slashes in a tag": lambda: wrap(f"<p{' / ' * 1_600_000}>x"),
    "joints": lambda: wrap("", f'<meta property="og:title" content="{" - | " * 900_000}">'),
    "dots": lambda: wrap("", f'<meta property="og:description" content="{"." * 19_000}a">'),
    "one paragraph": lambda: wrap(f"<p>{'woord ' * 800_000}</p>"),
    "attributes of one": lambda: wrap(f"<p {attributes(400_000)}>x"),
    "attributes in a name": lambda: wrap(f'<p a" {attributes(40_000)}">x'),
    "attributes in a value": lambda: wrap(f'<p a=b=" {attributes(40_000)}">x'),
    "attributes without one": lambda: wrap(f'<p =" {attributes(40_000)}">x'),
    "attributes of many": lambda: wrap(f"<p {attributes(249)}>x" * 2_900),
    "JSON lists, deep": lambda: linked("[" * 2_400_000 + "]" * 2_400_000),
    "JSON objects, deep": lambda: linked('{"a":' * 50_000 + "1" + "}" * 50_000),
    "JSON lists": lambda: linked(f"[{'[],' * 1_200_000}1]"),
    "JSON quotes": lambda: linked('"' * 2_400_000),
    "JSON half string": lambda: linked('{"a":"' + '\\"' * 2_400_000),
    "JSON commas": lambda: linked("[1" + ", " * 2_400_000),
    "JSON wrappings": lambda: linked("/*" * 1_200_000 + ";" * 1_200_000 + "x"),
    "JSON articles": lambda: linked([NEWS | {"headline": f"Kop {n}"} for n in range(20_000)]),
    "JSON authors": lambda: linked(NEWS | {"author": [{"name": f"Jan Claes{n}"} for n in range(90_000)]}),
    "JSON byline": lambda: linked(NEWS | {"author": "a." * 9_900}),
    "JSON updates": lambda: linked(
        NEWS | {"liveBlogUpdate": [{"headline": "<i>u", "articleBody": "<p>t"}] * 9_000}
    ),
    "JSON matches": lambda: linked([{"@type": "SportsEvent", "homeTeam": "<b>a", "awayTeam": "b"}] * 9_000),
    "JSON names of names": lambda: linked(
        {"@graph": [NEWS | {"author": [{"@id": "#n"}] * 200}, {"@id": "#n", "name": ["x" * 1_000] * 200}]}
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HEAVY)
def test_a_heavy_page_is_read_or_refused_in_time(name):
    found = read(HEAVY[name]())
    assert (
        isinstance(found, SourceError)
        or "kop" in found.headline.lower()
        or name in {"joints", "all metas new"}
    )


def test_what_lies_too_deep_is_left_out_with_a_word():
    html = wrap(f"<article>{f'<p>{TEXT}.</p>' * 3}</article>" + "<div>" * 50_000)
    (finding,) = page_html.read(Document(html.encode(), "stuk.html"), CONTEXT).findings
    assert (finding.severity, finding.where) == ("warning", "stuk.html")
    assert "too deep" in finding.message


def test_a_text_too_long_for_an_article_is_left_out_and_its_head_stays():
    loaded = page_html.read(Document(HEAVY["one paragraph"]().encode(), "stuk.html"), CONTEXT)
    assert (loaded.articles[0].headline, loaded.articles[0].body) == ("De kop", ())
    assert "too long" in loaded.findings[0].message


MEASURED = """
import os, resource, sys
sys.path[:0] = sys.argv[1].split(os.pathsep)
from test_sources_page_hostile import WIDE, read
html = WIDE[sys.argv[2]]()
read(html if sys.argv[3] == "all" else html[:1_000])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
WIDE = {
    "tags": lambda: wrap("<b>x</b>" * 398_000),
    "attributes": lambda: wrap(f"<b {' '.join('abcdefghijklmnopqrst')}=1>" * 36_000),
    "values": lambda: wrap(f"<b {attributes(20)}>x</b>" * 39_000),
    "JSON": lambda: linked(f"[{'[],' * 1_600_000}1]"),
}


def peak(name: str, how_much: str) -> int:
    """Give the most memory that reading took, in MB."""
    here = Path(__file__).parent
    command = [sys.executable, "-c", MEASURED, f"{here}{os.pathsep}{here.parent}", name, how_much]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return int(done.stdout) // 1024


@pytest.mark.parametrize("name", WIDE)
def test_a_heavy_page_takes_less_than_300_mb(name):
    assert peak(name, "all") - peak(name, "little") < 300


def test_no_script_style_or_address_of_one_comes_out():
    evil = "alert(1)"
    data = NEWS | {
        "description": f"<b>De lede</b><script>{evil}</script>",
        "image": f"javascript:{evil}",
        "author": {"name": "An Peeters", "url": f"javascript:{evil}"},
    }
    head = f"""{HEAD}<link rel="canonical" href="javascript:{evil}"><base href="javascript:{evil}">
    <meta property="og:image" content="data:image/svg+xml,{evil}">
    <script type="application/ld+json">{json.dumps(data).replace("</", "<&#47;")}</script>"""
    body = f"""<article><script>{evil}</script><style>{evil}</style><template>{evil}</template>
    <p onclick="{evil}">{TEXT}.<script>{evil}</script></p><p>{TEXT}!<!-- {evil} --></p>
    <SCRIPT type='text/x'>{evil}</SCRIPT ><svg><script>{evil}</script></svg><noscript>{evil}</noscript>
    <p>{TEXT}?</p><p>&lt;script&gt;tekst&lt;/script&gt;</p>
    <figure><img src="javascript:{evil}" alt="a"></figure><figure><img src="data:text/html,{evil}"></figure>
    <p>Lees ook: <a href="javascript:{evil}">Meer</a></p></article>"""
    article = read(wrap(body, head.replace("<&#47;", "<\\/")))
    assert isinstance(article, Article)
    assert evil not in repr(article)
    assert "javascript" not in repr(article)
    assert "<script>tekst</script>" in [block.text for block in article.body]
    assert (article.description, article.url, article.image) == ("De lede", URL, None)


def test_entities_are_not_expanded_from_anywhere():
    file = '<!ENTITY c SYSTEM "file:///etc/hostname">'
    doctype = f'<!DOCTYPE html [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;">{file}]>'
    html = doctype + wrap(f"<article><p>{TEXT} &b; &c;</p></article>")
    article = read(html)
    assert isinstance(article, Article)
    assert "aaaa" not in repr(article)
    assert "&b; &c;" in article.description + "".join(block.text for block in article.body)


def test_lone_surrogates_and_control_characters_do_not_come_out():
    script = '{"@type": "NewsArticle", "description": "De \\ud83d lede\\u0000\\u0007", "author": "A\\u009fn"}'
    article = read(linked(script))
    assert isinstance(article, Article)
    assert (article.description, article.authors[0].name) == ("De \ufffd lede", "An")
    repr(article).encode()


PIECES = (
    *(
        "<",
        ">",
        '"',
        "'",
        "&",
        "</p>",
        "</div>",
        "<p>",
        "<div>",
        "<b",
        "</article",
        "]]>",
        "-->",
        "<br/",
        "<!x>",
    ),
    *(
        "\x00",
        "\x0b",
        "\ufeff",
        "\ud800",
        "&#0;",
        "&#x110000;",
        "{",
        "}",
        "[",
        "\\",
        ",",
        "é",
        "\u202e",
        "<li>",
    ),
)


def mutated(text: str, dice: random.Random) -> str:
    """Delete, double or overwrite a slice, or put in pieces of markup."""
    for _ in range(dice.randint(1, 4)):
        start, size = dice.randrange(len(text) + 1), dice.randint(1, 12)
        middle = text[start : start + size]
        put = ("", middle * 2, dice.choice(PIECES), "".join(dice.choices(string.printable, k=size)))
        text = text[:start] + dice.choice(put) + text[start + size :]
    return text


@pytest.mark.parametrize("seed", range(4))
def test_what_was_not_mutated_still_comes_out(seed):
    dice = random.Random(seed)
    for number in range(50):
        parts = [f"{TEXT} ({number}.{n})." for n in range(8)]
        data = json.dumps(NEWS | {"datePublished": "2026-05-01T20:45:00Z"})
        hit = dice.randrange(-1, len(parts))
        whole = parts[:hit] if hit >= 0 else parts
        if hit < 0:
            data = mutated(data, dice).replace("<", "")
        else:
            parts[hit] = mutated(parts[hit], dice)
        body = "".join(f"<p>{part}</p>" for part in parts)
        html = wrap(
            f"<main><article>{body}</article></main>",
            f'{HEAD}<script type="application/ld+json">{data}</script>',
        )
        article = read(html)
        if isinstance(article, SourceError):
            assert "binary" in article.message, html
            continue
        text = [article.description, *(block.text for block in article.body)]
        assert [part for part in whole if part not in text] == [], html
        if hit >= 0:
            assert (article.headline, article.authors[0].name) == ("De kop", "An Peeters")
            assert article.date_published == datetime(2026, 5, 1, 20, 45, tzinfo=UTC)
