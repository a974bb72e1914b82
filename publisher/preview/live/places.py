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
_LINE = 25  # pixels of a line of the mail
_LETTER = 8.1  # pixels of a letter
_AROUND = 2.1  # what stands around the words: spaces, headlines, pictures


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
    letters = (width - 64) / _LETTER
    lines = sum(1 + int(len(line) / letters) for line in text.splitlines() if line.strip())
    return round(600 + lines * _LINE * _AROUND)
