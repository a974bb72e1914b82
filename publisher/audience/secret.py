"""The site's secret: given by the environment, or made once; a ledger keyed with one takes no other.

There may be several, separated by white space: the first keys addresses and Message-IDs for good, the last
signs readers' links, all of them verify links. The ledger keeps the names of its keys, never a key. What is
derived from a secret must stay checkable for years, so a secret that got lost is an error and never the start
of a new one (docs/decisions/0006).
"""

import hmac
import os
import secrets
from pathlib import Path

from msgspec import Struct

from publisher.errors import SecretError, StorageError
from publisher.mac import Keys, LinkKey
from publisher.store import Database

FILE = Path(".publisher/secret")
_SHORTEST = 32  # characters: 128 bits even when written as hex digits
_VARIABLE = "PUBLISH_SITE__SECRET"


class Secrets(Struct, frozen=True):
    """The site's secrets, the oldest first."""

    all: tuple[bytes, ...]

    def __repr__(self) -> str:
        """Say how many there are, and nothing of them: a trace may be read by anybody."""
        return f"Secrets({len(self.all)} of them)"

    @property
    def first(self) -> bytes:
        """Give the one that keys addresses and Message-IDs."""
        return self.all[0]


def settle(db: Database, given: str | None, root: Path, now: str) -> Secrets:
    """Give the secrets this ledger is keyed with, keeping the names of new ones.

    Raises SecretError when one is missing, too short, or the first is another one than the ledger's.
    """
    texts = _checked(given.split(), _VARIABLE) if given else _read(root / FILE)
    if texts and _names(db) == [key_id(text.encode()) for text in texts]:
        return Secrets(tuple(text.encode() for text in texts))
    with db.transaction():
        known = _names(db)
        texts = texts if given else _read(root / FILE)  # another process may have made or turned it meanwhile
        if not texts and not known:
            texts = [_made(root / FILE)]
        found = Secrets(tuple(text.encode() for text in texts))
        _refuse_others(known, [key_id(secret) for secret in found.all], _VARIABLE if given else str(FILE))
        for number, secret in enumerate(found.all[len(known) :], len(known) + 1):
            keep = "insert into site_key (id, since, number) values (?, ?, ?)"
            db.execute(keep, (key_id(secret), now, number))
    return found


def rotate(db: Database, given: str | None, root: Path, now: str) -> str:
    """Make a new key for readers' links and give its name; the old ones keep verifying.

    Raises SecretError where the environment holds the secrets, as only its owner can add one there, and
    LockedError while another process makes one.
    """
    if given:
        raise SecretError(
            "the secrets come from the environment, so the new one must be added there",
            where=_VARIABLE,
            remedy="append a space and the output of: openssl rand -hex 32",
        )
    with db.hold("keys"):  # else the slower of two would write over the faster one's key
        before = settle(db, None, root, now)
        _written(root / FILE, [*(secret.decode() for secret in before.all), secrets.token_hex(32)])
        return key_id(settle(db, None, root, now).all[-1])


def keys(site: Secrets) -> Keys:
    """Derive what channels and the readers' pages work with."""
    links = tuple(LinkKey(bytes.fromhex(key_id(secret))[:4], derived(secret, "link")) for secret in site.all)
    return Keys(message_id=derived(site.first, "message id"), links=links)


def key_id(secret: bytes) -> str:
    """Name a secret without telling it: 16 hex digits."""
    return derived(secret, "key id").hex()[:16]


def derived(secret: bytes, purpose: str) -> bytes:
    """Derive the key for one purpose: HMAC-SHA256 of its name."""
    return hmac.digest(secret, f"publisher {purpose} v1".encode(), "sha256")


def _names(db: Database) -> list[str]:
    return [row[0] for row in db.execute("select id from site_key order by number")]


def _refuse_others(known: list[str], found: list[str], where: str) -> None:
    if not found:
        raise SecretError(
            "the secret that this ledger was made with is missing",
            where=where,
            remedy=f"put the file back from your backup, or set {_VARIABLE}",
        )
    if len(found) < len(known) and found == known[: len(found)]:
        raise SecretError(
            "a later secret is missing",
            where=where,
            remedy=f"give all of them, in their order, in {_VARIABLE} or {FILE}",
        )
    if found[: len(known)] != known:
        raise SecretError(
            "this is not the secret that the ledger was made with",
            where=where,
            remedy=f"give all earlier ones back, in their order, in {_VARIABLE} or {FILE}",
        )


def _checked(texts: list[str], where: str) -> list[str]:
    if any(len(text) < _SHORTEST for text in texts):
        raise SecretError(
            f"the secret is shorter than {_SHORTEST} characters",
            where=where,
            remedy="make one with: openssl rand -hex 32",
        )
    if len(set(texts)) != len(texts):
        raise SecretError("a secret stands there twice", where=where, remedy="take the second one away")
    return texts


def _read(path: Path) -> list[str]:
    try:
        return _checked(path.read_text(encoding="utf-8").split(), str(FILE))
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as error:
        raise SecretError(
            "the secret can't be read", where=str(FILE), remedy="make it readable for you, as UTF-8"
        ) from error


def _made(path: Path) -> str:
    text = secrets.token_hex(32)
    _written(path, [text])
    return text


def _written(path: Path, texts: list[str]) -> None:
    """Write the secrets, a line each, so that a crash leaves the old file or the new one."""
    fresh = path.with_name(f"{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.unlink(missing_ok=True)
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write("".join(f"{text}\n" for text in texts))
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError as error:
        raise StorageError(
            f"the secret can't be kept: {error.strerror}", where=str(FILE), remedy=f"set {_VARIABLE}"
        ) from error
