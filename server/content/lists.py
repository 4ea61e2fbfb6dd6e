"""The orders in which documents are listed, always of documents that the gate has let through."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from server.content.document import Document
from server.content.moment import seconds
from server.content.section import BLOG as BLOG_SECTION
from server.content.section import PROJECTS as PROJECTS_SECTION
from server.content.section import Order
from server.content.tags import slugs, tag_slug
from server.content.views import Tag

BLOG, PROJECTS = BLOG_SECTION.list_address, PROJECTS_SECTION.list_address
TAGS, SERIES, CONTACT = "/blog/tags", "/series", "/contact"

Neighbours = tuple[Document | None, Document | None]


def entries(documents: Iterable[Document]) -> tuple[Document, ...]:
    """All entries, of whatever section, newest first, those without a date last."""
    return ordered((document for document in documents if document.kind == "entry"), "date")


def ordered(documents: Iterable[Document], order: Order) -> tuple[Document, ...]:
    """Documents as their section lists them."""
    return tuple(sorted(documents, key=ORDERS[order]))


def originals(documents: Iterable[Document], language: str) -> tuple[Document, ...]:
    """One of each group of translations: that in the site's language, or else the first."""
    found: dict[str, Document] = {}
    for document in documents:
        key = document.original or document.address
        other = found.setdefault(key, document)
        if other is not document and _speaks(document, language) and not _speaks(other, language):
            found[key] = document
    return tuple(found.values())


def neighbours(listed: Sequence[Document]) -> dict[str, Neighbours]:
    """For each document's address the one before and the one after it in the list."""
    ends: Sequence[Document | None] = (None, *listed, None)
    return {each.address: (ends[index], ends[index + 2]) for index, each in enumerate(listed)}


def tagged(listed: Iterable[Document]) -> dict[str, tuple[Document, ...]]:
    """Entries by the slug of their tags: "Machine Learning" and "machine-learning" are one."""
    groups: dict[str, list[Document]] = defaultdict(list)
    for entry in listed:
        for slug in slugs(entry.tags):
            groups[slug].append(entry)
    return {slug: tuple(group) for slug, group in sorted(groups.items())}


def tags(groups: Mapping[str, Sequence[Document]]) -> dict[str, Tag]:
    """Each tag by its slug, under the spelling that most of its entries use."""
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    entries = {id(entry): entry for group in groups.values() for entry in group}
    for name, count in Counter(name for entry in entries.values() for name in entry.tags).items():
        spellings[tag_slug(name)][name] = count
    return {
        slug: Tag(spellings[slug].most_common(1)[0][0], f"{TAGS}/{quote(slug)}", len(group))
        for slug, group in groups.items()
    }


def tags_of(document: Document, known: Mapping[str, Tag]) -> tuple[Tag, ...]:
    """The tags of one document in its author's order; those that no entry has do not lead anywhere."""
    return tuple(known[slug] for slug in slugs(document.tags) if slug in known)


def _speaks(document: Document, language: str) -> bool:
    return document.language is None or document.language.lower() == language.lower()


def _age(document: Document) -> tuple[bool, float, str]:
    if document.date is None:
        return (True, 0.0, document.address)
    return (False, -seconds(document.date), document.address)


ORDERS: Mapping[Order, Callable[[Document], Any]] = {
    "date": _age,
    "order": lambda each: (each.order is None, each.order or 0, *_age(each)),
    "title": lambda each: (each.title.casefold(), each.address),
    "slug": lambda each: each.address,
}
