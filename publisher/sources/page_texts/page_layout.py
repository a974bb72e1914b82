"""A page text taken apart: title, lede, body, recirculated links, closing question and list.

| layout | marks |
|---|---|
| C | title, `door`, title again, lede ... `Meest recent`, list, `Meer sportnieuws` |
| B | title, title again, lede ... `Meer sportnieuws`, `Meer over`, `Laatste Voetbalnieuws`, list (or none) |
| A | as B without `Meer over`; A and B print each title of the list twice |
| D | no title, no list; a line break after each inline link |

Plain text with its title printed once is read too. Without any title (D) the lede's first sentence stands in.
"""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from publisher import languages
from publisher.model import Block
from publisher.sources import identity
from publisher.sources.page_texts import page_lines, page_list

_TITLE_WORDS = 20
_LANGUAGE = "nl"  # the only one these pages were seen in


class Page(Struct, frozen=True):
    """What a page text holds. `headline` is empty where the page has a list only.

    `titled` says that the headline was printed as one; `left_out` counts lines around the list that are
    neither entry nor furniture; `dutch` says that the site's Dutch furniture was seen.
    """

    headline: str
    titled: bool
    lede: str
    body: tuple[Block, ...]
    related: tuple[str, ...]
    poll: str | None
    entries: tuple[page_list.Entry, ...]
    left_out: int
    dutch: bool


class _Story(Struct, frozen=True):
    lede: str
    body: tuple[Block, ...]
    poll: str | None


def parse(text: str) -> Page:
    """Take a page text apart; pure, and any text gives a page."""
    lines = [page_lines.tidy(line) for line in text.split("\n")]
    listing = page_list.split(lines)
    title, rest = _title(listing.text)
    chunks, related = _without_links(_chunks(rest))
    story = _story([piece for chunk in chunks for piece in (_joined(chunk) if title is None else chunk)])
    return Page(
        headline=title or identity.first_sentence(story.lede, languages.get(_LANGUAGE)),
        titled=title is not None,
        lede=story.lede,
        body=story.body,
        related=tuple(related),
        poll=story.poll,
        entries=listing.entries,
        left_out=listing.left_out,
        dutch=bool(related) or any(_is_dutch_mark(line) for line in lines),
    )


def _is_dutch_mark(line: str) -> bool:
    return line == page_lines.BYLINE or page_lines.starts_tail(line)


def _title(lines: Sequence[str]) -> tuple[str | None, Sequence[str]]:
    """Part the title (its first copy) from the lines after it, byline and second copy."""
    printed = [i for i, line in enumerate(lines) if line]
    if not printed:
        return None, ()
    first, after = lines[printed[0]], printed[1:]
    bylined = bool(after) and lines[after[0]] == page_lines.BYLINE
    after = after[1:] if bylined else after
    if after and page_lines.is_copy(first, lines[after[0]]):
        return first, lines[after[0] + 1 :]
    if bylined or _is_title(first, lines[printed[0] + 1 : printed[0] + 2]):
        return first, lines[after[0] :] if after else ()
    return None, lines


def _is_title(line: str, next_line: Sequence[str]) -> bool:
    """Judge a title printed once: alone, short, no sentence. A copy cut at a leading quote leaves nothing."""
    alone = not any(next_line) and len(line.split()) <= _TITLE_WORDS
    return alone and not line.endswith("." if line.startswith('"') else (".", "…", "!"))


def _chunks(lines: Sequence[str]) -> Iterator[list[str]]:
    """Give the runs of lines between blank ones, without furniture."""
    chunk: list[str] = []
    for line in [*lines, ""]:
        if line and not page_lines.is_furniture(line):
            chunk.append(line)
        elif not line and chunk:
            yield chunk
            chunk = []


def _without_links(chunks: Iterator[list[str]]) -> tuple[list[list[str]], list[str]]:
    """Part recirculated links from the text; a bare label's target is the line glued under it."""
    kept: list[list[str]] = []
    related: list[str] = []
    for chunk in chunks:
        kept.append([])
        labelled = False
        for line in chunk:
            rest, targets = page_lines.recirculated(line) or (line, None)
            if labelled and targets is None:
                rest, targets = "", [line]
            related += targets or []
            labelled = targets == []
            kept[-1] += [rest] if rest else []
    return kept, related


def _joined(chunk: Sequence[str]) -> list[str]:
    """Undo layout D's line breaks: bullets and glued subheads in capitals stay, other lines are one text."""
    pieces: list[str] = []
    fresh = True
    for line, following in zip(chunk, [*chunk[1:], ""], strict=False):
        alone = page_lines.without_bullet(line) is not None
        heads = fresh and page_lines.is_capitals(line) and following[:1].isupper()
        if fresh or alone:
            pieces.append(line)
        else:
            pieces[-1] += line if line[0] in ",.;:!?)”’" else f" {line}"
        fresh = heads
    return pieces


def _story(pieces: Sequence[str]) -> _Story:
    """Sort a text's pieces into lede, body and closing question."""
    lede = next((i for i in range(len(pieces)) if _can_be_lede(pieces, i)), None)
    last = len(pieces) - 1
    poll = page_lines.closing_question(pieces[-1]) if lede is not None and lede < last else None
    body = [i for i in range(last if poll else len(pieces)) if i != lede]
    following = dict(zip(body, [*body[1:], None], strict=False))
    blocks = tuple(_block(pieces[i], None if (n := following[i]) is None else pieces[n]) for i in body)
    return _Story("" if lede is None else pieces[lede], blocks, poll)


def _can_be_lede(pieces: Sequence[str], at: int) -> bool:
    heads = page_lines.is_capitals(pieces[at]) and at + 1 < len(pieces)
    return not heads and page_lines.without_bullet(pieces[at]) is None


def _block(line: str, following: str | None) -> Block:
    item = page_lines.without_bullet(line)
    if item is not None:
        return Block("list_item", item)
    return Block("subheading" if page_lines.is_subhead(line, following) else "paragraph", line)
