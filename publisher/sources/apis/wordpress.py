"""Kind `wordpress`: the newest posts of a WordPress site, through the REST API that every site has.

https://developer.wordpress.org/rest-api/reference/posts/ (page of 2024-01-16). A story has the same guid as
in the site's RSS feed. A post that is not published, or that asks for a password, is left out.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from html import unescape
from typing import Annotated, Any
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

from msgspec import Meta, Struct

from publisher.errors import SourceError
from publisher.model import Author, Finding, Image, Loaded
from publisher.ports import Context
from publisher.sources import entries, from_html
from publisher.sources.apis import answers
from publisher.sources.documents import Document, Place, fetched, opened
from publisher.sources.feeds import json_feed

_SAYS = "WordPress says: "
_PER_PAGE = 50
_ROUTE = "/wp/v2/posts"
_EMBEDDED = "author,wp:featuredmedia,wp:term"  # a list since WordPress 5.4; before, any value embeds all
_CUT = re.compile(r"\s*(?:\[\s*(?:…|\.\.\.)\s*\]|…|\.\.\.)$")
_LINK_END = re.compile(r"</a\s*>", re.IGNORECASE)
# The section of a post that was given none, as WordPress names it in our four languages.
_NO_SECTION = frozenset({"uncategorized", "uncategorised", "geen-categorie", "non-classe", "unkategorisiert"})


class Settings(Place, frozen=True, forbid_unknown_fields=True):
    """`url` is the site's root or an endpoint below /wp-json/, `path` a saved answer.

    A query is kept: `https://kroniek.test/?categories=3`. A page has 50 posts.
    """

    max_pages: Annotated[int, Meta(ge=1, le=10)] = 1


class _Page(Struct, frozen=True):
    endpoint: str
    document: Document
    posts: list[Mapping[str, Any]]
    findings: tuple[Finding, ...]


class WordPress:
    """Reads the newest posts of one site."""

    def __init__(self, settings: Settings, context: Context) -> None:
        self._settings = settings
        self._context = context

    def articles(self, since: datetime | None = None) -> Loaded:
        """Ask for the newest posts, those after `since` if it is given.

        Raises SourceError with WordPress's own message where it gives one, and for an answer without posts.
        """
        pages = list(self._pages(since))
        first = pages[0].document
        # A story that is published while we ask moves the others on, some from one page to the next.
        posts = answers.once((post for page in pages for post in page.posts), "id", "link")
        findings = [*pages[0].findings, *_unread(pages, self._settings, since)]
        found = []
        for name, post in posts.items():
            where = f"{first.shown} post {name}"
            if reason := _unfit(post):
                findings.append(Finding("entry", "info", f"left out: {reason}", where))
            else:
                found.append(_entry(post, where, self._settings.url or ""))
        return entries.loaded(found, first.reference("wordpress"), self._context, findings)

    def _pages(self, since: datetime | None) -> Iterator[_Page]:
        if self._settings.path or not self._settings.url:
            yield _page("", opened(self._settings, self._context))
            return
        page = self._first(_endpoints(self._settings.url), since)
        yield page
        seen = len(page.posts)
        for _ in range(1, self._settings.max_pages):
            if not _is_full(page):
                return
            # By offset, as asking for a page past the last one is an error.
            document = fetched(_asked(page.endpoint, since, seen), self._context)
            page = _page(page.endpoint, document)
            seen += len(page.posts)
            yield page

    def _first(self, endpoints: Sequence[str], since: datetime | None) -> _Page:
        """Ask where the API is; a site without permalinks has it at `?rest_route=` only."""
        failed: list[SourceError] = []
        for endpoint in endpoints:
            try:
                return _page(endpoint, fetched(_asked(endpoint, since), self._context))
            except SourceError as error:
                failed.append(error)
        raise next((error for error in failed if error.message.startswith(_SAYS)), failed[0])


def _endpoints(url: str) -> list[str]:
    """Give the addresses to try for what the settings name."""
    parts = urlsplit(url)._replace(fragment="")
    path = parts.path.rstrip("/")
    if path.endswith("/wp-json"):
        return [urlunsplit(parts._replace(path=path + _ROUTE))]
    if "/wp-json/" in path or "rest_route=" in parts.query:
        return [urlunsplit(parts)]
    route = "&".join(filter(None, [f"rest_route={_ROUTE}", parts.query]))
    return [
        urlunsplit(parts._replace(path=f"{path}/wp-json{_ROUTE}")),
        urlunsplit(parts._replace(path=f"{path}/", query=route)),
    ]


def _asked(endpoint: str, since: datetime | None, offset: int = 0) -> str:
    """Add what we ask for to an endpoint; what stands in its query already is kept.

    `after` is compared with the site's local time. A moment with its zone is brought there (WP_Date_Query
    since WordPress 5.3 of 2019), one without counts as local: so it is sent in UTC, and says so.
    """
    wanted = {"per_page": str(_PER_PAGE), "_embed": _EMBEDDED, "orderby": "date", "order": "desc"}
    if since:
        wanted["after"] = since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if offset:
        wanted["offset"] = str(offset)
    parts = urlsplit(endpoint)
    there = parse_qs(parts.query, keep_blank_values=True)
    added = urlencode({key: value for key, value in wanted.items() if key not in there}, safe=",:")
    return urlunsplit(parts._replace(query="&".join(filter(None, [parts.query, added]))))


def _page(endpoint: str, document: Document) -> _Page:
    """Read an answer. Raises SourceError for an error that WordPress tells, and for what holds no posts."""
    raw, findings = json_feed.data(document)
    if isinstance(raw, Mapping) and "code" in raw and "message" in raw:
        message = answers.line(raw["message"]) or answers.words(raw["code"]) or "an error"
        remedy = "give the site's root, and open that address with /wp-json/wp/v2/posts in a browser"
        raise SourceError(f"{_SAYS}{message[:300]}", where=document.shown, remedy=remedy)
    posts = [raw] if isinstance(raw, Mapping) and "title" in raw else raw
    if not isinstance(posts, list):
        remedy = "give the site's root, or an address that ends in /wp-json/wp/v2/posts"
        raise SourceError("JSON, but no posts of WordPress", where=document.shown, remedy=remedy)
    return _Page(endpoint, document, answers.rows(posts), findings)


def _is_full(page: _Page) -> bool:
    own = parse_qs(urlsplit(page.endpoint).query).get("per_page", [""])[0]
    return len(page.posts) >= (int(own) if own.isdecimal() else _PER_PAGE) > 0


def _unread(pages: Sequence[_Page], settings: Settings, since: datetime | None) -> list[Finding]:
    """Say so where there may be posts after `since` that we did not ask for."""
    if not since or not settings.url or len(pages) < settings.max_pages or not _is_full(pages[-1]):
        return []
    message = (
        f"only the newest {sum(len(page.posts) for page in pages)} posts were read, and there may be more"
    )
    return [Finding("wordpress", "warning", message, pages[0].document.shown, "raise its max_pages")]


def _unfit(post: Mapping[str, Any]) -> str:
    status = answers.words(post.get("status")) or "publish"
    if status != "publish":
        return f"its status is {status[:40]}"
    protected = (answers.table(post.get(part)).get("protected") for part in ("content", "excerpt"))
    return "it asks for a password" if True in protected else ""


def _rendered(post: Mapping[str, Any], key: str) -> str:
    return answers.words(answers.table(post.get(key)).get("rendered")) or ""


def _entry(post: Mapping[str, Any], where: str, site: str) -> entries.Entry:
    embedded = answers.table(post.get("_embedded"))
    html = _rendered(post, "content")
    link = answers.words(post.get("link"))
    description, is_cut = _lede(_rendered(post, "excerpt"), html, link)
    sections = [term for term in _terms(embedded, "category") if term.get("slug") not in _NO_SECTION]
    names = [answers.line(term.get("name")) for term in (*sections[:1], *_terms(embedded, "post_tag"))]
    return entries.Entry(
        where=where,
        headline=answers.line(_rendered(post, "title")) or "",
        guid=unescape(_rendered(post, "guid")) or None,
        url=link,
        base=site,
        description=description,
        description_truncated=is_cut,
        html=html,
        authors=tuple(_authors(embedded)),
        date_published=_moment(post, "date"),
        date_modified=_moment(post, "modified"),
        section=names[0] if sections else None,
        tags=tuple(name for name in names[bool(sections) :] if name),
        image=_image(embedded),
    )


def _moment(post: Mapping[str, Any], key: str) -> str | None:
    """Give a time as UTC; where a site leaves that out, its local time. Neither has a zone written to it."""
    utc = answers.words(post.get(f"{key}_gmt"))
    return f"{utc.removesuffix('Z')}Z" if utc else answers.words(post.get(key))


def _lede(excerpt: str, html: str, link: str | None) -> tuple[str | None, bool]:
    """Give the lede, and whether it was cut; None for one that WordPress made from the text's first words."""
    said = answers.line(_without_more(excerpt, link)) or ""
    bare = _CUT.sub("", said)
    is_cut = bare != said
    whole, start = _letters(html), "".join(bare.split())
    if whole and (start == whole or (is_cut and whole.startswith(start))):
        return None, False
    return bare or None, is_cut and bool(bare)


def _letters(html: str) -> str:
    """Give a body's text without white space; nothing for one that can't be read."""
    try:
        told = from_html.read(html, "")
    except SourceError:
        return ""
    return "".join("".join(block.text.split()) for block in told if block.type != "image")


def _without_more(excerpt: str, link: str | None) -> str:
    """Leave out the links that lead on to the post itself ("Lees meer")."""
    *linked, rest = _LINK_END.split(excerpt)
    kept = []
    for part in linked:
        before, _, opened_at = part.rpartition("<a ")
        attributes = opened_at.partition(">")[0]
        leads_on = (
            "more-link" in attributes or "read-more" in attributes or bool(link and f'"{link}' in attributes)
        )
        kept.append(before if leads_on else f"{part}</a>")
    return "".join([*kept, rest])


def _authors(embedded: Mapping[str, Any]) -> Iterator[Author]:
    """Name the authors; a site that hides its users gives an error in their place."""
    for who in answers.rows(embedded.get("author")):
        if name := answers.line(who.get("name")):
            yield Author(name, answers.words(who.get("link")) or answers.words(who.get("url")))


def _image(embedded: Mapping[str, Any]) -> Image | None:
    for media in answers.rows(embedded.get("wp:featuredmedia")):
        size = answers.table(media.get("media_details"))
        return answers.picture(
            media.get("source_url"),
            media.get("alt_text"),
            _rendered(media, "caption"),
            size=(size.get("width"), size.get("height")),
        )
    return None


def _terms(embedded: Mapping[str, Any], taxonomy: str) -> list[Mapping[str, Any]]:
    groups = embedded.get("wp:term")
    terms = [term for group in (groups if isinstance(groups, list) else []) for term in answers.rows(group)]
    return [term for term in terms if term.get("taxonomy") == taxonomy and answers.line(term.get("name"))]
