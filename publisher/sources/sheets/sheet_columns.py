"""What the columns of a table are called, and what their cells say."""

import re
import unicodedata
from datetime import datetime
from zoneinfo import ZoneInfo

from publisher.sources.times import usable

# Each field of an article with its names, the model's own first: English, Dutch, French, German.
_NAMES = {
    "headline": "headline title kop titel titre uberschrift schlagzeile",
    "description": "description summary lede intro teaser samenvatting inleiding chapo resume vorspann",
    "body": "body text tekst texte content inhoud",
    "url": "url link address lien adres adresse",
    "id": "id guid",
    "date_published": "date_published date published published_at datum publicatiedatum date_de_publication",
    "date_modified": "date_modified modified updated gewijzigd modifie geandert",
    "embargoed_until": "embargoed_until embargo embargo_until embargo_tot sperrfrist",
    "section": "section category rubriek categorie rubrique ressort rubrik kategorie",
    "authors": "authors author byline auteur auteurs autor autoren",
    "tags": "tags tag keywords trefwoorden mots_cles schlagworter",
    "language": "language lang taal langue sprache",
    "genre": "genre",
    "publisher": "publisher uitgever editeur herausgeber",
    "alternative_headline": "alternative_headline subtitle ondertitel sous_titre untertitel",
    "image": "image image_url picture photo afbeelding foto bild",
    "image_alt": "image_alt alt alt_text alt_tekst texte_alternatif alternativtext",
    "image_caption": "image_caption caption bijschrift legende bildunterschrift",
    "image_credit": "image_credit credit credit_text fotograaf fotocredit bildnachweis",
    "comment_count": "comment_count comments commentaires kommentare",
    "user_interaction_count": "user_interaction_count reactions reacties reactions_count reaktionen",
    "is_accessible_for_free": "is_accessible_for_free free gratis gratuit kostenlos",
    "paid": "paid premium plus betaald betalend payant kostenpflichtig",
    "poll": "poll",
}
_FIELDS = {word: field for field, words in _NAMES.items() for word in words.split()}
HEADLINE_WORDS = ", ".join(_NAMES["headline"].split())
MOMENTS = ("date_published", "date_modified", "embargoed_until")
_YES = frozenset(("yes", "y", "true", "1", "x", "ja", "j", "oui", "o", "vrai", "wahr", "waar", "✓"))
_NO = frozenset(("no", "n", "false", "0", "nee", "non", "faux", "nein", "falsch", "onwaar"))
_DAY_FIRST = re.compile(
    r"(?P<day>\d{1,2})([/.-])(?P<month>\d{1,2})\2(?P<year>\d{4}|\d{2})"
    r"(?:,?[ T]+(?P<hour>\d{1,2})[:.uh](?P<minute>\d{2})(?::\d{2})?)?",
    re.ASCII,
)
_COUNT = re.compile(r"\d{1,9}|\d{1,3}(?:[.,\s]\d{3}){1,3}", re.ASCII)
# Beyond `=`, only what a spreadsheet calculates: a function, or a cell with an operator or alone.
_FORMULA = re.compile(r"=[^\s=]|[+@-](?:[A-Z][A-Z0-9.]*\(|\$?[A-Z]{1,3}\$?[0-9]+(?:$|[-+*/&^:;,)]))")
_ERROR = re.compile(
    r"#(?:N/[ABV]|DIV/0!|(?:REF|NAME|VALUE|NUM|NULL|ERROR|NAAM|WAARDE|VERW|VALEUR|NOM|WERT)[!?])"
)


def field(name: str) -> str | None:
    """Give the field that a column is for, by its name in any case, with or without accents."""
    bare = unicodedata.normalize("NFKD", name.strip().casefold()).encode("ascii", "ignore").decode()
    return _FIELDS.get("_".join(re.findall(r"[a-z0-9]+", bare)))


def is_uncalculated(cell: str) -> bool:
    """Say whether a cell holds a formula, or a spreadsheet's error, instead of a value."""
    return bool(_FORMULA.match(cell) or _ERROR.fullmatch(cell))


def moment(cell: str, zone: ZoneInfo) -> datetime | None:
    """Give the moment that a cell names: ISO 8601, or the day first. None for what is no such date."""
    found = _DAY_FIRST.fullmatch(cell)
    if not found:
        return usable(cell, zone)
    year = int(found["year"]) + (2000 if len(found["year"]) == 2 else 0)
    try:
        read = datetime(  # noqa: DTZ001  (local in `zone`, as `usable` makes it)
            year, int(found["month"]), int(found["day"]), int(found["hour"] or 0), int(found["minute"] or 0)
        )
    except ValueError:
        return None
    return usable(read, zone)


def truth(cell: str | None) -> bool | None:
    """Read a yes or a no; None for anything else."""
    word = (cell or "").casefold()
    return word in _YES if word in _YES | _NO else None


def count(cell: str | None) -> int | None:
    """Read a whole number, with or without marks between its thousands."""
    return int(re.sub(r"\D", "", cell)) if cell and _COUNT.fullmatch(cell) else None


def parts(cell: str | None) -> list[str]:
    """Part a list at its semicolons, or at its commas where it has none."""
    given = cell or ""
    return [part.strip() for part in given.split(";" if ";" in given else ",") if part.strip()]
