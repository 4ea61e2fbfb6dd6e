"""The orders in which documents are listed, always of documents that the gate has let through."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import quote

from server.content.document import Document
from server.content.moment import moment
from server.content.tags import tag_slug
from server.content.views import Archive, Tag, Year

BLOG, TAGS, ARCHIVE, PROJECTS, CONTACT = "/blog", "/blog/tags", "/blog/archive", "/projects", "/contact"
ON_ONE_PAGE = 100  # about as many entries as /blog lists before older years get pages of their own
UNDATED = "undated"

Neighbours = tuple[Document | None, Document | None]


def entries(documents: Iterable[Document]) -> tuple[Document, ...]:
    """The entries of the blog, newest first, those without a date last."""
    found = [document for document in documents if document.kind == "entry" and document.address != BLOG]
    return tuple(sorted(found, key=_age))


def projects(documents: Iterable[Document]) -> tuple[Document, ...]:
    """The projects: those with an `order` in that order, then the newest first."""
    found = [document for document in documents if document.kind == "project" and document.address != PROJECTS]
    return tuple(sorted(found, key=lambda each: (each.order is None, each.order or 0, *_age(each))))


def years(listed: Iterable[Document]) -> tuple[Year, ...]:
    """Entries by year, in the order in which they come; those without a date have the label ""."""
    groups: dict[str, list[Document]] = defaultdict(list)
    for entry in listed:
        groups[str(entry.date.year) if entry.date else ""].append(entry)
    return tuple(Year(label, tuple(group)) for label, group in groups.items())


def pages(grouped: Sequence[Year], limit: int = ON_ONE_PAGE) -> tuple[tuple[Year, ...], tuple[Year, ...]]:
    """The years for /blog, whole and as many as fit but at least one, and the older ones for the archive."""
    count = 0
    for index, year in enumerate(grouped):
        count += len(year.entries)
        if index and count > limit:
            return tuple(grouped[:index]), tuple(grouped[index:])
    return tuple(grouped), ()


def archive(older: Iterable[Year]) -> tuple[Archive, ...]:
    """Where each older year is found."""
    return tuple(Archive(year.label, f"{ARCHIVE}/{year.label or UNDATED}", len(year.entries)) for year in older)


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


def _spelling(slug: str, group: Iterable[Document]) -> str:
    spellings = Counter(name for document in group for name in document.tags if tag_slug(name) == slug)
    return spellings.most_common(1)[0][0]


def _age(document: Document) -> tuple[bool, float, str]:
    if document.date is None:
        return (True, 0.0, document.address)
    return (False, -moment(document.date).timestamp(), document.address)
