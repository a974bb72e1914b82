"""Sentences: the hard cases of this trade, in four languages, written down before the code."""

import pytest

from publisher import languages
from publisher.text.sentences import is_whole, sentences

CASES = [
    ("nl", "Dhr. Janssens tekent bij. Hij blijft tot 2029.", 2),
    ("nl", "St. Truiden wint met 2-1. Daarna was het feest.", 2),
    ("nl", "Ook o.a. Verwaest en Terwaeghe tekenden. Dat zegt de club.", 2),
    ("nl", "De match was beslist. 's Avonds volgde het feest.", 2),
    ("nl", "Hij kost 9 mln. euro en dat is veel.", 1),
    ("nl", "Het werd 1-1. Een gelijkspel dus.", 2),
    ("nl", "Wie wint... Duinrode of Kapelveld?", 1),
    ("nl", '"Ik ben klaar!" De trainer lachte.', 2),
    ("nl", '"Kom!" zei hij. Niemand kwam.', 2),
    ("nl", "(Hij zei niets.) Daarna vertrok hij.", 2),
    ("nl", "J. Peeters en A.B. Claes scoorden. Het stadion juichte.", 2),
    ("nl", "Zij spelen a.s. zaterdag. Kom kijken!", 2),
    ("nl", "Nr. 4 Duinrode wint. Nr. 5 niet.", 2),
    ("nl", "Wat nu? Dat weet niemand... Toch gaat het door.", 2),
    ("nl", "De spits (ex. Kapelveld) tekent. Klaar.", 2),
    ("nl", "Het duel eindigde om 22.45 uur. Iedereen ging naar huis.", 2),
    ("nl", "'Hij vertrekt.' Dat meldt de krant.", 2),
    ("fr", "M. Dupraz signe. Mme Lanval aussi.", 2),
    ("fr", "« Allez ! » Il est parti.", 2),
    ("fr", "Il coûte 9 M. d'euros et reste.", 1),
    ("fr", "Le match s'est terminé 3-3. Quelle soirée !", 2),
    ("fr", "St. Fontard, c.-à-d. le promu, gagne. Enfin.", 2),
    ("fr", "Que faire ? On verra.", 2),
    ("fr", "Élise marque. Étienne aussi.", 2),
    ("en", "Mr. Harrow signed. He stays until 2029.", 2),
    ("en", "St. Corwen won 2-1. The town sang.", 2),
    ("en", "It was, e.g. in the derby, a foul. Nobody saw it.", 2),
    ("en", "J. K. Marlow scored. What a night!", 2),
    ("en", "Who wins... Corwen or Harrow?", 1),
    ("de", "In der 3. Minute traf Kessler. Danach war Ruhe.", 2),
    ("de", "Am 24. November spielt Tannfurt. Um 20.45 Uhr.", 2),
    ("de", "Es stand 1:1. Dann kam der Elfmeter.", 2),
    ("de", "Dr. Weidner sagt z.B. Nein. Das bleibt so.", 2),
    ("de", "„Wir sind bereit!“ Der Trainer lachte.", 2),
]


@pytest.mark.parametrize(("code", "text", "count"), CASES, ids=[text for _, text, _ in CASES])
def test_a_hard_case_is_split_as_a_reader_would(code, text, count):
    found = sentences(text, languages.get(code))
    assert len(found) == count
    assert " ".join(found) == text


def test_nothing_is_no_sentence():
    assert sentences("  \n ", languages.get("nl")) == []


@pytest.mark.parametrize("whole", ["Dat was het.", "Echt?", '"Ja!"', "(Zo is het.)", "« Oui ! »", "Klaar.'"])
def test_a_sentence_with_its_mark_is_whole(whole):
    assert is_whole(whole, languages.get("nl"))


@pytest.mark.parametrize("part", ["Dat was", "Wie wint...", "Dat was …", "Hij zei:", "Tegen dhr.", ""])
def test_a_sentence_without_its_mark_or_with_an_ellipsis_is_not(part):
    assert not is_whole(part, languages.get("nl"))
