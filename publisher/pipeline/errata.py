"""Putting right what an edition told: what is meant, what stands on walls, and the short mail that says it.

The mail is an edition of its own, named `CAMPAIGN-correction-N/DATE` after the one it corrects. It has its
own preview, approval and rows, and passes the same gate as any other.
"""

import re
from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from publisher import checks, languages, render
from publisher.compose import naming
from publisher.config import load_campaign, template_folders
from publisher.config.files import CampaignFile
from publisher.errors import UsageError
from publisher.model import Article, Block, Build, Edition, Erratum
from publisher.pipeline import identity, making, walls
from publisher.pipeline.facts import gather
from publisher.pipeline.house import House, apart
from publisher.pipeline.order import today

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\ufffe\uffff]")


class Posts(Struct, frozen=True):
    """An edition's posts that stand, and what is to become of each."""

    stands: walls.Standing
    planned: list[walls.Correction]


def erratum(house: House, edition: str, article: str, text: str) -> Erratum:
    """Say what is put right: `article` is an id, a URL or a unique part of a headline that readers saw.

    Raises UsageError where the edition has not left or the text is empty, AmbiguousError with the candidates.
    """
    told = " ".join(_CONTROLS.sub(" ", text).split())
    if not told:
        raise UsageError("a correction needs words", where="--text", remedy="say what is right")
    build = house.ledger.left(edition)
    if build is None or house.ledger.corrected_by(edition):
        remedy = "what has not left is mended where it is written, and built anew: publish digest"
        raise UsageError("is no edition that readers got", where=edition, remedy=remedy)
    found = naming.find(list(_told(build)), article, "ARTICLE")
    return Erratum(edition, found.id, found.headline, told, found.url)


def keep(house: House, wrong: Erratum, who: str) -> None:
    """Keep what is put right, and who did it; a second time changes nothing."""
    now = house.clock()
    if house.ledger.put_right(wrong, now):
        detail = f"{wrong.headline}: {wrong.text}"
        house.ledger.record(wrong.edition, "corrected", who, now, detail=detail)


def planned(house: House, wrong: Erratum) -> Posts | None:
    """Plan what becomes of the edition's posts; None where they tell another article, or none stands.

    Raises UsageError where a network would not take the text.
    """
    build = house.ledger.build(wrong.edition)
    names = tuple(dict.fromkeys(one.channel for one in house.ledger.posted(wrong.edition)))
    if build is None or build.edition.lead.id != wrong.article or not names:
        return None
    stands = walls.standing(house, wrong.edition, names)
    return Posts(stands, walls.corrections(stands, wrong.text))


def refuse_mail(house: House, edition: str) -> None:
    """Raise UsageError where no mail can go to who got an edition: it was posts, or its channel is gone."""
    used = house.ledger.mail_channels(edition)
    if not used:
        raise UsageError("did not leave as mail", where=edition, remedy="leave out --mail")
    campaign = load_campaign(house.config, apart(edition)[0])
    for name in used:
        if name not in campaign.channels:
            remedy = f"give the campaign its channel {name!r} back, or leave out --mail"
            raise UsageError(f"readers got it through {name!r}", where=edition, remedy=remedy)


def mailing(house: House, wrong: Erratum) -> Build:
    """Build the short mail to who got the edition, and freeze it; one that has begun to leave stays.

    Raises UsageError as `refuse_mail` does.
    """
    refuse_mail(house, wrong.edition)
    corrected = house.ledger.left(wrong.edition)
    assert corrected is not None  # noqa: S101  (readers got it)
    name = house.ledger.mailing(wrong)
    standing = house.ledger.standing(name)
    before = house.ledger.build(name) if standing and standing.sealed else None
    if before is not None:
        return before
    build = _short(house, _letter(wrong, name, corrected.edition), wrong.edition)
    house.ledger.freeze(build)
    return build


def _told(build: Build) -> Iterator[Article]:
    """Give each article under the headline that readers saw."""
    yield build.edition.lead
    for section in build.edition.sections:
        for entry in section.entries:
            yield Article(entry.id, entry.headline, url=entry.url)


def _letter(wrong: Erratum, name: str, was: Edition) -> Edition:
    """Compose the mail: what is put right, of which article, of which day; its own date comes later."""
    headline = f"{languages.get(was.language).words.correction}: {wrong.headline}"
    return Edition(
        name=name,
        campaign=was.campaign,
        date=was.date,
        language=was.language,
        subject=headline,
        preheader=languages.long_date(was.date, was.language),
        lead=Article(wrong.article, headline, body=(Block("paragraph", wrong.text),), url=wrong.url),
    )


def _short(house: House, letter: Edition, wrong: str) -> Build:
    """Render the mail under today's date, as one that waits for approval."""
    now = house.clock()
    campaign = _without_page(load_campaign(house.config, letter.campaign))
    edition = replace(letter, date=today(campaign, now))
    folders = template_folders(house.config, campaign.campaign.template, f"{campaign.file} template")
    theme = render.load_theme(folders)
    terms = identity.terms(campaign, now)
    used = {name: terms.channels[name] for name in house.ledger.mail_channels(wrong)}
    terms = replace(terms, channels=used, delays={}, approval="required", recent=0)
    look = identity.look(edition, campaign, theme)
    build = making.make(making.Draft(edition, terms), campaign, look, folders, now)
    facts = replace(gather(campaign, theme, now, {}), wanted=0)
    return replace(build, findings=checks.run(build, facts))


def _without_page(campaign: CampaignFile) -> CampaignFile:
    """Leave out the link to a page: the archive shows the edition that was put right, not the mail."""
    return replace(campaign, mail=replace(campaign.mail, view_url=None))
