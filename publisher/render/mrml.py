"""MJML to HTML through mrml, and the whitespace pass behind it."""

import re

from mjml import mjml2html

from publisher.errors import TemplateError
from publisher.render.vocabulary import Locate

_SPAN = re.compile(r"(\d+)\.\.(\d+)")
_BETWEEN_TAGS = re.compile(r">[ \t]*\n\s*<")
_INDENT = re.compile(r"\n\s+")
_BARE_TABLE = re.compile(r"<table(?![^>]*\brole=)")
_ADJACENT_MSO = re.compile(r"<!\[endif\]-->\s*<!--\[if mso \| IE\]>")


def to_html(mjml: str, locate: Locate) -> str:
    """Compile MJML with mrml. Raises TemplateError at the place in the template that mrml refuses.

    mrml drops the role of an mj-table, which a screen reader would then read out as data: it is put back.
    """
    try:
        return _BARE_TABLE.sub('<table role="presentation"', mjml2html(mjml, disable_comments=True))
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # mrml panics arrive as a BaseException of their own
        line, column = _position(mjml, str(error))
        raise TemplateError(
            f"MJML can't be compiled: {error}", where=locate("", line, column), remedy="mend the template"
        ) from None


def squeeze(html: str) -> str:
    """Drop the white space between tags and merge neighbouring Outlook conditionals; no pixel changes."""
    shorter = _BETWEEN_TAGS.sub(">\n<", html)
    shorter = _INDENT.sub("\n", shorter)
    return _ADJACENT_MSO.sub("", shorter)


def _position(mjml: str, message: str) -> tuple[int, int]:
    """Turn a byte span in mrml's message into line and column, both from 1."""
    span = _SPAN.search(message)
    before = mjml.encode()[: int(span[1])].decode(errors="ignore") if span else ""
    return before.count("\n") + 1, len(before) - before.rfind("\n")
