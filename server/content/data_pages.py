"""Pages with lists of data, and one for each way to look at such a list."""

from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

from server.content import page
from server.content.catalogue import Catalogue
from server.content.data.filters import Choice, Filter, filters, in_order
from server.content.data.item import Item
from server.content.document import Document
from server.content.page import Page, Planned


def plans(catalogue: Catalogue) -> Iterator[Planned]:
    """The ways to look at each list. The lists themselves are pages of their documents."""
    lists = {listed.address for listed in catalogue.listed.values() if listed.section.kind == "data"}
    for document in catalogue.documents.values():
        if document.data or document.address in lists:
            yield from map(page.planned, _parts(catalogue, document))


def _parts(catalogue: Catalogue, document: Document) -> Iterator[Page]:
    items = _items(catalogue, document)
    ways = filters(items, document.address)
    for way in ways:
        for choice in way.choices:
            yield page.of_list(
                catalogue,
                choice.path,
                "data_part",
                f"{document.title}: {choice.label[:1].lower()}{choice.label[1:]}",
                changed=[document],
                whole=document,
                **_context(choice.items, ways, choice),
            )


def context(catalogue: Catalogue, document: Document) -> dict[str, Any]:
    """What the page of a document with data is given besides."""
    items = _items(catalogue, document)
    return _context(items, filters(items, document.address), None) | {"gallery": document.data.gallery}


def has_data(catalogue: Catalogue, document: Document) -> bool:
    return bool(document.data) or bool(_items(catalogue, document))


def _items(catalogue: Catalogue, document: Document) -> tuple[Item, ...]:
    """The items of a document; on the list of a section of data its other documents are items too."""
    listed = catalogue.section_of(document)
    if listed is None or listed.section.kind != "data" or listed.address != document.address:
        return document.data.items
    return (*document.data.items, *map(_item, listed.documents))


def _item(document: Document) -> Item:
    more = document.particulars
    by = ", ".join(person.name for person in more.authors)
    return Item(
        id=document.address.rpartition("/")[2],
        title=document.title,
        by=by,
        url=document.address,
        cover=document.image,
        status=more.status,
        date=document.date,
        tags=document.tags,
        html=f"<p>{escape(document.description)}</p>" if document.description else "",
    )


def _context(items: Sequence[Item], ways: Sequence[Filter], chosen: Choice | None) -> dict[str, Any]:
    """The items, in their groups where they have some."""
    groups: dict[str, list[Item]] = {}
    for item in items:
        groups.setdefault(item.group, []).append(item)
    return {
        "lists": tuple((_label(name), in_order(group)) for name, group in groups.items()),
        "ways": ways,
        "chosen": chosen.path if chosen else None,
    }


def _label(name: str) -> str:
    words = name.replace("-", " ").replace("_", " ")
    return words[:1].upper() + words[1:]
