"""The machine: Python, the packages, the time zones."""

import platform
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from zoneinfo import ZoneInfo

from publisher.doctor.line import Line

_LEAST = (3, 11)
_NEEDED = ("mjml-python", "jinja2", "premailer", "tweepy", "typer")


def look(zones: frozenset[str]) -> Iterator[Line]:
    """Look at what every command needs, and at the time zones that the campaigns name."""
    yield _python()
    yield _packages()
    yield from (_zone(zone) for zone in sorted(zones))


def _python() -> Line:
    told = f"Python {platform.python_version()}"
    if sys.version_info[:2] < _LEAST:
        return Line("python", "error", told, "install Python 3.11 or newer")
    return Line("python", "ok", told)


def _packages() -> Line:
    """Tell mjml-python, which compiles MJML, from a package called mjml that is another one."""
    missing = [name for name in _NEEDED if not _version(name)]
    if missing:
        return Line("packages", "error", f"not installed: {', '.join(missing)}", "pip install publisher")
    if _version("mjml"):
        told = "a package called mjml is installed beside mjml-python, and both are imported as mjml"
        return Line(
            "packages", "error", told, "pip uninstall mjml, then pip install --force-reinstall mjml-python"
        )
    return Line("packages", "ok", ", ".join(f"{name} {_version(name)}" for name in _NEEDED))


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _zone(name: str) -> Line:
    try:
        ZoneInfo(name)
    except (LookupError, OSError, ValueError):
        return Line("zones", "error", f"no time zone {name!r}", "pip install tzdata, or mend [site] timezone")
    return Line("zones", "ok", name)
