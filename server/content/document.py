"""A document: one file in pages/, read and rendered; and what is wrong with it."""

import datetime as dt
import zlib
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any, Literal

import msgspec

from server.content.data.item import NONE, Data
from server.content.history.record import Change
from server.content.particulars import NOTHING, Particulars
from server.content.script import Script
from server.content.site import Kind

# An error cannot be served as meant, a warning will disappoint a reader, a notice says what could not be found out.
Severity = Literal["error", "warning", "notice"]


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """What `check` reports: where, what, and the mend, in one sentence each."""

    path: PurePosixPath  # relative to pages/
    line: int | None
    column: int | None = None  # in characters, from 1, where it says more than the line
    severity: Severity
    message: str

    @property
    def place(self) -> str:
        """As editors and terminals take it: path:line:column, as far as it is known."""
        return ":".join(str(part) for part in (self.path, self.line, self.line and self.column) if part)

    def __str__(self) -> str:
        return f"{self.place}: {self.severity}: {self.message}"


class Heading(msgspec.Struct, frozen=True):
    """An entry of the table of contents; `level` is that of the page (2 to 6), `html` its words without links."""

    level: int
    id: str
    html: str


class Day(msgspec.Struct, frozen=True):
    """A day of a worklog; `words` are those of its heading after the date."""

    date: dt.date
    id: str
    words: str


class Reference(msgspec.Struct, frozen=True, kw_only=True):
    """What an article leads to within this site; `address` is decoded, without query and fragment."""

    kind: Literal["link", "picture"]
    address: str
    fragment: str = ""
    line: int | None = None
    found: bool  # among the documents and the files beside them


class Packed(msgspec.Struct, frozen=True):
    """HTML that is kept: a third of its size, and unpacked in 0.04 ms where it is needed."""

    deflated: bytes
    pictured: bool


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """A document ready for a template.

    Dates are aware datetimes, or plain dates (of which datetime is a kind) where no time was given.
    """

    path: PurePosixPath  # relative to pages/
    kind: Kind
    address: str  # canonical, without trailing slash
    title: str  # plain text
    title_html: str  # the same with math and code, safe to print unescaped
    description: str = ""
    date: dt.date | None = None
    updated: dt.date | None = None
    expires: dt.date | None = None  # from then on it is not shown
    week: dt.date | None = None  # the Monday of the week that it is about
    date_label: str = ""  # "Last updated:" from dateLabels.page; empty: the template's own word
    draft: bool = False
    section: str = ""  # the folder of its section
    original: str = ""  # what it shares with its translations and with nothing else
    tags: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()  # addresses that answer 308 to this one
    former: tuple[str, ...] = ()  # the same of those that its author need not name, the oldest first
    first_address: str = ""  # at its publication, by which feeds know it; empty where nobody noted it
    image: str | None = None
    card: str = "summary"  # twitter:card
    creator: str | None = None  # twitter:creator
    language: str | None = None  # null: the site's
    order: float | None = None
    article: str | Packed = ""  # HTML, balanced, without style, script or inline styles
    headings: tuple[Heading, ...] = ()
    days: tuple[Day, ...] = ()  # of a worklog
    stylesheet: str = ""  # the author's own styles, already kept to the article
    scripts: tuple[Script, ...] = ()  # of the author's own, which may run
    foreign_pictures: bool = False  # this page needs img-src 'self' https:
    references: tuple[Reference, ...] = ()
    words: int = 0
    minutes: int = 1  # reading time
    summary: str = ""  # the description, or else the beginning of the text; plain
    particulars: Particulars = NOTHING
    changes: tuple[Change, ...] = ()  # since it was published, as far as git tells, for the page that shows them
    data: Data = NONE  # what is listed on it besides its text
    extra: Mapping[str, Any] = {}  # keys of the front matter that nobody knows
    faults: tuple[Fault, ...] = ()

    @property
    def html(self) -> str:
        """The article."""
        article = self.article
        return article if isinstance(article, str) else zlib.decompress(article.deflated).decode()

    @property
    def pictured(self) -> bool:
        """Whether there are pictures in the article."""
        return "<img" in self.article if isinstance(self.article, str) else self.article.pictured


def packed(html: str) -> Packed:
    """HTML as it is kept."""
    return Packed(zlib.compress(html.encode(), 1), "<img" in html)
