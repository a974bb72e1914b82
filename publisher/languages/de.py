"""German."""

from publisher.languages import Language, Words

LANGUAGE = Language(
    code="de",
    words=Words(
        recent="Neueste Meldungen",
        read_more="Den ganzen Bericht lesen",
        read_also="Lesen Sie auch",
        poll="Umfrage",
        half_time="Halbzeit",
        own_goal="ET",
        penalty="Elfm.",
        sponsored="Gesponsert",
        updated="Aktualisiert",
        by="Von",
        greeting="Guten Tag",
        reader="zusammen",
        why="Sie erhalten diese E-Mail, weil Sie angemeldet sind für",
        unsubscribe="Abmelden",
        view_online="Im Browser ansehen",
        reactions="Reaktionen",
    ),
    abbreviations=frozenset(),
    dangling=frozenset(),
    particles=frozenset(),
)
