"""What a visitor asks for: terms, and among which documents."""

from urllib.parse import urlencode

import msgspec

from server.content.search.words import paired, tokens

ADDRESS = "/search"
MOST_TOKENS = 24


class Term(msgspec.Struct, frozen=True):
    """A word or a phrase."""

    text: str  # as typed
    pieces: tuple[str, ...]  # folded
    open: bool = False  # the last of them may go on
    quoted: bool = False

    @property
    def expression(self) -> str:
        """The term for FTS5. Its tokens have no quotes in them, so that nothing in it is syntax."""
        return f'"{" ".join(tokens(self.pieces))}"{" *" if self.open else ""}'


class Filter(msgspec.Struct, frozen=True):
    """Among which documents: `value` is a tag's slug, a section or a year."""

    key: str
    value: str
    without: bool = False


class Query(msgspec.Struct, frozen=True, kw_only=True):
    """What has to be there, what must not be, and among which documents."""

    text: str = ""  # as typed, on one line
    terms: tuple[Term, ...] = ()
    without: tuple[Term, ...] = ()
    filters: tuple[Filter, ...] = ()
    # The choices beside the field; they are among the filters too.
    section: str = ""
    tag: str = ""
    year: str = ""
    page: int = 1
    some: bool = False  # one of the terms is enough

    @property
    def asks(self) -> bool:
        """Whether anything is asked for."""
        return bool(self.terms or self.without or self.filters)

    def loosened(self) -> "Query":
        """The same, where one of the words is enough, and of a run of signs two that follow each other."""
        terms = [[term] if term.quoted else map(_token, tokens(term.pieces)) for term in self.terms]
        loose = tuple(token for each in terms for token in each)[:MOST_TOKENS]
        return msgspec.structs.replace(self, terms=loose, some=True)

    def address(self, *, text: str | None = None, page: int = 1) -> str:
        """Where this is asked for, or where it is with another text or on another page of results."""
        fields = {
            "q": self.text if text is None else text,
            "section": self.section,
            "tag": self.tag,
            "year": self.year,
            "page": page if page > 1 else "",
        }
        given = {name: value for name, value in fields.items() if value}
        return f"{ADDRESS}?{urlencode(given)}" if given else ADDRESS


def _token(token: str) -> Term:
    return Term(token, (token,), open=len(token) == 1 and paired(token))
