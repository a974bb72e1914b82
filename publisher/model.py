"""The nouns of the house: frozen, without behaviour, encodable as canonical JSON.

Field names follow schema.org (Article, SportsEvent), IPTC ninjs and SportsML, and JSON Feed 1.1.
Times are zoned `datetime`s, sizes are bytes, lengths are characters.
"""

from datetime import date, datetime
from typing import Literal

from msgspec import Struct

from publisher.match import MatchReport

BlockType = Literal["paragraph", "subheading", "list_item", "quote", "image"]
Severity = Literal["blocking", "warning", "info"]
Rule = Literal["x", "mastodon", "bluesky", "threads", "linkedin", "telegram", "discord", "slack"]


class Author(Struct, frozen=True, omit_defaults=True):
    """Who wrote it, as the byline names them."""

    name: str
    url: str | None = None


class Image(Struct, frozen=True, omit_defaults=True):
    """A picture. `url` is absolute, or a path relative to the file that named it."""

    url: str
    alt: str = ""
    caption: str | None = None
    credit_text: str | None = None
    width: int | None = None
    height: int | None = None


class Block(Struct, frozen=True, omit_defaults=True):
    """One piece of a body: plain text with its role."""

    type: BlockType
    text: str
    image: Image | None = None


class RelatedLink(Struct, frozen=True, omit_defaults=True):
    """A "read also": `related` is editorial, `recirculation` is page furniture and never sent."""

    title: str
    url: str | None = None
    rel: Literal["related", "recirculation"] = "related"


class Poll(Struct, frozen=True, omit_defaults=True):
    """A question to the reader, as printed, with its answers if any are known."""

    question: str
    options: tuple[str, ...] = ()


class SourceRef(Struct, frozen=True, omit_defaults=True):
    """Where an article was read: the kind of source and the file or URL it stood in."""

    kind: str
    url: str
    etag: str | None = None
    fetched_at: datetime | None = None


class Article(Struct, frozen=True, omit_defaults=True):
    """One story. A full article has a body; a list entry has a headline, a description and counts.

    `description` is the lede. `description_truncated` says that the source itself cut it off.
    """

    id: str
    headline: str
    description: str = ""
    description_truncated: bool = False
    body: tuple[Block, ...] = ()
    url: str | None = None
    language: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    publisher: str | None = None
    alternative_headline: str | None = None
    authors: tuple[Author, ...] = ()
    date_published: datetime | None = None
    date_modified: datetime | None = None
    embargoed_until: datetime | None = None
    is_accessible_for_free: bool | None = None
    comment_count: int | None = None
    user_interaction_count: int | None = None
    genre: str | None = None
    image: Image | None = None
    related: tuple[RelatedLink, ...] = ()
    poll: Poll | None = None
    match: MatchReport | None = None
    source: SourceRef | None = None


class Finding(Struct, frozen=True, omit_defaults=True):
    """What a check saw: which check, how bad, what, where, and what to do about it."""

    check: str
    severity: Severity
    message: str
    where: str = ""
    remedy: str = ""


class Loaded(Struct, frozen=True):
    """What a source gave: its articles in its own order, and what it noticed."""

    articles: tuple[Article, ...]
    findings: tuple[Finding, ...] = ()


class Sponsor(Struct, frozen=True, omit_defaults=True):
    """A paid block, always marked as such."""

    name: str
    text: str
    url: str | None = None


class DigestEntry(Struct, frozen=True, omit_defaults=True):
    """One line of the recent list, ready to show: the teaser ends in a whole sentence or an ellipsis.

    `reason` says why it is there: for the editor, not for the reader.
    """

    id: str
    headline: str
    teaser: str = ""
    url: str | None = None
    user_interaction_count: int | None = None
    updated: bool = False
    reason: str = ""
    is_accessible_for_free: bool | None = None


class Section(Struct, frozen=True, omit_defaults=True):
    """A titled run of recent entries; an ungrouped list is one section without a title."""

    title: str | None
    entries: tuple[DigestEntry, ...]


class Erratum(Struct, frozen=True, omit_defaults=True):
    """What an edition told wrongly of an article, put right in `text`; `headline` is as readers saw it."""

    edition: str
    article: str
    headline: str
    text: str
    url: str | None = None


class Edition(Struct, frozen=True, omit_defaults=True):
    """One dated issue of a campaign, composed but not yet rendered. Named `CAMPAIGN/DATE`.

    `lead_reason` says why its lead leads: for the editor, not for the reader. `lead_updated`: it was sent
    before and has changed. `errata` are of earlier editions.
    """

    name: str
    campaign: str
    date: date
    language: str
    subject: str
    preheader: str
    lead: Article
    sections: tuple[Section, ...] = ()
    note: str | None = None
    sponsor: Sponsor | None = None
    lead_reason: str = ""
    lead_updated: bool = False
    errata: tuple[Erratum, ...] = ()


class Media(Struct, frozen=True):
    """A picture as it will leave. `sha256` is of `bytes`; `type` is the MIME type found in them."""

    sha256: str
    type: str
    bytes: bytes
    alt: str
    url: str


class Slot(Struct, frozen=True):
    """A place in the mail that each reader fills differently. `context` decides its escaping."""

    name: Literal["name", "unsubscribe_url", "view_url"]
    context: Literal["html", "href", "text"]


class Skeleton(Struct, frozen=True):
    """The mail without its readers: quoted-printable bytes and slots, per part, in order."""

    text: tuple[bytes | Slot, ...]
    html: tuple[bytes | Slot, ...]


class Card(Struct, frozen=True, omit_defaults=True):
    """The link preview that a network draws beside a post."""

    url: str
    title: str
    description: str = ""
    image: str | None = None
    alt: str = ""


class Teaser(Struct, frozen=True, omit_defaults=True):
    """The same story within one network's limit. `reason` says why it was cut where it was.

    `follows` are the further parts of a thread, each an answer to the one before. `corrections` answer the
    first part: they were written after it had left.
    """

    text: str
    used: int
    limit: int
    unit: str
    link: str | None = None
    card: Card | None = None
    tags: tuple[str, ...] = ()
    language: str | None = None
    reason: str = ""
    cost: str | None = None
    follows: "tuple[Teaser, ...]" = ()
    corrections: "tuple[Teaser, ...]" = ()


class Envelope(Struct, frozen=True, omit_defaults=True):
    """The identity a digest leaves under: the headers that are equal for every reader."""

    sender: str
    subject: str
    preheader: str
    list_id: str
    reply_to: str | None = None
    unsubscribe_url: str | None = None
    unsubscribe_mailto: str | None = None
    view_url: str | None = None


class Terms(Struct, frozen=True, omit_defaults=True):
    """What a campaign says about sending an edition, kept with the build: any machine can then send it.

    `channels` gives each one's kind, of an outbox as `outbox:smtp`. `sends_at` is zoned; `max_late` is how
    long after it a scheduled sending may still start; `delays` how long a channel's posts wait behind the
    mail (`20m`). `return_path` is where bounces go, else to the From address; `recent` how many articles are
    wanted.
    """

    list: str
    channels: dict[str, str]
    sends_at: datetime
    zone: str
    max_late: str = "90m"
    approval: Literal["none", "required"] = "none"
    return_path: str | None = None
    site: str = ""
    recent: int = 0
    delays: dict[str, str] = {}


class Build(Struct, frozen=True):
    """An edition frozen: all that leaves, what it was made from, and the hash that names it."""

    hash: str
    edition: Edition
    articles: tuple[Article, ...]
    envelope: Envelope | None
    html: str
    text: str
    skeleton: Skeleton | None
    posts: dict[str, Teaser]
    media: tuple[Media, ...]
    findings: tuple[Finding, ...]
    built_at: datetime
    terms: Terms | None = None
