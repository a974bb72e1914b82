"""From rendered parts to a skeleton: markers become slots, all else is encoded once.

The templates are rendered with markers where a reader's value will stand. Markers don't remain in the
skeleton, so their nonce has no part in it: two machines compile the same content to the same bytes.
"""

from collections.abc import Collection, Iterator, Mapping
from hashlib import sha256
from itertools import groupby
from typing import Literal

from publisher.errors import TemplateError
from publisher.mime import contexts, quoted, values
from publisher.mime.links import Link
from publisher.model import Skeleton, Slot

_NONCE = 16  # hexadecimal digits
_STEM = len("SLOT") + _NONCE
_SLOTS = (
    Slot("name", "html"),
    Slot("name", "text"),
    Slot("unsubscribe_url", "href"),
    Slot("unsubscribe_url", "text"),
    Slot("view_url", "href"),
    Slot("view_url", "text"),
)


def new_nonce(content: str, digits: int = _NONCE) -> str:
    """Derive hexadecimal digits from the content that do not stand in it, in any case.

    `content` is every word the templates will be filled with. Who writes an article can't foresee the digits.
    """
    lower = content.lower()
    return next(nonce for nonce in _candidates(content, digits) if nonce not in lower)


def markers(nonce: str) -> dict[str, Slot]:
    """Name the marker of each slot: ASCII letters and digits only, which no step of rendering rewrites."""
    return {f"SLOT{nonce}{slot.name.replace('_', '').upper()}{slot.context}": slot for slot in _SLOTS}


def by_name(slots: Mapping[str, Slot], part: Literal["text", "html"]) -> dict[str, str]:
    """Give one part's template its markers by slot name (`{"name": "SLOT...", ...}`)."""
    return {
        slot.name: marker for marker, slot in slots.items() if (slot.context == "text") == (part == "text")
    }


def compile(  # noqa: A001  (the design's word: mime.compile)
    text: str,
    html: str,
    markers: Mapping[str, Slot],
    *,
    optional: Collection[str] = ("name", "view_url"),
) -> Skeleton:
    """Turn rendered parts into quoted-printable segments and slots.

    Every marker must occur in its part, except those of slots named in `optional`. Each part ends in a line
    end. Raises TemplateError naming the slot for one that is missing, cut, or in the wrong context.
    """
    for part, kind in ((text, "text"), (html, "html")):
        _check_remains(part, kind, markers)
    contexts.check_text(text, markers)
    contexts.check_html(html, markers)
    _check_present(text + html, markers, optional)
    return Skeleton(text=_part(text, markers), html=_part(html, markers))


def fill(part: tuple[bytes | Slot, ...], given: Mapping[str, str]) -> tuple[bytes, ...]:
    """Put one reader's values in a part's slots; the segments are not joined.

    `given` is by slot name. Raises ConfigError for a missing value, or a URL that is not https.
    """
    return tuple(Filler(part).fill(given))


class Filler:
    """Fills a part for many readers; where its slots are was found once. Safe to share between threads.

    `links` names the values that stand in a link somewhere: only an https URL fills them.
    """

    def __init__(self, part: tuple[bytes | Slot, ...]) -> None:
        self._pieces = [piece if isinstance(piece, bytes) else b"" for piece in part]
        slots = [(place, piece) for place, piece in enumerate(part) if isinstance(piece, Slot)]
        self.links = frozenset(slot.name for _, slot in slots if slot.context == "href")
        by_name = ((name, [*named]) for name, named in groupby(sorted(slots, key=_name), key=_name))
        self._values = [
            (name, values.bare_https if name in self.links else values.bare, named, [at for at, _ in named])
            for name, named in by_name
        ]

    def fill(self, given: Mapping[str, str | Link]) -> list[bytes]:
        """Give the pieces with one reader's values, as `fill` does; a `Link` is encoded already."""
        pieces = self._pieces.copy()
        for name, is_bare, slots, places in self._values:
            value = given.get(name)
            if isinstance(value, Link):
                encoded = value.encoded
            elif value is not None and is_bare(value):
                encoded = quoted.bare(value)
            else:
                for place, slot in slots:
                    pieces[place] = values.encode(slot, value)
                continue
            for place in places:
                pieces[place] = encoded
        return pieces


def _name(placed: tuple[int, Slot]) -> str:
    return placed[1].name


def _candidates(content: str, digits: int) -> Iterator[str]:
    digest = content.encode("utf-8", "surrogatepass")
    while True:
        digest = sha256(digest).digest()
        yield digest.hex()[:digits]


def _part(text: str, markers: Mapping[str, Slot]) -> tuple[bytes | Slot, ...]:
    pieces: list[bytes | Slot] = []
    start = 0
    closed = text if text.endswith(("\n", "\r")) else text + "\n"
    for found in contexts.pattern(markers).finditer(closed):
        pieces += [quoted.before_slot(closed[start : found.start()]), markers[found[0]]]
        start = found.end()
    pieces.append(quoted.document(closed[start:]))
    return tuple(piece for piece in pieces if piece != b"")


def _check_present(parts: str, markers: Mapping[str, Slot], optional: Collection[str]) -> None:
    for marker, slot in markers.items():
        if slot.name not in optional and marker not in parts:
            raise TemplateError(
                f"the {slot.context} slot {slot.name!r} is missing",
                where="text" if slot.context == "text" else "html",
                remedy=f"write {slot.name} in this part's template",
            )


def _check_remains(part: str, kind: str, markers: Mapping[str, Slot]) -> None:
    rest = contexts.pattern(markers).sub("", part).lower()
    if any(marker[:_STEM].lower() in rest for marker in markers):
        raise TemplateError(
            "a slot's marker was cut or rewritten",
            where=kind,
            remedy="print slots as they are, without a filter",
        )
