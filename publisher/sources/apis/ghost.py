"""Kind `ghost`: the newest posts of a Ghost site, through its Content API.

https://docs.ghost.org/content-api/ (of Ghost 6). The key is one of a Custom Integration; Ghost calls it safe
in a browser, as it gives public data only, so it may stand in the configuration. A story has the same guid as
in the site's RSS feed, which is its id.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from msgspec import Meta, Struct

from publisher.errors import ConfigError, SourceError
from publisher.model import Author, Finding, Loaded
from publisher.ports import Context
from publisher.sources import entries
from publisher.sources.apis import answers
from publisher.sources.documents import Document, Place, fetched, opened
from publisher.sources.feeds import json_feed

_PER_PAGE = 50  # Ghost 6 gives at most 100
_ENDPOINT = "/ghost/api/content/posts/"
_REMEDY = "copy the API URL and the Content API key again, in Ghost under Settings, Integrations, Custom"


class Settings(Place, frozen=True, forbid_unknown_fields=True):
    """`url` is the site's API URL and `key` its Content API key; or `path` is a saved answer.

    A page has 50 posts.
    """

    key: str | None = None
    max_pages: Annotated[int, Meta(ge=1, le=10)] = 1

    def __repr__(self) -> str:
        """Name the place without showing the key."""
        return f"Settings({self.path or self.url!r})"


class _Page(Struct, frozen=True):
    document: Document
    posts: list[Mapping[str, Any]]
    is_last: bool
    findings: tuple[Finding, ...]


class Ghost:
    """Reads the newest posts of one site."""

    def __init__(self, settings: Settings, context: Context) -> None:
        self._settings = settings
        self._context = context

    def articles(self, since: datetime | None = None) -> Loaded:
        """Ask for the newest posts, those after `since` if it is given.

        Raises ConfigError for a URL without a key, SourceError with Ghost's own message where it gives one.
        """
        pages = list(self._pages(since))
        first = pages[0].document
        # A story that is published while we ask moves the others on, some from one page to the next.
        posts = answers.once((post for page in pages for post in page.posts), "id", "uuid", "url")
        site = self._settings.url or ""
        found = [_entry(post, f"{first.shown} post {name}", site) for name, post in posts.items()]
        findings = (*pages[0].findings, *_unread(pages, since))
        return entries.loaded(found, first.reference("ghost"), self._context, findings)

    def _pages(self, since: datetime | None) -> Iterator[_Page]:
        url, key = self._settings.url, self._settings.key
        if self._settings.path or not url:
            yield _page(opened(self._settings, self._context))
            return
        if not key:
            raise ConfigError("a ghost source with a url needs its key", where="[[sources]]", remedy=_REMEDY)
        for number in range(1, self._settings.max_pages + 1):
            page = _page(fetched(_asked(url, key, since, number), self._context))
            yield page
            if page.is_last:
                return


def _asked(url: str, key: str, since: datetime | None, number: int) -> str:
    """Give the address of a page of posts. Ghost keeps times in UTC, and compares them as written so."""
    wanted = {"key": key, "include": "authors,tags", "formats": "html", "limit": str(_PER_PAGE)}
    if since:
        moment = since.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
        wanted["filter"] = f"published_at:>'{moment}'"
    if number > 1:
        wanted["page"] = str(number)
    parts = urlsplit(url)
    root = parts.path.partition("/ghost/")[0].rstrip("/").removesuffix("/ghost")
    return urlunsplit((parts.scheme, parts.netloc, root + _ENDPOINT, urlencode(wanted, safe=","), ""))


def _page(document: Document) -> _Page:
    """Read an answer. Raises SourceError for an error that Ghost tells, and for what holds no posts."""
    raw, findings = json_feed.data(document)
    answer = answers.table(raw)
    for error in answers.rows(answer.get("errors")):
        message = answers.line(error.get("message")) or "an error"
        raise SourceError(f"Ghost says: {message[:300]}", where=document.shown, remedy=_REMEDY)
    posts = answer.get("posts")
    if not isinstance(posts, list):
        raise SourceError("JSON, but no posts of Ghost", where=document.shown, remedy=_REMEDY)
    pagination = answers.table(answers.table(answer.get("meta")).get("pagination"))
    return _Page(document, answers.rows(posts), pagination.get("next") is None, findings)


def _unread(pages: Sequence[_Page], since: datetime | None) -> list[Finding]:
    """Say so where there are posts after `since` that we did not ask for."""
    if not since or pages[-1].is_last:
        return []
    message = f"only the newest {sum(len(page.posts) for page in pages)} posts were read, and there are more"
    return [Finding("ghost", "warning", message, pages[0].document.shown, "raise its max_pages")]


def _entry(post: Mapping[str, Any], where: str, site: str) -> entries.Entry:
    html = answers.words(post.get("html"))
    description, is_cut = _lede(post, html)
    section = answers.words(answers.table(post.get("primary_tag")).get("name"))
    tags = [answers.words(tag.get("name")) for tag in answers.rows(post.get("tags")) if _is_public(tag)]
    visibility = answers.words(post.get("visibility"))
    return entries.Entry(
        where=where,
        headline=answers.words(post.get("title")) or "",
        guid=answers.name(post.get("id")) or answers.name(post.get("uuid")),
        url=answers.words(post.get("url")),
        base=site,
        description=description,
        description_truncated=is_cut,
        html=html,
        authors=tuple(_authors(post)),
        date_published=post.get("published_at"),
        date_modified=post.get("updated_at"),
        section=section,
        tags=tuple(tag for tag in tags if tag),
        image=answers.picture(
            post.get("feature_image"), post.get("feature_image_alt"), post.get("feature_image_caption")
        ),
        is_accessible_for_free=visibility == "public" if visibility else None,
    )


def _lede(post: Mapping[str, Any], html: str | None) -> tuple[str | None, bool]:
    """Give the lede, and whether it was cut.

    Without one of the editor's, Ghost gives the first 500 characters of the text: where we have that text,
    its first paragraph is the better lede.
    """
    if custom := answers.words(post.get("custom_excerpt")):
        return custom, False
    cut = answers.words(post.get("excerpt")) if not html else None
    return cut, cut is not None


def _authors(post: Mapping[str, Any]) -> Iterator[Author]:
    for who in answers.rows(post.get("authors")) or answers.rows([post.get("primary_author")]):
        if name := answers.words(who.get("name")):
            yield Author(name, answers.words(who.get("url")) or answers.words(who.get("website")))


def _is_public(tag: Mapping[str, Any]) -> bool:
    """Say whether readers see a tag: an internal one starts with `#`."""
    name = answers.words(tag.get("name")) or ""
    return not name.startswith("#") and tag.get("visibility") != "internal"
