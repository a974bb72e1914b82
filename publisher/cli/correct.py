"""`publish correct`: put right what an edition told, wherever it stands, and tell those who read it."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from publisher.cli import control, words
from publisher.errors import ChannelError

if TYPE_CHECKING:
    from publisher.model import Build, Erratum
    from publisher.pipeline import House
    from publisher.pipeline.errata import Posts
    from publisher.pipeline.walls import Seen


def correct(
    context: typer.Context,
    edition: Annotated[str, typer.Argument(help="The edition that told it: CAMPAIGN/DATE.")],
    article: Annotated[
        str, typer.Argument(help="Which article: its id, its URL, or a part of its headline.")
    ],
    text: Annotated[str, typer.Option(help="What is right, in a sentence or two.")],
    mail: Annotated[
        bool, typer.Option("--mail", help="Build a short mail to those alone who got the edition.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do it without asking.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Put an article right: on the archive's page, in posts, in the next edition; once, however often asked.

    Example: publish correct ochtend/2026-11-24 Zandkerke --text "Het werd 2-1."
    """
    from publisher import pipeline
    from publisher.cli import archive
    from publisher.pipeline import errata

    with pipeline.opened(words.configuration(context), words.now) as house:
        wrong = errata.erratum(house, pipeline.edition_name(house, edition), article, text)
        if mail:
            errata.refuse_mail(house, wrong.edition)
        posts = errata.planned(house, wrong)
        _announce(house, wrong, posts)
        control.confirm(f"Correct {wrong.headline!r} of {wrong.edition}?", yes=yes)
        errata.keep(house, wrong, control.who())
        if build := house.ledger.left(wrong.edition):
            archive.before(house)(build)
        seen, code = _posted(house, posts)
        letter = errata.mailing(house, wrong) if mail else None
        told = _as_dict(house, wrong, seen, letter)
    _say(told, wrong, seen, json=json)
    if code or any(one.outcome != "sent" for one in seen):
        raise typer.Exit(code or ChannelError.exit_code)


def _announce(house: "House", wrong: "Erratum", posts: "Posts | None") -> None:
    """Say what is going to be changed, and where."""
    if house.config.archive:
        words.note(f"archive: marks the page of {wrong.edition}")
    for one in posts.planned if posts else ():
        what = "changes" if one.edits else "answers"
        words.note(f"{one.channel.name}: {what} {one.posted.receipt.url or 'its post'}")
    words.note(f"the next edition of {wrong.edition.partition('/')[0]} that is built tells it")


def _posted(house: "House", posts: "Posts | None") -> "tuple[list[Seen], int]":
    """Put the posts right; give what became of them, and the exit code of the answers that left."""
    from publisher.cli.posts import handed_over
    from publisher.pipeline import walls

    if posts is None:
        return [], 0
    seen = walls.correct(house, posts.stands, posts.planned, control.who())
    answered = tuple(one.channel.name for one in posts.planned if not one.edits)
    return seen, handed_over(house, posts.stands.build.edition.name, answered) if answered else 0


def _as_dict(house: "House", wrong: "Erratum", seen: "list[Seen]", letter: "Build | None") -> dict[str, Any]:
    import msgspec

    page = house.config.archive and house.config.root / house.config.archive.folder / wrong.edition
    return {
        "edition": wrong.edition,
        "article": {"id": wrong.article, "headline": wrong.headline, "url": wrong.url},
        "text": wrong.text,
        "archive": str(page / "index.html") if page else None,
        "posts": [msgspec.structs.asdict(one) for one in seen],
        "mail": _mail(house, letter) if letter else None,
    }


def _mail(house: "House", letter: "Build") -> dict[str, Any]:
    """Write the mail's folder, to be looked at, and say how far it is."""
    from publisher import pipeline
    from publisher.preview import folder

    name = letter.edition.name
    page = folder.write(pipeline.kept(house, name), (house.config.root / "editions" / name).resolve())
    standing = house.ledger.standing(name)
    return {
        "edition": name,
        "hash": letter.hash,
        "readers": house.ledger.who_got_it(name),
        "sent": bool(standing and standing.sealed),
        "preview": str(page),
    }


def _say(told: dict[str, Any], wrong: "Erratum", seen: "list[Seen]", *, json: bool) -> None:
    from publisher.cli.posts import line

    if json:
        words.data(words.as_json(told))
        return
    words.data(f"{wrong.edition}: {wrong.headline}")
    for text in [*([told["archive"]] if told["archive"] else []), *map(line, seen)]:
        words.data(f"  {text}")
    letter = told["mail"]
    if letter and letter["sent"]:
        words.data(f"  mail      {letter['edition']} has begun to leave: publish status {letter['edition']}")
    elif letter:
        words.data(f"  mail      {letter['edition']} to {letter['readers']:,} readers who got it")
        words.data(f"  preview   {letter['preview']}")
        words.data(f"  next      publish approve {letter['edition']} --hash {letter['hash'][:12]}")
        words.data(f"            publish send {letter['edition']}")
