"""When what has failed is tried again, and when a letter is given up."""

from collections.abc import Iterator
from itertools import chain, repeat
from random import Random

FIRST = 30
LONGEST = 3600
JITTER = 0.1  # so that letters which failed together do not come back together; 66 minutes at most
PATIENCE = 5 * 24 * 3600  # RFC 5321, 4.5.4.1: at least four to five days
LEAST_ATTEMPTS = 24  # some fourteen hours of trying: a clock set forward by mistake must not end a letter


def delay(attempts: int, random: Random) -> int:
    """Seconds to wait after so many vain attempts: 30, 60, 120 … up to an hour, and up to a tenth more."""
    doubled = FIRST << min(attempts - 1, 10)
    return round(min(doubled, LONGEST) * random.uniform(1, 1 + JITTER))


def given_up(failing_since: int, at: int, attempts: int) -> bool:
    """Whether a letter has been failing for so long, and so often, that only its owner can help."""
    return at - failing_since >= PATIENCE and attempts >= LEAST_ATTEMPTS


def pauses() -> Iterator[int]:
    """Seconds to wait, time after time, while the database is away."""
    return chain((1, 2, 5, 10), repeat(30))
