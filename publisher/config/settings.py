"""What each section of config.toml, of a campaign and of an editor's day file may say."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct, field

from publisher.config.forms import Clock, Duration, EditionAddress, Hashtag, WebAddress
from publisher.config.tables import Secret
from publisher.match import Side

Day = Annotated[
    Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
    Meta(description="mon, tue, wed, thu, fri, sat or sun"),
]
Holiday = Annotated[date, Meta(description="a date, such as 2026-12-25")]
ListName = Annotated[str, Meta(min_length=1, max_length=100)]  # it stands in readers' links
Count = Annotated[int, Meta(ge=0, le=500)]
# The bounds of what a source may give (sources/fields.py): a slip of the keyboard is what they catch.
Score = Annotated[int, Meta(ge=0, le=500)]
Minute = Annotated[int, Meta(ge=0, le=150)]
Named = Annotated[str, Meta(min_length=1)]
Moment = Annotated[datetime, Meta(description="a date and time, such as 2026-11-23T20:45:00")]


class Site(Struct, frozen=True, forbid_unknown_fields=True):
    """[site]: the newsroom. `assets_url` is where local images are served from."""

    name: str = "Newsroom"
    url: WebAddress | None = None
    tagline: str | None = None
    assets_url: WebAddress | None = None
    language: str = "nl-BE"
    timezone: str = "Europe/Brussels"
    deployment: str | None = None
    secret: Secret | None = None


class MailIdentity(Struct, frozen=True, forbid_unknown_fields=True):
    """[mail]: who a mail comes from and how a reader leaves. `from` is `Name <address>`."""

    from_: str | None = field(default=None, name="from")
    reply_to: str | None = None
    return_path: str | None = None
    list_id: str | None = None
    postal_address: str | None = None
    unsubscribe_url: str | None = None
    unsubscribe_mailto: str | None = None
    view_url: EditionAddress | None = None


class LedgerSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """[ledger]: the database that remembers; `sqlite:///` is relative to the configuration's folder."""

    url: str = "sqlite:///.publisher/ledger.db"


class DigestSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """[digest]: how many recent articles, in which order, in which groups, how many a group at most.

    `repeat` tells again what was sent before. A day with fewer than `minimum` new articles is quiet.
    """

    recent: Count = 25
    order: Literal["newest", "reactions"] = "newest"
    group_by: Literal["section"] | None = None
    quota: Annotated[int, Meta(ge=1)] | None = None
    repeat: bool = False
    minimum: Annotated[int, Meta(ge=1, le=500)] = 2
    quiet: Literal["skip", "shorten", "week"] = "shorten"


class Schedule(Struct, frozen=True, forbid_unknown_fields=True):
    """[schedule]: when the edition is built and sent, in the site's time zone, and on which days not."""

    build: Clock = "06:30"
    at: Clock = "07:00"
    days: tuple[Day, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    holidays: tuple[Holiday, ...] = ()
    max_late: Duration = "90m"
    approval: Literal["none", "required"] = "none"
    unapproved: Literal["hold", "send"] = "hold"


class Alerts(Struct, frozen=True, forbid_unknown_fields=True):
    """[alerts]: who is told, once, what the scheduler can't do; `ping` is called after a success."""

    webhook: WebAddress | None = None
    ping: WebAddress | None = None
    mail: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()


class Archive(Struct, frozen=True, forbid_unknown_fields=True):
    """[archive]: the pages of what was sent. `folder` is written here, `url` is where it is published."""

    url: WebAddress
    folder: Named = "archive"
    title: str | None = None


class Utm(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """[utm]: the campaign tags added to every link of our own articles, in mail and posts alike."""

    source: str | None = None
    medium: str | None = None
    campaign: str | None = None


class Sources(Struct, frozen=True, forbid_unknown_fields=True):
    """One of [[sources]]: the keys every kind has; the rest is the kind's own."""

    kind: str | None = None
    required: bool = True
    max_items: Annotated[int, Meta(ge=1)] | None = None
    max_age: Duration | None = None


class SponsorSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """[sponsor]: a paid block, always marked as such."""

    name: str
    text: str
    url: WebAddress | None = None


class Campaign(Struct, frozen=True, forbid_unknown_fields=True):
    """campaigns/NAME.toml: a standing digest. `subject` and `preheader` are sandboxed Jinja.

    `thread` is how many of the recent articles follow the lead's post, where a network has threads.
    """

    name: str | None = None
    default: bool = False
    language: str | None = None
    template: str = "digest"
    list: ListName = "readers"
    channels: tuple[str, ...] | None = None
    subject: str = "{{ lead.headline }}"
    preheader: str = "{{ lead.description }}"
    note: str | None = None
    hashtags: tuple[Hashtag, ...] = ()
    thread: Annotated[int, Meta(ge=0, le=24)] = 0
    sponsor: SponsorSettings | None = None
    site: dict[str, Any] = {}
    mail: dict[str, Any] = {}
    digest: DigestSettings = DigestSettings()
    schedule: Schedule = Schedule()
    utm: Utm = Utm()
    sources: tuple[dict[str, Any], ...] = ()


class GoalSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """One of [[match.goals]]; an own goal counts for the side it was given to."""

    player: Named
    minute: Minute
    side: Side
    added: Minute | None = None
    own_goal: bool = False
    penalty: bool = False


class MatchSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """[match]: facts of the lead's match, each laid over what the article itself knows."""

    home_team: Named | None = None
    away_team: Named | None = None
    home_score: Score | None = None
    away_score: Score | None = None
    half_time: tuple[Score, Score] | None = None
    start_date: Moment | None = None
    location: Named | None = None
    competition: Named | None = None
    event_status: Named | None = None
    goals: tuple[GoalSettings, ...] | None = None


class Override(Struct, frozen=True, forbid_unknown_fields=True):
    """campaigns/CAMPAIGN/DATE.toml: the editor's word for one day.

    Articles are named by id, URL or a unique part of a headline.
    """

    lead: str | None = None
    pin: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    subject: str | None = None
    preheader: str | None = None
    note: str | None = None
    headline: str | dict[str, str] | None = None
    match: MatchSettings | None = None
    teaser: dict[str, str] = {}
    posts: dict[str, str] = {}
    accept_new: bool = False
