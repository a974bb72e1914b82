"""Jinja for mail: values made safe for mrml, nothing undefined, every error with file, line and column."""

import textwrap
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import jinja2
import regex
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from publisher.compiled import compiled
from publisher.errors import TemplateError

TEXT_COLUMNS = 72
# mrml prints attribute values with Rust's debug format, which writes what is neither printable nor a
# character of its own as `\u{..}`; as numeric references those characters pass unharmed.
_UNSAFE = regex.compile(r"(?V1)[^[\x20-\x7e--\\][\p{L}\p{N}\p{P}\p{S}--\p{Grapheme_Extend}--\\]]")
_CONTROLS = dict.fromkeys([*range(9), 11, 12, *range(14, 32), *range(0x7F, 0xA0), 0xFFFE, 0xFFFF])


def mail_environment(folders: Sequence[Path]) -> jinja2.Environment:
    """Give the environment for `.mjml.j2`: autoescaped, each value safe in any text or attribute of mrml."""
    return ImmutableSandboxedEnvironment(
        loader=_loader(folders),
        bytecode_cache=compiled("mail"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=safe,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def text_environment(folders: Sequence[Path]) -> jinja2.Environment:
    """Give the environment for `.txt.j2`: no markup, `fold` wraps at 72 columns, `rule` underlines."""
    environment = ImmutableSandboxedEnvironment(
        loader=_loader(folders),
        bytecode_cache=compiled("text"),
        autoescape=False,
        undefined=jinja2.StrictUndefined,
        finalize=printable,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["fold"] = fold
    environment.globals["rule"] = lambda mark, text=None: mark * min(len(text or "x" * 72), TEXT_COLUMNS)
    return environment


def safe(value: object) -> Markup:
    """Escape a value for mrml: markup characters, and those its debug format would mangle."""
    text = escape(printable(value))
    return Markup(_UNSAFE.sub(lambda found: f"&#{ord(found.group())};", str(text)))  # noqa: S704


def printable(value: object) -> str:
    """Give a value as text without control characters; None is a mistake in the template."""
    if isinstance(value, Markup):
        return value
    if value is None:
        raise jinja2.UndefinedError("a value is missing (None): ask for it with {% if %} first")
    if isinstance(value, jinja2.Undefined):
        return str(value)
    return str(value).translate(_CONTROLS)


def fold(text: str, first: str = "", rest: str | None = None) -> str:
    """Wrap text at 72 columns, the first line and the others led by their prefix; links stay whole."""
    following = first if rest is None else rest
    return textwrap.fill(
        text,
        TEXT_COLUMNS,
        initial_indent=first,
        subsequent_indent=following,
        break_long_words=False,
        break_on_hyphens=False,
    )


def render_template(environment: jinja2.Environment, name: str, values: Mapping[str, Any]) -> str:
    """Render one template. Raises TemplateError at `file:line:column` for whatever goes wrong in it."""
    try:
        return environment.get_template(name).render(values)
    except jinja2.TemplateSyntaxError as error:
        raise _located(environment, error.name or name, error.lineno, error.message or "") from None
    except Exception as error:  # a template may raise anything
        absent = error.name if isinstance(error, jinja2.TemplateNotFound) else None
        message = f"no such template file: {absent}" if absent else str(error)
        if absent == name:
            raise TemplateError(message, where=name, remedy="add it") from None
        frames = [
            frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.endswith(".j2")
        ]
        file, line = (frames[-1].filename, frames[-1].lineno or 1) if frames else (name, 1)
        raise _located(environment, _relative(environment, file), line, message) from None


def source(environment: jinja2.Environment, name: str) -> str:
    """Give a template's own text. Raises TemplateError for one that is not UTF-8."""
    if environment.loader is None:
        return ""
    try:
        return environment.loader.get_source(environment, name)[0]
    except UnicodeDecodeError:
        raise TemplateError("not UTF-8", where=name, remedy="save the file as UTF-8") from None


def _loader(folders: Sequence[Path]) -> jinja2.FileSystemLoader:
    return jinja2.FileSystemLoader([str(folder) for folder in folders])


def _relative(environment: jinja2.Environment, file: str) -> str:
    folders = getattr(environment.loader, "searchpath", [])
    return next((str(Path(file).relative_to(f)) for f in folders if Path(file).is_relative_to(f)), file)


def _located(environment: jinja2.Environment, name: str, line: int, message: str) -> TemplateError:
    lines = source(environment, name).splitlines()
    text = lines[line - 1] if 0 < line <= len(lines) else ""
    quoted = [regex.search(rf"\b{word}\b", text) for word in regex.findall(r"'(\w+)'", message)]
    named = [found.start() for found in quoted if found]
    at = named[-1] if named else max(text.find("{"), 0)
    where = f"{name}:{line}:{at + 1}"
    return TemplateError(message, where=where, remedy="docs/templates.md lists what a template may use")
