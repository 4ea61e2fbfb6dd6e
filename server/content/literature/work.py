"""A work that can be cited, whatever kind of file describes it."""

from collections.abc import Callable, Mapping
from typing import Literal

import msgspec

from server.content.problem import Problem

Kind = Literal["article", "book", "part", "paper", "thesis", "report", "other"]


class Name(msgspec.Struct, frozen=True):
    """A person, or with a family name alone a body: "van der Berg", "Ludwig"."""

    family: str
    given: str = ""


class Work(msgspec.Struct, frozen=True, kw_only=True):
    """Plain texts throughout; a title may have formulas between dollars."""

    key: str
    kind: Kind = "other"
    title: str = ""
    authors: tuple[Name, ...] = ()
    and_others: bool = False  # whether there are authors that are not named
    editors: tuple[Name, ...] = ()
    year: str = ""  # or what stands in its place: "in press"
    container: str = ""  # the journal, the proceedings, the book of which it is a part
    volume: str = ""
    issue: str = ""
    pages: str = ""
    publisher: str = ""
    place: str = ""
    edition: str = ""
    note: str = ""
    doi: str = ""
    arxiv: str = ""
    url: str = ""

    @property
    def address(self) -> str:
        """Where it can be read; empty where that is not known."""
        if self.doi:
            return f"https://doi.org/{self.doi}"
        return f"https://arxiv.org/abs/{self.arxiv}" if self.arxiv else self.url


class Bibliography(msgspec.Struct, frozen=True):
    """A file that describes works, by key, and what is wrong with it. A work is made when it is asked for."""

    works: Mapping[str, Callable[[], Work]]
    problems: tuple[Problem, ...] = ()
