"""Pictures of a page: where they lie, also those that a script would load later, and what is said of them."""

import re
from urllib.parse import urlsplit

from lxml import etree
from msgspec.structs import replace

from publisher.model import Image
from publisher.sources.pages import html_meta, html_values
from publisher.sources.pages.html_jsonld import Graph
from publisher.sources.pages.html_meta import Meta
from publisher.sources.pages.html_tree import Tree
from publisher.sources.pages.html_values import Node

_SMALL = 100  # pixels: what is smaller is an icon or counts readers
_SOURCES = ("data-src", "data-original", "data-lazy-src", "src")
_SETS = ("srcset", "data-srcset")
_PIXELS = re.compile(r"\s*([0-9]{1,5})(?:px)?\s*")
_MOST = 500  # pictures of a page that are looked at


def of_img(element: etree._Element) -> Image | None:
    """Read an `img`; None for one without an address, and for one that is too small to be a picture."""
    url = _source(element)
    width, height = pixels(element.get("width")), pixels(element.get("height"))
    if not url or any(size is not None and size < _SMALL for size in (width, height)):
        return None
    return Image(url, " ".join((element.get("alt") or "").split()), width=width, height=height)


def main(node: Node, graph: Graph, meta: Meta, tree: Tree) -> Image | None:
    """Give the article's picture: JSON-LD's, else Open Graph's, with the words that the page has for it."""
    image = _of_node(node, graph) or _of_meta(meta)
    if image is None:
        return None
    same = _shown(image.url, tree)
    alt = (
        image.alt
        or (_of_meta_alt(image, meta))
        or ((same.get("alt") or "").strip() if same is not None else "")
    )
    caption = image.caption or (_caption(same) if same is not None else None)
    return replace(image, alt=" ".join(alt.split()), caption=caption)


def pixels(value: object) -> int | None:
    """Give a size in pixels, also one written as a text or an object's value."""
    if isinstance(value, dict):
        value = value.get("value", value.get("name"))
    found = _PIXELS.fullmatch(str(value)) if isinstance(value, str | int) else None
    return int(found[1]) if found and int(found[1]) else None


def _of_node(node: Node, graph: Graph) -> Image | None:
    for item in html_values.each(graph.followed(node.get("image") or node.get("thumbnailUrl"))):
        url = (
            html_values.address([item.get("contentUrl"), item.get("url")]) if isinstance(item, dict) else None
        )
        url = url or html_values.address(item)
        if url and isinstance(item, dict):
            return Image(
                url,
                caption=html_values.line(item.get("caption")) or None,
                credit_text=html_values.line([item.get("creditText"), item.get("copyrightNotice")]) or None,
                width=pixels(item.get("width")),
                height=pixels(item.get("height")),
            )
        if url:
            return Image(url)
    return None


def _of_meta(meta: Meta) -> Image | None:
    url = meta.first(
        ("og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src")
    )
    if not url:
        return None
    width, height = (pixels(meta.first((f"og:image:{name}",))) for name in ("width", "height"))
    return Image(url, width=width, height=height)


def _of_meta_alt(image: Image, meta: Meta) -> str:
    """Give Open Graph's words for the picture, where it means the same one."""
    named = meta.first(("og:image", "og:image:url", "og:image:secure_url"))
    return meta.first(("og:image:alt", "twitter:image:alt")) if _file(named) == _file(image.url) else ""


def _shown(url: str, tree: Tree) -> etree._Element | None:
    """Find the picture where the page shows it: the file's name tells, whatever its size."""
    name = _file(url)
    if not name:
        return None
    for _, element in zip(range(_MOST), tree.root.iter("img"), strict=False):
        url = _source(element) or ""
        if name in url and _file(url) == name:
            return element
    return None


def _caption(element: etree._Element) -> str | None:
    figure = next(element.iterancestors("figure"), None)
    said = next(figure.iter("figcaption"), None) if figure is not None else None
    return html_meta.text(said) or None if said is not None else None


def _source(element: etree._Element) -> str | None:
    named = (element.get(name) or "" for name in _SOURCES)
    found = next((url.strip() for url in named if url.strip() and not url.strip().startswith("data:")), None)
    sets = (element.get(name) or "" for name in _SETS)
    return found or next((first for said in sets if (first := said.strip().partition(" ")[0])), None)


def _file(url: str | None) -> str:
    try:
        return urlsplit(url or "").path.rpartition("/")[2]
    except ValueError:
        return ""
