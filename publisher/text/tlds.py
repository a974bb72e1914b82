"""The top-level domains that make a bare name a link on X."""

from functools import cache
from importlib import resources


@cache
def names() -> frozenset[str]:
    """Give every name in lower case, country and generic alike.

    The list is the one that twitter-text's conformance suite (tlds.yml) holds X to; it is read on first use.
    """
    listed = resources.files("publisher.text").joinpath("tlds.txt").read_text("utf-8")
    return frozenset(listed.split())
