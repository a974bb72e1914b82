"""Faults that fall the same way in every run, and another way for another attempt."""

import hashlib
from collections import Counter


class Dice:
    """Throw for each (fault, recipient, attempt); keeps a count only for recipients that were hit."""

    def __init__(self) -> None:
        self._hits: Counter[tuple[str, str]] = Counter()

    def hit(self, fault: str, recipient: str, permille: int, seed: int) -> bool:
        """Tell whether this attempt is hit: the same for the same seed, whatever the order of recipients."""
        if not permille:
            return False
        attempt = self._hits.get((fault, recipient), 0)
        thrown = hashlib.blake2b(
            f"{seed} {fault} {recipient} {attempt}".encode(errors="replace"), digest_size=4
        )
        if int.from_bytes(thrown.digest()) % 1000 >= permille:
            return False
        self._hits[fault, recipient] += 1
        return True
