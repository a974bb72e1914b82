"""What the archive's pages share: their style sheets and their templates."""

import re
from functools import cache
from importlib import resources

import jinja2

_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")  # XML 1.0, 2.2


def written(text: str) -> str:
    """Give a text without the characters that no XML can hold; HTML shows none of them."""
    return _UNWRITABLE.sub("", text)


@cache
def template(name: str) -> jinja2.Template:
    """Give one of our own templates."""
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(asset),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name)


def asset(name: str) -> str:
    """Give a file from the templates' folder."""
    return (
        resources.files("publisher.archive").joinpath("templates", name).read_text(encoding="utf-8").strip()
    )
