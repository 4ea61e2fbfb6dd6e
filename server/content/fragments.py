"""The places within pages that the site makes, beside those that authors make in their articles."""

from collections.abc import Iterable, Mapping

from server.content.page import Page


def made(pages: Iterable[Page]) -> Mapping[str, frozenset[str]]:
    """By the address of a page its ids: the parts of a list, the months of a now page and of its past years."""
    return {page.address: ids for page in pages if (ids := frozenset(_ids(page)))}


def _ids(page: Page) -> Iterable[str]:
    for group in page.context.get("groups", ()):
        yield group.id
    now = page.context.get("now")
    if now:
        for stretches in (now.stretches, *(year.stretches for year in now.past)):
            yield from (month.id for stretch in stretches for month in stretch.months)
