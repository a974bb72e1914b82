"""Every error that a user can meet, with what went wrong, where, and the remedy.

PublisherError                 1
├── UsageError                 2   a word on the command line that can't be carried out
│   └── AmbiguousError         2   a name that fits none or several: lists the candidates
├── ConfigError                2   a configuration or campaign file: carries file and key
│   ├── SecretError            2   a secret that is missing, or written into a file
│   └── TemplateError          2   a template that does not build: carries file, line, column
├── NothingNew                 0   nothing to tell today: no failure, but nothing was built
├── StorageError               1   the disk or the database refused
├── ApprovalError              4   not approved, or not the approved build; held, or cancelled
├── BlockedError               5   a blocking finding
├── ChannelError               6   a channel can't deliver now: retry or unknown are left
│   ├── UnavailableError       6   it can't be reached, or asks to wait: another try may help
│   └── CredentialsError       9   the other side does not accept who we say we are
├── LockedError                7   another run holds the lock
├── DeadlineError              8   past the deadline
└── SourceError               10   a place where articles come from failed

The number is the exit code of the command line.
"""

from collections.abc import Sequence
from typing import ClassVar


class PublisherError(Exception):
    """The root: `str(error)` is one sentence, `remedy` is what the reader can do."""

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, *, where: str = "", remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.remedy = remedy

    def __str__(self) -> str:
        """Give one line: where, what, remedy."""
        place = f"{self.where}: " if self.where else ""
        remedy = f" ({self.remedy})" if self.remedy else ""
        return f"{place}{self.message}{remedy}"


class UsageError(PublisherError):
    """A command that can't be carried out as it was given."""

    exit_code = 2


class AmbiguousError(UsageError):
    """A name that fits no candidate, or several; `candidates` are what it could have meant."""

    def __init__(self, message: str, candidates: Sequence[str], *, where: str = "", remedy: str = "") -> None:
        super().__init__(message, where=where, remedy=remedy)
        self.candidates = tuple(candidates)

    def __str__(self) -> str:
        """List the candidates, a line each, under the message."""
        return "\n".join([super().__str__(), *(f"  - {candidate}" for candidate in self.candidates)])


class ConfigError(PublisherError):
    """A key in a file that can't be used; `where` names file and key."""

    exit_code = 2


class SecretError(ConfigError):
    """A secret that is missing or stands in a file; its value is never part of the message."""


class TemplateError(ConfigError):
    """A template that does not build; `where` is `file:line:column`."""


class NothingNew(PublisherError):  # noqa: N818  (it is none)
    """There is nothing to tell today, and why; 3 with `--detailed-exitcode`."""

    exit_code = 0


class StorageError(PublisherError):
    """The disk or the database refused; what was there before is untouched."""


class BlockedError(PublisherError):
    """A blocking finding stands in the way."""

    exit_code = 5


class ApprovalError(PublisherError):
    """An edition that may not leave: not approved, another build than the approved one, held or cancelled."""

    exit_code = 4


class ChannelError(PublisherError):
    """A channel that can't deliver now; what was not delivered stays in the ledger."""

    exit_code = 6


class UnavailableError(ChannelError):
    """A channel that can't be reached, or asks to wait: another try may help."""


class CredentialsError(ChannelError):
    """The other side refused our name or password; the password is never part of the message."""

    exit_code = 9


class LockedError(PublisherError):
    """Another run holds the lock of that name."""

    exit_code = 7

    def __init__(self, name: str) -> None:
        super().__init__(
            "another run holds the lock",
            where=name,
            remedy="wait for it, or watch it with `publish status --watch`",
        )


class DeadlineError(PublisherError):
    """Too late: yesterday's news is not sent."""

    exit_code = 8


class SourceError(PublisherError):
    """A place where articles come from failed: names the place and the remedy."""

    exit_code = 10
