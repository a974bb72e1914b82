"""Rendering: an edition and a template in, HTML and text out. Jinja2, MJML, premailer, once per edition."""

from publisher.render.email import Rendered, render
from publisher.render.theme import Theme, load_theme
from publisher.render.variables import Look, Slots

__all__ = ["Look", "Rendered", "Slots", "Theme", "load_theme", "render"]
