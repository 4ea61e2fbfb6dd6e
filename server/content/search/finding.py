"""From a query to what a visitor is shown: the right documents, or those that were probably meant."""

from collections.abc import Callable

import msgspec

from server.content.document import Document
from server.content.search.facets import Facets
from server.content.search.index import Index, Matches
from server.content.search.passage import Marker, Passage, Piece
from server.content.search.query import Query, Term
from server.content.search.sections import sections
from server.content.search.spelling import Vocabulary

ON_ONE_PAGE = 10
FEW = 3  # results, below which another spelling is offered
MORE_COMMON = 10  # times, for a spelling to be offered in the place of one that there is


class Result(msgspec.Struct, frozen=True):
    """A document that was found; `title` has the marks, where the title is plain text."""

    document: Document
    title: tuple[Piece, ...]
    passage: Passage | None


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """What is shown of a query: one page of its results, and how they came about."""

    query: Query
    facets: Facets
    results: tuple[Result, ...] = ()
    total: int = 0
    corrected: str = ""  # the text that was answered, if it is not the one that was typed
    instead: str = ""  # a text that may have been meant
    some: bool = False  # no document has all the words; these have some

    @property
    def further(self) -> bool:
        """Whether there is another page of results."""
        return self.query.page * ON_ONE_PAGE < self.total


def find(query: Query, index: Index, facets: Facets, vocabulary: Callable[[], Vocabulary]) -> Found:
    """Answer a query. A misspelt one is corrected where it finds nothing, and where it finds little, asked about.

    `vocabulary` is asked only where something may be misspelt.
    """
    if not query.asks:
        return Found(query=query, facets=facets)
    answered = query
    matches = _matches(index, query)
    respelt = _respelt(query, index, vocabulary, known=bool(matches.total)) if matches.total < FEW else None
    instead = respelt.text if respelt and matches.total else ""
    if respelt and not matches.total:
        answered = respelt
        matches = _matches(index, respelt)
    if not matches.total and len(answered.loosened().terms) > 1:
        answered = answered.loosened()
        matches = _matches(index, answered)
    marker = Marker(answered.terms)
    return Found(
        query=query,
        facets=facets,
        results=tuple(_result(document, marker) for document in matches.documents),
        total=matches.total,
        corrected=answered.text if matches.total and answered.text != query.text else "",
        instead=instead,
        some=answered.some and bool(matches.total),
    )


def _matches(index: Index, query: Query) -> Matches:
    return index.matches(query, limit=ON_ONE_PAGE, offset=(query.page - 1) * ON_ONE_PAGE)


def _respelt(query: Query, index: Index, vocabulary: Callable[[], Vocabulary], *, known: bool) -> Query | None:
    """The query with its unknown words (with `known`: its rare ones) as they were probably meant; None if as it is."""
    terms = tuple(_meant(term, index, vocabulary, known=known) for term in query.terms)
    if terms == query.terms:
        return None
    text = query.text
    for old, new in zip(query.terms, terms, strict=True):
        if old != new:
            text = text.replace(old.text, new.text, 1)
    return msgspec.structs.replace(query, text=text, terms=terms)


def _meant(term: Term, index: Index, vocabulary: Callable[[], Vocabulary], *, known: bool) -> Term:
    word, *more = term.pieces
    spread = index.spread(word)
    # A beginning that something has is no mistake, nor is what was put in quotes.
    if more or term.quoted or (not spread if known else index.knows(term)):
        return term
    near = vocabulary().near(word, beginning=term.open)
    for _, _, other in sorted((distance, -index.spread(other), other) for distance, other in near):
        meant = Term(other, (other,), open=term.open)
        if index.spread(other) > spread * MORE_COMMON if known else index.knows(meant):
            return meant
    return term


def _result(document: Document, marker: Marker) -> Result:
    title = () if "<" in document.title_html else marker.marked(document.title)
    return Result(document, title, marker.passage(sections(document.html)))
