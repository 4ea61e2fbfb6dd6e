"""By what the documents of a site can be told apart: section, tag and year, and how many there are of each."""

from collections import Counter
from collections.abc import Iterable

import msgspec

from server.content import lists
from server.content.document import Document
from server.content.section import DEFAULT, Sections
from server.content.tags import tag_slug

ALONE = "pages"  # documents of no section


class Choice(msgspec.Struct, frozen=True):
    """A value to filter by, in an address and in words, and how many documents have it."""

    value: str
    label: str
    count: int


class Facets(msgspec.Struct, frozen=True):
    """All choices: sections and tags by their words, years from the last."""

    sections: tuple[Choice, ...] = ()
    tags: tuple[Choice, ...] = ()
    years: tuple[Choice, ...] = ()


def facets(documents: Iterable[Document], declared: Sections = DEFAULT) -> Facets:
    """The choices that these documents give."""
    found = tuple(documents)
    titles = {document.address: document.title for document in found}
    labels = {each.folder.lower(): titles.get(each.list_address, each.label) for each in declared.values()}
    sections = Counter(map(section, found))
    years = Counter(map(year, found))
    tags = lists.tags(lists.tagged(found))
    named = (Choice(value, labels.get(value, value.capitalize()), count) for value, count in sections.items())
    return Facets(
        sections=tuple(sorted(named, key=lambda choice: (choice.value == ALONE, choice.label.casefold()))),
        tags=tuple(Choice(slug, tag.name, tag.entries) for slug, tag in tags.items()),
        years=tuple(Choice(value, value, count) for value, count in sorted(years.items(), reverse=True) if value),
    )


def section(document: Document) -> str:
    """The folder of a document's section, as an address names it."""
    return document.section.lower() or ALONE


def year(document: Document) -> str:
    """The year of a document's date; empty without one."""
    return f"{document.date.year:04}" if document.date else ""


def slugs(document: Document) -> frozenset[str]:
    """The document's tags as addresses have them."""
    return frozenset(map(tag_slug, document.tags))
