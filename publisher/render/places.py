"""From a place in the rendered document back to the template line that wrote it."""

import re
from collections.abc import Mapping

_JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}")


def locate(sources: Mapping[str, str], rendered: str, text: str, line: int, column: int) -> str:
    """Give `file:line:column` of what wrote the rendered line, preferring where `text` itself stands.

    Falls back to the rendered document's own position, named as such.
    """
    lines = rendered.splitlines()
    wanted = lines[line - 1].strip() if 0 < line <= len(lines) else ""
    best, found = 0, f"the rendered document:{line}:{column}"
    for name, source in sources.items():
        for number, written in enumerate(source.splitlines(), 1):
            weight = _weight(written, wanted, text)
            if weight > best:
                at = written.find(text) + 1 if text else len(written) - len(written.lstrip()) + 1
                best, found = weight, f"{name}:{number}:{at}"
    return found


def _weight(written: str, wanted: str, text: str) -> int:
    """Say how surely this template line wrote the rendered one: 0 is not at all."""
    if text and text not in written:
        return 0
    static = [part.strip() for part in _JINJA.split(written) if part.strip()]
    if not static or not all(part in wanted for part in static):
        return 1 if text else 0
    return 1 + sum(map(len, static))
