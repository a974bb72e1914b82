"""Pictures of feed items by Media RSS (https://www.rssboard.org/media-rss), one per item.

feedparser mixes the title and description of a picture with those of its item, so the picture is chosen in
the tree before: the others and all that is said of them go; what is chosen stays as a `media:thumbnail`.
"""

from collections.abc import Iterator

from lxml import etree

from publisher.model import Image
from publisher.sources import addresses, from_html
from publisher.sources.feeds.xml_guard import NAMESPACES, local

_MEDIA = NAMESPACES["media"].rstrip("/")
_TAGS = frozenset({"category", "keywords"})  # these are the item's own
_PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif")
_LONGEST = 2_000


def settle(item: etree._Element) -> None:
    """Leave of an item's media elements its one picture, under feedparser's `media_thumbnail`."""
    found = [element for element in item.iter("{*}*") if _is_media(element)]
    if not found:
        return
    picture = _chosen(item)
    stand_in = _stand_ins(item)
    for element in found:
        if local(element) not in _TAGS and (parent := element.getparent()) is not None:
            parent.remove(element)
    item.extend(stand_in)
    if picture:
        attributes = {name: value for name, value in _attributes(picture).items() if value}
        etree.SubElement(item, f"{{{_MEDIA}/}}thumbnail", attributes)


def _is_media(element: etree._Element) -> bool:
    return str(element.tag).startswith((f"{{{_MEDIA}}}", f"{{{_MEDIA}/}}"))


def _named(parent: etree._Element, *names: str) -> Iterator[etree._Element]:
    for element in parent.iter("{*}*"):
        if _is_media(element) and local(element) in names:
            yield element


def _chosen(item: etree._Element) -> Image | None:
    """Take the widest `media:content` that is a picture, else the widest `media:thumbnail`."""
    contents = [element for element in _named(item, "content") if _is_picture(element)]
    for candidates in (contents, list(_named(item, "thumbnail"))):
        for element in sorted(candidates, key=lambda one: -(_pixels(one, "width") or 0)):
            if url := addresses.resolved(element.get("url") or element.text, element.base or ""):
                return _image(element, url, item)
    return None


def _is_picture(element: etree._Element) -> bool:
    medium, kind = element.get("medium", ""), element.get("type", "")
    if medium or kind:
        return medium == "image" or kind.startswith("image/")
    return element.get("url", "").partition("?")[0].lower().endswith(_PICTURES)


def _image(element: etree._Element, url: str, item: etree._Element) -> Image:
    return Image(
        url,
        alt=_said(element, item, "description") or _said(element, item, "title"),
        credit_text=_said(element, item, "credit") or None,
        width=_pixels(element, "width"),
        height=_pixels(element, "height"),
    )


def _said(element: etree._Element, item: etree._Element, name: str) -> str:
    """Give what is said of a picture: by itself, else by the group it is in, else by its item."""
    parent: etree._Element | None = element
    while parent is not None:
        for child in parent:
            if _is_media(child) and local(child) == name and child.text:
                return from_html.line(child.text[:_LONGEST])
        parent = parent.getparent() if parent is not item else None
    return ""


def _pixels(element: etree._Element, name: str) -> int | None:
    value = element.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 6 else None


def _attributes(picture: Image) -> dict[str, str | None]:
    return {
        "url": picture.url,
        "alt": picture.alt,
        "credit": picture.credit_text,
        "width": str(picture.width or ""),
        "height": str(picture.height or ""),
    }


def _stand_ins(item: etree._Element) -> list[etree._Element]:
    """Find the media title and description of an item that has none of its own, as videos often have."""
    own = {
        local(child) for child in item if not _is_media(child) and ((child.text or "").strip() or len(child))
    }
    titles = [] if "title" in own else list(_named(item, "title"))[:1]
    texts = own & {"description", "summary", "content", "encoded", "abstract"}
    return titles + ([] if texts else list(_named(item, "description"))[:1])
