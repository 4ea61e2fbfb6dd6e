"""A date as a moment in time, so that days and times can be compared."""

import datetime as dt
from functools import lru_cache


@lru_cache(maxsize=1 << 16)  # sites of thousands are sorted and sifted again with each change
def moment(date: dt.date) -> dt.datetime:
    """In UTC; a plain date begins at midnight there."""
    if not isinstance(date, dt.datetime):
        return dt.datetime.combine(date, dt.time(), dt.UTC)
    if date.tzinfo is None:
        return date.replace(tzinfo=dt.UTC)
    try:
        return date.astimezone(dt.UTC)
    except OverflowError:  # the first or the last hours of the calendar
        return date.replace(tzinfo=dt.UTC)


@lru_cache(maxsize=1 << 16)
def seconds(date: dt.date) -> float:
    """The same since 1970."""
    return moment(date).timestamp()
