"""A small site that is searched, and what is found in it, in short."""

import datetime as dt
from collections.abc import Iterable
from pathlib import PurePosixPath

from server.content.document import Document
from server.content.reading import read_document
from server.content.search.asking import read
from server.content.search.facets import facets
from server.content.search.finding import Found, find
from server.content.search.index import Index
from server.content.search.passage import Piece
from server.content.search.spelling import Vocabulary
from server.content.section import Section
from server.content.site import Site

SITE = Site(sections=(Section("notes", kind="pages"),))


def written(path: str, text: str) -> Document:
    """A document as a file in pages/ makes it."""
    return read_document(PurePosixPath(path), text, SITE)


class Searched:
    """Documents with their index."""

    def __init__(self, *documents: Document) -> None:
        self.index = Index()
        self.replace(documents)

    def replace(self, documents: Iterable[Document]) -> None:
        self.documents = tuple(documents)
        self.index.replace(self.documents)

    def found(self, text: str, **choices: str) -> Found:
        query = read(text, **choices)  # type: ignore[arg-type] # page is not among the choices
        return find(query, self.index, facets(self.documents), lambda: Vocabulary(self.index.words()))

    def addresses(self, text: str, **choices: str) -> list[str]:
        """The addresses of what is found, the best first."""
        return [result.document.address for result in self.found(text, **choices).results]

    def passage(self, text: str) -> str:
        """The first passage that is shown, with what is marked in brackets."""
        passage = self.found(text).results[0].passage
        return marked(passage.pieces) if passage else ""


def marked(pieces: Iterable[Piece]) -> str:
    return "".join(f"[{piece.text}]" if piece.marked else piece.text for piece in pieces)


def day(number: int) -> dt.date:
    return dt.date(2026, 1, number)
