"""What the archive's pages share: their style sheets, their templates, and an edition's moment."""

from datetime import datetime
from functools import cache
from importlib import resources

import jinja2

from publisher.ledger import Issue
from publisher.model import Build


def moment(edition: Build | Issue) -> datetime:
    """Give the hour at which an edition was to leave: it does not change when a page is built again."""
    return edition.terms.sends_at if edition.terms else edition.built_at


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
