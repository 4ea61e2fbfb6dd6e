"""The index: SQLite's FTS5 in memory, of the documents that readers may know.

A site of thousands of documents outgrows its 16 MB; SQLite then puts the rest into a file without a name.

It keeps no text: a passage is made again from the document. One thread at a time may use it.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from server.content.document import Document
from server.content.moment import moment
from server.content.search import facets
from server.content.search.conditions import conditions
from server.content.search.query import Query, Term
from server.content.search.sections import body
from server.content.search.words import folded, indexed

# The weights are those of the columns. Without content of its own the table takes half the memory.
SCHEMA = r"""
PRAGMA cache_size = -16000;
CREATE VIRTUAL TABLE text USING fts5(
    title, headings, tags, body, content='', tokenize="unicode61 remove_diacritics 2 tokenchars '\'");
INSERT INTO text(text, rank) VALUES ('rank', 'bm25(10.0, 5.0, 3.0, 1.0)');
INSERT INTO text(text, rank) VALUES ('hashsize', 8388608);
CREATE VIRTUAL TABLE word USING fts5vocab(text, row);
CREATE TABLE document (
    id INTEGER PRIMARY KEY, section TEXT NOT NULL, year TEXT NOT NULL, at REAL NOT NULL, address TEXT NOT NULL);
CREATE TABLE tag (id INTEGER NOT NULL, slug TEXT NOT NULL, PRIMARY KEY (id, slug)) WITHOUT ROWID;
"""
ADD = "INSERT INTO text(rowid, title, headings, tags, body) VALUES (?, ?, ?, ?, ?)"
# An index without content has to be told what it forgets.
FORGET = "INSERT INTO text(text, rowid, title, headings, tags, body) VALUES ('delete', ?, ?, ?, ?, ?)"


class Matches(NamedTuple):
    """Some of the documents that were asked for, the best first, and how many there are of them in all."""

    documents: tuple[Document, ...]
    total: int


class Index:
    """Which documents have which words."""

    def __init__(self) -> None:
        self._database = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._database.executescript(SCHEMA)
        self._documents: Mapping[int, Document] = {}
        self._last = 0

    def close(self) -> None:
        self._database.close()

    def replace(self, documents: Iterable[Document]) -> None:
        """Index exactly these. Those that are there already cost nothing; where it raises, all stays as it was."""
        former = {document.address: key for key, document in self._documents.items()}
        kept: dict[int, Document] = {}
        new: dict[int, Document] = {}
        for document in documents:
            key = former.get(document.address)
            if key is not None and (self._documents[key] is document or self._documents[key] == document):
                kept[key] = document
            else:
                self._last += 1
                new[self._last] = document
        gone = {key: document for key, document in self._documents.items() if key not in kept}
        self._database.execute("BEGIN")
        try:
            self._forget(gone)
            self._add(new)
            self._database.execute("COMMIT")
        except BaseException:
            self._database.execute("ROLLBACK")
            raise
        self._documents = kept | new

    def matches(self, query: Query, *, limit: int, offset: int = 0) -> Matches:
        """The documents that a query asks for, by rank and, of equals, the newer first; without terms by date alone."""
        condition, values = conditions(query)
        source, order = "document", "document.at DESC, document.address"
        if query.terms:
            source, order = "text CROSS JOIN document ON document.id = text.rowid", f"text.rank, {order}"
        rows = self._database.execute(
            f"SELECT document.id, count(*) OVER () FROM {source} WHERE {condition} ORDER BY {order} LIMIT ? OFFSET ?",  # noqa: S608 (made of constants; what is asked for is in the values)
            (*values, limit, offset),
        ).fetchall()
        if offset and not rows:
            return Matches((), self.matches(query, limit=1).total)
        return Matches(tuple(self._documents[key] for key, _ in rows), rows[0][1] if rows else 0)

    def knows(self, term: Term) -> bool:
        """Whether any document has the term."""
        found = self._database.execute("SELECT 1 FROM text WHERE text MATCH ? LIMIT 1", (term.expression,))
        return found.fetchone() is not None

    def having(self, token: str, *, prominent: bool = False) -> list[Document]:
        """Some documents with a token; `prominent`, not only in the body."""
        expression = f'{"{title headings tags} : " if prominent else ""}"{token}"'
        rows = self._database.execute("SELECT rowid FROM text WHERE text MATCH ? LIMIT 200", (expression,))
        return [self._documents[key] for (key,) in rows]

    def __len__(self) -> int:
        return len(self._documents)

    def words(self) -> Iterator[str]:
        """Every token of the index."""
        return (word for (word,) in self._database.execute("SELECT term FROM word"))

    def spread(self, word: str) -> int:
        """How many documents have a token."""
        found = self._database.execute("SELECT doc FROM word WHERE term = ?", (word,)).fetchone()
        return int(found[0]) if found else 0

    def _add(self, new: Mapping[int, Document]) -> None:
        self._database.executemany(ADD, ((key, *_columns(document)) for key, document in new.items()))
        self._database.executemany("INSERT INTO document VALUES (?, ?, ?, ?, ?)", map(_facts, new, new.values()))
        tags = ((key, slug) for key, document in new.items() for slug in facets.slugs(document))
        self._database.executemany("INSERT INTO tag VALUES (?, ?)", tags)

    def _forget(self, gone: Mapping[int, Document]) -> None:
        self._database.executemany(FORGET, ((key, *_columns(document)) for key, document in gone.items()))
        for table in ("document", "tag"):
            self._database.executemany(f"DELETE FROM {table} WHERE id = ?", ((key,) for key in gone))  # noqa: S608 (a constant)


def _columns(document: Document) -> tuple[str, str, str, str]:
    """Title, headings, tags with what else describes it, and body: the same each time, for what is forgotten."""
    headings = "\n".join(heading.html for heading in document.headings)
    more = document.particulars
    about = "\n".join((*document.tags, *more.keywords, *more.stack, more.subtitle, document.description))
    return indexed(document.title), indexed(body(headings)), indexed(about), indexed(body(document.html))


def _facts(key: int, document: Document) -> tuple[int, str, str, float, str]:
    at = moment(document.date).timestamp() if document.date else float("-inf")
    return key, facets.section(document), facets.year(document), at, folded(document.address)
