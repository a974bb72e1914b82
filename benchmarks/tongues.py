"""The words of four languages, from which benchmarks write texts: invented names, real marks and spaces."""

from msgspec import Struct

from publisher.languages import words_of


class Tongue(Struct, frozen=True):
    """The words of one language: what stands in a text whole, what begins and ends a sentence, what hangs."""

    plain: list[str]
    names: list[str]
    scores: list[str]
    amounts: list[str]
    quotes: list[str]
    starts: list[str]
    ends: list[str]
    furniture: list[str]
    hanging: frozenset[str]


def pieces(text):
    """Give the pieces of a line, which bars part."""
    return [piece.strip(" ") for piece in text.split("|")]


QUOTES_END = ("!“", "!”", "! »")
# fmt: off
TONGUES = {
    "nl": Tongue(
        pieces("wint|verliest|keert|terug|spits|doelman|derby|zaterdag|opnieuw|eindelijk|naar|voor|met|de|het|een"
               "|van|café|naïef|snel,|onverwacht;|vreemd:|hoger|maar|grensrechter|bij|op|thuis|zebra's"),
        pieces("Duinrode|Kevin Van den Broeck|dhr. Janssens|J.P. ter Velde"
               "|St. Elmo|Jan de Smalle|Ann 't Zand"),
        pieces("2-1|0-0|3 – 0|(1-1)|11-2"),
        pieces("9 miljoen euro|12,5 mln. euro|50 %|€ 4 500 000|38e minuut"
               "|20.45 uur|35 meter|90+4'|€ 9 miljoen"),
        pieces('"Ik ben klaar"|"Ik ga. Ik kom terug"|(na de rust)|‘echt niet’|“Zeg ‘nee’ nu”|[live]'),
        pieces("Het bleef|'s Avonds kwam|Daarna volgde|Wie wint... Elmo of"
               "|Dhr. Verhoef zag|Ook o.a. Claes zag"),
        pieces("bleef rustig.|ging door!|was stil?|werd 1-1.|zei hij “nooit.”"
               "|zingt ⚽!|won (na strafschoppen)."),
        ["LEES OOK: 'Verhoef zwijgt. Nog altijd'", "POLL: Wie wint?", "Lees ook Het nieuws"],
        words_of("de het een van naar voor met bij op"),
    ),
    "fr": Tongue(
        pieces("gagne|perd|revient|gardien|derby|samedi|encore|enfin|vers|pour|avec|le|la|une|du|café|naïf|vite,"
               "|inattendu;|bizarre:|plus|mais|arbitre|chez|sur|l'équipe|d'aider"),
        pieces("Fontard|Charles de la Marne|M. Dupraz|Mme Lanval|St. Fontin|J.-P. du Lac"),
        pieces("2-1|0-0|3 – 0|(1-1)|11-2"),
        pieces("9 M d'euros|9 millions d'euros|50\u202f%|4 500 €"
               "|38e minute|35 mètres|1,2 mio. d'euros"),
        pieces("«\u00a0Je suis prêt\u00a0»|« Je pars. Je reviens »"
               "|(après la pause)|“jamais”|[direct]"),
        pieces("Il restait|C'était|Puis vint|Élise a vu|M. Dupraz a vu"
               "|Qui gagne... Lac ou|« Allez ! » criait"),
        pieces("resta calme.|continua\u00a0!|était seul\u00a0?|finit 3-3."
               "|dit « non. »|chante ⚽!|gagna (enfin)."),
        ["À LIRE AUSSI : «\u00a0Lanval. Et après\u00a0»",
         "Sondage : qui gagne\u00a0?", "Lire aussi : la suite"],
        words_of("vers pour avec le la une du chez sur"),
    ),
    "en": Tongue(
        pieces("beat|lose|return|keeper|derby|saturday|again|finally|to|for|with|the|a|of|café|naive|quickly,"
               "|unexpected;|strange:|higher|but|referee|at|home|Harrow's"),
        pieces("Corwen|Ruben van der Laan|Mr. Harrow|St. Brannoc|J. K. Marlow|Ines de Sousa"),
        pieces("2-1|0-0|3 – 0|(1-1)|11-2"),
        pieces("£9.5 million|9 million pounds|50 %|$ 500|38th minute|35 yards|90+4'"),
        pieces("\"I am ready\"|“I go. I'll be back”|(after the break)"
               "|‘not now’|“Say ‘no’ now”|[live]"),
        pieces("It stayed|Then came|Mr. Harrow saw|Who wins... Corwen or|“Go!” cried|At 8 p.m. began"),
        pieces("stayed calm.|went on!|was alone?|ended 3-3."
               "|said “never.”|sings ⚽!|won (on penalties)."),
        ["READ ALSO: 'Boss fumes. Again'", "Poll: Who wins?", "Read also The news"],
        words_of("to for with the a of at"),
    ),
    "de": Tongue(
        pieces("gewinnt|verliert|kehrt|zurück|torwart|derby|samstag|wieder|endlich|nach|für|mit|der|das|ein|von"
               "|schnell,|unerwartet;|seltsam:|höher|aber|schiedsrichter|bei|auf|daheim|café"),
        pieces("Tannfurt|Hans von der Heide|Dr. Weidner|St. Kessel|J. P. zu Tann|Kessler"),
        pieces("2:1|0:0|3 – 0|(1:1)|11:2"),
        pieces("9 Millionen Euro|1,2 Mio. Euro|50 %|4.500 €|38. Minute"
               "|20:45 Uhr|35 Meter|€ 9 Millionen"),
        pieces("„Ich bin bereit“|„Ich gehe. Ich komme“|(nach der Pause)|‚nie‘|»Ja«|[live]"),
        pieces("Es blieb|Dann kam|Dr. Weidner sah|In der 3. Minute traf"
               "|Wer siegt... Tannfurt oder|„Los!“ rief"),
        pieces("blieb ruhig.|ging weiter!|war allein?|endete 3:3."
               "|sagte „nie.“|singt ⚽!|siegte (am Ende)."),
        ["LESEN SIE AUCH: „Kessler. Schon wieder“", "Umfrage: Wer siegt?", "Lesen Sie auch Das Neue"],
        words_of("nach für mit der das ein von bei auf"),
    ),
}
# fmt: on
