"""What the checks are told beside the build: gathered by the pipeline, so that every check stays pure."""

from collections.abc import Mapping
from datetime import date

from msgspec import Struct

from publisher.ports import Limits


class Facts(Struct, frozen=True):
    """The day, the campaign's channels, and the colour pairs of the theme.

    `limits` are those of the post channels; `mail` says that a channel sends mail, `real` that one of them
    leaves this machine, `postal_address` that one is configured; `wanted` is how many recent articles the
    campaign asks for.
    """

    today: date
    limits: Mapping[str, Limits]
    mail: bool
    real: bool
    wanted: int
    colours: tuple[tuple[str, str, str], ...] = ()
    template: str = "digest"
    postal_address: bool = True
