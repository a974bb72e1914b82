"""An edition's page: the mail without its reader, what was put right, and the way to other editions."""

from collections.abc import Iterator, Mapping, Sequence

from lxml import html
from lxml.html import builder as E  # noqa: N812  (its own documentation's name)
from msgspec import Struct
from msgspec.structs import replace

from publisher import languages
from publisher.archive import anonymous, looks
from publisher.model import Build, Edition, Erratum
from publisher.text import links

# The mail's own styles stand in it; beside pictures nothing is loaded, and nothing runs.
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src https: http: data:; base-uri 'none';"
    " form-action 'none'"
)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_ELSEWHERE = ("a", "strong", "p", "td", "div")


class Place(Struct, frozen=True):
    """Where a page stands: its own public address, and its campaign's title."""

    url: str
    title: str


def render(build: Build, place: Place, errata: Sequence[Erratum]) -> str:
    """Give the page as a whole document. Raises UsageError for a build without a mail."""
    root, errata = anonymous.document(build), [_written(one) for one in errata]
    root.set("lang", build.edition.language.replace("_", "-"))
    for element in root.xpath("//*[@aria-roledescription]"):
        del element.attrib["aria-roledescription"]  # "email" is what a screen reader would say
    placed = {number: _beside(root, one, number, build.edition) for number, one in enumerate(errata, 1)}
    body, head = root.body, root.head
    for element in reversed(list(_top(build.edition, place, errata, placed))):
        body.insert(0, element)
    for title in head.findall("title"):
        head.remove(title)
    for element in reversed(list(_head(build, place))):
        head.insert(0, element)
    return f"<!doctype html>\n{html.tostring(root, encoding='unicode')}\n"


def _head(build: Build, place: Place) -> Iterator[html.HtmlElement]:
    edition = build.edition
    site = build.terms.site if build.terms else place.title
    yield E.META(charset="utf-8")
    yield E.META({"http-equiv": "Content-Security-Policy", "content": POLICY})
    title = " – ".join(dict.fromkeys(filter(None, [edition.subject, site])))
    yield E.TITLE(looks.written(title))
    yield E.LINK(rel="canonical", href=place.url)
    yield E.LINK(
        {"rel": "alternate", "type": "application/rss+xml", "href": "../feed.xml", "title": place.title}
    )
    yield E.LINK(
        {"rel": "alternate", "type": "application/feed+json", "href": "../feed.json", "title": place.title}
    )
    yield E.META(name="description", content=looks.written(edition.preheader))
    yield E.META(name="build", content=build.hash)
    for name, content in _shared(build, place, site).items():
        yield E.META(property=name, content=looks.written(content))
    yield E.STYLE(looks.asset("page.css"))


def _shared(build: Build, place: Place, site: str) -> Mapping[str, str]:
    """Give the Open Graph properties (https://ogp.me)."""
    edition = build.edition
    image = edition.lead.image
    picture = {"og:image": image.url, "og:image:alt": image.alt} if image and links.is_web(image.url) else {}
    return {
        "og:type": "article",
        "og:title": edition.subject,
        "og:description": edition.preheader,
        "og:url": place.url,
        "og:site_name": site,
        "og:locale": edition.language.replace("-", "_"),
        "article:published_time": build.built_at.isoformat(),
        **picture,
    }


def _top(
    edition: Edition, place: Place, errata: Sequence[Erratum], placed: Mapping[int, bool]
) -> Iterator[html.HtmlElement]:
    language = languages.get(edition.language)
    way = E.A(f"← {place.title}", " · ", language.pages.editions, href="../index.html")
    yield E.E.nav(way, E.CLASS("archive-way"))
    if errata:
        said = [
            _said(one, f"#correction-{number}" if placed[number] else one.url)
            for number, one in enumerate(errata, 1)
        ]
        yield E.E.aside(E.H2(language.words.correction), *said, E.CLASS("archive-errata"))


def _written(erratum: Erratum) -> Erratum:
    return replace(erratum, headline=looks.written(erratum.headline), text=looks.written(erratum.text))


def _said(erratum: Erratum, address: str | None) -> html.HtmlElement:
    headline = E.A(erratum.headline, href=address) if address else E.STRONG(erratum.headline)
    return E.P(headline, E.BR(), erratum.text)


def _beside(root: html.HtmlElement, erratum: Erratum, number: int, edition: Edition) -> bool:
    """Put a note behind the article's headline; False where the mail does not show it as one piece."""
    heading = _heading(root, erratum.headline)
    if heading is None:
        return False
    word = languages.get(edition.language).words.correction
    note = E.SPAN(E.STRONG(f"{word}: "), erratum.text, E.CLASS("archive-erratum"), id=f"correction-{number}")
    behind = heading
    while (following := behind.getnext()) is not None and following.get("class") == "archive-erratum":
        behind = following
    note.tail, behind.tail = behind.tail, None
    behind.addnext(note)
    return True


def _heading(root: html.HtmlElement, headline: str) -> html.HtmlElement | None:
    wanted = " ".join(headline.split())
    for tags in (_HEADINGS, _ELSEWHERE):
        for element in root.body.iter(*tags):
            if " ".join(element.text_content().split()) == wanted:
                return element
    return None
