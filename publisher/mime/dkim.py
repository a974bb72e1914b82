"""DKIM signatures (RFC 6376; RSA keys as RFC 8301 asks): the mail vouched for by its domain.

    signer = Signer("krant.example", "s2026", pem)
    signed = signer.sign(compiled.build(recipient, values, date), at)

The header is canonicalised as `relaxed`, since hops fold it anew (3.4.2). The body is `simple` (3.4.3): every
verifier must know it, it costs no pass over the text, and it is right for whatever bytes it is given. To sign
it as `relaxed` would only forgive white space that a hop changes, and `quoted` leaves none to change.
"""

import textwrap
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING

from publisher.errors import ConfigError, SecretError
from publisher.mime.addresses import to_ascii
from publisher.mime.words import FOLD

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

# What a mail of ours holds that is worth vouching for (5.4.1); both fields of one-click, as RFC 8058, 4 asks.
_SIGNED = (
    b"from",
    b"to",
    b"reply-to",
    b"subject",
    b"date",
    b"message-id",
    b"list-id",
    b"list-unsubscribe",
    b"list-unsubscribe-post",
    b"mime-version",
    b"content-type",
)
_CRLF = b"\r\n"
_END = _CRLF + _CRLF
_LINE = 76
_BITS = range(2048, 4096 + 1)  # fewer are weak, more a verifier need not know: RFC 8301, 3.2
_MAKE = "make one with: openssl genrsa -out dkim.pem 2048"


class Signer:
    """Sign mails for one domain; safe to share between threads.

    `domain` and `selector` are kept as A-labels: the public key stands in DNS at SELECTOR._domainkey.DOMAIN.
    """

    def __init__(self, domain: str, selector: str, private_key: str) -> None:
        """Parse the key once.

        `private_key` is RSA in PEM, of 2048 to 4096 bits. Raises SecretError for another key, which is never
        shown, and ConfigError for a domain or a selector that can't stand in DNS.
        """
        self.domain = _domain(domain)
        self.selector = _selector(selector, self.domain)
        self._rsa = _rsa(_key(private_key))

    def sign(self, segments: Sequence[bytes], at: datetime) -> tuple[bytes, ...]:
        """Give the same mail with DKIM-Signature in front; no segment is changed, nor joined with another.

        `at` is zoned. Equal input gives equal bytes (RFC 8017, 8.2.1). Raises ConfigError for a mail without
        From, or with a signed field that stands twice (RFC 5322, 3.6, allows each once).
        """
        return self.sign_all([segments], at)[0]

    def sign_all(self, mails: Sequence[Sequence[bytes]], at: datetime) -> list[tuple[bytes, ...]]:
        """Sign mails as `sign` does, each step for all of them before the next.

        Threads sign at the same time: OpenSSL hashes and signs without the interpreter's lock. A thread that
        comes back for it sleeps where another has it, and wakes too late where the other gives it up only
        for a hash. So hashes follow hashes, and signatures signatures.
        """
        parted = [_parted(segments) for segments in mails]
        hashes = [_body_hash(body) for _, body in parted]
        drafts = [self._draft(head, hashed, at) for (head, _), hashed in zip(parted, hashes, strict=True)]
        signatures = [self._rsa(signed) for _, signed in drafts]
        return [
            (field + _broken(b64encode(signature)), *segments)
            for (field, _), signature, segments in zip(drafts, signatures, mails, strict=True)
        ]

    def _draft(self, head: bytes, body_hash: bytes, at: datetime) -> tuple[bytes, bytes]:
        """Give the field up to its signature, and what is to be signed."""
        fields = _fields(head)
        names = tuple([name for name in _SIGNED if name in fields])
        opening = _opening(self.domain, self.selector, names)
        field = b"%b\r\n t=%d; bh=%b;\r\n b=" % (opening, int(at.timestamp()), b64encode(body_hash))
        # The field itself comes last, without its value of b= and without a line end (3.7).
        lines = [fields[name] for name in names] + [line for _, line in _relaxed(field)]
        return field, _CRLF.join(lines)


def dns_record(private_key: str) -> str:
    """Give the TXT value that the key is checked with (3.6.1), in one string.

    A string in DNS has at most 255 octets: where a zone file is written by hand it is cut there (3.6.2.2).
    Raises SecretError as Signer does.
    """
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat  # noqa: PLC0415

    public = _key(private_key).public_key()
    info = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return f"v=DKIM1; k=rsa; p={b64encode(info).decode()}"


def _domain(domain: str) -> str:
    written = to_ascii(domain)
    if "." not in written:
        raise ConfigError(
            f"{domain[:80]!r} is no domain that can sign",
            where="DKIM domain",
            remedy="write the From address's domain, like krant.example",
        )
    return written


def _selector(selector: str, domain: str) -> str:
    written = to_ascii(selector)
    if not written or len(f"{written}._domainkey.{domain}") > 253:  # octets of a name: RFC 1035, 2.3.4
        raise ConfigError(
            f"{selector[:80]!r} is no selector",
            where="DKIM selector",
            remedy="write what stands before ._domainkey in DNS: letters, digits and hyphens, like s2026",
        )
    return written


@lru_cache(maxsize=4)
def _key(private_key: str) -> "RSAPrivateKey":
    """Read and check a key; its primes are tested, which takes as long as sixty signatures."""
    # Loads slowly, and only who signs needs it.
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey  # noqa: PLC0415
    from cryptography.hazmat.primitives.serialization import load_pem_private_key  # noqa: PLC0415

    try:
        key = load_pem_private_key(private_key.encode("utf-8", "replace"), password=None)
    except TypeError:
        raise _refused(
            "is locked with a passphrase", "unlock it with: openssl rsa -in KEY -out PLAIN"
        ) from None
    except (ValueError, UnsupportedAlgorithm):
        raise _refused(
            "is not a private key in PEM", f"give its file whole, with line ends; {_MAKE}"
        ) from None
    if not isinstance(key, RSAPrivateKey):
        raise _refused("is not an RSA key, which alone every receiver checks", _MAKE)
    if key.key_size not in _BITS:
        raise _refused(f"has {key.key_size} bits; receivers trust 2048 to 4096", _MAKE)
    return key


def _refused(message: str, remedy: str) -> SecretError:
    return SecretError(message, where="DKIM private key", remedy=remedy)


def _rsa(key: "RSAPrivateKey") -> Callable[[bytes], bytes]:
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15  # noqa: PLC0415
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415

    padding, algorithm = PKCS1v15(), SHA256()
    return lambda data: key.sign(data, padding, algorithm)


def _parted(segments: Sequence[bytes]) -> tuple[bytes, list[bytes]]:
    """Part a mail at its first empty line, which may lie across segments; what follows it is not joined."""
    head = b""
    for index, segment in enumerate(segments):
        before = head[-3:]
        at = (before + segment).find(_END)
        if at >= 0:
            cut = at + len(_END) - len(before)
            return head + segment[:cut], [segment[cut:], *segments[index + 1 :]]
        head += segment
    raise _unsignable("no empty line ends its header")


def _fields(head: bytes) -> dict[bytes, bytes]:
    """Give the canonical fields by name; of one that stands twice, who reads it sees either."""
    fields: dict[bytes, bytes] = {}
    for name, line in _relaxed(head.removesuffix(_END)):
        if name in fields and name in _SIGNED:
            raise _unsignable(f"{name.decode()} stands in it twice")
        fields[name] = line
    if b"from" not in fields:
        raise _unsignable("it has no From")
    return fields


def _unsignable(message: str) -> ConfigError:
    return ConfigError(
        f"the mail can't be signed: {message}", where="DKIM", remedy="build it with mime.Compiled"
    )


def _relaxed(header: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Give each field's name and its canonical line, without the line end (3.4.2)."""
    whole = header.replace(b"\t", b" ").replace(b"\r\n ", b" ")
    while b"  " in whole:
        whole = whole.replace(b"  ", b" ")
    return map(_canonical, whole.split(b"\r\n"))


@lru_cache(maxsize=64)
def _canonical(field: bytes) -> tuple[bytes, bytes]:
    """Give the name and the line of an unfolded field; most fields are the same in every mail."""
    name, _, value = field.partition(b":")
    lower = name.rstrip(b" ").lower()
    return lower, b"%b:%b" % (lower, value.strip(b" "))


def _body_hash(body: Sequence[bytes]) -> bytes:
    """Hash it in one go; the empty lines at the end don't count, and one line end closes it (3.4.3)."""
    whole = b"".join(body)
    end = len(whole)
    while whole.endswith(_CRLF, 0, end):
        end -= len(_CRLF)
    return sha256(whole[: end + len(_CRLF)] if end < len(whole) else whole + _CRLF).digest()


@lru_cache(maxsize=64)
def _opening(domain: str, selector: str, names: tuple[bytes, ...]) -> bytes:
    """Write what is equal for every mail with these fields. A domain beyond a line's width stands whole.

    From is named once more than it is there, so that none can be added (5.4.2, 8.15).
    """
    identity = f"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/simple; d={domain}; s={selector};"
    signed = f"h={': '.join(name.decode() for name in (b'from', *names))};"
    return FOLD.join([*_wrapped(identity), *(line.replace(": ", ":") for line in _wrapped(signed))]).encode()


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, _LINE - 1, break_long_words=False, break_on_hyphens=False)


def _broken(signature: bytes) -> bytes:
    """Break base64 into lines; the first one stands after ` b=`."""
    room = _LINE - len(" b=")
    pieces = [signature[start : start + room] for start in range(0, len(signature), room)]
    return FOLD.encode().join(pieces) + b"\r\n"
