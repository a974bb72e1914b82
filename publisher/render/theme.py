"""theme.toml: the colours, fonts, sizes and logo that one newsroom's mail differs in."""

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

from msgspec import Meta, Struct

from publisher.config import Table, decode
from publisher.errors import ConfigError

Colour = Annotated[str, Meta(pattern=r"^#[0-9a-fA-F]{6}$", description="a colour such as #8a1c2b")]
Pixels = Annotated[int, Meta(ge=8, le=800)]
Font = Annotated[
    str, Meta(pattern=r"^[\w ,-]+$", description="names of fonts, such as Georgia, Times New Roman, serif")
]


class Palette(Struct, frozen=True, forbid_unknown_fields=True):
    """The colours of one scheme, each `#rrggbb`."""

    accent: Colour
    on_accent: Colour
    page: Colour
    card: Colour
    text: Colour
    muted: Colour
    line: Colour
    badge: Colour


class Theme(Struct, frozen=True, forbid_unknown_fields=True):
    """One look. Sizes are pixels; `logo` is a file name under the site's assets_url, or empty."""

    light: Palette
    dark: Palette
    logo: str = ""
    logo_width: Pixels = 160
    width: Pixels = 600
    heading_font: Font = "Georgia, Times New Roman, serif"
    body_font: Font = "Helvetica Neue, Helvetica, Arial, sans-serif"
    size_title: Pixels = 26
    size_heading: Pixels = 18
    size_body: Pixels = 16
    size_small: Pixels = 13


def load_theme(folders: Sequence[Path]) -> Theme:
    """Read theme.toml from the first folder that has one, over those behind it.

    Raises ConfigError naming file and key.
    """
    values: dict[str, Any] = {}
    for folder in reversed(folders):
        path = folder / "theme.toml"
        if path.is_file():
            values = _over(values, _read(path))
    return decode(Table("", values, f"templates/{folders[0].name}/theme.toml"), Theme)


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        where = f"templates/{path.parent.name}/{path.name}"
        raise ConfigError(f"can't be read: {error}", where=where, remedy="mend that line") from None


def _over(base: dict[str, Any], top: dict[str, Any]) -> dict[str, Any]:
    nested = {
        key: {**base[key], **value}
        for key, value in top.items()
        if isinstance(value, dict) and isinstance(base.get(key), dict)
    }
    return {**base, **top, **nested}
