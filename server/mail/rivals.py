"""Other processes that send letters, too: which of their leases they have dropped.

A time in the database would not tell: machines' clocks differ, and are set. A lease beats instead, and counts as
dropped once this process has seen no beat of it for long enough, by a clock that nobody sets.
"""

from collections.abc import Iterable

from server.mail.lease import Lease


class Rivals:
    """`patience` is in seconds, several times what lies between two beats."""

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._since: dict[Lease, float] = {}
        self._looked = 0.0

    def dropped(self, held: Iterable[Lease], now: float) -> list[Lease]:
        """Those of the leases held now that have not beaten for too long. `now` is monotonic."""
        if now - self._looked > self._patience / 2:
            self._since = {}  # the database was away, perhaps, and nobody could beat
        self._looked = now
        self._since = {lease: self._since.get(lease, now) for lease in held}
        return [lease for lease, since in self._since.items() if now - since >= self._patience]
