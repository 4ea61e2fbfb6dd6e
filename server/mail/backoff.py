"""When what has failed is tried again, and when a letter is given up."""

from collections.abc import Iterator
from itertools import chain, repeat
from random import Random

FIRST = 30
LONGEST = 3600
JITTER = 0.1  # so that letters which failed together do not come back together; 66 minutes at most
PATIENCE = 5 * 24 * 3600  # RFC 5321, 4.5.4.1: at least four to five days
STEEPER = 12  # times as long, after each further attempt that may have arrived
DOUBTS = 5  # as many may arrive before it is left at that; in five days there are no more by themselves
DOUBTS_HURRIED = 8  # as many, where other letters leave meanwhile
LEAST_ATTEMPTS = 24  # some fourteen hours of trying: a clock set forward by mistake must not end a letter


def delay(attempts: int, random: Random) -> int:
    """Seconds to wait after so many vain attempts: 30, 60, 120 … up to an hour, and up to a tenth more."""
    doubled = FIRST << min(attempts - 1, 10)
    return round(min(doubled, LONGEST) * random.uniform(1, 1 + JITTER))


def doubtful_delay(doubts: int, random: Random) -> int:
    """The same for a letter that may have arrived so many times: 30 s, 6 minutes, 72 minutes, 14 hours, a week."""
    longer: int = STEEPER ** min(doubts - 1, 4)
    return round(FIRST * longer * random.uniform(1, 1 + JITTER))


def given_up(failing_since: int, at: int, attempts: int) -> bool:
    """Whether a letter has been failing for so long, and so often, that only its owner can help."""
    return at - failing_since >= PATIENCE and attempts >= LEAST_ATTEMPTS


def arrived_often_enough(failing_since: int, at: int, doubts: int) -> bool:
    """Whether a letter may have arrived so often, and has waited for so long, that it is not sent any more."""
    return at - failing_since >= PATIENCE and doubts >= DOUBTS


def pauses() -> Iterator[int]:
    """Seconds to wait, time after time, while the database is away."""
    return chain((1, 2, 5, 10), repeat(30))
