"""Shortening: what a teaser may and may not be cut to."""

import pytest

from publisher import languages
from publisher.text import cut, whole_sentences
from publisher.text.quotes import open_marks, wrapper

NL = languages.get("nl")


def at_most(limit):
    return lambda text: len(text) <= limit


@pytest.mark.parametrize(
    ("text", "limit", "wanted"),
    [
        ("Duinrode wint de derby van Kapelveld", 99, "Duinrode wint de derby van Kapelveld"),
        ("Duinrode wint de derby van Kapelveld", 30, "Duinrode wint de derby…"),
        ("Duinrode wint de derby", 16, "Duinrode wint…"),
        (
            "Trainer stapt op bij Kapelveld, opvolger staat al klaar aan de zijlijn",
            50,
            "Trainer stapt op bij Kapelveld…",
        ),
        ("Nieuwe trainer is Kevin Van den Broeck geworden", 34, "Nieuwe trainer…"),
        ("De club betaalt liefst 9 miljoen euro", 26, "De club betaalt liefst…"),
        ("De stand is 3 - 1 na de rust", 16, "De stand…"),
        ("'Kapelveld haalt doelman weg bij buur'", 28, "'Kapelveld haalt doelman…'"),
        ('Spits: "Ik ben klaar voor alles" na training', 30, "Spits…"),
        ("Hij is weg (met dank aan zijn makelaar)", 20, "Hij is weg…"),
        ("Zebra's tonen zich 's avonds sterk", 28, "Zebra's tonen…"),
        ("Alles over #kustderby2026 en meer", 16, "Alles…"),
        ("Lees https://kroniek.test/een/lang/adres nu", 20, "Lees…"),
    ],
)
def test_a_cut_is_made_where_an_editor_would(text, limit, wanted):
    assert cut(text, at_most(limit), NL).text == wanted


def test_a_text_without_a_good_place_is_cut_between_characters_and_says_so():
    shorter = cut("x" * 500, at_most(10), NL)
    assert (shorter.text, shorter.at) == ("x" * 9 + "…", "a character")


def test_a_family_of_emoji_is_never_cut_in_two():
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
    assert cut(family * 30, at_most(12), NL).text == f"{family * 2}…"


def test_where_it_was_cut_is_told():
    text = "Trainer stapt op bij Kapelveld, opvolger staat klaar"
    assert cut(text, at_most(40), NL).at == "a clause"
    assert cut("Duinrode wint de mooie derby weer", at_most(20), NL).at == "a word"
    assert cut("Kort", at_most(20), NL).at == "nowhere"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Een hele zin. Een halve", "Een hele zin."),
        ("Een hele zin. Een halve ...", "Een hele zin."),
        ("Geen hele zin met de", "Geen hele zin…"),
        ("Geen hele zin, en", "Geen hele zin…"),
        ('Hij zei: "Ik ga. Ik kom', 'Hij zei: "Ik ga. Ik kom…"'),
        ("De", "De…"),
        ("", ""),
    ],
)
def test_a_cut_teaser_goes_back_to_its_last_whole_sentence(text, wanted):
    assert whole_sentences(text, NL, truncated=True) == wanted


def test_a_teaser_that_was_not_cut_stays_as_it_is():
    assert whole_sentences("Zonder punt  aan het eind", NL, truncated=False) == "Zonder punt aan het eind"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("'s Avonds is Louis' doelpunt weer te zien", []),
        ("'t Is niet 'n kwestie van zebra's", []),
        ("Hij zei: 'kom", ["'"]),
        ("(een [twee", [")", "]"]),
        ("(een [twee])", []),
        ("„Ja“ und „nein", ["“"]),
        ("« oui", ["»"]),
        ('"a" "b', ['"']),
        ("5'4 en 6'", []),
    ],
)
def test_an_apostrophe_is_no_quote_and_a_quote_is_known_to_be_open(text, wanted):
    assert open_marks(text) == wanted


@pytest.mark.parametrize(
    "text", ["'Club wil spits'", "'A striker for Corwen'", "“Club wil spits”", "« Club veut »", '"Ja"']
)
def test_a_headline_wholly_in_quotes_is_known_as_such(text):
    assert wrapper(text) == (text[0], text[-1])


@pytest.mark.parametrize(
    "text", ["'s Avonds wint 'Duin'", "'Ja' of 'nee'", "(haakjes)", "''", "Club wint", '"Ja" en "nee"']
)
def test_a_headline_with_quotes_inside_is_not_wholly_quoted(text):
    assert wrapper(text) is None
