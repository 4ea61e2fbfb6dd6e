"""A line of a list that is kept as data, and a picture of a gallery; both as pages show them."""

import datetime as dt

import msgspec


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """Something read, watched, used. `rating` is out of five; `date` is when it was finished."""

    id: str
    title: str
    by: str = ""
    url: str | None = None
    cover: str | None = None
    status: str = ""
    kind: str = ""
    rating: float | None = None
    date: dt.date | None = None
    day_known: bool = True  # else only month and year are
    month_known: bool = True  # else only the year is
    started: dt.date | None = None
    year: str = ""  # when the work came out
    tags: tuple[str, ...] = ()
    group: str = ""  # the list within its file: "books" of [[books]]
    html: str = ""  # its notes

    @property
    def under_way(self) -> bool:
        return self.started is not None and self.date is None


class Keepsake(msgspec.Struct, frozen=True, kw_only=True):
    """A picture of a gallery."""

    id: str
    address: str
    alt: str
    caption: str = ""
    date: dt.date | None = None


class Data(msgspec.Struct, frozen=True):
    """What a document lists besides its text."""

    items: tuple[Item, ...] = ()
    gallery: tuple[Keepsake, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.items or self.gallery)


NONE = Data()
