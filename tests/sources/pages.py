"""Saved pages with a known answer: every layout and oddity of the page text, drawn by seed."""

from dataclasses import dataclass, field
from random import Random

CLUBS = ("KV Merelveld", "Racing Duinrode", "Olympia Grauwbeek", "SK Lindermeer", "Union Vossegem-Noord")
PEOPLE = ("Joren Valkaert", "Mats Oosterlo", "Tibo Rennaer", "Ilyas Bouchtari", "Senne De Wachterlo")
SENTENCES = (
    "{club} begon erg voortvarend aan de wedstrijd en kwam al na zeven minuten op voorsprong.",
    "Na de rust zette {person} de bezoekers met een heerlijke volley weer op gelijke hoogte.",
    "De trainer van {club} had het na afloop over “een verdiend punt” voor zijn jonge ploeg.",
    "Volgens {person} is het \"nog veel te vroeg' om nu al over de titel te spreken.",
    "Dat {person} in de 90e minuut naast de paal mikte, zullen ze bij {club} nog lang onthouden.",
    "Zou {club} dan toch nog een extra spits halen voor het einde van de maand?",
)
SUBHEADS = {
    "capitals": "{person} BIJ RUST GEWISSELD",
    "sentence": "{club} laat zege liggen",
    "question": "Wat nu met {person}?",
    "update": "UPDATE 03/08",
    "quoted": "'{club} wil hem houden'",
}
TITLES = {
    "plain": "{club} laat dure punten liggen in eigen huis",
    "rumour": "'{club} denkt aan verrassende terugkeer van {person}'",
    "label": "TRANSFERS: '{club} hengelt naar {person}'",
    "inner": 'Kapitein {person} duidelijk: "Wij gaan voor de titel" met {club}',
    "leading": '"Dit had niemand verwacht", zegt {person}',
}
CLOSINGS = {
    "none": None,
    "question": "Kan {club} nog kampioen worden?",
    "two words": "Wie wint?",
    "ellipsis": "{club} wordt dit seizoen kampioen als...",
    "poll": "POLL: Wie was de beste man bij {club}?",
    "poll statement": "POLL: {person} moet altijd spelen",
}
LABELS = ("LEES OOK: ", "LEES OOK ", "LEES OOK: LEES OOK: ", "LEES OOK : ")
TARGETS = ("{t}", "'{t}'", "“{t}”", "‘{t}’", '"{t}"', "'{t}\"")
TEASERS = (
    ("De wintermercato is volop bezig en {club} zoekt nog versterking. Een profiel", True),
    ("Bij {club} kunnen ze {person} nog altijd niet", True),
    ("{person} tekent voor drie seizoenen bij {club}.", False),
    ("{person} noemt {club} \"een warme familie' en", True),
)


@dataclass
class Saved:
    """A page as it was saved, what it holds, and which traits it shows."""

    text: str = ""
    headline: str = ""
    description: str = ""
    body: list[tuple[str, str]] = field(default_factory=list)
    related: list[str] = field(default_factory=list)
    poll: str | None = None
    language: str | None = "nl"
    entries: list[tuple[str, str, bool, int]] = field(default_factory=list)
    traits: set[str] = field(default_factory=set)


class Writer:
    """Writes one page and its answer side by side."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.layout = self.random.choice("ABCD")
        self.saved = Saved(traits={f"layout {self.layout}"})
        self.pieces: list[str] = []

    def page(self) -> Saved:
        head = self.head()
        self.story()
        if self.layout == "D" and not self.saved.related:
            self.saved.language = None
        self.saved.text = f"{head}{self.joined()}\n\n{self.tail()}"
        return self.saved

    def filled(self, text: str) -> str:
        return text.format(club=self.random.choice(CLUBS), person=self.random.choice(PEOPLE), t="{t}")

    def chosen(self, kinds: dict, trait: str) -> tuple[str, str]:
        kind = self.random.choice(list(kinds))
        self.saved.traits.add(f"{trait} {kind}")
        text = kinds[kind]
        return kind, text and (self.filled(text).upper() if kind == "capitals" else self.filled(text))

    def head(self) -> str:
        if self.layout == "D":
            return ""
        _, title = self.chosen(TITLES, "title")
        self.saved.headline = title
        copy = title.partition('"')[0].strip()
        if self.layout == "C":
            return f"{title}\n\ndoor\n{copy}\n\n"
        return f"{title}\n\n{copy}\n\n"

    def paragraph(self) -> str:
        return " ".join(self.filled(s) for s in self.random.sample(SENTENCES[:5], self.random.randint(1, 3)))

    def printed(self, text: str) -> str:
        """Print a paragraph with the dump's white space, and with layout D's breaks after links."""
        if self.random.random() < 0.2:
            self.saved.traits.add("non-breaking space")
            text = text.replace(" ", "\u00a0", 1) + self.random.choice(("\u00a0", " \u00a0", ""))
        club = next((c for c in CLUBS if f"{c} " in text), None)
        if self.layout == "D" and club and self.random.random() < 0.6:
            self.saved.traits.add("line break after a link")
            text = text.replace(f"{club} ", f"{club}\n", 1)
        return text

    def story(self) -> None:
        lede = self.paragraph()
        self.saved.description = lede
        if self.layout == "D":
            ends = [i for i, c in enumerate(lede) if c == "."]
            self.saved.headline = lede[: ends[0] + 1]
        self.pieces.append(self.printed(lede))
        if self.random.random() < 0.1:
            self.saved.traits.add("one paragraph")
        else:
            for _ in range(self.random.randint(1, 4)):
                self.section()
            self.closing()
        if len(self.saved.related) < 2 and self.random.random() < 0.2:
            self.recirculated("at the end")

    def section(self) -> None:
        """Write a subhead, a link, a paragraph and bullets, each of them or not."""
        glue = ""
        if self.random.random() < 0.6:
            kind, subhead = self.chosen(SUBHEADS, "subhead")
            self.saved.body.append(("subheading", subhead))
            can_glue = self.layout != "D" or kind in {"capitals", "update"}
            glue = f"{subhead}\n" if can_glue and self.random.random() < 0.5 else ""
            self.saved.traits.add("glued subhead" if glue else "free subhead")
            self.pieces += [] if glue else [subhead]
        if not glue and len(self.saved.related) < 2 and self.random.random() < 0.3:
            self.recirculated("inside")
        self.long_paragraph(glue)
        if self.random.random() < 0.15:
            self.bullets()

    def long_paragraph(self, glue: str) -> None:
        """Write a paragraph; layout D glues a subhead only to one that opens with a capital."""
        text = f"{self.filled(SENTENCES[0])} {self.paragraph()}"
        self.saved.body.append(("paragraph", text))
        self.pieces.append(glue + self.printed(text))

    def bullets(self) -> None:
        self.saved.traits.add("bullets")
        mark = self.random.choice(("•", "-", "*", "–"))
        items = [self.filled(self.random.choice(SENTENCES)) for _ in range(self.random.randint(2, 4))]
        self.saved.body += [("list_item", item) for item in items]
        self.pieces.append("\n".join(f"{mark} {item}" for item in items))

    def recirculated(self, where: str) -> None:
        _, title = self.chosen({k: TITLES[k] for k in ("plain", "label")}, "target")
        target = self.random.choice(TARGETS).format(t=title)
        label = self.random.choice(LABELS)
        self.saved.traits |= {f"link {where}", f"label {label}", f"quoted {target[0]}"}
        self.saved.related.append(target)
        self.pieces.append(label + target)

    def closing(self) -> None:
        _, text = self.chosen(CLOSINGS, "closing")
        if text:
            self.saved.poll = text.removeprefix("POLL: ")
            self.pieces.append(text)
        elif self.saved.body[-1][0] == "list_item":
            self.long_paragraph("")

    def joined(self) -> str:
        """Join the pieces by blank lines; two or three of them are where an embed was."""
        text = self.pieces[0]
        for piece in self.pieces[1:]:
            blank = self.random.choice((1, 1, 1, 2, 3))
            self.saved.traits |= {"dropped embed"} if blank > 1 else set()
            text += "\n" * (blank + 1) + piece
        return text

    def tail(self) -> str:
        if self.layout == "D":
            return ""
        if self.layout == "C":
            return f"Meest recent\n\n{self.listing()}\nMeer sportnieuws\n"
        about = f"Meer over {self.random.choice(CLUBS)}\n\n" if self.layout == "B" else ""
        before = f"Meer sportnieuws\n\n{about}Laatste Voetbalnieuws\n\n"
        if self.layout == "B" and self.random.random() < 0.3:
            self.saved.traits.add("layout B without a list")
            return before
        return before + self.listing()

    def listing(self) -> str:
        return "".join(self.entry() for _ in range(self.random.randint(1, 6)))

    def entry(self) -> str:
        _, title = self.chosen(TITLES, "listed")
        teaser, cut = self.random.choice(TEASERS)
        teaser = self.filled(teaser)
        count = self.random.choice((0, self.random.randint(1, 999)))
        self.saved.traits |= {"count 0"} if count == 0 else set()
        self.saved.traits.add("cut teaser" if cut else "whole teaser")
        self.saved.entries.append((title, teaser, cut, count))
        twice = "" if self.layout == "C" else title.partition('"')[0].strip() + "\n"
        return f"{title}\n{twice}\n{teaser}{' ...' if cut else ''}\n\n{count}\n{count}\n"


def saved(seed: int) -> Saved:
    """Write the page of a seed."""
    return Writer(seed).page()
