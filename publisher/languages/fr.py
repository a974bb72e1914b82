"""French."""

from publisher.languages import Language, Words

LANGUAGE = Language(
    code="fr",
    words=Words(
        recent="Les plus récents",
        read_more="Lire le compte rendu complet",
        read_also="À lire aussi",
        poll="Sondage",
        half_time="mi-temps",
        own_goal="c.s.c.",
        penalty="pen.",
        sponsored="Sponsorisé",
        updated="Mis à jour",
        by="Par",
        greeting="Bonjour",
        reader="lecteur",
        why="Vous recevez cet e-mail parce que vous êtes inscrit à",
        unsubscribe="Se désinscrire",
        view_online="Voir dans le navigateur",
        reactions="réactions",
    ),
    abbreviations=frozenset(),
    dangling=frozenset(),
    particles=frozenset(),
)
