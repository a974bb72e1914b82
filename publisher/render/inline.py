"""The author's CSS, and only that, moved into style attributes by premailer, once per edition."""

import logging
import re

from publisher.errors import TemplateError
from publisher.render.offline import Premailer

_AUTHOR = re.compile(r"<mj-style inline=\"inline\">(.*?)</mj-style>", re.DOTALL)
_STYLE = re.compile(r"<style(?=[ >])")
_DOCTYPE = "<!doctype html>"


def take_author_css(mjml: str) -> tuple[str, str]:
    """Take `<mj-style inline="inline">` out of a document: give the rest, and the CSS."""
    return _AUTHOR.sub("", mjml), "\n".join(_AUTHOR.findall(mjml))


def inline(html: str, css: str) -> str:
    """Put the CSS into style attributes of compiled MJML, leaving MJML's own style blocks as they are.

    premailer's defaults would strip `!important` (dark mode), fetch linked style sheets from the network,
    inline MJML's boilerplate and drop the doctype. Raises TemplateError for CSS it can't use.
    """
    marked = _STYLE.sub('<style data-premailer="ignore"', html)
    try:
        result = str(_premailer(marked, css).transform(pretty_print=False))
    except Exception as error:  # cssutils raises plain exceptions of many kinds
        raise TemplateError(
            f"the inline style does not work: {error}", where="mj-style", remedy="mend the CSS"
        ) from error
    body = result.replace(' data-premailer="ignore"', "")
    return body if body[:15].lower() == _DOCTYPE else f"{_DOCTYPE}\n{body}"


def _premailer(html: str, css: str) -> Premailer:
    return Premailer(
        html,
        css_text=css,
        keep_style_tags=True,
        strip_important=False,
        disable_leftover_css=True,
        disable_link_rewrites=True,
        allow_network=False,
        allow_loading_external_files=False,
        disable_validation=True,
        cssutils_logging_level=logging.CRITICAL,
        preserve_internal_links=True,
        preserve_inline_attachments=True,
        align_floating_images=False,
        disable_basic_attributes=["width", "height", "bgcolor", "align", "valign"],
        remove_classes=False,
    )
