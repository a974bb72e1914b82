"""A build that every check lets pass, and the facts of the day it is looked at."""

from datetime import UTC, date, datetime

from msgspec.structs import replace

from publisher.checks import Facts
from publisher.model import (
    Article,
    Build,
    DigestEntry,
    Edition,
    Envelope,
    Media,
    Section,
    Skeleton,
    Slot,
    Teaser,
)
from publisher.ports import Limits

SITE = "https://blad.internal"
DAY = date(2026, 11, 24)
LEAD = Article(id="101", headline="Zandkerke wint", description="In de slotminuut.", url=f"{SITE}/101")
ENTRY = DigestEntry("201", "Dijkstad verlengt met keeper", "Twee jaar langer.", f"{SITE}/201")
HTML = (
    f'<html><head><style>p::before {{{{ content: "None" }}}}</style></head><body>'
    f'<h1><a href="{SITE}/101">Zandkerke wint</a></h1>'
    f'<img src="{SITE}/foto.png" alt="Een speler juicht"><p>In de slotminuut.</p>'
    f'<p><a href="{SITE}/201">Dijkstad verlengt met keeper</a></p>'
    f'<p>Dag lezer. <a href="{SITE}/u/proof">Uitschrijven</a></p></body></html>'
)
TEXT = f"Zandkerke wint\n{SITE}/101\n\n> In de slotminuut.\n\nUitschrijven: {SITE}/u/proof\n"
GOOD = Build(
    hash="a" * 64,
    edition=Edition(
        name="ochtend/2026-11-24",
        campaign="ochtend",
        date=DAY,
        language="nl",
        subject="Zandkerke wint",
        preheader="In de slotminuut",
        lead=LEAD,
        sections=(Section(None, (ENTRY,)),),
    ),
    articles=(LEAD,),
    envelope=Envelope(
        sender="Het Blad <ochtend@blad.internal>",
        subject="Zandkerke wint",
        preheader="In de slotminuut",
        list_id="lezers.blad.internal",
        unsubscribe_url=f"{SITE}/u/{{token}}",
        view_url=f"{SITE}/e/ochtend",
    ),
    html=HTML,
    text=TEXT,
    skeleton=Skeleton(
        text=(b"Dag", Slot("unsubscribe_url", "text")), html=(b"<p>", Slot("unsubscribe_url", "href"))
    ),
    posts={
        "x": Teaser(f"Zandkerke wint {SITE}/101", 38, 280, "characters", link=f"{SITE}/101"),
        "bluesky": Teaser("Zandkerke wint", 14, 300, "graphemes"),
        "strange": Teaser("Zandkerke wint", 14, 9, "characters"),
    },
    media=(Media("b" * 64, "image/png", b"\x89PNG", "Een speler juicht", f"{SITE}/foto.png"),),
    findings=(),
    built_at=datetime(2026, 11, 24, 5, 31, tzinfo=UTC),
)
FACTS = Facts(
    today=DAY,
    limits={"x": Limits("x", 280), "bluesky": Limits("bluesky", 300, max_bytes=3000, link="card")},
    mail=True,
    real=True,
    wanted=25,
    colours=(("light text on card", "#1d1b19", "#ffffff"),),
)


def edited(**changes):
    return replace(GOOD, edition=replace(GOOD.edition, **changes))


def enveloped(**changes):
    return replace(GOOD, envelope=replace(GOOD.envelope, **changes))


def told(*headlines, **changes):
    """Build an edition whose recent list has these headlines, as the templates would print them."""
    entries = tuple(replace(ENTRY, id=str(n), headline=text) for n, text in enumerate(headlines))
    return replace(edited(sections=(Section(None, entries),)), **changes)


def posted(name, text, **changes):
    return replace(GOOD, posts={**GOOD.posts, name: replace(GOOD.posts[name], text=text, **changes)})


def inside(html):
    """Put HTML at the end of the mail's body."""
    return replace(GOOD, html=HTML.replace("</body>", f"{html}</body>"))
