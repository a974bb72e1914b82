"""Sentences, piece by piece: what the count of sentences alone would not tell."""

import time

import pytest

from publisher import languages
from publisher.text import sentences

PIECES = [
    ("nl", ['Hij zei: "Ik ben klaar."', "Daarna ging hij."]),
    ("nl", ['"Ik ga. Ik kom terug", zei hij.', "Dat was het."]),
    ("nl", ["'Duinrode wil spits. Kapelveld ook.'", "Dat meldt de krant."]),
    ("nl", ["Hij viel uit.", "(De knie. Alweer.)", "Kapelveld won."]),
    ("nl", ["Dat kost 9 mln.", "Het is veel."]),
    ("nl", ["Dat kost 9 mln. Verbeke zwijgt."]),
    ("nl", ["Plan B.", "Dat was het."]),
    ("nl", ["Het werd 1-1.", "’s Avonds was het stil."]),
    ("nl", ["Om 20.45 u. begint het.", "Kom op tijd."]),
    ("nl", ["Dhr. De Smalle en A.F.Th. Verhoef bleven.", "Niemand vroeg waarom."]),
    ("nl", ["1. Duinrode staat bovenaan.", "2. Kapelveld volgt."]),
    ("nl", ["Ze wonnen!", "⚽ Wat een feest."]),
    ("nl", ["Ze wonnen!", "#kustderby was het woord."]),
    ("nl", ["Lees https://kroniek.be/x.html.", "Daarna niets."]),
    ("nl", ["Het bleef stil...", "Het stadion liep leeg."]),
    ("nl", ["Het bleef stil... Duinrode juichte."]),
    ("nl", ["“Nu niet!” riep hij.", "Toen wel."]),
    ("fr", ["« C'est fini. »", "Il rit."]),
    ("fr", ["Né le 3 janv. 2001 à Fontard.", "Il joue."]),
    ("fr", ["Il chante !", "« Allez ! » criait Lanval.", "« Fin. »"]),
    ("fr", ["Il coûte 9 mio. Lanval paiera."]),
    ("fr", ["MM. Dupraz et Lanval signent.", "Voilà !"]),
    ("fr", ["L'entraîneur a dit : « On y va. On gagne. »", "Il avait raison."]),
    ("en", ["He left at 5 p.m.", "The rest stayed."]),
    ("en", ["No. 9 scored.", "No. 10 did not."]),
    ("en", ["St. Corwen met Mr. Harrow of the U.S. League.", "It rained."]),
    ("en", ["“We won.”", "He smiled."]),
    ("de", ["In der 103. Minute fiel das Tor.", "Danach war Ruhe."]),
    ("de", ["Er sagte: „Ich gehe. Sofort.“", "Dann ging er."]),
    ("de", ["Er sagte: ‚Ich gehe. Sofort.‘", "Dann ging er.", "‚Gut.‘"]),
    ("de", ["»Ja«, sagte sie.", "»Ich komme.«", "Und sie kam."]),
    ("de", ["Das gilt z. B. für Kessler.", "Gut."]),
    ("de", ["Er kostet 9 Mio. Euro.", "Das ist viel."]),
]


@pytest.mark.parametrize(("code", "pieces"), PIECES, ids=[" | ".join(pieces) for _, pieces in PIECES])
def test_a_text_falls_into_exactly_these_sentences(code, pieces):
    assert sentences(" ".join(pieces), languages.get(code)) == pieces


def test_a_blank_line_ends_a_sentence_that_has_no_mark():
    found = sentences("Een titel zonder punt\n \nDe tekst. Nog een.", languages.get("nl"))
    assert found == ["Een titel zonder punt", "De tekst.", "Nog een."]


def test_a_quotation_that_never_closes_keeps_nothing_together():
    found = sentences('Hij zei: "Ik ga. Niemand volgde. Echt niemand.', languages.get("nl"))
    assert found == ['Hij zei: "Ik ga.', "Niemand volgde.", "Echt niemand."]


@pytest.mark.parametrize("piece", ["A. ", "Kort. ", '"a ', "(", "!?", "a.", "'b' ", "Dhr. "])
def test_the_time_to_split_grows_with_the_text_and_no_faster(piece):
    def needed(times):
        start = time.process_time()
        sentences(piece * times, languages.get("nl"))
        return time.process_time() - start

    needed(100)
    assert needed(40_000) < 60 * needed(4_000) + 0.2
