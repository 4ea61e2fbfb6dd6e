"""Series: entries that belong together in an order, on a page of their own, each knowing its place among them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from urllib.parse import quote

from server.content import lists
from server.content.document import Document
from server.content.tags import tag_slug
from server.content.views import Position, Series


def found(documents: Iterable[Document]) -> dict[str, Series]:
    """All series by their slugs; in each the documents with a `part` in that order, then the others by date."""
    groups: dict[str, list[Document]] = defaultdict(list)
    for document in documents:
        if document.particulars.series:
            groups[tag_slug(document.particulars.series)].append(document)
    return {slug: _series(slug, group) for slug, group in sorted(groups.items())}


def position(document: Document, known: Mapping[str, Series]) -> Position | None:
    """A document's place in its series; None if it is in none."""
    series = known.get(tag_slug(document.particulars.series)) if document.particulars.series else None
    if series is None or document not in series.documents:
        return None
    at = series.documents.index(document)
    ends = (None, *series.documents, None)
    return Position(series, at + 1, ends[at], ends[at + 2])


def _series(slug: str, group: list[Document]) -> Series:
    (name, _), *_ = Counter(document.particulars.series for document in group).most_common(1)
    oldest_first = lists.ordered(group, "date")[::-1]
    ordered = sorted(oldest_first, key=lambda each: each.particulars.part if each.particulars.part is not None else 1e9)
    return Series(name, f"{lists.SERIES}/{quote(slug)}", tuple(ordered))
