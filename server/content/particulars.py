"""What a document may say of itself beyond title and date: who wrote it, what belongs to it, where it has its place."""

import datetime as dt

import msgspec


class Person(msgspec.Struct, frozen=True):
    """Somebody who had a part in a text; `note` is where they work, say."""

    name: str
    url: str | None = None
    note: str = ""


class Revision(msgspec.Struct, frozen=True):
    """A change that readers should know of."""

    date: dt.date
    note: str


class Resource(msgspec.Struct, frozen=True):
    """Something that may be got beside a text: code, data, a paper."""

    label: str
    url: str


class Particulars(msgspec.Struct, frozen=True, kw_only=True):
    """The defaults are those of a document that says nothing of the kind."""

    subtitle: str = ""
    alt: str = ""  # of its cover
    authors: tuple[Person, ...] = ()
    keywords: tuple[str, ...] = ()
    revisions: tuple[Revision, ...] = ()  # the newest first
    resources: tuple[Resource, ...] = ()
    series: str = ""
    part: float | None = None  # its place in the series, where that is not by date
    project: tuple[str, ...] = ()  # slugs of the projects to which it belongs
    status: str = ""
    role: str = ""
    stack: tuple[str, ...] = ()
    end: dt.date | None = None
    translation: str = ""  # what it shares with its translations, where that is not the name of its file
    bibliography: tuple[str, ...] = ()  # files with the works that it cites, where those beside it are not meant
    scripts: bool = False  # whether those in its text may run
    changes: bool = True  # whether readers may see what has changed since it was published
    preview: str = ""  # part of the signature of its previews; "false": there are none


NOTHING = Particulars()
