"""The one source of time, handed in so that a test can turn it."""

import time
from datetime import UTC, datetime

HOUR, DAY = 3600, 86_400  # seconds


class Clock:
    """Wall time in whole seconds for what is stored, monotonic time for what is waited for.

    Whole seconds, because fractions break the order of times stored as text.
    """

    def now(self) -> datetime:
        """Aware, UTC, without a fraction of a second."""
        return datetime.now(UTC).replace(microsecond=0)

    def timestamp(self) -> int:
        """Seconds since 1970, the form in which the database keeps every time."""
        return int(self.now().timestamp())

    def monotonic(self) -> float:
        """Seconds since some start; never set back, so the right one for waits and deadlines."""
        return time.monotonic()
