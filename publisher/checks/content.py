"""What the edition says: nothing left of a template, something to tell, nothing told twice."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

import msgspec

from publisher.checks import page
from publisher.checks.facts import Facts
from publisher.model import Build, DigestEntry, Finding

_QUOTED = re.compile(r"^> ", re.MULTILINE)
_RESIDUE = re.compile(r"\{\{|\}\}|\{%|%\}|\bNone\b|\bUndefined\b")
_MARKS = ("{{", "}}", "{%", "%}", "None", "Undefined")  # one of them stands in each residue


def residue(build: Build, facts: Facts) -> Iterator[Finding]:
    """Find what a template left behind; a headline that itself holds braces is no residue."""
    body = build.html.partition("<body")[2]  # before it are style rules, whose braces close together
    if not any(mark in part for part in (body, build.text) for mark in _MARKS):
        return  # most mails, and ten times as fast as the pattern
    links = page.values(build.html, "//body//@href | //body//@src | //body//@alt")
    shown = [*page.texts(build.html), *links, _unfolded(build.text)]
    suspect = [piece for piece in shown if _RESIDUE.search(piece)]
    told = "\n".join(_told(build)) if suspect else ""
    held = [text for text in told.split("\n") if _RESIDUE.search(text)]
    for piece in (_without(piece, held) for piece in suspect):
        for found in _RESIDUE.finditer(piece):
            if not _is_told(piece, found, told):
                yield Finding(
                    "residue",
                    "blocking",
                    f"the mail holds {found.group()!r}, left by the template",
                    where=f"templates/{facts.template}",
                    remedy=f"mend the template near {piece[max(0, found.start() - 30) : found.end() + 30]!r}",
                )
                return


def subject(build: Build, facts: Facts) -> Iterator[Finding]:
    """Refuse a mail without a subject."""
    if not build.edition.subject.strip():
        yield Finding("subject", "blocking", "the subject is empty", "subject", "write one, or --subject")


def items(build: Build, facts: Facts) -> Iterator[Finding]:
    """Refuse an edition without a recent list, where the campaign wants one and the day is not quiet."""
    quiet = any(finding.check == "quiet" for finding in build.findings)
    if facts.wanted and not build.edition.sections and not quiet:
        yield Finding(
            "items",
            "blocking",
            "there is no recent article",
            "sources",
            "check the sources, or set recent = 0",
        )


def preheader(build: Build, facts: Facts) -> Iterator[Finding]:
    """Warn of a preheader that is missing or says the subject again."""
    said = build.edition.preheader.strip()
    if not said:
        yield Finding("preheader", "warning", "there is no preheader", "preheader", "write one")
    elif said.casefold() == build.edition.subject.strip().casefold():
        yield Finding("preheader", "warning", "the preheader is the subject again", "preheader", "say more")


def repeated(build: Build, facts: Facts) -> Iterator[Finding]:
    """Warn of headlines that stand in the mail twice; one finding for all of them."""
    headlines = [build.edition.lead.headline, *(entry.headline for entry in _entries(build))]
    twice = [headline for headline, count in Counter(headlines).items() if count > 1]
    if twice:
        more = f" and {len(twice) - 1} more" if len(twice) > 1 else ""
        yield Finding(
            "repeated", "warning", f"told twice: {twice[0]!r}{more}", "recent", "--drop one of them"
        )


def folded(build: Build, facts: Facts) -> Iterator[Finding]:
    """Tell of articles that share another one's address and were folded into it; one finding for all."""
    told = {build.edition.lead.id, *(entry.id for entry in _entries(build))}
    headlines = {article.url: article.headline for article in build.articles if article.id in told}
    lost = [
        article
        for article in build.articles
        if article.url and headlines.get(article.url, article.headline) != article.headline
    ]
    if lost:
        more = f" and {len(lost) - 1} more" if len(lost) > 1 else ""
        kept = headlines[lost[0].url]
        message = f"not told, for its address is another's: {lost[0].headline!r} ({kept!r}){more}"
        yield Finding("folded", "info", message, lost[0].url or "", "give each article its own address")


def errata(build: Build, facts: Facts) -> Iterator[Finding]:
    """Warn of a correction of an earlier edition that the template does not show: it would count as told."""
    if not build.edition.errata:
        return
    shown = " ".join(" ".join(page.texts(build.html)).split())
    for one in build.edition.errata:
        if one.text not in shown or one.text not in _unfolded(build.text):
            yield Finding(
                "errata",
                "warning",
                f"a correction is not shown in both parts: {one.text!r}",
                where=f"templates/{facts.template}",
                remedy="print errata in the template, as the shipped one does",
            )


def edition_date(build: Build, facts: Facts) -> Iterator[Finding]:
    """Refuse another day's edition where a real channel would send it."""
    if facts.real and build.edition.date != facts.today:
        yield Finding(
            "date",
            "blocking",
            f"the edition is of {build.edition.date}, today is {facts.today}",
            "date",
            "build today's edition",
        )


def _entries(build: Build) -> list[DigestEntry]:
    return [entry for section in build.edition.sections for entry in section.entries]


def _told(build: Build) -> Iterator[str]:
    """Give every text of the content, in which braces and "None" are the author's own."""
    content = (build.edition, build.articles)
    yield from (" ".join(text.split()) for text in _strings(msgspec.to_builtins(content)))


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list | tuple):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _strings(inner)


def _unfolded(text: str) -> str:
    return " ".join(_QUOTED.sub("", text).split())


def _without(piece: str, held: Sequence[str]) -> str:
    """Take out texts of the content that look like residue, as they stand or as `upper` prints them."""
    for text in sorted({*held, *map(str.upper, held)}, key=len, reverse=True):
        piece = piece.replace(text, " ")
    return piece


def _is_told(piece: str, found: re.Match[str], told: str) -> bool:
    """Say whether the content itself says this, judged by the eight characters before or behind it."""
    before = piece[max(0, found.start() - 8) : found.end()]
    behind = piece[found.start() : found.end() + 8]
    return any(context in told for context in (before, behind) if len(context) > len(found.group()))
