"""Posts: none over its network's limit, none with a link that nobody meant."""

from collections.abc import Iterator

from publisher import text
from publisher.checks.facts import Facts
from publisher.model import Build, Finding, Teaser


def over_limit(build: Build, facts: Facts) -> Iterator[Finding]:
    """Refuse a post over its limit, counted anew in the network's unit, and in bytes where it has both."""
    for name, where, post in _parts(build):
        limits = facts.limits.get(name)
        if limits is None:
            continue
        used, size = text.count(post.text, limits.rule).used, len(post.text.encode())
        over_bytes = limits.max_bytes is not None and size > limits.max_bytes
        if used > limits.limit or over_bytes:
            told = f"{size}/{limits.max_bytes} bytes" if over_bytes else f"{used}/{limits.limit} {post.unit}"
            yield Finding("post-limit", "blocking", f"the post is too long: {told}", where, "shorten it")


def accidental_links(build: Build, facts: Facts) -> Iterator[Finding]:
    """Warn of words that X would turn into a link, each of which costs what a link costs."""
    for name, where, post in _parts(build):
        if facts.limits.get(name) is None or facts.limits[name].rule != "x":
            continue
        found = text.accidental_links(post.text, post.link)
        if found:
            yield Finding(
                "accidental-link",
                "warning",
                f"X makes a link of {', '.join(map(repr, found))}",
                where,
                "put a space behind the full stop",
            )


def _parts(build: Build) -> Iterator[tuple[str, str, Teaser]]:
    """Give each post and each part of a thread, with its channel and its place."""
    for name, post in build.posts.items():
        yield name, f"posts.{name}", post
        for number, part in enumerate(post.follows, 2):
            yield name, f"posts.{name} part {number}", part
