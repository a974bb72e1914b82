"""How the page is looked at: as whom, how wide, which part, with pictures or not. Lives in the address."""

from collections.abc import Mapping
from urllib.parse import urlencode

from msgspec import Struct
from msgspec.structs import replace

from publisher.errors import UsageError
from publisher.preview.live.personas import PERSONAS, USUAL, Persona

PARTS = ("mail", "text", "source")
WIDTHS = (375, 600)


class View(Struct, frozen=True):
    """One way to look; what an address does not say is the usual, `usual` is who looks then."""

    persona: str = USUAL
    width: int = 375
    part: str = "mail"
    images: bool = True
    usual: str = USUAL

    @classmethod
    def asked(cls, query: Mapping[str, str], usual: "View") -> "View":
        """Read an address; a word that is none of ours counts as not said."""
        persona, part = query.get("as", usual.persona), query.get("part", usual.part)
        return cls(
            persona=persona if persona in PERSONAS else usual.persona,
            width=600 if query.get("width") == "600" else 375,
            part=part if part in PARTS else usual.part,
            images=query.get("images") != "off",
            usual=usual.persona,
        )

    @property
    def reader(self) -> Persona:
        """Give who looks."""
        return PERSONAS[self.persona]

    @property
    def query(self) -> str:
        """Give the end of an address that shows it like this."""
        said = {"as": self.persona, "width": str(self.width), "part": self.part}
        usual = {"as": self.usual, "width": "375", "part": "mail"}
        pairs = {key: value for key, value in said.items() if value != usual[key]}
        pairs |= {} if self.images else {"images": "off"}
        return f"?{urlencode(pairs)}" if pairs else ""

    def but(self, **other: str | int | bool) -> str:
        """Give the end of an address that differs from this view in some of its words."""
        return replace(self, **other).query or "?"


def named(persona: str) -> str:
    """Give the name of a persona that there is. Raises UsageError for another."""
    if persona not in PERSONAS:
        raise UsageError(
            f"nobody is called {persona!r}", where="--as", remedy=f"one of: {', '.join(PERSONAS)}"
        )
    return persona
