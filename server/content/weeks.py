"""Weeks as file names give them (2026-w23, by ISO 8601: from Monday, the first one has a Thursday in January)."""

import re
from datetime import date, timedelta

NAME = re.compile(r"(\d{4})-?w(\d{2})(?:[-_. ].*)?", re.IGNORECASE)


def in_file_name(stem: str) -> date | None:
    """The Monday of the week that a file is named after."""
    found = NAME.fullmatch(stem)
    try:
        return date.fromisocalendar(int(found[1]), int(found[2]), 1) if found else None
    except ValueError:  # there is no such week
        return None


def stretch(monday: date) -> str:
    """The week as people write it, with what its first and its last day share written once."""
    sunday = monday + timedelta(days=6)
    end = f"{sunday.day} {sunday:%B} {sunday.year}"
    if monday.year != sunday.year:
        return f"{monday.day} {monday:%B} {monday.year} \u2013 {end}"
    if monday.month != sunday.month:
        return f"{monday.day} {monday:%B} \u2013 {end}"
    return f"{monday.day}\u2013{end}"


def name(day: date) -> str:
    """The week of a day, as in a file name: 2026-w23."""
    year, week, _ = day.isocalendar()
    return f"{year:04}-w{week:02}"


def thursday(monday: date) -> date:
    """The day that decides to which year and month a week belongs."""
    return monday + timedelta(days=3)
