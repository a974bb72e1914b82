"""Addresses that must not leave: placeholders, and items that lead nowhere."""

import re
from collections.abc import Iterator

from publisher.checks import page
from publisher.checks.facts import Facts
from publisher.checks.mail import UNSET_SENDER
from publisher.model import Build, Finding
from publisher.text import links

# RFC 2606 and RFC 6761: names that never reach a reader.
_PLACEHOLDER = re.compile(r"(^|\.)(example|invalid|localhost)$|(^|\.)example\.(com|net|org)$|^127\.|^::1$")
_TEST = re.compile(r"(^|\.)test$")


def placeholder(build: Build, facts: Facts) -> Iterator[Finding]:
    """Refuse placeholder addresses where a real channel would send them; `.test` is a warning."""
    hosts = sorted({links.host(url) for url in _addresses(build)} | set(_mail_domains(build)))
    fake = [host for host in hosts if _PLACEHOLDER.search(host)]
    test = [host for host in hosts if _TEST.search(host)]
    if fake:
        severity = "blocking" if facts.real else "warning"
        yield _finding(severity, f"placeholder address: {', '.join(fake[:3])}")
    elif test:
        yield _finding("warning", f"the links lead to {test[0]}, a name for tests that no reader can open")


def without_url(build: Build, facts: Facts) -> Iterator[Finding]:
    """Warn of items without an address; one finding with their count."""
    entries = [entry for section in build.edition.sections for entry in section.entries]
    bare = sum(not entry.url for entry in entries) + (not build.edition.lead.url)
    if bare:
        yield Finding(
            "no-url",
            "warning",
            f"{bare} of {len(entries) + 1} items have no address; their headline is plain text",
            "sources",
            "a page text has none: load the same articles from a feed or a folder",
        )


def _finding(severity: str, message: str) -> Finding:
    return Finding(
        "placeholder",
        "blocking" if severity == "blocking" else "warning",
        message,
        "[site] url, [mail] from, [mail] unsubscribe_url, the articles",
        "set your own addresses in config.toml; in the sample this is as it should be",
    )


def _addresses(build: Build) -> Iterator[str]:
    yield from page.values(build.html, "//body//@href | //body//@src")
    if build.envelope:
        yield from filter(None, [build.envelope.unsubscribe_url, build.envelope.view_url])
    for post in build.posts.values():
        yield from filter(None, [post.link, post.card.url if post.card else None])


def _mail_domains(build: Build) -> Iterator[str]:
    """Give the domains of From and Reply-To; the check of the sender refuses one that is not set at all."""
    for mailbox in filter(None, [build.envelope.sender, build.envelope.reply_to] if build.envelope else []):
        if UNSET_SENDER not in mailbox:
            yield mailbox.rpartition("@")[2].strip("<> ").lower()
