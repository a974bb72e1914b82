"""How many connections at once, and how long to wait before the next: fewer when asked, more when it goes."""

_RECOVER = 100  # mails that went well for one connection more
_PATIENCE = 5  # connections in a row that served nothing
_LONGEST_REST = 30.0  # seconds


class Pace:
    """Halves the connections when the server asks for less, and adds one for each hundred mails that went."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._wanted = float(most)
        self._failures = 0
        self.connections = most  # how many may be open

    @property
    def given_up(self) -> bool:
        """Say whether so many connections in a row served nothing that another will not help."""
        return self._failures >= _PATIENCE

    def rest(self) -> float:
        """Say how many seconds to wait before the next connection."""
        return min(0.25 * 2 ** min(self._failures, 10), _LONGEST_REST) if self._failures else 0.0

    def sent(self) -> None:
        """Take note of a mail that went well."""
        self._failures = 0
        if self._wanted < self._most:
            self._want(min(float(self._most), self._wanted + 1 / _RECOVER))

    def refused(self, *, slow: bool, rest: bool) -> None:
        """Take note of a refusal that asks for less."""
        if slow:
            self._want(max(1.0, self._wanted / 2))
        if rest:
            self.failed()

    def lost(self, *, served: int) -> None:
        """Take note of a connection that was lost while it worked."""
        if not served:
            self.failed()

    def failed(self) -> None:
        """Take note of a connection that served nothing."""
        self._failures += 1

    def _want(self, connections: float) -> None:
        self._wanted = connections
        self.connections = int(connections)
