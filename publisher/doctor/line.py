"""One look of the doctor."""

from typing import Literal

from msgspec import Struct

from publisher.errors import PublisherError

State = Literal["ok", "warning", "error"]


class Line(Struct, frozen=True):
    """What was looked at, how it is, and what to do about it where it is not well."""

    topic: str
    state: State
    message: str
    remedy: str = ""


def failed(topic: str, error: PublisherError) -> Line:
    """Give the line of something that an error says."""
    place = f"{error.where}: " if error.where else ""
    return Line(topic, "error", f"{place}{error.message}", error.remedy)
