"""Dutch."""

from publisher.languages import Dates, Language, Pages, Scores, Words, phrases_of, words_of

LANGUAGE = Language(
    code="nl",
    words=Words(
        recent="Meest recent",
        read_more="Lees verder op de site",
        read_also="Lees ook",
        poll="Peiling",
        half_time="rust",
        own_goal="eigen doelpunt",
        penalty="strafschop",
        sponsored="Gesponsord",
        updated="Bijgewerkt",
        by="Door",
        greeting="Dag",
        reader="lezer",
        why="U ontvangt deze mail omdat u ingeschreven bent op",
        unsubscribe="Uitschrijven",
        view_online="Bekijk in de browser",
        reactions="reacties",
        subscribers_only="Voor abonnees",
        correction="Rechtzetting",
    ),
    regions=words_of("AW BE BQ CW NL SR SX"),
    dates=Dates(
        weekdays="maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
        months="januari februari maart april mei juni juli augustus september oktober november december",
        short_months="jan feb mrt apr mei jun jul aug sep okt nov dec",
    ),
    pages=Pages(
        leave="Uitschrijven bij {site}?",
        leave_text="U krijgt dan geen nieuwsbrief van {site} meer in uw mailbox.",
        leave_button="Uitschrijven",
        left="U bent uitgeschreven",
        left_text="{site} stuurt u deze nieuwsbrief niet meer. Er kan nog één mail onderweg zijn.",
        undo_text="Was het een vergissing?",
        undo_button="Toch ingeschreven blijven",
        back="Uw uitschrijving is ongedaan gemaakt",
        back_text="Was u ingeschreven, dan krijgt u de volgende nieuwsbrief van {site} gewoon weer.",
        test="Deze link hoort bij een testmail",
        test_text="Hij staat in een proefverzending van {site}. Er is niets gewijzigd.",
        missing="Deze link werkt niet",
        missing_text="Open de link vanuit de mail. Staat hij op twee regels, kopieer hem dan helemaal.",
        trouble="Dat lukte niet",
        trouble_text="Probeer het over enkele minuten opnieuw met de link in de mail.",
        archive="Archief",
        editions="Alle edities",
    ),
    abbreviations=words_of(
        "a.i a.k.a a.s afb aflev alg apr art aug bijv blz bv ca dd dec dhr dr drs e.a e.d e.o enz etc evt "
        "ex excl fam feb fig geb gem getr hfdst i.p.v i.s.m i.v.m incl ing ir jan jl jr jul jun km kon kr "
        "m.a.w m.b.t m.b.v m.i.v m.n m.u.v max mej mevr mgr min mio mld mln mr mrt n.a.v n.v.t nl nov nr nrs "
        "o.a o.l.v o.m o.v.v okt ong p.p par pct penn plm pr prof red resp sec sen sept sgt sint sr st str "
        "t.a.v t.o.v t.w.v t/m tel vgl vlg vnl voorz vs wed wnd zgn zog"
    ),
    dangling=words_of(
        "'n 's 't aan achter af al als behalve bij binnen boven bovenop buiten dan dat de deze die dit door "
        "duizend een en er het honderd hun ik in is jegens langs maar mee met mijn miljard miljoen mio mld "
        "mln na naar naast niet nog of om ondanks onder onze op over per rond sinds te tegen tegenover ten "
        "ter tijdens tot tussen uit uw van vanaf vanuit via volgens voor voorbij want wie wiens worden "
        "wordt zal zich zijn zo zonder"
    ),
    particles=words_of("'t d' de den der du la le op te ten ter van vande vanden vander von"),
    scores=Scores(
        won=phrases_of(
            "won, wint, wonnen, winnen, gewonnen, versloeg, verslaat, versloegen, verslaan, klopte, "
            "klopt, klopten, kloppen, geklopt, zegevierde, zegeviert, overklaste, overklast, vernederde, "
            "vernedert, haalde het, haalt het"
        ),
        lost=phrases_of(
            "verloor, verliest, verloren, verliezen, onderuit, ten onder, het onderspit, de boot in, gaf "
            "zich gewonnen"
        ),
        drew=phrases_of(
            "gelijk, gelijkgespeeld, gelijkspel, deelden de punten, delen de punten, hielden elkaar in "
            "evenwicht, houden elkaar in evenwicht"
        ),
        results=phrases_of("*zege, *overwinning, *winst, *nederlaag, *verlies, *gelijkspel, *triomf"),
        final=phrases_of("eindstand, einduitslag, eindscore, uitslag, eindigde, eindigt, eindigden"),
        half_time=phrases_of("rust, ruststand, pauze, halftime, halverwege, eerste helft, tussenstand"),
        running=phrases_of(
            "voorsprong, *achterstand, voorstond, stond, staat, stonden, staan, kwam, komt, kwamen, "
            "komen, gekomen, bracht, brengt, leidde, leidt, leidden, liep uit, loopt uit, gelijkmaker, "
            "aansluitingstreffer, openingsdoelpunt, langszij"
        ),
        earlier=phrases_of(
            "vorige, vorig, eerder, eerdere, destijds, toen, heenwedstrijd, heenduel, heenmatch, * "
            "geleden, ooit"
        ),
        now=phrases_of("nu, ditmaal, deze keer, dit keer, deze week, vanavond"),
        negations=phrases_of("niet, geen, nooit, niemand, zonder, noch, evenmin, bijna"),
        others=phrases_of(
            "zal, zullen, zou, zouden, kan, kunnen, kon, konden, wil, willen, wilde, moet, moeten, moest, "
            "moesten, mag, hoopt, hopen, hoopte, hoop, verwacht*, voorspel*, voorspelt, tipt, gokt, "
            "droomt, als, indien, mits, straks, morgen, overmorgen, volgende, om te, te winnen, te "
            "verslaan, te kloppen, strafschoppen, strafschoppenserie, penaltyreeks, penalty's, "
            "verlengingsreeks, set, sets, game, games, frames, quotering*, bookmaker*, odds, cijfer*, "
            "punten op, sterren, stemmen, totaalscore, over twee wedstrijden, over twee duels, dubbele "
            "confrontatie, terugwedstrijd, terugduel, serie, reeks, onderlinge, ranglijst, klassement, "
            "aggregaat"
        ),
        units=phrases_of(
            "weken, week, dagen, dag, maanden, maand, jaar, jaren, uur, uren, minuten, minuut, seconden, "
            "keer, maal, spelers, man, meter, kilometer, euro, miljoen, punten, plaatsen, matchen, "
            "wedstrijden, procent, ste, graden"
        ),
        openers=phrases_of("de, die, seizoen, het seizoen, tot, naar, op, van, ongeveer, zo'n, circa"),
        since=phrases_of("na, sinds, sedert, vanwege, ondanks, door, wegens"),
        breaks=phrases_of(
            "maar, nadat, terwijl, waarna, waardoor, voordat, vooraleer, hoewel, omdat, want, doch"
        ),
    ),
)
