"""The pages of a section: its list, and older years where that has grown long."""

from collections.abc import Iterator

from server.content import archive, feeds, page
from server.content.catalogue import Catalogue
from server.content.page import Page
from server.content.section import BLOG
from server.content.views import Listed

TEMPLATES = {"entries": "blog", "projects": "projects", "pages": "blog"}


def pages(catalogue: Catalogue) -> Iterator[Page]:
    """The lists of all sections, those without a document too."""
    for listed in catalogue.listed.values():
        if listed.section.kind != "data":  # its list is the page of its document
            yield from _of_section(catalogue, listed)


def _of_section(catalogue: Catalogue, listed: Listed) -> Iterator[Page]:
    section = listed.section
    by = section.archived_by if section.listed_by == "date" else "none"
    shown, older = archive.pages(listed.documents, by)
    places = archive.places(older, listed.address)
    tags = tuple(catalogue.tags.values()) if section.folder == BLOG.folder else ()
    yield page.of_list(
        catalogue,
        listed.address,
        TEMPLATES[section.kind],
        listed.title,
        changed=listed.documents,
        feed=feeds.of_section(listed, catalogue.site) if section.followed else None,
        groups=archive.groups(shown, by),
        projects=listed.documents,
        archive=places,
        tags=tags,
    )
    for year, place in zip(older, places, strict=True):
        yield page.of_list(
            catalogue,
            place.address,
            "blog",
            f"{listed.title}, {year.label.lower()}",
            changed=year.entries,
            groups=archive.groups(year.entries, "months" if by == "months" else by),
            archive=(),
            tags=(),
        )
