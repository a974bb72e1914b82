"""What a mail needs to be allowed to leave: a way out, a sender, and a size that no client clips."""

from collections.abc import Iterator

from publisher.checks.facts import Facts
from publisher.model import Build, Finding, Slot

# RFC 2606: no reader has it. It stands in a build whose sender is not configured yet.
UNSET_SENDER = "unset@example.invalid"
# Gmail clips at about 102 kB of HTML.
WARN_BYTES, BLOCK_BYTES = 80_000, 100_000


def unsubscribe(build: Build, facts: Facts) -> Iterator[Finding]:
    """Refuse mail without an https unsubscribe address in its headers and a link in both its parts."""
    envelope = build.envelope
    if not facts.mail or envelope is None:
        return
    pattern = envelope.unsubscribe_url or ""
    if not pattern.startswith("https://") or "{token}" not in pattern:
        yield Finding(
            "unsubscribe",
            "blocking",
            "a mail channel has no one-click unsubscribe address",
            "[mail] unsubscribe_url",
            'set it to an https address that holds {token}, such as "https://.../u/{token}"',
        )
    elif not _has_link(build):
        yield Finding(
            "unsubscribe",
            "blocking",
            "the mail has no visible unsubscribe link",
            f"templates/{facts.template}",
            "put slots.unsubscribe_url into the footer of both parts",
        )


def sender(build: Build, facts: Facts) -> Iterator[Finding]:
    """Refuse mail without a From of one's own, and warn where its footer has no postal address."""
    if not facts.mail:
        return
    if build.envelope is None or not build.envelope.sender or UNSET_SENDER in build.envelope.sender:
        yield Finding("sender", "blocking", "no From address", "[mail] from", 'set "Name <address>"')
    elif not facts.postal_address:
        yield Finding(
            "sender",
            "warning",
            "the footer has no postal address, which the law wants in commercial mail",
            "[mail] postal_address",
            "set it",
        )


def size(build: Build, facts: Facts) -> Iterator[Finding]:
    """Warn above 80 kB of HTML and refuse above 100 kB, measured in UTF-8 bytes."""
    used = len(build.html.encode())
    if facts.mail and used > WARN_BYTES:
        yield Finding(
            "size",
            "blocking" if used > BLOCK_BYTES else "warning",
            f"the HTML is {used / 1000:.0f} kB; mail clients clip at about 102 kB",
            "email.html",
            "tell fewer recent articles, or a shorter lead",
        )


def _has_link(build: Build) -> bool:
    parts = (build.skeleton.html, build.skeleton.text) if build.skeleton else ()
    return bool(parts) and all(
        any(isinstance(piece, Slot) and piece.name == "unsubscribe_url" for piece in part) for part in parts
    )
