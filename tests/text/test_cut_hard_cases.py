"""Cutting: the cases in which a careless cut does harm, with the cut that an editor would make."""

import pytest
from effort import effort

from publisher import languages
from publisher.text import count, cut, whole_sentences
from publisher.text.quotes import closed, open_marks, wrapper


def at_most(limit):
    return lambda text: len(text) <= limit


CASES = [
    ("nl", 30, "Duinrode haalt Kevin Van den Broeck terug", "Duinrode haalt…"),
    ("nl", 40, "Duinrode haalt Kevin Van den Broeck terug naar zee", "Duinrode haalt Kevin Van den Broeck…"),
    ("nl", 28, "Trainer Pieter ter Velde en co gaan naar Kapelveld", "Trainer Pieter ter Velde…"),
    ("nl", 20, "Ruzie bij Verhoef & co over de nieuwe spits", "Ruzie…"),
    ("nl", 28, "Voor dhr. Janssens is het een goed jaar geweest", "Voor dhr. Janssens…"),
    ("nl", 12, "Bod van dhr. Janssens op tafel", "Bod…"),
    ("nl", 24, "Het bod is liefst 9 mln. euro waard voor Kapelveld", "Het bod is liefst…"),
    ("nl", 21, "De winst bedraagt 50 % op het jaar zelf", "De winst bedraagt…"),
    ("nl", 24, "De kas telt nu ruim € 500 000 voor spelers", "De kas telt nu ruim…"),
    ("nl", 22, "Duinrode wint met 3 – 1 in de regen", "Duinrode wint…"),
    ("nl", 26, "Duinrode speelt in Serie 3 volgend seizoen", "Duinrode speelt…"),
    ("nl", 22, "Kijk op https://kroniek.be/a/b/c naar alles", "Kijk…"),
    ("nl", 20, "DUINRODE WINT MET GROTE CIJFERS", "DUINRODE WINT…"),
    ("nl", 27, "DUINRODE SCOORT IN DE 38E MINUUT OPNIEUW", "DUINRODE SCOORT…"),
    ("nl", 22, "Kapelveld Haalt Nieuwe Doelman Weg", "Kapelveld Haalt…"),
    ("nl", 36, 'Ja. "Wij zijn echt klaar voor de strijd van morgen"', "Ja…"),
    ("nl", 30, '"Wij zijn echt klaar" en "daarom gaan wij morgen winnen"', '"Wij zijn echt klaar"…'),
    ("nl", 28, "(Opnieuw een late zege voor Duinrode) en meer", "(Opnieuw een late zege…)"),
    ("nl", 34, "Zege voor Duinrode (na een 0-2 achterstand) in de mist", "Zege voor Duinrode…"),
    ("nl", 40, "Hij zei – na de match – dat hij nog een jaar blijft", "Hij zei – na de match…"),
    ("nl", 30, "'s Avonds speelt de ploeg tegen de zebra's van zee", "'s Avonds speelt de ploeg…"),
    ("nl", 36, "'s Avonds komt de ploeg van Verhoef's broer weer samen", "'s Avonds komt de ploeg…"),
    ("nl", 34, "De derby is beslist door Ann 't Zand en co", "De derby is beslist…"),
    ("de", 26, "Kessler ruft ‚nie im Leben‘ durch das Stadion", "Kessler ruft…"),
    ("de", 22, "Der Verein sagt »Ja« zum Trainer", "Der Verein sagt »Ja«…"),
    ("de", 22, "Der Verein sagt ‚Ja‘ zum Trainer", "Der Verein sagt ‚Ja‘…"),
    ("de", 22, "Der Verein sagt »Ja, das stimmt« zu", "Der Verein sagt…"),
    ("fr", 32, "L'entraîneur quitte le club après une saison", "L'entraîneur quitte le club…"),
    ("fr", 26, "Le club dit « non merci » à son entraîneur", "Le club dit « non merci »…"),
    ("en", 26, "Harrow beat Corwen to the title of the year", "Harrow beat Corwen…"),
    ("de", 34, "Trainer Hans von der Heide gewinnt in der 3. Minute", "Trainer Hans von der Heide…"),
    ("de", 30, "Ein Tor fällt in der 3. Minute gegen Tannfurt", "Ein Tor fällt…"),
]


@pytest.mark.parametrize(("code", "limit", "text", "wanted"), CASES, ids=[case[2] for case in CASES])
def test_a_careless_cut_is_not_made(code, limit, text, wanted):
    assert cut(text, at_most(limit), languages.get(code)).text == wanted


@pytest.mark.parametrize("text", ["Kapelveld Haalt Nieuwe Doelman Weg", "Kevin Van den Broeck"])
def test_a_cut_that_had_to_be_made_inside_a_name_says_so(text):
    assert cut(text, at_most(len(text) - 1), languages.get("nl")).at == "a name"


@pytest.mark.parametrize("word", ["https://kroniek.be/" + "a" * 99, "#" + "derby" * 20, "@" + "a" * 60])
def test_what_only_works_whole_is_left_out_rather_than_split(word):
    assert cut(word, at_most(40), languages.get("nl")).text == ""


@pytest.mark.parametrize("text", ["", "  "])
def test_of_nothing_nothing_is_cut(text):
    assert cut(text, at_most(-1), languages.get("nl")).text == text


def test_where_not_even_one_character_fits_nothing_is_left():
    assert cut("Duinrode", at_most(1), languages.get("nl")).text == ""


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Duinrode haalde Kevin Van ...", "Duinrode haalde…"),
        ("Duinrode betaalde 9 ...", "Duinrode betaalde…"),
        ("Duinrode betaalde 9 mln. ...", "Duinrode betaalde…"),
        ("Niemand sprak met dhr. ...", "Niemand sprak…"),
        ("Dat zei J. ...", "Dat zei…"),
        ("Na een 1-1 ...", "Na een 1-1…"),
        ("(Hij viel ...", "(Hij viel…)"),
        ("Hij is weg. ...", "Hij is weg."),
        ("Hij is weg. « ...", "Hij is weg."),
        ('Hij is weg. "', "Hij is weg."),
        ("Is hij weg? 's ...", "Is hij weg?"),
        ("Hij won, …", "Hij won…"),
        ("...", ""),
        (" , …", ""),
    ],
)
def test_a_teaser_that_its_source_cut_never_ends_bare(text, wanted):
    assert whole_sentences(text, languages.get("nl"), truncated=True) == wanted


@pytest.mark.parametrize(
    ("text", "opened"),
    [
        ("„Ja” en „nee", ["“"]),
        ("»Ja« und »nein", ["«"]),
        ("‘Kom", ["’"]),
        ("‚Ja‘ und ‚nein", ["‘"]),
        ("Verhoef’s ploeg", []),
        ("Hij won :( en ging", []),
        ('Zij zei: "hij riep (luid', ['"', ")"]),
        ("een ) te veel", []),
    ],
)
def test_an_open_mark_is_told_by_what_would_close_it(text, opened):
    assert open_marks(text) == opened
    assert open_marks(closed(text)) == []


def test_brackets_around_a_text_are_no_quotes_around_it():
    assert wrapper("[Live] en [later]") is None
    assert wrapper("‘Club wil spits’") == ("‘", "’")


@pytest.mark.parametrize(
    "text",
    ["\U0001f468‍\U0001f469‍\U0001f467" * 300, "a" * 20_000, "語" * 20_000, "a." * 10_000, '"a ' * 9_000,
     "Van " * 20_000, "la " * 20_000, "(" * 20_000, "e" + "\u0301" * 20_000, "Naam " * 20_000],
    ids="families letters signs dots quotes capitals particles brackets accents names".split(),
)  # fmt: skip
def test_a_text_that_is_no_prose_is_cut_in_reasonable_time(text):
    assert effort(lambda: cut(text, fits_x, languages.get("en"))) < 100
    assert fits_x(cut(text, fits_x, languages.get("en")).text)


def fits_x(text):
    return count(text, "x").used <= 280


@pytest.mark.parametrize(
    ("code", "limit", "text", "wanted"),
    [
        ("en", 26, "Brannoc bid £9.5 million for Corwen keeper", "Brannoc bid £9.5 million…"),
        ("nl", 30, "Club vraagt nu € 9 miljoen voor zijn spits", "Club vraagt nu € 9 miljoen…"),
        ("nl", 24, "Club vraagt nu 9 miljoen euro voor zijn spits", "Club vraagt nu…"),
        ("fr", 22, "Fontard débourse 9 M d'euros pour un gardien", "Fontard débourse…"),
        ("de", 33, "Tannfurt schlägt Kesselbach 3:1 und feiert", "Tannfurt schlägt Kesselbach 3:1…"),
        ("nl", 30, "Duinrode wint thuis met (2-1) van Kapelveld", "Duinrode wint thuis met (2-1)…"),
        ("nl", 22, "Hij is zeker 2-3 weken weg", "Hij is zeker…"),
        ("de", 26, "Anpfiff ist heute 20:45 Uhr in Tannfurt", "Anpfiff ist heute…"),
    ],
)
def test_a_price_and_a_score_need_nothing_more_and_a_range_and_a_time_do(code, limit, text, wanted):
    assert cut(text, at_most(limit), languages.get(code)).text == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("«\u00a0Oui\u202f!\u00a0» dit-il", "«\u00a0Oui\u202f!\u00a0» dit-il"),
        ("9\u00a0M€ et 50\u202f%", "9\u00a0M€ et 50\u202f%"),
        ("Il\u00a0pleut \u00a0 encore.\u00a0", "Il pleut encore."),
        ("Fin.\u00a0Début\r\nici\tet là", "Fin. Début ici et là"),
    ],
)
def test_a_text_on_one_line_keeps_the_spaces_that_may_not_break(text, wanted):
    assert whole_sentences(text, languages.get("fr"), truncated=False) == wanted
