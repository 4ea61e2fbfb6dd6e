"""How far an attack goes: in short as in every run of the suite, or at length with DUOLOGUE_TEST_LONG=1."""

import os
from typing import TypeVar

T = TypeVar("T")

LONG = os.environ.get("DUOLOGUE_TEST_LONG") == "1"


def extent(short: T, long: T) -> T:
    """One of the two."""
    return long if LONG else short
