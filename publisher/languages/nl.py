"""Dutch."""

from publisher.languages import Language, Words

LANGUAGE = Language(
    code="nl",
    words=Words(
        recent="Meest recent",
        read_more="Lees het volledige verslag",
        read_also="Lees ook",
        poll="Peiling",
        half_time="rust",
        own_goal="e.d.",
        penalty="pen.",
        sponsored="Gesponsord",
        updated="Bijgewerkt",
        by="Door",
        greeting="Dag",
        reader="lezer",
        why="U ontvangt deze mail omdat u ingeschreven bent op",
        unsubscribe="Uitschrijven",
        view_online="Bekijk in de browser",
        reactions="reacties",
    ),
    abbreviations=frozenset(),
    dangling=frozenset(),
    particles=frozenset(),
)
