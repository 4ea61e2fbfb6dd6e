"""The pages of a section: its list, and older years where that has grown long."""

from collections.abc import Iterator, Sequence
from functools import partial

from server.content import archive, feeds, page
from server.content.catalogue import Catalogue
from server.content.document import Document
from server.content.page import Page, Planned
from server.content.section import BLOG
from server.content.section import Archive as ArchivedBy
from server.content.views import Archive, Group, Listed

TEMPLATES = {"entries": "blog", "projects": "projects", "pages": "blog"}


def plans(catalogue: Catalogue) -> Iterator[Planned]:
    """The lists of all sections, those without a document too."""
    for listed in catalogue.listed.values():
        if listed.section.kind != "data":  # its list is the page of its document
            yield from _of_section(catalogue, listed)


def _of_section(catalogue: Catalogue, listed: Listed) -> Iterator[Planned]:
    by = _archived_by(listed)
    shown, older = archive.pages(listed.documents, by)
    places = archive.places(older, listed.address)
    yield Planned(listed.address, partial(_newest, catalogue, listed, shown, places))
    for year, place in zip(older, places, strict=True):
        yield Planned(place.address, partial(_year, catalogue, listed, year, place.address))


def _newest(catalogue: Catalogue, listed: Listed, shown: Sequence[Document], places: tuple[Archive, ...]) -> Page:
    section = listed.section
    return page.of_list(
        catalogue,
        listed.address,
        TEMPLATES[section.kind],
        listed.title,
        changed=listed.documents,
        feed=feeds.of_section(listed, catalogue.site) if section.followed else None,
        groups=archive.groups(shown, _archived_by(listed)),
        projects=listed.documents,
        archive=places,
        tags=tuple(catalogue.tags.values()) if section.folder == BLOG.folder else (),
    )


def _year(catalogue: Catalogue, listed: Listed, year: Group, address: str) -> Page:
    by = _archived_by(listed)
    return page.of_list(
        catalogue,
        address,
        "blog",
        f"{listed.title}, {year.label.lower()}",
        changed=year.entries,
        groups=archive.groups(year.entries, "months" if by == "months" else by),
        archive=(),
        tags=(),
    )


def _archived_by(listed: Listed) -> ArchivedBy:
    return listed.section.archived_by if listed.section.listed_by == "date" else "none"
