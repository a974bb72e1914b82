"""The pages a reader sees, rendered: one template, one style sheet, no script, nothing loaded."""

from functools import cache
from importlib import resources
from typing import Literal

import jinja2
from markupsafe import Markup
from msgspec import Struct

from publisher import languages

Kind = Literal["leave", "left", "back", "test", "missing", "trouble"]


class Newsroom(Struct, frozen=True):
    """Whose newsletter it is, and the BCP 47 tag it speaks where the reader's own is not known."""

    name: str
    language: str


def render(kind: Kind, newsroom: Newsroom, language: str | None = None, action: str = "") -> str:
    """Render a page; its button, where it has one, posts to `action`, relative to the page's own address.

    `language` is the reader's; the newsroom's is taken where we don't speak it.
    """
    spoken = languages.nearest(language, newsroom.language)
    words = {
        name: getattr(spoken.pages, name).format(site=newsroom.name)
        for name in spoken.pages.__struct_fields__
    }
    return _template().render(
        kind=kind,
        code=spoken.code,
        site=newsroom.name,
        words=words,
        action=action,
        style=Markup(style()),  # noqa: S704  (our own style sheet)
    )


@cache
def style() -> str:
    """Give the style sheet, byte for byte as it stands in each page."""
    return _asset("page.css").strip()


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(_asset),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html.j2")


def _asset(name: str) -> str:
    return resources.files("publisher.web").joinpath("templates", name).read_text(encoding="utf-8")
