"""A lane in the hands of its owner: which rows are out, and from where to claim next."""

from collections.abc import Iterable, Iterator

from publisher.ports import Key, Settlement


class OpenLane:
    """One channel of one edition (ports.Lane), as `Deliveries.lane` opened it."""

    def __init__(
        self,
        edition: str,
        channel: str,
        readers: str | None,
        number: int,
        epoch: int,
        revision: int,
        hash: str,
    ) -> None:
        self.edition = edition
        self.channel = channel
        self.readers = readers
        self.number = number
        self.epoch = epoch
        self.revision = revision
        self.hash = hash
        self.after = 0
        self.begun = False
        self.outstanding: dict[tuple[str, int], tuple[int, int]] = {}

    @property
    def out(self) -> int:
        """Say how many rows are claimed and not answered."""
        return len(self.outstanding)

    def claimed(self, rows: Iterable[tuple[tuple[str, int], tuple[int, int]]]) -> None:
        """Note rows that went out: of whom and which part; sequence number and attempt."""
        self.outstanding.update(rows)

    def attempt(self, key: Key) -> int:
        """Say the how-manieth attempt a claimed row is on, from 1."""
        return self.outstanding[key.recipient, key.part][1]

    def settled(self, settlements: Iterable[Settlement]) -> Iterator[tuple[int, int]]:
        """Give sequence number and attempt of each answered row; who is queued again is claimed again.

        Raises KeyError for a row that is not out: a channel must not answer twice.
        """
        for item in settlements:
            key = item.receipt.key
            seq, attempt = self.outstanding.pop((key.recipient, key.part))
            if item.status == "queued":
                self.after = min(self.after, seq - 1)
            yield seq, attempt
