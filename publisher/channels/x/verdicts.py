"""Whom a refusal concerns: the account, the bill, the address, or this one post. Pure.

The types are those of docs.x.com (Response codes and errors, 2026-11), and those that X answers without
listing them there: `credits` (402), `spend-cap-reached`, `oauth1-permissions`, `unsupported-authentication`.
"""

from typing import Literal

from msgspec import Struct

from publisher.channels.posting import Answer

PERMISSION = (
    'give the app "Read and write" (console.x.com, App permissions), then make its access token anew, as an '
    "old one keeps what it may"
)
_MONEY = frozenset({"credits", "credits-depleted", "spend-cap-reached", "usage-capped"})
_OF_ONE_POST = frozenset(
    {"disallowed-resource", "invalid-request", "not-authorized-for-resource", "resource-not-found"}
)
# Words of a 403 that has no type of its own, yet is about one post.
_WORDS_OF_ONE_POST = ("reply to", "deleted or not visible", "permitted to perform this action")
_BILL = "buy credits or raise the spending limit (console.x.com, Billing)"
_KEYS = "give the four keys of the app anew (console.x.com, Keys and tokens)"


class Verdict(Struct, frozen=True):
    """Whom it concerns, and what helps."""

    concerns: Literal["account", "bill", "address", "post"]
    remedy: str = ""


def verdict(answer: Answer) -> Verdict:
    """Say whom a refusal concerns; where X does not tell, the account: then nothing is given up."""
    status, kind = answer.status, _kind(answer)
    if status == 402 or kind in _MONEY:
        return Verdict("bill", _BILL)
    if status == 401:
        return Verdict("account", _KEYS)
    if status == 403:
        return _forbidden(answer, kind)
    if 300 <= status < 400 or (status == 404 and kind not in _OF_ONE_POST):
        return Verdict("address", "check service")
    return Verdict("post")


def may_write(answer: Answer) -> bool | None:
    """Say whether the access token may post, as the header x-access-level has it; None without one."""
    level = answer.headers.get("x-access-level")
    return None if level is None else "write" in level


def is_duplicate(answer: Answer) -> bool:
    """Say whether X refuses a text because it stands on the account already; it names no post."""
    detail = answer.told("detail")
    return answer.status == 403 and isinstance(detail, str) and "duplicate content" in detail.lower()


def is_gone(answer: Answer) -> bool:
    """Say whether X knows no such post, and it is X who says so."""
    return answer.status == 404 and isinstance(answer.body, dict)


def _forbidden(answer: Answer, kind: str) -> Verdict:
    detail = str(answer.told("detail")).lower()
    if kind == "oauth1-permissions" or may_write(answer) is False:
        return Verdict("account", PERMISSION)
    if "suspended" in detail or "locked" in detail:
        return Verdict("account", "see to the account at x.com")
    if kind in _OF_ONE_POST or any(words in detail for words in _WORDS_OF_ONE_POST):
        return Verdict("post")
    if kind.startswith("client-"):
        return Verdict("account", "enrol the app (console.x.com, Apps)")
    return Verdict("account", PERMISSION)


def _kind(answer: Answer) -> str:
    """Give the last word of a problem's type, whichever of X's two domains stands before it."""
    found = answer.told("type") or answer.told("errors", 0, "type")
    return str(found).rpartition("/")[2]
