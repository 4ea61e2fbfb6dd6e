"""What a visitor typed becomes a query: any text is one, and none is an error."""

import re
from urllib.parse import parse_qs

from server.content.portable import fit
from server.content.search.query import Filter, Query, Term
from server.content.search.words import paired, pieces
from server.content.tags import tag_slug

LONGEST = 200  # characters
MOST_TERMS = 12
MOST_PAGES = 1000
SHORTEST_BEGINNING = 3  # letters; what begins with fewer is nearly everything
LONGEST_ADDRESS = 4000  # bytes
YEAR = re.compile(r"\d{4}", re.ASCII)
# As they are typed on phones and in other languages.
SIGNS = str.maketrans(
    dict.fromkeys("“”„‟«»「」『』\uff02", '"') | dict.fromkeys("\u2212\uff0d", "-") | {"\uff1a": ":", "\u3000": " "}
)
TERM = re.compile(
    r"""(?P<without>(?<!\S)-)? (?:(?P<key>tag|section|year):)?
        (?: "(?P<phrase>[^"]*) (?P<closed>"?) | (?P<word>[^\s"]+) )""",
    re.VERBOSE | re.IGNORECASE,
)


def from_address(query_string: bytes) -> Query:
    """The query of an address; of a field that comes twice the first counts."""
    text = query_string[:LONGEST_ADDRESS].decode("ascii", "replace")
    fields = {name: values[0] for name, values in parse_qs(text, errors="replace").items()}
    page = fields.get("page", "")
    return read(
        fields.get("q", ""),
        tag=fields.get("tag", ""),
        section=fields.get("section", ""),
        year=fields.get("year", ""),
        page=min(int(page), MOST_PAGES) if page.isdecimal() and len(page) < 9 and int(page) else 1,
    )


def read(text: str, *, section: str = "", tag: str = "", year: str = "", page: int = 1) -> Query:
    """The query in a text, and in the choices beside it. What goes beyond its limits is cut off."""
    text = fit(text[:LONGEST])
    signs = text.translate(SIGNS)
    chosen = {key: _line(value) for key, value in (("section", section), ("tag", tag), ("year", year))}
    filters = [made for key, value in chosen.items() if (made := _filter(key, value))]
    terms: list[Term] = []
    without: list[Term] = []
    for found in TERM.finditer(signs):
        words = found["word"] or found["phrase"] or ""
        outside = bool(found["without"])
        if made := _filter((found["key"] or "").lower(), words.strip(), without=outside):
            filters.append(made)
            continue
        typing = found.end() == len(signs) and not found["closed"] and not outside
        if term := _term(words, typing=typing, quoted=found["word"] is None):
            (without if outside else terms).append(term)
    return Query(
        text=_line(text),
        terms=tuple(terms[:MOST_TERMS]),
        without=tuple(without[:MOST_TERMS]),
        filters=tuple(filters[:MOST_TERMS]),
        section=chosen["section"],
        tag=chosen["tag"],
        year=chosen["year"],
        page=page,
    )


def _line(text: str) -> str:
    """As much of it as counts, without controls, with single spaces."""
    return " ".join(fit(text[:LONGEST]).split())


def _filter(key: str, value: str, *, without: bool = False) -> Filter | None:
    if not key or not value:
        return None
    if key == "year":
        return Filter(key, value, without) if YEAR.fullmatch(value) else None
    return Filter(key, tag_slug(value) if key == "tag" else value.lower(), without)


def _term(words: str, *, typing: bool, quoted: bool) -> Term | None:
    """A term. Where it is still being typed its last word is a beginning."""
    found = pieces(words)
    if not found:
        return None
    last = found[-1]
    goes_on = typing and len(last) >= SHORTEST_BEGINNING if not paired(last) else len(last) == 1
    return Term(words.strip(), found, open=goes_on, quoted=quoted)
