"""Readers who do not exist: each is a case that a mail must look well for."""

from collections.abc import Mapping

from msgspec import Struct

from publisher.ports import Recipient
from publisher.tokens import TEST_READER


class Persona(Struct, frozen=True):
    """A reader who does not exist, and what the editor calls them."""

    label: str
    name: str
    language: str | None = None

    def recipient(self, domain: str) -> Recipient:
        """Give the reader as a channel gets one, with an address that nobody has."""
        return Recipient(TEST_READER, f"proof@{domain}", self.name, self.language)


PERSONAS: Mapping[str, Persona] = {
    "reader": Persona("a reader", "Noor Vandersluys"),
    "long": Persona(
        "a long name", "Maximiliaan-Alexander van der Verzonnenbergen tot Oosterhuizen-Nergenshove"
    ),
    "none": Persona("no name", ""),
    "rtl": Persona("right to left", "مريم الزهراوي", "ar"),
    "other": Persona("another language", "Zoë Lefèvre-Delcour", "fr"),
}
USUAL = "reader"
