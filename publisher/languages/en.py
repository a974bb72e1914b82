"""English."""

from msgspec.structs import replace

from publisher.languages import Dates, Language, Pages, Scores, Words, phrases_of, words_of

_REGIONS = words_of(
    "001 150 AE AG AI AS AT AU BB BE BI BM BS BW BZ CA CC CH CK CM CX CY CZ DE DG DK DM ER ES FI FJ "
    "FK FM FR GB GD GG GH GI GM GS GU GY HK HU ID IE IL IM IN IO IT JE JM KE KI KN KY LC LR LS MG MH "
    "MO MP MS MT MU MV MW MY NA NF NG NL NO NR NU NZ PG PH PK PL PN PR PT PW RO RW SB SC SD SE SG SH "
    "SI SK SL SS SX SZ TC TK TO TT TV TZ UG UM US VC VG VI VU WS ZA ZM ZW"
)
_AMERICAN = Dates(
    weekdays="Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    months="January February March April May June July August September October November December",
    short_months="Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
)
_BRITISH = replace(_AMERICAN, short_months="Jan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec")
_AUSTRALIAN = replace(_AMERICAN, short_months="Jan Feb Mar Apr May June July Aug Sept Oct Nov Dec")
_WRITE_AS_AMERICANS = words_of("AE AS BI CA GU MH MP PH PR UM US VI")

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
        subscribers_only="Subscribers only",
        correction="Correction",
    ),
    regions=_REGIONS,
    dates=_AMERICAN,
    pages=Pages(
        leave="Unsubscribe from {site}?",
        leave_text="The newsletter of {site} will then no longer come to your mailbox.",
        leave_button="Unsubscribe",
        left="You have unsubscribed",
        left_text="{site} no longer sends you this newsletter. One mail may still be on its way.",
        undo_text="Was it a mistake?",
        undo_button="Stay subscribed",
        back="Your unsubscribe has been undone",
        back_text="If you were subscribed, the next newsletter of {site} will reach you as before.",
        test="This link belongs to a test mail",
        test_text="It stands in a test send of {site}. Nothing was changed.",
        missing="This link does not work",
        missing_text="Open it again from the mail. If it is broken over two lines, copy the whole of it.",
        trouble="That did not work",
        trouble_text="Please try again in a few minutes with the link in the mail.",
        archive="Archive",
        editions="All editions",
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
    scores=Scores(
        won=phrases_of(
            "win, wins, won, beat, beats, defeated, defeats, edge, edges, edged, thrash, thrashes, "
            "thrashed, overcame, overcomes, saw off, see off, hammered, hammer, crushed, crush, rout, "
            "routed, triumphed, triumph, winners"
        ),
        lost=phrases_of(
            "lose, loses, lost, losing, beaten, fell to, falls to, fall to, went down to, go down to, "
            "succumbed, slumped"
        ),
        drew=phrases_of("drew, draw, draws, tied, shared the points, share the points, held"),
        results=phrases_of("win, victory, defeat, loss, draw, triumph, success, stalemate, rout, thrashing"),
        final=phrases_of(
            "full time, full-time, final score, final whistle, ended, ends, finished, finishes, result"
        ),
        half_time=phrases_of("half-time, halftime, half time, interval, the break, first half, ht"),
        running=phrases_of(
            "led, leading, lead, leads, trailed, trailing, trail, trails, up, ahead, behind, down, "
            "equalis*, equaliz*, deficit, advantage, opener, went ahead, pulled back, level"
        ),
        earlier=phrases_of(
            "last week, last month, last year, last season, last time, last meeting, last * games, "
            "last * matches, earlier, previous, previously, ago, first leg, reverse fixture, once, before"
        ),
        now=phrases_of("now, this time, tonight, this week"),
        negations=phrases_of("not, *n't, never, no, nobody, without, nor, almost, nearly"),
        others=phrases_of(
            "will, would, could, can, should, may, might, must, shall, if, unless, hope*, hoping, "
            "expect*, predict*, tip, tipped, tips, forecast*, want, wants, need, needs, aim*, tomorrow, "
            "next, to win, to beat, to lose, to draw, to edge, to thrash, penalties, shoot-out, shootout, "
            "spot-kicks, set, sets, tie-break, games to, frames, odds, bookmaker*, bookies, rating*, "
            "rated, stars, votes, aggregate, agg, two legs, series, standings, table, head-to-head, "
            "record"
        ),
        units=phrases_of(
            "weeks, week, days, day, months, month, years, year, hours, hour, minutes, minute, seconds, "
            "times, players, men, yards, metres, meters, miles, euros, pounds, million, points, places, "
            "matches, games, per cent, percent, record"
        ),
        openers=phrases_of("the, season, around, about, between, make it, made it, to"),
        since=phrases_of("after, following, since, despite, from"),
        breaks=phrases_of("but, after, while, although, though, before, when, having, because, whereas"),
    ),
    regional={**dict.fromkeys(_REGIONS - _WRITE_AS_AMERICANS, _BRITISH), "AU": _AUSTRALIAN},
)
