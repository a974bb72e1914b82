"""theme.toml: the colours, fonts, sizes and logo that one newsroom's mail differs in."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

from msgspec import Meta, Struct

from publisher.config import Table, decode
from publisher.config.files import read_toml

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


class _Written(Theme, frozen=True, forbid_unknown_fields=True):
    """theme.toml with what it says to others than the templates: which template it extends."""

    extends: str = ""


def load_theme(folders: Sequence[Path]) -> Theme:
    """Read the theme.toml of each folder over those of the folders behind it, down to single colours.

    Raises ConfigError naming key and file: the first that does not fit over what lies behind it.
    """
    values: dict[str, Any] = {}
    for folder in reversed(folders):
        path, where = folder / "theme.toml", f"templates/{folder.name}/theme.toml"
        values = _over(values, read_toml(path, where) if path.is_file() else {})
        written = decode(Table("", values, where), _Written)
    return Theme(**{key: getattr(written, key) for key in Theme.__struct_fields__})


def _over(base: dict[str, Any], top: dict[str, Any]) -> dict[str, Any]:
    nested = {
        key: _over(base[key], value)
        for key, value in top.items()
        if isinstance(value, dict) and isinstance(base.get(key), dict)
    }
    return {**base, **top, **nested}
