"""Subject and preheader: a campaign's one-line templates, rendered in a sandbox."""

from collections.abc import Mapping
from typing import Any

import jinja2
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from publisher.compiled import compiled
from publisher.errors import TemplateError


class _Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's sandbox without the operators that can make a line endless."""

    intercepted_binops = frozenset({"**", "*"})

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:  # noqa: ANN401, ARG002
        """Refuse powers and repetition: no line needs them, and one of them can fill the memory."""
        raise SecurityError(f"the operator {operator} is not allowed here")


# A line's template is its own name, so that it is compiled once and kept.
_SANDBOX = _Sandbox(
    autoescape=False,
    undefined=jinja2.StrictUndefined,
    loader=jinja2.FunctionLoader(str),
    bytecode_cache=compiled("line"),
)
_SANDBOX.globals.clear()
PREHEADER_CHARACTERS = 140


def render_line(template: str, values: Mapping[str, Any], where: str) -> str:
    """Render a one-line template; white space is folded to single spaces.

    Raises TemplateError naming the key. Runs in Jinja's sandbox: no globals, no attributes of Python objects.
    """
    try:
        return " ".join(_SANDBOX.get_template(template).render(values).split())
    except jinja2.TemplateError as error:
        known = ", ".join(sorted(values))
        raise TemplateError(
            f"does not render: {error.message}", where=where, remedy=f"it may use: {known}"
        ) from None
    except Exception as error:
        raise TemplateError(f"does not render: {error}", where=where, remedy="mend the template") from None


def preheader(candidates: list[str], subject: str) -> str:
    """Give the first candidate that says more than the subject, cut to 140 characters at a word."""
    for candidate in candidates:
        text = candidate.strip()
        if text and text.casefold().rstrip(".…") != subject.casefold().rstrip(".…"):
            return _cut(text)
    return ""


def _cut(text: str) -> str:
    if len(text) <= PREHEADER_CHARACTERS:
        return text
    return text[: PREHEADER_CHARACTERS - 1].rsplit(" ", 1)[0].rstrip(" ,;:–-") + "…"
