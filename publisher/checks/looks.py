"""What the eye needs: text for every picture, pictures that load, letters that stand out."""

import re
from collections.abc import Iterator

from publisher.checks import page
from publisher.checks.facts import Facts
from publisher.model import Build, Finding

# Properties that Gmail does not draw on the web and on phones (caniemail.com, September 2025).
_NOT_IN_GMAIL = frozenset(
    {
        *(
            "align-items",
            "animation",
            "aspect-ratio",
            "backdrop-filter",
            "border-image",
            "bottom",
            "box-shadow",
        ),
        *("clip-path", "filter", "flex-direction", "flex-wrap", "grid-template", "hyphens", "inset", "left"),
        *(
            "justify-content",
            "mask-image",
            "position",
            "right",
            "text-shadow",
            "top",
            "transform",
            "transition",
        ),
        *("writing-mode", "z-index"),
    }
)
_DECLARATION = re.compile(r"(?:^|;)\s*(?P<name>[a-z-]+)\s*:\s*(?P<value>[^;]*)")
HEAVY_BYTES = 200_000
# WCAG 2.2, success criterion 1.4.3 for text of ordinary size.
LEAST_CONTRAST = 4.5


def missing_alt(build: Build, facts: Facts) -> Iterator[Finding]:
    """Warn of pictures without a text for those who don't see them."""
    bare = page.values(build.html, "//img[not(normalize-space(@alt))]/@src")
    if bare:
        message = f"{len(bare)} image without alt text"
        yield Finding("alt", "warning", message, bare[0], "add alt to the article's image")


def heavy_image(build: Build, facts: Facts) -> Iterator[Finding]:
    """Warn of pictures over 200 kB, which a phone loads slowly."""
    for media in build.media:
        if len(media.bytes) > HEAVY_BYTES:
            size = len(media.bytes) // 1000
            yield Finding(
                "image-size", "warning", f"the image is {size} kB", media.url, "save it below 200 kB"
            )


def contrast(build: Build, facts: Facts) -> Iterator[Finding]:
    """Warn of theme colours that are hard to read; one finding for all pairs."""
    weak = [
        f"{name} {ratio(text, ground):.1f}"
        for name, text, ground in facts.colours
        if ratio(text, ground) < LEAST_CONTRAST
    ]
    if weak:
        where = f"templates/{facts.template}/theme.toml"
        yield Finding(
            "contrast", "warning", f"contrast below 4.5: {', '.join(weak)}", where, "darken or lighten one"
        )


def compatibility(build: Build, facts: Facts) -> Iterator[Finding]:
    """Warn of inline styles that a main client does not draw; one finding for all of them."""
    styles = "; ".join({*page.values(build.html, "//body//@style")}).lower()
    used = {found["name"] for found in _DECLARATION.finditer(styles)} & _NOT_IN_GMAIL
    used |= {value for value in ("display:grid", "var(") if value in styles.replace(" ", "")}
    if used:
        where = f"templates/{facts.template}"
        message = f"Gmail does not draw {', '.join(sorted(used))}"
        yield Finding("compatibility", "warning", message, where, "lay it out with tables and plain colours")


def ratio(one: str, other: str) -> float:
    """Give the contrast ratio of two `#rrggbb` colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
