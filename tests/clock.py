"""A clock that stands until a test turns it."""

from datetime import UTC, datetime, timedelta

from server.clock import Clock


class StandingClock(Clock):
    def __init__(self, now: datetime = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def turn(self, **by: float) -> None:
        """Forwards, or back with negative numbers: `turn(hours=2)`."""
        self._now += timedelta(**by)
