"""The orders in which documents are listed, always of documents that the gate has let through."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from server.content.document import Document
from server.content.moment import moment
from server.content.section import BLOG as BLOG_SECTION
from server.content.section import PROJECTS as PROJECTS_SECTION
from server.content.section import Order
from server.content.tags import tag_slug
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
        for slug in dict.fromkeys(map(tag_slug, entry.tags)):
            groups[slug].append(entry)
    return {slug: tuple(group) for slug, group in sorted(groups.items())}


def tags(groups: Mapping[str, Sequence[Document]]) -> dict[str, Tag]:
    """Each tag by its slug, under the spelling that most of its entries use."""
    return {slug: Tag(_spelling(slug, group), f"{TAGS}/{quote(slug)}", len(group)) for slug, group in groups.items()}


def tags_of(document: Document, known: Mapping[str, Tag]) -> tuple[Tag, ...]:
    """The tags of one document in its author's order; those that no entry has do not lead anywhere."""
    slugs = dict.fromkeys(map(tag_slug, document.tags))
    return tuple(known[slug] for slug in slugs if slug in known)


def _speaks(document: Document, language: str) -> bool:
    return document.language is None or document.language.lower() == language.lower()


def _spelling(slug: str, group: Iterable[Document]) -> str:
    spellings = Counter(name for document in group for name in document.tags if tag_slug(name) == slug)
    return spellings.most_common(1)[0][0]


def _age(document: Document) -> tuple[bool, float, str]:
    if document.date is None:
        return (True, 0.0, document.address)
    return (False, -moment(document.date).timestamp(), document.address)


ORDERS: Mapping[Order, Callable[[Document], Any]] = {
    "date": _age,
    "order": lambda each: (each.order is None, each.order or 0, *_age(each)),
    "title": lambda each: (each.title.casefold(), each.address),
    "slug": lambda each: each.address,
}
