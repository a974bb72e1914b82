"""Grapheme clusters, what a reader takes for one character (Unicode 15.1 and later, UAX 29).

`regex` joins a consonant to any linker before it. Rule GB9c does so only when the linker itself follows a
consonant; otherwise a cluster ends there, as browsers and Bluesky's own code have it.
"""

import regex

_CLUSTER = regex.compile(r"\X")
_LINKER = r"\p{InCB=Linker}"
_BETWEEN = rf"[\p{{InCB=Extend}}{_LINKER}]*"
_CONSONANT = r"\p{InCB=Consonant}"
_LINKED = regex.compile(rf"(?<={_LINKER}{_BETWEEN})(?={_CONSONANT})")
_CONJUNCT = regex.compile(rf"(?<={_CONSONANT}{_BETWEEN}{_LINKER}{_BETWEEN})(?={_CONSONANT})")
_ANY_LINKER = regex.compile(_LINKER)


def graphemes(text: str) -> int:
    """Count the grapheme clusters of a text."""
    clusters = _CLUSTER.findall(text)
    if not _ANY_LINKER.search(text):
        return len(clusters)
    return len(clusters) + sum(_missed(cluster) for cluster in clusters if len(cluster) > 1)


def _missed(cluster: str) -> int:
    """Count the ends that lie inside what `regex` takes for one cluster."""
    ends = [found.start() for found in _LINKED.finditer(cluster)]
    return sum(1 for end in ends if end and not _CONJUNCT.match(cluster, end))
