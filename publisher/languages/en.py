"""English."""

from publisher.languages import Language, Words, words_of

LANGUAGE = Language(
    code="en",
    words=Words(
        recent="Most recent",
        read_more="Continue on our site",
        read_also="Read also",
        poll="Poll",
        half_time="half-time",
        own_goal="own goal",
        penalty="penalty",
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
    abbreviations=words_of(
        "a.k.a a.m approx apr asst aug ave capt cf co col corp dec dept dr e.g est etc ex feb fig fr gen "
        "gov hon i.e inc jan jr jul jun lt ltd maj mar min mr mrs ms mt no nos nov oct p.m pl pp prof ref "
        "rep rev sen sep sept sgt sr st sts vol vs"
    ),
    dangling=words_of(
        "a about above across after against along among an and around as at because before behind below "
        "beneath beside between beyond billion bn but by despite down during except for from has have he "
        "her his hundred i if in inside into is its like million my near nor not of off on onto or our out "
        "outside over past per she since so than that the their they this thousand through to toward "
        "towards under until up upon via was we were what when where which while who whose with within "
        "without your"
    ),
    particles=words_of("al da de del den der di du la le of ter van von"),
)
