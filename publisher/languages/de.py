"""German."""

from publisher.languages import Dates, Language, Pages, Scores, Words, phrases_of, words_of

_WEEK = "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag"
_LONG = "{weekday}, {day}. {month} {year}"
_AUSTRIAN = Dates(
    weekdays=_WEEK,
    months="Jänner Februar März April Mai Juni Juli August September Oktober November Dezember",
    short_months="Jän. Feb. März Apr. Mai Juni Juli Aug. Sep. Okt. Nov. Dez.",
    long=_LONG,
)

LANGUAGE = Language(
    code="de",
    words=Words(
        recent="Neueste Meldungen",
        read_more="Auf der Website weiterlesen",
        read_also="Lesen Sie auch",
        poll="Umfrage",
        half_time="Halbzeit",
        own_goal="Eigentor",
        penalty="Elfmeter",
        sponsored="Gesponsert",
        updated="Aktualisiert",
        by="Von",
        greeting="Guten Tag",
        reader="zusammen",
        why="Sie erhalten diese E-Mail, weil Sie angemeldet sind für",
        unsubscribe="Abmelden",
        view_online="Im Browser ansehen",
        reactions="Reaktionen",
        subscribers_only="Nur für Abonnenten",
        correction="Korrektur",
    ),
    regions=words_of("AT BE CH DE IT LI LU"),
    dates=Dates(
        weekdays=_WEEK,
        months="Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
        short_months="Jan. Feb. März Apr. Mai Juni Juli Aug. Sept. Okt. Nov. Dez.",
        long=_LONG,
    ),
    pages=Pages(
        leave="{site} abbestellen?",
        leave_text="Der Newsletter von {site} kommt dann nicht mehr in Ihr Postfach.",
        leave_button="Abmelden",
        left="Sie sind abgemeldet",
        left_text="{site} schickt Ihnen diesen Newsletter nicht mehr. Eine Mail kann noch unterwegs sein.",
        undo_text="War es ein Versehen?",
        undo_button="Doch angemeldet bleiben",
        back="Ihre Abmeldung ist zurückgenommen",
        back_text="Waren Sie angemeldet, erhalten Sie den nächsten Newsletter von {site} wieder wie gewohnt.",
        test="Dieser Link gehört zu einer Testmail",
        test_text="Er steht in einem Probeversand von {site}. Es wurde nichts geändert.",
        missing="Dieser Link funktioniert nicht",
        missing_text="Öffnen Sie ihn noch einmal aus der Mail. Ist er umbrochen, kopieren Sie ihn ganz.",
        trouble="Das hat nicht geklappt",
        trouble_text="Bitte versuchen Sie es in einigen Minuten noch einmal mit dem Link in der Mail.",
        archive="Archiv",
        editions="Alle Ausgaben",
    ),
    abbreviations=words_of(
        "a.d a.m abb abs allg apr art aufl aug bd bes betr bez bspw bzgl bzw ca co d.h dez dipl dr dt eig "
        "etc ev evtl f.c feb ff fr geb gem ggf hl hr hrsg i.d.r i.e i.v inkl insb jan jh jul jun kath kl "
        "lfd m.e max min mind mio mrd mär nov nr o.g o.k o.ä od okt phil prof röm s.o s.u schw sep sept sog "
        "st std str tel tsd u.a u.u u.ä usw v.a v.chr vgl vs z.b z.t z.zt ziff zit zzgl österr"
    ),
    dangling=words_of(
        "ab aber als am an ans auf aus außer bei beim bevor bis da damit dank das dass dem den denn der des "
        "die diese dieser dieses doch durch ein eine einem einen einer eines er es für gegen hat hinter "
        "hundert ich ihr ihre im in indem ins ist je kein keine mein milliarde milliarden million millionen "
        "mio mit mrd nach neben nicht noch ob oder ohne sein seine seit sich sie sind so sondern sowie "
        "statt tausend trotz um und unter vom von vor war wegen weil wenn wie wir wird während zu zum zur "
        "zwischen über"
    ),
    particles=words_of("am auf da de del der di du la le ten ter van vom von zu zum zur"),
    scores=Scores(
        won=phrases_of(
            "gewann, gewinnt, gewannen, gewinnen, gewonnen, besiegt, besiegte, besiegten, besiegen, "
            "schlug, schlägt, schlugen, geschlagen, bezwang, bezwingt, bezwangen, bezwungen, siegt, "
            "siegte, siegten, siegen, gesiegt, setzte sich, setzt sich, setzten sich, deklassiert, "
            "deklassierte, überrollt, überrollte"
        ),
        lost=phrases_of(
            "verlor, verliert, verloren, verlieren, unterlag, unterliegt, unterlagen, unterliegen, "
            "unterlegen, ging unter, geht unter, musste sich geschlagen geben"
        ),
        drew=phrases_of(
            "unentschieden, remis, trennen sich, trennten sich, teilen die Punkte, teilten die Punkte, "
            "teilen sich die Punkte, teilten sich die Punkte"
        ),
        results=phrases_of(
            "*sieg, *erfolg, *niederlage, *unentschieden, *remis, *pleite, *schlappe, *triumph, *heimsieg"
        ),
        final=phrases_of("Endstand, Endergebnis, Schlusspfiff, endet, endete, endeten, Ergebnis"),
        half_time=phrases_of(
            "Halbzeit*, Pause, Pausenstand, Pausenführung, Zwischenstand, erste Hälfte, ersten Hälfte, "
            "Durchgang"
        ),
        running=phrases_of(
            "führt, führte, führten, geführt, *führung, *rückstand, *ausgleich, lag, lagen, liegt, "
            "liegen, zurück, Anschluss*, stand, steht, erhöht, erhöhte, verkürzt, verkürzte, Vorsprung"
        ),
        earlier=phrases_of(
            "vergangene, vergangenen, vergangener, letzte, letzten, letzter, letztes, zuletzt, vorige, "
            "vorigen, vor * Wochen, vor * Jahren, vor * Tagen, Hinspiel, früher, damals, zuvor, einst"
        ),
        now=phrases_of("jetzt, nun, diesmal, dieses Mal, heute, diese Woche"),
        negations=phrases_of(
            "nicht, kein, keine, keinen, keiner, nie, niemals, niemand, ohne, weder, fast, beinahe"
        ),
        others=phrases_of(
            "wird, werden, würde, würden, kann, können, könnte, könnten, will, wollen, wollte, soll, "
            "sollen, muss, müssen, müsste, darf, hofft, hoffen, hoffte, Hoffnung, erwartet*, tippt, "
            "prognos*, träumt, wenn, falls, sofern, morgen, nächste, nächsten, zu gewinnen, zu schlagen, "
            "zu besiegen, Elfmeterschießen, Penaltyschießen, Satz, Sätze, Sätzen, Tiebreak, Quote*, "
            "Wettquote*, Buchmacher, Note, Noten, Sterne, Stimmen, insgesamt, Gesamt*, Hin- und "
            "Rückspiel, Serie, Tabelle*, Bilanz, direkten Vergleich"
        ),
        units=phrases_of(
            "Wochen, Woche, Tage, Tagen, Tag, Monate, Monaten, Jahre, Jahren, Jahr, Stunden, Uhr, "
            "Minuten, Sekunden, Mal, mal, Spieler, Spielern, Meter, Kilometer, Euro, Millionen, Punkte, "
            "Punkten, Plätze, Spiele, Spielen, Prozent, Grad"
        ),
        openers=phrases_of(
            "das, der, die, dem, den, zum, Saison, Spielzeit, um, ab, bis, von, rund, etwa, auf"
        ),
        since=phrases_of("nach, seit, trotz, wegen"),
        breaks=phrases_of("aber, nachdem, während, obwohl, sondern, doch, jedoch, weil, ehe, bevor, wobei"),
        marks=":-–",
    ),
    regional={"AT": _AUSTRIAN, "IT": _AUSTRIAN},
)
