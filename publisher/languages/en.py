"""English."""

from publisher.languages import Language, Words

LANGUAGE = Language(
    code="en",
    words=Words(
        recent="Most recent",
        read_more="Read the full report",
        read_also="Read also",
        poll="Poll",
        half_time="half-time",
        own_goal="o.g.",
        penalty="pen.",
        sponsored="Sponsored",
        updated="Updated",
        by="By",
        greeting="Hello",
        reader="reader",
        why="You receive this email because you are subscribed to",
        unsubscribe="Unsubscribe",
        view_online="View in browser",
        reactions="reactions",
    ),
    abbreviations=frozenset(),
    dangling=frozenset(),
    particles=frozenset(),
)
