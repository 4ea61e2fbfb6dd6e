"""The years of a now page: that of its newest month stays, those before it have pages of their own."""

from collections.abc import Iterable

from server.content.views import Month, Past, Stretch


def by_year(stretches: tuple[Stretch, ...], address: str) -> tuple[tuple[Stretch, ...], tuple[Past, ...]]:
    """What the page itself shows, and the past years, newest first.

    Where a part of the page is no month whose year is known, everything stays where its author put it.
    """
    months = [month for stretch in stretches for month in stretch.months]
    if not all(stretch.months for stretch in stretches) or not all(month.date for month in months):
        return stretches, ()
    years = sorted({_year(month) for month in months}, reverse=True)
    found = {year: _of(stretches, year) for year in years}
    past = tuple(Past(year, f"{address}/{year}", found[year]) for year in years[1:])
    return found[years[0]], past


def _of(stretches: Iterable[Stretch], year: str) -> tuple[Stretch, ...]:
    """The stretches of one year. A heading above months of several stays with the first of them."""
    found = []
    for stretch in stretches:
        months = tuple(month for month in stretch.months if _year(month) == year)
        if months:
            found.append(Stretch(stretch.html if months[0] is stretch.months[0] else "", months))
    return tuple(found)


def _year(month: Month) -> str:
    return f"{month.date.year:04}" if month.date else ""
