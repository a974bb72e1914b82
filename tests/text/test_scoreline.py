"""The careful scoreline rule: what it tells, and all that makes it silent."""

import pytest
from scorelines import CASES

from publisher import languages
from publisher.text.scoreline import suggest


@pytest.mark.parametrize(("language", "headline", "lede", "wanted"), CASES)
def test_a_score_is_suggested_where_the_text_says_how_it_ended_and_nothing_in_doubt(
    language, headline, lede, wanted
):
    found = suggest(headline, lede, languages.get(language))
    assert (found and found.score) == wanted


@pytest.mark.parametrize(
    ("headline", "lede", "language", "sentence", "reason"),
    [
        ("Zandkerke wint met 3-2", "Wat een avond.", "nl", "Zandkerke wint met 3-2", "result verb 'wint'"),
        ("Een topper", "Mooi. Eindstand: 4-3.", "nl", "Eindstand: 4-3.", "final score word 'Eindstand'"),
        ("Victoire (3-0) de Portmarin", "", "fr", "Victoire (3-0) de Portmarin", "result noun 'Victoire'"),
        ("Moorfurt feiert 3:0-Sieg", "", "de", "Moorfurt feiert 3:0-Sieg", "result noun 'Sieg'"),
    ],
)
def test_a_suggestion_carries_its_sentence_and_the_word_that_decided(
    headline, lede, language, sentence, reason
):
    found = suggest(headline, lede, languages.get(language))
    assert (found.sentence, found.reason) == (sentence, reason)


def test_the_numbers_stay_in_the_order_in_which_they_are_written():
    assert suggest("Polderdam verloor met 0-3", "", languages.get("nl")).score == (0, 3)


def test_two_results_in_one_text_suggest_none():
    told = ("Zandkerke wint met 3-2", "Polderdam verloor zondag met 0-1.")
    assert suggest(*told, languages.get("nl")) is None


@pytest.mark.parametrize("score", ["31-2", "3-100", "03-2", "3-2,5", "3-2%", "€3-2", "3/2", "3-2'", "x3-2"])
def test_what_is_no_score_suggests_none(score):
    assert suggest(f"Zandkerke wint met {score} vandaag", "", languages.get("nl")) is None


@pytest.mark.parametrize("text", ["", "3-2", " - ", "(" * 500, "3-2 " * 2000, "won met " * 2000 + "3-2"])
def test_strange_texts_cost_nothing_and_suggest_none_or_one(text):
    for code in languages.CODES:
        found = suggest(text, text, languages.get(code))
        assert found is None or found.score == (3, 2)


def test_every_language_has_a_word_for_everything_that_a_scoreline_may_be():
    for code in languages.CODES:
        scores = languages.get(code).scores
        assert all(all(getattr(scores, name)) and getattr(scores, name) for name in scores.__struct_fields__)


def test_the_seed_page_suggests_its_draw_with_the_sentence_that_tells_it(shared):
    headline, _, lede = (shared / "seed/000_ebe30c9669d93ae5.txt").read_text("utf-8").split("\n\n")[:3]
    found = suggest(headline, lede, languages.get("nl"))
    assert (found.score, found.reason) == ((1, 1), "result noun 'gelijkspel'")
