"""Where on the page a finding is about, and how tall a mail is about. Pure."""

from collections.abc import Mapping

from publisher.model import Build, Finding

_PLACES: Mapping[str, str] = {
    "subject": "inbox",
    "preheader": "inbox",
    "sender": "inbox",
    "unsubscribe": "envelope",
    "date": "departure",
    "items": "stories",
    "quiet": "stories",
    "post-limit": "posts",
    "accidental-link": "posts",
    "score": "story-lead",
    "size": "email",
    "residue": "email",
    "contrast": "email",
    "compatibility": "email",
    "alt": "email",
    "image": "email",
    "image-size": "email",
}
_LINE = 24  # pixels of a line of the mail, with its share of what stands around the words
_LETTER = 8  # pixels of a letter
_MARGIN = 48  # pixels at both sides of the words
_ENDS = 300  # pixels above the first word and below the last


def jump(finding: Finding, build: Build) -> str:
    """Give the anchor of the place a finding is about: a post, a story, or the part of the page."""
    post = next(
        (name for name in build.posts if name in (finding.where, finding.where.rpartition(" ")[2])), ""
    )
    if post:
        return f"post-{post}"
    told = f"{finding.message} {finding.where}"
    lead = build.edition.lead
    if finding.check not in _PLACES and any(word and word in told for word in (lead.headline, lead.url)):
        return "story-lead"
    for section in build.edition.sections:
        for entry in section.entries:
            if any(word and word in told for word in (entry.headline, entry.url)):
                return f"story-{entry.id}"
    return _PLACES.get(finding.check, "stories")


def height(text: str, width: int) -> int:
    """Give about how many pixels a mail is tall; rather too many: what is over is empty, not lost."""
    letters = (width - _MARGIN) / _LETTER
    shown = [line for line in text.splitlines() if line.strip() and "://" not in line]
    picture = width  # a square one, at most
    return _ENDS + picture + _LINE * sum(1 + int(len(line) / letters) for line in shown)
