"""A long list in parts: by years, months or weeks on a page, and by years on pages of their own when it grows."""

import datetime as dt
from collections.abc import Iterable, Sequence

from server.content import section, weeks
from server.content.document import Document
from server.content.views import Archive, Group

ON_ONE_PAGE = 100  # about as many documents as a section lists before older years get pages of their own
UNDATED = "undated"


def groups(listed: Iterable[Document], by: section.Archive) -> tuple[Group, ...]:
    """Documents in the order in which they come, those of a year, a month or a week together."""
    found: dict[str, list[Document]] = {}
    for document in listed:
        found.setdefault(_key(document, by), []).append(document)
    return tuple(Group(_label(key), key, tuple(group)) for key, group in found.items())


def pages(
    listed: Sequence[Document], by: section.Archive, limit: int = ON_ONE_PAGE
) -> tuple[tuple[Document, ...], tuple[Group, ...]]:
    """What the section's own page lists (whole years, as many as fit but at least one), and the older years."""
    if by == "none":
        return tuple(listed), ()
    years = groups(listed, "years")
    count = 0
    for index, year in enumerate(years):
        count += len(year.entries)
        if index and count > limit:
            return tuple(each for year in years[:index] for each in year.entries), years[index:]
    return tuple(listed), ()


def places(older: Iterable[Group], list_address: str) -> tuple[Archive, ...]:
    """Where each older year is found."""
    return tuple(Archive(year.label, f"{list_address}/archive/{year.id}", len(year.entries)) for year in older)


def _key(document: Document, by: section.Archive) -> str:
    day = weeks.thursday(document.week) if document.week else document.date
    if by == "none":
        return ""
    if day is None:
        return UNDATED
    if by == "years":
        return f"{day.year:04}"
    return weeks.name(day) if by == "weeks" else f"{day.year:04}-{day.month:02}"


def _label(key: str) -> str:
    if key in ("", UNDATED):
        return key.capitalize()
    year, _, part = key.partition("-")
    if not part:
        return year
    return f"Week {int(part[1:])}, {year}" if part[0] == "w" else f"{dt.date(int(year), int(part), 1):%B} {year}"
