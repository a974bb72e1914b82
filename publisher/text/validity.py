"""Whether a whole string is a web address as X takes one: stricter than a browser is."""

import ipaddress

import regex

_ESCAPED = r"%[0-9a-f]{2}"
_CHAR = rf"(?:[0-9\p{{Latin}}\p{{Cyrillic}}\-._~!$&'()*+,;=:@|]|{_ESCAPED})"
_LETTER = r"[^\s\p{Cc}\p{P}\p{Sc}\p{Sk}\p{Sm}]"
_LABEL = rf"{_LETTER}(?:(?:{_LETTER}|-)*{_LETTER})?"
_SUBLABEL = rf"{_LETTER}(?:(?:{_LETTER}|[_-])*{_LETTER})?"
_NUMBERS = r"(?P<numbers>[0-9]+(?:\.[0-9]+){3})|\[(?P<groups>[0-9a-f:.]+)\]"
_USER = rf"(?:[a-z0-9\-._~!$&'()*+,;=:]|{_ESCAPED})*@"
_ADDRESS = regex.compile(
    rf"(?P<scheme>https?://)?(?:{_USER})?(?:{_NUMBERS}|(?:{_SUBLABEL}\.)*{_LABEL}\.\p{{L}}[\p{{L}}0-9-]*)"
    rf"(?::[0-9]+)?(?:/{_CHAR}*)*(?:\?(?:{_CHAR}|[/?])*)?(?:#(?:{_CHAR}|[/?])*)?",
    regex.IGNORECASE,
)


def is_valid(url: str, *, scheme: bool = True) -> bool:
    """Say whether X takes this as a web address; `scheme` asks for http or https in front.

    Host names may be written in any script, addresses in numbers must exist. Source: twitter-text v3,
    Validation (conformance validate.yml), after RFC 3986.
    """
    found = _ADDRESS.fullmatch(url)
    if found is None or (scheme and not found["scheme"]):
        return False
    numbers = found["numbers"] or found["groups"]
    return numbers is None or _exists(numbers)


def _exists(numbers: str) -> bool:
    try:
        ipaddress.ip_address(numbers)
    except ValueError:
        return False
    return True
