"""What a post costs (docs.x.com, Pricing, 2026-11), and what the posts of a day may. Pure.

Sums are in mills, thousandths of a dollar, so that they come out even. "With URL" is what X itself links: a
bare domain too.
"""

from collections.abc import Iterable

from publisher.errors import ChannelError
from publisher.ports import Post
from publisher.text import urls

PLAIN, LINKED = 15, 200  # mills


def price(post: Post) -> int:
    """Give what a post costs, in mills."""
    return LINKED if post.link or urls.extract(post.text) else PLAIN


def spent(linked: Iterable[bool]) -> int:
    """Give what posts cost, in mills, by whether each holds a link."""
    return sum(LINKED if link else PLAIN for link in linked)


def within(cap: float, before: int, post: Post, where: str) -> int:
    """Give what is spent once a post has left. Raises ChannelError where that is more than the cap."""
    after = before + price(post)
    if after > round(cap * 1_000):
        raise ChannelError(
            f"the day's cap is reached: the posts of the last 24 hours cost {dollars(before)}, this one "
            f"costs {dollars(price(post))}, and the cap is {dollars(round(cap * 1_000))}",
            where=where,
            remedy="raise daily_cap, or wait until they are older, then publish resume",
        )
    return after


def dollars(mills: int) -> str:
    """Write a sum: two decimals, a third where it says something."""
    return f"${mills / 1_000:.3f}".removesuffix("0")
