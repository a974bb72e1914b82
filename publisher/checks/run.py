"""Run every check over a build, the blocking findings first."""

from collections.abc import Callable, Iterable, Iterator

from publisher.checks import content, looks, mail, posts, score, urls
from publisher.checks.facts import Facts
from publisher.model import Build, Finding

Check = Callable[[Build, Facts], Iterator[Finding]]
CHECKS: dict[str, Check] = {
    "residue": content.residue,
    "subject": content.subject,
    "items": content.items,
    "preheader": content.preheader,
    "repeated": content.repeated,
    "folded": content.folded,
    "errata": content.errata,
    "date": content.edition_date,
    "unsubscribe": mail.unsubscribe,
    "sender": mail.sender,
    "size": mail.size,
    "placeholder": urls.placeholder,
    "no-url": urls.without_url,
    "score": score.suggested,
    "post-limit": posts.over_limit,
    "accidental-link": posts.accidental_links,
    "alt": looks.missing_alt,
    "image-size": looks.heavy_image,
    "contrast": looks.contrast,
    "compatibility": looks.compatibility,
}
_ORDER = {"blocking": 0, "warning": 1, "info": 2}


def run(build: Build, facts: Facts, noticed: Iterable[Finding] = ()) -> tuple[Finding, ...]:
    """Give all findings, those noticed while loading among them, blocking first."""
    found = [finding for check in CHECKS.values() for finding in check(build, facts)]
    return tuple(sorted([*noticed, *found], key=lambda finding: _ORDER[finding.severity]))
