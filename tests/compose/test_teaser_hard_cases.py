"""Sixty hard cases: the post that an editor would write by the rules, written down before the code ran."""

from typing import Any, NamedTuple

import pytest

from publisher import languages
from publisher.compose import teaser
from publisher.model import Article, Poll
from publisher.ports import Limits
from publisher.text import count

LINK = "https://deverzonnenkroniek.be/n/41"
LONG = f"https://deverzonnenkroniek.be/verslag/{'a' * 200}?id=41#reacties"
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
LIMITS = {
    "x": Limits("x", 280, cost="$0.015", cost_with_link="$0.20"),
    "mastodon": Limits("mastodon", 500),
    "bluesky": Limits("bluesky", 300, max_bytes=3000, link="card"),
    "threads": Limits("threads", 500),
    "linkedin": Limits("linkedin", 3000),
    "telegram": Limits("telegram", 4096),
    "discord": Limits("discord", 2000, link="card"),
    "slack": Limits("slack", 3000),
}


class Case(NamedTuple):
    """An article on a network, by its own limits with a link or by a smaller one without, and its post."""

    network: str
    most: int | None
    headline: str
    lede: str
    wanted: str
    reason: str
    given: dict[str, Any] = {}  # noqa: RUF012  (no case changes it)


WHOLE = "headline and whole lede"
CUT = {"description_truncated": True}

# fmt: off
NL = [
    Case("x", 40, "Duinrode haalt Janssens", "Dhr. Janssens tekent tot 2029. Hij volgt dr. Verhoef op.",
         "Duinrode haalt Janssens", "the next sentence would need 55 of 40"),
    Case("mastodon", 72, "Zege voor St. Elmo",
         "St. Elmo wint met 2-1. 's Avonds volgde het feest. Het duurde lang.",
         "Zege voor St. Elmo\n\nSt. Elmo wint met 2-1. 's Avonds volgde het feest.",
         "the next sentence would need 87 of 72"),
    Case("bluesky", 40, "Drie nieuwe namen", "Ook o.a. Verwaest en Ter Waeghe tekenden. Dat meldt de club.",
         "Drie nieuwe namen", "the next sentence would need 60 of 40"),
    Case("x", 30, "Recordbod", "Het bod is 9 mln. euro. De club zwijgt.",
         "Recordbod", "the next sentence would need 34 of 30"),
    Case("mastodon", 30, "Geen winnaar", "Het werd 1-1. Een gelijkspel dus.",
         "Geen winnaar\n\nHet werd 1-1.", "the next sentence would need 47 of 30"),
    Case("telegram", 40, "Derby op komst", "Wie wint... Duinrode of Kapelveld? Zaterdag weten we het.",
         "Derby op komst", "the next sentence would need 50 of 40"),
    Case("x", 60, "'Kapelveld onderhandelt met spits Jan de Smalle, Duinrode ziet transfer niet zitten'",
         "Kort.",
         "'Kapelveld onderhandelt met spits Jan de Smalle…'", "headline cut at a clause: it needs 84 of 60"),
    Case("mastodon", 32, "Duinrode zoekt met Kevin Van den Broeck een nieuwe spits", "",
         "Duinrode zoekt…", "headline cut at a word: it needs 56 of 32"),
    Case("mastodon", 45, "Kapelveld verliest door goal in de 90+4' van Jan de Smalle", "",
         "Kapelveld verliest door goal in de 90+4'…", "headline cut at a word: it needs 58 of 45"),
    Case("discord", 28, "Club strijkt 12,5 miljoen euro op voor doelman", "",
         "Club strijkt…", "headline cut at a word: it needs 46 of 28"),
    Case("x", 35, "Duinrode vraagt minstens € 4 500 000 voor zijn aanvoerder", "",
         "Duinrode vraagt minstens…", "headline cut at a word: it needs 58 of 35"),
    Case("x", None, "Zege in extremis",
         "Duinrode won met 3-2.\nLEES OOK: 'Trainer boos na rust'\nDe fans zongen.\nPOLL: Was dit verdiend?",
         f"Zege in extremis\n\nDuinrode won met 3-2. De fans zongen.\n\n{LINK}", WHOLE),
    Case("slack", None, "Stapt Verhoef op?", "De trainer praat vandaag met de club. Blijft hij?",
         f"Stapt Verhoef op?\n\nDe trainer praat vandaag met de club.\n\n{LINK}", WHOLE,
         {"poll": Poll("Blijft hij?")}),
    Case("x", 50, "Afscheid", "Ik ga.Nu is het gezegd. Tot ziens.",
         "Afscheid", "the next sentence would need 51 of 50"),
    Case("mastodon", 48, "'t Stadion van Louis' zebra's brandt, 's avonds is alles weg", "",
         "'t Stadion van Louis' zebra's brandt…", "headline cut at a clause: it needs 60 of 48"),
]
FR = [
    Case("mastodon", 45, "Un nouveau président", "M. Dupraz succède à Mme Lanval. Il promet un stade.",
         "Un nouveau président", "the next sentence would need 53 of 45"),
    Case("bluesky", 45, "L'entraîneur\u00a0: «\u00a0On reste\u00a0»",
         "«\u00a0Allez\u00a0!\u00a0» Il est parti. Sans un mot.",
         "L'entraîneur\u00a0: «\u00a0On reste\u00a0»\n\n«\u00a0Allez\u00a0!\u00a0»",
         "the next sentence would need 54 of 45"),
    Case("x", 70, "Trois partout", "Le match s'est terminé 3-3. Quelle soirée\u00a0! Le stade chantait.",
         "Trois partout\n\nLe match s'est terminé 3-3. Quelle soirée\u00a0!",
         "the next sentence would need 77 of 70"),
    Case("mastodon", 39, "Fontard enrôle le jeune Charles de la Marne pour trois saisons", "",
         "Fontard enrôle le jeune…", "headline cut at a word: it needs 62 of 39"),
    Case("threads", 22, "Fontard débourse 9 M d'euros pour son nouveau gardien", "",
         "Fontard débourse…", "headline cut at a word: it needs 53 of 22"),
    Case("x", None, "Le promu s'impose",
         "Fontard bat Lanval 2-0.\nÀ LIRE AUSSI : «\u00a0Le coach en colère\u00a0»\nLe public exulte.\n"
         "Sondage : qui montera\u00a0?",
         f"Le promu s'impose\n\nFontard bat Lanval 2-0. Le public exulte.\n\n{LINK}", WHOLE),
    Case("mastodon", 70,
         "Fontard renverse Lanval après la pause, son entraîneur rêve déjà de la finale de la coupe", "",
         "Fontard renverse Lanval après la pause…", "headline cut at a clause: it needs 89 of 70"),
    Case("telegram", 30, "Le gardien promet d'aider l'équipe jusqu'au bout", "",
         "Le gardien promet d'aider…", "headline cut at a word: it needs 48 of 30"),
    Case("mastodon", None, "Fontard remporte la coupe",
         "Fontard remporte la coupe. Le score final est de 2-1.",
         f"Fontard remporte la coupe\n\nLe score final est de 2-1.\n\n{LINK}", WHOLE),
    Case("x", None, "Fontard en finale", "Le rêve continue.",
         f"Quelle finale ! ⚽\n\n{LINK}", "the editor's text", {"own": "Quelle finale ! ⚽\n"}),
    Case("x", 50, "🇫🇷 Fontard en finale 🏆", f"Le rêve continue {FAMILY}. À dimanche.",
         f"🇫🇷 Fontard en finale 🏆\n\nLe rêve continue {FAMILY}.", "the next sentence would need 57 of 50"),
    Case("bluesky", None, "Fontard en finale", "Le rêve continue.",
         "Fontard en finale\n\nLe rêve continue.\n\n#CoupeDuLac", WHOLE, {"tags": ["CoupeDuLac"]}),
    Case("linkedin", 50,
         "Dupraz\u00a0: «\u00a0Nous resterons unis jusqu'au bout, quoi qu'il arrive cette saison\u00a0»", "",
         "Dupraz…", "headline cut at a clause: it needs 78 of 50"),
    Case("mastodon", None, "Fontard champion\u00a0!", "",
         f"Fontard champion\u00a0!\n\n{LINK}", "headline; there is no lede"),
    Case("bluesky", 27, "Le de\u0301fenseur e\u0301gyptien signe", "Pour un an.",
         "Le de\u0301fenseur e\u0301gyptien signe", "the next sentence would need 40 of 27"),
]
EN = [
    Case("bluesky", 40, "Corwen sign Harrow",
         "Mr. Harrow joins from St. Brannoc on Monday. Talks took a week.",
         "Corwen sign Harrow", "the next sentence would need 64 of 40"),
    Case("mastodon", 35, "Derby day", "Kick-off is at 8 p.m. The gates open at six.",
         "Derby day\n\nKick-off is at 8 p.m.", "the next sentence would need 55 of 35"),
    Case("x", 65, "Harrow: \"He said 'never' and walked out\"",
         "“We told him ‘no’. He laughed.” The board left.",
         "Harrow: \"He said 'never' and walked out\"", "the next sentence would need 73 of 65"),
    Case("mastodon", 39, "Corwen agree terms with Ruben van der Laan over new deal", "",
         "Corwen agree terms…", "headline cut at a word: it needs 56 of 39"),
    Case("threads", 26, "Brannoc bid £9.5 million for Corwen keeper", "",
         "Brannoc bid £9.5 million…", "headline cut at a word: it needs 42 of 26"),
    Case("mastodon", 24, "Harrow scores from 35 yards as Corwen win", "",
         "Harrow scores…", "headline cut at a word: it needs 41 of 24"),
    Case("x", None, "Late winner", "Corwen won 2-1. READ ALSO: 'Boss fumes at half-time' The fans sang.",
         f"Late winner\n\nCorwen won 2-1. The fans sang.\n\n{LINK}", WHOLE),
    Case("mastodon", None, "Late winner", "Corwen won late. The winner came from",
         f"Late winner\n\nCorwen won late.\n\n{LINK}", WHOLE, CUT),
    Case("x", 60, "Corwen lift the cup in the rain",  "",
         f"Corwen lift the cup in the rain\n\n{LINK}", "headline; there is no lede",
         {"tags": ["derby"], "link": LINK}),
    Case("slack", 30, "Corwen win the cup", "",
         "Corwen win the cup", "headline; there is no lede", {"link": LINK}),
    Case("x", None, "Corwen win the cup", "It took penalties.",
         f"Corwen win the cup\n\nIt took penalties.\n\n{LONG}", WHOLE, {"link": LONG}),
    Case("mastodon", 30, "CORWEN STUN BRANNOC IN FIVE-GOAL THRILLER", "",
         "CORWEN STUN BRANNOC…", "headline cut at a word: it needs 41 of 30"),
    Case("telegram", 40, "And then it rained...", "Corwen led... Then the sky fell in. Nobody left.",
         "And then it rained...", "the next sentence would need 58 of 40"),
    Case("threads", 38, "Champions! 🏆", "What a night 🎉🎉. The parade is on Monday.",
         "Champions! 🏆", "the next sentence would need 39 of 38"),
    Case("linkedin", 35, "Corwen edge Brannoc (after extra time and penalties) to lift the cup", "",
         "Corwen edge Brannoc…", "headline cut at a word: it needs 70 of 35"),
]
DE = [
    Case("mastodon", 30, "Früher Treffer", "In der 3. Minute traf Kessler. Danach war Ruhe.",
         "Früher Treffer", "the next sentence would need 46 of 30"),
    Case("linkedin", 50, "Trainer: „Wir bleiben“", "„Wir gehen. Sofort.“ Der Trainer lachte.",
         "Trainer: „Wir bleiben“\n\n„Wir gehen. Sofort.“", "the next sentence would need 64 of 50"),
    Case("x", 28, "Tannfurt holt Hans von der Heide aus Kesselbach zurück", "",
         "Tannfurt holt…", "headline cut at a word: it needs 54 of 28"),
    Case("telegram", 33, "Später Elfmeter", "Es stand 1:1. Dann kam der Elfmeter.",
         "Später Elfmeter\n\nEs stand 1:1.", "the next sentence would need 53 of 33"),
    Case("mastodon", 33, "Tannfurt schlägt Kesselbach 3:1 und feiert den Aufstieg", "",
         "Tannfurt schlägt Kesselbach 3:1…", "headline cut at a word: it needs 55 of 33"),
    Case("discord", 27, "Kesselbach zahlt 1,2 Mio. Euro für den Torwart", "",
         "Kesselbach zahlt…", "headline cut at a word: it needs 46 of 27"),
    Case("mastodon", None, "Sieg im Regen",
         "Tannfurt gewinnt 2:0.\nLESEN SIE AUCH: Kessler vor dem Absprung\nKessler traf doppelt.\n"
         "Umfrage: Wer steigt auf?",
         f"Sieg im Regen\n\nTannfurt gewinnt 2:0. Kessler traf doppelt.\n\n{LINK}", WHOLE),
    Case("slack", 53, "Tannfurt verliert das Spitzenspiel, weil der Torwart zweimal patzt", "",
         "Tannfurt verliert das Spitzenspiel…", "headline cut at a clause: it needs 66 of 53"),
    Case("x", 45, "Tannfurt kämpft im Abstiegskampf gegen den Tabellenletzten", "",
         "Tannfurt kämpft im Abstiegskampf…", "headline cut at a word: it needs 58 of 45"),
    Case("telegram", None, "Wer gewinnt?", "Wer gewinnt? Tannfurt oder Kesselbach. Am Samstag wissen wir es.",
         f"Wer gewinnt?\n\nTannfurt oder Kesselbach. Am Samstag wissen wir es.\n\n{LINK}", WHOLE),
    Case("x", None, "'Kessler verlässt Tannfurt'", "Kessler verlässt Tannfurt. Das berichtet ein Berater.",
         f"'Kessler verlässt Tannfurt'\n\nDas berichtet ein Berater.\n\n{LINK}", WHOLE),
    Case("x", None, "", "Tannfurt gewinnt 2:0. Kessler trifft doppelt.",
         f"Tannfurt gewinnt 2:0. Kessler trifft doppelt.\n\n{LINK}", "whole lede"),
    Case("mastodon", 43, "", "Tannfurt gewinnt im Regen, doch niemand im Stadion jubelt. Warum?",
         "Tannfurt gewinnt im Regen…", "first sentence cut at a clause: it needs 58 of 43"),
    Case("linkedin", None, "أحمد يوقع لنادي Tannfurt", "Der Vertrag gilt bis 2029.",
         f"أحمد يوقع لنادي Tannfurt\n\nDer Vertrag gilt bis 2029.\n\n{LINK}", WHOLE),
    Case("x", None, "Tannfurt siegt", "Mit 2:0.",
         f"Lesen: {LINK} (jetzt)", "the editor's text", {"own": f"Lesen: {LINK} (jetzt)"}),
]
# fmt: on
CASES = [
    pytest.param(code, case, id=f"{code}-{number}-{case.network}")
    for code, cases in {"nl": NL, "fr": FR, "en": EN, "de": DE}.items()
    for number, case in enumerate(cases, 1)
]


def composed(code, case):
    given = dict(case.given)
    about = {key: given.pop(key) for key in ("poll", "description_truncated") if key in given}
    usual = LIMITS[case.network]
    limits = Limits(
        usual.rule, case.most or usual.limit, max_bytes=usual.max_bytes, link=usual.link, cost=usual.cost
    )
    given.setdefault("link", None if case.most else LINK)
    article = Article(id="1", headline=case.headline, description=case.lede, **about)
    return teaser.compose(article, limits, languages.get(code), **given)


def test_there_are_sixty_cases_fifteen_in_each_language():
    assert [len(cases) for cases in (NL, FR, EN, DE)] == [15] * 4


@pytest.mark.parametrize(("code", "case"), CASES)
def test_a_hard_case_is_told_as_an_editor_would(code, case):
    made = composed(code, case)
    assert made.text == case.wanted
    assert made.used == count(case.wanted, LIMITS[case.network].rule).used <= made.limit


@pytest.mark.parametrize(("code", "case"), CASES)
def test_a_hard_case_says_why_it_ends_where_it_does(code, case):
    assert composed(code, case).reason.startswith(case.reason)
