"""Emoji sequences: what a reader sees as one picture, however many code points it takes."""

import regex

# Signs that are text until a variation selector says otherwise (Unicode TR51, text presentation).
_TEXT_FIRST = "©®"
_BASE = rf"(?:[{_TEXT_FIRST}]\uFE0F|[\p{{Emoji}}--[0-9#*{_TEXT_FIRST}]--\p{{RI}}])"
_ELEMENT = rf"{_BASE}(?:\uFE0F|(?!\uFE0E))\p{{EMod}}?\uFE0F?"
_FLAG = r"\p{RI}{2}"
_KEYCAP = r"[0-9#*]\uFE0F?\u20E3"
_TAGGED = r"\U0001F3F4[\U000E0020-\U000E007E]+\U000E007F"

EMOJI = regex.compile(
    rf"{_FLAG}|{_KEYCAP}|{_TAGGED}|{_ELEMENT}(?:\u200D{_ELEMENT})*",
    regex.VERSION1,
)
"""Flags, keycaps, tag sequences and joined sequences (Unicode TR51, ED-14 to ED-17)."""
