"""The site's secret: given by the environment, or made once; a ledger keyed with one takes no other.

The ledger keeps the name of its key, never the key. What is derived from the secret must stay checkable for
years, so a secret that got lost is an error and never the start of a new one (docs/decisions/0006).
"""

import hmac
import os
import secrets
import sqlite3
from pathlib import Path

from publisher.errors import SecretError, StorageError

FILE = Path(".publisher/secret")
_SHORTEST = 32  # characters: 128 bits even when written as hex digits
_VARIABLE = "PUBLISH_SITE__SECRET"


def settle(db: sqlite3.Connection, given: str | None, root: Path, now: str) -> bytes:
    """Give the secret this ledger is keyed with; must run in a write transaction.

    Raises SecretError when it is missing, too short, or another one than the ledger's.
    """
    text = _checked(given) if given else _read(root / FILE)
    known = {row[0] for row in db.execute("select id from site_key")}
    if text is None and known:
        raise SecretError(
            "the secret that this ledger was made with is missing",
            where=str(FILE),
            remedy=f"put the file back from your backup, or set {_VARIABLE}",
        )
    key = (text or _made(root / FILE)).encode()
    if known and key_id(key) not in known:
        raise SecretError(
            "this is not the secret that the ledger was made with",
            where=_VARIABLE if given else str(FILE),
            remedy=f"give the earlier one back, in {_VARIABLE} or {FILE}",
        )
    if not known:
        db.execute("insert into site_key (id, since) values (?, ?)", (key_id(key), now))
    return key


def key_id(secret: bytes) -> str:
    """Name a secret without telling it: 16 hex digits."""
    return derived(secret, "key id").hex()[:16]


def derived(secret: bytes, purpose: str) -> bytes:
    """Derive the key for one purpose: HMAC-SHA256 of its name."""
    return hmac.digest(secret, f"publisher {purpose} v1".encode(), "sha256")


def _checked(given: str) -> str:
    if len(given) < _SHORTEST:
        raise SecretError(
            f"the secret is shorter than {_SHORTEST} characters",
            where=_VARIABLE,
            remedy="make one with: openssl rand -hex 32",
        )
    return given


def _read(path: Path) -> str | None:
    try:
        return _checked(path.read_text(encoding="utf-8").strip())
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise SecretError(
            "the secret can't be read", where=str(FILE), remedy="make it readable for you, as UTF-8"
        ) from error


def _made(path: Path) -> str:
    text = secrets.token_hex(32)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(f"{text}\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise StorageError(
            f"the secret can't be kept: {error.strerror}", where=str(FILE), remedy=f"set {_VARIABLE}"
        ) from error
    return text
