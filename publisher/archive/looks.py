"""What the archive's pages share: their style sheets and their templates."""

from functools import cache
from importlib import resources

import jinja2


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
