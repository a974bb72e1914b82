"""What `digest` says of a build: the words other programs rely on, and twenty lines for people."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from publisher import languages
from publisher.checks import CHECKS, mail
from publisher.model import Build, Finding
from publisher.pipeline import Built

_BAR = 20


def summarise(built: Built, folder: Path) -> dict[str, Any]:
    """Give the build as `publish digest --json` prints it."""
    build = built.build
    return {
        "edition": build.edition.name,
        "hash": build.hash,
        "folder": str(folder),
        "subject": build.edition.subject,
        "preheader": build.edition.preheader,
        "lead": {"headline": build.edition.lead.headline},
        "recent": sum(len(section.entries) for section in build.edition.sections),
        "email": {"html_bytes": len(build.html.encode()), "text_bytes": len(build.text.encode())},
        "posts": {
            name: {key: getattr(post, key) for key in ("text", "used", "limit", "unit", "link", "cost")}
            for name, post in build.posts.items()
        },
        "findings": [msgspec.structs.asdict(finding) for finding in build.findings],
    }


def lines(built: Built, folder: Path) -> Iterator[str]:
    """Give the build in at most twenty lines: what it says, how big it is, what to do next."""
    build, edition = built.build, built.build.edition
    said = summarise(built, folder)
    yield f"{built.site}, {languages.long_date(edition.date, edition.language)}"
    yield f"  subject    {_cut(edition.subject)}"
    yield f"  preheader  {_cut(edition.preheader)}"
    yield f"  lead       {_cut(edition.lead.headline)}"
    yield f"  recent     {said['recent']} articles"
    yield f"  email      {_bar(said['email']['html_bytes'])}"
    for name, post in list(build.posts.items())[:6]:
        yield f"  {name:<10} {post.used}/{post.limit} {post.unit}"
    yield from (f"  {finding_line(finding)}" for finding in build.findings[:4])
    if len(build.findings) > 4:
        yield f"  ... {len(build.findings) - 4} more findings"
    yield f"  hash       {build.hash[:12]}"
    yield f"  preview    {folder / 'preview.html'}"
    yield f"  next       publish send {edition.name}"


def finding_line(finding: Finding) -> str:
    """Give a finding on one line, with its place where a source or a picture gave it."""
    remedy = f" ({finding.remedy})" if finding.remedy else ""
    named = finding.check in CHECKS or not finding.where or finding.where in finding.message
    place = "" if named else f"{finding.where}: "
    return f"{finding.severity:<10} {place}{finding.message}{remedy}"


def verdict(build: Build) -> str:
    """Say in a few words whether this could leave."""
    counts = {kind: sum(f.severity == kind for f in build.findings) for kind in ("blocking", "warning")}
    blocking, warning = counts["blocking"], counts["warning"]
    return f"{blocking} blocker{'s' * (blocking != 1)}, {warning} warning{'s' * (warning != 1)}"


def _bar(html_bytes: int) -> str:
    full = min(_BAR, round(_BAR * html_bytes / mail.BLOCK_BYTES))
    return f"{'#' * full}{'.' * (_BAR - full)}  {html_bytes / 1000:.0f}/{mail.BLOCK_BYTES // 1000} kB"


def _cut(text: str) -> str:
    return text if len(text) <= 90 else f"{text[:89]}…"
