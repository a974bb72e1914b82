"""The digest email: Jinja2 -> MJML -> mrml -> premailer for HTML, Jinja2 for text. Pure, once per edition."""

import re
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import jinja2
from msgspec import Struct, structs

from publisher import languages
from publisher.errors import TemplateError
from publisher.model import Edition
from publisher.render import inline, mrml, places, templates, vocabulary
from publisher.render.variables import Look, Slots, Variables, variables
from publisher.text import whole_sentences

__all__ = ["Look", "Rendered", "Slots", "render"]
_IN_TEMPLATE = re.compile(r"[^:]+\.j2(?::|$)")
_BLANK_LINES = re.compile(r"\n{3,}")


class Rendered(Struct, frozen=True):
    """Both parts of the mail with slot markers still in them, and the MJML the HTML was made from."""

    html: str
    text: str
    mjml: str


def render(
    edition: Edition, look: Look, folders: Sequence[Path], html_slots: Slots, text_slots: Slots
) -> Rendered:
    """Render an edition with the template in `folders`.

    Raises TemplateError with file, line and column of the template for whatever does not build.
    """
    try:
        return _rendered(edition, look, folders, html_slots, text_slots)
    except TemplateError as error:
        if not _IN_TEMPLATE.match(error.where):
            raise
        where = f"templates/{_home(folders, error.where)}/{error.where}"
        raise TemplateError(error.message, where=where, remedy=error.remedy) from None


def _home(folders: Sequence[Path], where: str) -> str:
    """Name the template that a file is taken from: the first that has it."""
    file = where.partition(":")[0]
    return next((folder.name for folder in folders if (folder / file).is_file()), folders[0].name)


def _rendered(
    edition: Edition, look: Look, folders: Sequence[Path], html_slots: Slots, text_slots: Slots
) -> Rendered:
    told = whole_sentences(
        edition.lead.description,
        languages.get(edition.language),
        truncated=edition.lead.description_truncated,
    )
    mjml = to_mjml(variables(edition, look, html_slots, told), folders)
    return Rendered(
        html=to_html(mjml, folders),
        text=to_text(variables(edition, look, text_slots, told), folders),
        mjml=mjml,
    )


def to_mjml(values: Variables, folders: Sequence[Path]) -> str:
    """Fill the MJML template; what comes out is ready for any MJML compiler."""
    environment = templates.mail_environment(folders)
    for name, text in _sources(environment).items():
        vocabulary.refuse_fragile_attributes(text, name)
    return templates.render_template(environment, "digest.mjml.j2", structs.asdict(values))


def to_html(mjml: str, folders: Sequence[Path]) -> str:
    """Compile rendered MJML to the HTML that leaves."""
    environment = templates.mail_environment(folders)
    locate = partial(places.locate, _sources(environment), mjml)
    vocabulary.parse(mjml, locate)
    rest, css = inline.take_author_css(mjml)
    return mrml.squeeze(inline.inline(mrml.to_html(rest, locate), css))


def to_text(values: Variables, folders: Sequence[Path]) -> str:
    """Fill the text template; runs of blank lines become one."""
    environment = templates.text_environment(folders)
    text = templates.render_template(environment, "digest.txt.j2", structs.asdict(values))
    return _BLANK_LINES.sub("\n\n", text).strip("\n") + "\n"


def _sources(environment: jinja2.Environment) -> dict[str, str]:
    names = [name for name in environment.list_templates() if name.endswith((".mjml.j2", ".css.j2"))]
    if "digest.mjml.j2" not in names:
        raise TemplateError(
            "no such file in the template's folder",
            where="digest.mjml.j2",
            remedy="add it, or name another template",
        )
    return {name: templates.source(environment, name) for name in names}
