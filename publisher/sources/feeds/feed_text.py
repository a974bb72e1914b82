"""What a feed's texts say: headline, lede and body, whether they come as text, HTML or XHTML."""

import re
from collections.abc import Mapping, Sequence
from html import unescape
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from publisher.errors import SourceError
from publisher.model import Block, Finding, Image
from publisher.sources import addresses, blocks, from_html

_HTML = frozenset({"text/html", "application/xhtml+xml"})
_TEXT = "text/plain"
_MAIL = re.compile(r"[^\s(<]{1,64}@[^\s)>]{1,190}")
_TAG = re.compile(r"</?[a-zA-Z]")
# How systems mark a text that they cut off; `[&hellip;]` has been read as a character here.
_CUT = re.compile(r"\s*(?:\[\s*(?:…|\.{3})\s*\]|\(\s*(?:…|\.{3})\s*\)|…|\.{3,})\s*$")
# The line that WordPress with Yoast puts under each text, in our four languages (2026).
_FOOTER = re.compile(
    r"(?:The post|Het bericht|Der Beitrag|L[’']article) .{1,400} "
    r"(?:appeared first on|verscheen eerst op|erschien zuerst auf|est apparu en premier sur) .{1,200}\.",
    re.DOTALL,
)


class Told(Struct, frozen=True):
    """What an entry tells: its lede, None where its body's first paragraph is to be one, and its body."""

    description: str | None = None
    truncated: bool = False
    body: tuple[Block, ...] = ()
    image: Image | None = None
    findings: tuple[Finding, ...] = ()


def field(entry: Mapping[str, Any], name: str) -> Any:  # noqa: ANN401  (feedparser has no types)
    """Give what an entry holds under exactly that name: feedparser's own look-up also gives other dates."""
    return dict.get(entry, name)  # type: ignore[call-overload]


def titled(owner: Mapping[str, Any]) -> dict[str, Any]:
    """Give a title with its type; feedparser's detail may hold that of a picture's title beside it."""
    kind = (field(owner, "title_detail") or {}).get("type", "text/html")
    return {"type": kind, "value": field(owner, "title") or ""}


def line(detail: Mapping[str, Any] | None) -> str:
    """Give one of feedparser's details as plain text on one line; what can't be read gives nothing."""
    value = str((detail or {}).get("value") or "")
    if (detail or {}).get("type", _TEXT) == _TEXT:
        return " ".join(value.split())
    try:
        return from_html.line(value)
    except SourceError:
        return ""


def byline(written: str) -> str:
    """Give a name without the mail address that RSS puts before it; an address alone is no byline."""
    name = _MAIL.sub("", line({"type": "text/html", "value": written}))
    return " ".join(name.strip(" ()<>,;").split())


def told(entry: Mapping[str, Any], base: str, where: str) -> Told:
    """Read summary and content of an entry of feedparser's.

    A summary that is all there is becomes lede and body, or a lede that was cut off where a mark says so. One
    that only repeats the content's start, cut off, gives way to it.
    """
    findings: list[Finding] = []
    content, summary = _content(entry), _summary(entry)
    body = _blocks(content or summary, base, where, findings)
    if content is None or content["value"] == summary["value"]:
        return replace(_alone(body), findings=tuple(findings))
    lede, cut = _uncut(_joined(_blocks(summary, base, where, findings)))
    if cut and _joined(body).startswith(lede):
        lede, cut = "", False
    if not body:
        return Told(lede or None, cut, findings=tuple(findings))
    return Told(lede or None, cut, body if lede else _paragraph_first(body), findings=tuple(findings))


def _content(entry: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Choose the fullest form of the content: HTML before text, the longer before the shorter."""
    readable = [one for one in field(entry, "content") or () if one.get("type") in _HTML | {_TEXT}]
    return max(readable, key=lambda one: (one["type"] in _HTML, len(one["value"])), default=None)


def _summary(entry: Mapping[str, Any]) -> Mapping[str, Any]:
    detail = field(entry, "summary_detail") or {"type": "text/html"}
    return {**detail, "value": field(entry, "summary") or ""}


def _blocks(detail: Mapping[str, Any], base: str, where: str, findings: list[Finding]) -> tuple[Block, ...]:
    """Read a text as blocks; one that can't be read is left out with a finding."""
    value = str(detail.get("value") or "")
    is_html = detail.get("type", _TEXT) != _TEXT
    if not is_html or not _TAG.search(value):
        found = blocks.from_text(unescape(value) if is_html else value)
    else:
        try:
            found = from_html.read(value, where)
        except SourceError as error:
            findings.append(
                Finding("entry", "warning", f"a text is left out: {error.message}", where, error.remedy)
            )
            return ()
    if found and _FOOTER.fullmatch(found[-1].text):
        found.pop()
    base = str(detail.get("base") or base)
    pictures = ((block, addresses.picture(block.image, base)) for block in found)
    return tuple(replace(block, image=image) for block, image in pictures if image or block.type != "image")


def _alone(body: Sequence[Block]) -> Told:
    """Tell lede and body apart in the only text that there is."""
    texts = [block.text for block in body if block.type != "image"]
    image = next((block.image for block in body if block.image), None)
    if not texts:
        return Told(image=image)
    bare, cut = _uncut(_joined(body))
    if len(texts) == 1:
        return Told(bare, cut, image=image)
    if cut and texts[-1].endswith(("]", ")")):
        return Told(bare, truncated=True, image=image)
    return Told(body=_paragraph_first(body), image=image)


def _paragraph_first(body: Sequence[Block]) -> tuple[Block, ...]:
    """Put pictures that open a body behind its first paragraph, which is then the lede."""
    at = next((at for at, block in enumerate(body) if block.type != "image"), 0)
    return (body[at], *body[:at], *body[at + 1 :])


def _joined(body: Sequence[Block]) -> str:
    return " ".join(block.text for block in body if block.type != "image")


def _uncut(text: str) -> tuple[str, bool]:
    """Take the mark off a text that was cut off; say whether there was one."""
    bare = _CUT.sub("", text)
    return bare, bare != text
