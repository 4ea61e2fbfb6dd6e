"""A mail server that is down is asked by one letter now and then, not by all of them again and again."""

from random import Random

from server.mail import backoff
from server.mail.transport import Trouble

VAIN = 4  # letters that came back one after the other, before the server is held to be down
LONGEST_AWAY = 300  # seconds between two tries, when nothing is known but that it does not answer


class Circuit:
    """Closed while mail leaves. Broken, it lets one letter through at a time, and later each time.

    `now` is always by a clock that nobody sets.
    """

    def __init__(self, random: Random) -> None:
        self._random = random
        self._vain = 0
        self._next_at = 0.0

    @property
    def broken(self) -> bool:
        """Whether the server is held to be down."""
        return self._vain >= VAIN

    def pause(self, now: float) -> float:
        """For how many seconds no letter should try; 0 while the circuit is closed."""
        return max(0.0, self._next_at - now) if self.broken else 0.0

    def tried(self, now: float) -> None:
        """A letter sets out: until it is back, or lost, no other does."""
        if self.broken:
            self._next_at = now + LONGEST_AWAY

    def spared(self, now: float) -> None:
        """A letter came back without having tried: the next one may."""
        if self.broken:
            self._next_at = now

    def note(self, trouble: Trouble | None, now: float) -> None:
        """What a letter came back with. A server that answers a letter, even with a refusal, is not down."""
        if trouble in (None, "later"):
            self._vain = 0
            return
        self._vain += 1
        if self.broken:
            # A wrong password that is tried every few minutes gets a site locked out.
            longest = backoff.LONGEST if trouble == "set-up" else LONGEST_AWAY
            self._next_at = now + min(backoff.delay(self._vain - VAIN + 1, self._random), longest)
