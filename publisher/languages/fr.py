"""French."""

from msgspec.structs import replace

from publisher.languages import Dates, Language, Pages, Scores, Words, phrases_of, words_of

_DATES = Dates(
    weekdays="lundi mardi mercredi jeudi vendredi samedi dimanche",
    months="janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    short_months="janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.",
)
_CANADIAN = replace(_DATES, short_months="janv. févr. mars avr. mai juin juill. août sept. oct. nov. déc.")
_MOROCCAN = replace(_DATES, short_months="jan. fév. mar. avr. mai jui. juil. août sept. oct. nov. déc.")

LANGUAGE = Language(
    code="fr",
    words=Words(
        recent="Les plus récents",
        read_more="Lire la suite sur le site",
        read_also="À lire aussi",
        poll="Sondage",
        half_time="mi-temps",
        own_goal="contre son camp",
        penalty="penalty",
        sponsored="Sponsorisé",
        updated="Mis à jour",
        by="Par",
        greeting="Bonjour",
        reader="lecteur",
        why="Vous recevez cet e-mail parce que vous êtes inscrit à",
        unsubscribe="Se désinscrire",
        view_online="Voir dans le navigateur",
        reactions="réactions",
        subscribers_only="Réservé aux abonnés",
        correction="Rectificatif",
    ),
    regions=words_of(
        "BE BF BI BJ BL CA CD CF CG CH CI CM DJ DZ FR GA GF GN GP GQ HT KM LU MA MC MF MG ML MQ MR MU NC "
        "NE PF PM RE RW SC SN SY TD TG TN VU WF YT"
    ),
    dates=_DATES,
    pages=Pages(
        leave="Se désinscrire de {site}\u00a0?",
        leave_text="Vous ne recevrez plus la newsletter de {site} dans votre boîte mail.",
        leave_button="Se désinscrire",
        left="Vous êtes désinscrit",
        left_text="{site} ne vous envoie plus cette newsletter. Un e-mail est peut-être encore en route.",
        undo_text="C’était une erreur\u00a0?",
        undo_button="Rester inscrit",
        back="Votre désinscription est annulée",
        back_text="Si vous étiez inscrit, vous recevrez à nouveau la prochaine newsletter de {site}.",
        test="Ce lien vient d’un e-mail de test",
        test_text="Il figure dans un envoi d’essai de {site}. Rien n’a été modifié.",
        missing="Ce lien ne fonctionne pas",
        missing_text="Ouvrez-le depuis l’e-mail. S’il est coupé sur deux lignes, copiez-le en entier.",
        trouble="Cela n’a pas marché",
        trouble_text="Réessayez dans quelques minutes avec le lien de l’e-mail.",
        archive="Archives",
        editions="Toutes les éditions",
    ),
    abbreviations=words_of(
        "adj apr art av avr bd boul c.-à-d cf ch chap cie coll dr déc dép env etc ex fig févr hab i.e ill "
        "inf j.-c janv juil m ma me mgr mio mlle mlles mm mme mmes mn mrd n.b no nos nov n° oct p.ex p.s pl "
        "pp prof pt réf s.a s.v.p sept st ste sté suiv tél vol vs"
    ),
    dangling=words_of(
        "afin ainsi après au aux avant avec car ce ces cet cette chez comme contre d' dans de depuis "
        "derrière des devant donc du dès elle en entre est et il ils je jusqu'à jusque l' la le les leur "
        "leurs lors lorsque mais malgré mille milliard milliards million millions mio mon mrd ne ni nos "
        "notre nous on or ou où par parce parmi pas pendant plus pour puis qu' quand que quel quelle qui sa "
        "sans se selon ses si soit son sont sous sur tandis ton tous très un une vers vos votre vous à être"
    ),
    particles=words_of("d' da de del della des di du el la le les van von"),
    scores=Scores(
        won=phrases_of(
            "gagne, gagnent, a gagné, ont gagné, bat, battent, a battu, ont battu, s'impose, s'imposent, "
            "s'est imposé, s'est imposée, se sont imposés, s'imposait, l'emporte, l'emportent, l'a "
            "emporté, l'ont emporté, domine, dominent, a dominé, écrase, a écrasé, terrasse, étrille, "
            "surclasse, renverse, a renversé"
        ),
        lost=phrases_of(
            "perd, perdent, a perdu, ont perdu, s'incline, s'inclinent, s'est incliné, s'est inclinée, se "
            "sont inclinés, battu par, battue par, battus par, chute, chutent, sombre"
        ),
        drew=phrases_of(
            "match nul, fait nul, font nul, se neutralisent, se sont neutralisés, dos à dos, partagent "
            "les points, partagent l'enjeu, se quittent"
        ),
        results=phrases_of("victoire, succès, défaite, revers, nul, triomphe"),
        final=phrases_of(
            "score final, résultat final, se termine, s'est terminé, s'est terminée, se solde, s'est "
            "soldé, s'est soldée, s'achève, s'est achevé, s'est achevée"
        ),
        half_time=phrases_of("mi-temps, pause, première période, premier acte, au repos"),
        running=phrases_of(
            "mène, mènent, menait, menaient, mené, menée, menés, avance, avantage, égalis*, revient, "
            "revenait, revenu, revenue, remonte, retard, ouvert le score, ouvre le score, réduit, double "
            "la mise, prend les devants"
        ),
        earlier=phrases_of(
            "dernier, dernière, derniers, dernières, précédent, précédente, match aller, à l'aller, il y "
            "a, auparavant, jadis, autrefois, déjà"
        ),
        now=phrases_of("cette fois, cette fois-ci, maintenant, ce soir, désormais"),
        negations=phrases_of("pas, jamais, aucun, aucune, personne, sans, ni, presque, failli"),
        others=phrases_of(
            "si, s'il, s'ils, peut, peuvent, pourrait, pourraient, doit, doivent, devrait, devraient, "
            "veut, veulent, va, vont, aurait, auraient, serait, espère, espèrent, espoir, prédit, "
            "prévoit, pronosti*, attend, rêve, demain, prochain, prochaine, pour gagner, tirs au but, "
            "t.a.b, séance de tirs, manche, manches, set, sets, jeu, jeux, cote, cotes, bookmaker*, note, "
            "notes, étoiles, voix, cumulé, cumul, aller-retour, sur les deux matches, sur les deux "
            "matchs, série, classement, confrontations"
        ),
        units=phrases_of(
            "semaines, semaine, jours, jour, mois, ans, an, années, heures, heure, minutes, secondes, "
            "fois, joueurs, mètres, kilomètres, euros, millions, points, places, matches, matchs, degrés, "
            "pour cent"
        ),
        openers=phrases_of("le, du, saison, la saison, environ, à, de la"),
        since=phrases_of("après, depuis, malgré, suite, lors"),
        breaks=phrases_of(
            "mais, après avoir, alors que, tandis que, avant de, après que, bien que, puis, car"
        ),
    ),
    regional={"CA": _CANADIAN, "MA": _MOROCCAN},
)
