"""A query as a condition on the tables of the index."""

from collections.abc import Iterator

from server.content.search.query import Query

Condition = tuple[str, list[str]]
HAS_TAG = "EXISTS (SELECT 1 FROM tag WHERE tag.id = document.id AND tag.slug = ?)"


def conditions(query: Query) -> Condition:
    """SQL with its parameters, true of the documents that are asked for."""
    found = list(_conditions(query))
    return " AND ".join(sql for sql, _ in found) or "1", [value for _, values in found for value in values]


def _conditions(query: Query) -> Iterator[Condition]:
    if query.terms:
        either = " OR " if query.some else " AND "
        yield "text MATCH ?", [either.join(term.expression for term in query.terms)]
    for term in query.without:
        yield "document.id NOT IN (SELECT rowid FROM text WHERE text MATCH ?)", [term.expression]
    for key in ("section", "year"):  # of which a document has one
        for without in (False, True):
            values = [each.value for each in query.filters if (each.key, each.without) == (key, without)]
            if values:
                yield f"document.{key} {'NOT ' * without}IN ({', '.join('?' * len(values))})", values
    for each in query.filters:
        if each.key == "tag":
            yield f"{'NOT ' * each.without}{HAS_TAG}", [each.value]
