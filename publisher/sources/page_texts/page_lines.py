"""What one line of a page text is: furniture, a recirculated link, a bullet, a subhead, a closing line.

The rules were measured on 42 pages of one Dutch-language site (2011-2025); each takes a tidied line.
"""

import re

BYLINE = "door"
POLL_LABEL = re.compile(r"POLL\s*:?\s*", re.IGNORECASE)
_TAIL = frozenset({"meest recent", "meer sportnieuws", "laatste voetbalnieuws"})
_MORE_ABOUT = re.compile(r"Meer over\b", re.IGNORECASE)
_RECIRCULATED = re.compile(
    r"(?:(?:^|(?<=[.!?\"'”’])\s)LEES OOK\b\s*:?|\sLEES OOK\s*:|^[Ll]ees ook\s*:)\s*(?:LEES OOK\b\s*:?\s*)*"
)
_BULLET = re.compile(r"[•·▪‣◦*\-–]\s+(?=\S)")
_CLOSING_QUOTES = "\"'”’»)"
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)]*\s+(?=[A-Z\"'“‘(])")
_SUBHEAD_WORDS = 12
_CLOSING_WORDS = 20


def tidy(line: str) -> str:
    """Make every run of white space, non-breaking ones too, one space, with none at the ends."""
    return " ".join(line.split())


def starts_tail(line: str) -> bool:
    """Say whether the article's text ends before this line, and the list may begin."""
    return line.lower() in _TAIL


def is_furniture(line: str) -> bool:
    """Say whether a line belongs to the page and not to the article.

    `Meer over ...` counts when it is short and no sentence; a bare `POLL:` labels the line under it.
    """
    if starts_tail(line) or POLL_LABEL.fullmatch(line):
        return True
    return bool(_MORE_ABOUT.match(line)) and len(line.split()) <= 8 and not line.endswith((".", "!", "?"))


def recirculated(line: str) -> tuple[str, list[str]] | None:
    """Take `LEES OOK` links off a line: what is left of it, and the targets with their quotes as printed.

    None where the line holds no such link. A label without a target gives an empty list.
    """
    rest, *targets = _RECIRCULATED.split(line)
    return (rest, [target for target in targets if target]) if targets else None


def without_bullet(line: str) -> str | None:
    """Give a list item without its bullet, or None for a line that has none."""
    found = _BULLET.match(line)
    return line[found.end() :] if found else None


def is_capitals(line: str) -> bool:
    """Say whether a line is a subhead in capitals, such as `UPDATE 03/08`."""
    return line.isupper() and _could_be_subhead(line)


def is_subhead(line: str, following: str | None) -> bool:
    """Apply the working rule; `following` is the next line of the text, None for the last.

    At most 12 words, no final full stop, ellipsis or exclamation mark (also not inside a closing quote), and
    in capitals or followed by a longer line.
    """
    if following is None or not _could_be_subhead(line):
        return False
    return line.isupper() or len(following) > len(line)


def closing_question(line: str) -> str | None:
    """Give the question to the reader that a text's last line asks, or None where it asks none.

    A line labelled `POLL:` always does, without its label. Another does when it ends in a question mark or in
    an ellipsis and is one sentence, or at most 20 words: a longer last paragraph whose last sentence happens
    to be a question is body. A line that ends in a quoted question is somebody's words, unless the quote
    opened inside the line.
    """
    label = POLL_LABEL.match(line)
    if label and ":" in label[0]:
        return line[label.end() :]
    bare = line if line[0] in "\"'“‘" else line.rstrip(_CLOSING_QUOTES)
    if not bare.endswith(("?", "...", "…")):
        return None
    return line if len(line.split()) <= _CLOSING_WORDS or not _SENTENCE_END.search(line) else None


def is_copy(first: str, second: str) -> bool:
    """Say whether `second` repeats a title; the second copy is cut at the first double quote."""
    return second in {first, first.partition('"')[0].strip()}


def _could_be_subhead(line: str) -> bool:
    bare = line.rstrip(_CLOSING_QUOTES)
    return len(line.split()) <= _SUBHEAD_WORDS and not bare.endswith((".", "!", "…"))
