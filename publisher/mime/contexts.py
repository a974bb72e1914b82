"""Where a marker stands: a value may only go where its escaping is enough."""

import re
from collections.abc import Mapping
from html.parser import HTMLParser

from publisher.errors import TemplateError
from publisher.model import Slot

# In these elements `&lt;` is not read as `<`, so no escaping helps (HTML Living Standard, 13.1.2).
_RAW = frozenset({"style", "script", "xmp", "iframe", "noembed", "noframes"})
# Attributes that are read as something other than words.
_NO_WORDS = frozenset(
    {"style", "href", "src", "srcset", "action", "formaction", "background", "poster", "cite", "data"}
)
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")


def pattern(markers: Mapping[str, Slot]) -> re.Pattern[str]:
    """Make the expression that finds any of the markers; without markers it finds nothing."""
    return re.compile("|".join(map(re.escape, sorted(markers, reverse=True))) or r"(?!)")


def check_text(text: str, markers: Mapping[str, Slot]) -> None:
    """Check that the text part holds only text markers. Raises TemplateError naming the slot and the line."""
    for found in pattern(markers).finditer(text):
        slot = markers[found[0]]
        if slot.context != "text":
            line = text.count("\n", 0, found.start()) + 1
            raise _misplaced(slot, "in the text part", f"text:{line}", "use the text part's own marker")


def check_html(html: str, markers: Mapping[str, Slot]) -> None:
    """Check that each marker of the HTML part stands where its context holds.

    An `href` marker is the whole quoted value of an href attribute; an `html` marker stands in text or in a
    quoted attribute that holds words. Raises TemplateError naming the slot, the line and the column.
    """
    reader = _Reader(markers)
    reader.feed(html)
    reader.close()
    if reader.seen != len(reader.pattern.findall(html)):
        raise TemplateError(
            "a slot stands where no value can be put", where="html", remedy="put it in text or an attribute"
        )


def _misplaced(slot: Slot, place: str, where: str, remedy: str) -> TemplateError:
    return TemplateError(f"the {slot.context} slot {slot.name!r} stands {place}", where=where, remedy=remedy)


class _Reader(HTMLParser):
    def __init__(self, markers: Mapping[str, Slot]) -> None:
        super().__init__(convert_charrefs=True)
        self.markers = markers
        self.pattern = pattern(markers)
        self.raw = ""
        self.seen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._quotes()
        for name, value in attrs:
            for marker in self.pattern.findall(value or ""):
                self._attribute(name, value == marker, self.markers[marker])
        if tag in _RAW:
            self.raw = tag

    def handle_endtag(self, tag: str) -> None:
        if tag == self.raw:
            self.raw = ""

    def handle_data(self, data: str) -> None:
        for marker in self.pattern.findall(data):
            slot = self.markers[marker]
            if self.raw:
                raise self._error(slot, f"inside <{self.raw}>", "put it in text")
            if slot.context != "html":
                raise self._error(slot, "in running text", "only an html slot may stand there")
            self.seen += 1

    def handle_comment(self, data: str) -> None:
        for marker in self.pattern.findall(data):
            raise self._error(self.markers[marker], "inside a comment", "put it outside <!-- -->")

    def _quotes(self) -> None:
        bare = _QUOTED.sub("", self.get_starttag_text() or "")
        for marker in self.pattern.findall(bare):
            raise self._error(self.markers[marker], "in a tag without quotes", "quote the attribute's value")

    def _attribute(self, name: str, whole: bool, slot: Slot) -> None:  # noqa: FBT001
        if slot.context == "href" and not (name == "href" and whole):
            raise self._error(slot, f"in {name}", 'make it the whole value of an href="" attribute')
        if slot.context == "html" and (name in _NO_WORDS or name.startswith("on")):
            raise self._error(slot, f"in {name}", "use it in text or in an attribute that holds words")
        if slot.context == "text":
            raise self._error(slot, f"in {name}", "use the html part's own marker")
        self.seen += 1

    def _error(self, slot: Slot, place: str, remedy: str) -> TemplateError:
        line, column = self.getpos()
        return _misplaced(slot, place, f"html:{line}:{column + 1}", remedy)
