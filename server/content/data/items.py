"""Makes items of records, whatever names a file gives to things; what it cannot use is said."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from server.content import dates, values
from server.content.data.item import Item
from server.content.data.records import Record
from server.content.markdown.headings import identifier
from server.content.portable import fit
from server.content.spellings import plain

PARTIAL = re.compile(r"(\d{4})(?:-(\d{2}))?")
MOST_UNKNOWN = 5  # unknown keys of one file that are named
OUT_OF = 5

# field: the keys that mean it, the strongest first; compared without case, spaces, `-` and `_`.
KEYS: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "name"),
    "by": ("by", "author", "authors", "artist", "director", "creator", "editor", "publisher"),
    "url": ("url", "link", "href", "doi"),
    "cover": ("cover", "image", "picture", "thumbnail"),
    "status": ("status", "exclusive shelf", "shelf", "state"),
    "kind": ("kind", "type", "medium"),
    "rating": ("rating", "my rating", "stars", "score"),
    "date": ("date", "finished", "date read", "read", "watched", "seen", "completed", "end"),
    "started": ("started", "begun", "start"),
    "year": ("year", "original publication year", "year published", "published", "released"),
    "tags": ("tags", "tag", "topics", "genres", "genre"),
    "notes": ("notes", "note", "my review", "review", "comment", "description", "summary"),
}


class Draft(msgspec.Struct, frozen=True):
    """An item whose cover is as it was written, and whose notes are Markdown still."""

    item: Item
    notes: str


Remark = tuple[str, str]  # the words by which its line is found, and what is wrong


def drafts(records: Iterable[Record], *, quiet: bool) -> tuple[list[Draft], list[Remark]]:
    """The items in the order of the file. `quiet`: keys that nobody knows are not named (other programs' tables)."""
    found: list[Draft] = []
    remarks: list[Remark] = []
    ids: dict[str, int] = {}
    unknown: dict[str, str] = {}
    for record in records:
        given = {_plain(key): (str(key), value) for key, value in record.values.items() if not values.empty(value)}
        unknown |= {key: key for name, (key, _) in given.items() if name not in MEANING}
        fields = dict(_fields(given, remarks))
        notes = fields.pop("notes", "")
        fields |= fields.pop("date", {})
        title = fields.pop("title", "")
        if not title:
            remarks.append((next((key for key, _ in given.values()), ""), "A record has no title: it is left out."))
            continue
        name = identifier(title)
        ids[name] = ids.get(name, 0) + 1
        name = name if ids[name] == 1 else f"{name}-{ids[name]}"
        found.append(Draft(Item(id=name, title=title, group=record.group, **fields), notes))
    if not quiet:
        remarks.extend((key, f"{key}: nobody knows this key.") for key in list(unknown)[:MOST_UNKNOWN])
    return found, remarks


def _fields(given: Mapping[str, tuple[str, Any]], remarks: list[Remark]) -> Iterator[tuple[str, Any]]:
    for field, keys in KEYS.items():
        name = next((spelling for key in keys if (spelling := _plain(key)) in given), None)
        if name is not None:
            key, value = given[name]
            try:
                yield field, READERS.get(field, _text)(f"https://doi.org/{_text(value)}" if name == "doi" else value)
            except ValueError as error:
                remarks.append((_text(value) if isinstance(value, str) else key, f"{key}: {error}."))


def _plain(key: Any) -> str:
    return plain(str(key)).replace(" ", "")


MEANING = {_plain(key): field for field, keys in KEYS.items() for key in keys}


def _text(value: Any) -> str:
    return fit(values.text(value))


def _texts(value: Any) -> str:
    """A list, as people read it."""
    return ", ".join(map(_text, value)) if isinstance(value, list) else _text(value)


def _tags(value: Any) -> tuple[str, ...]:
    parts = value if isinstance(value, list) else _text(value).split(",")
    return tuple(dict.fromkeys(text for part in parts if (text := _text(part).strip())))


def _notes(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("a text belongs here")  # noqa: TRY004 (a fault of the file, not of a type here)
    return fit(value)


def _date(value: Any) -> dict[str, Any]:
    """A day, or as much of it as people remember: a month (2026-05), a year."""
    found = PARTIAL.fullmatch(_text(value))
    if not found:
        return {"date": dates.parsed(value)}
    day = dt.date(int(found[1]), int(found[2] or 1), 1)
    return {"date": day, "day_known": False, "month_known": bool(found[2])}


def _rating(value: Any) -> float | None:
    """Out of five: 4, 4.5, "4/5", "8/10". Nothing, where a table writes 0 for it."""
    number, _, whole = _text(value).partition("/")
    rating = values.number(number) / (values.number(whole or OUT_OF) or 1) * OUT_OF
    if not 0 <= rating <= OUT_OF:
        raise ValueError(f"'{value}' is not between 0 and {OUT_OF}; write another scale like 8/10")
    return rating or None


READERS: Mapping[str, Any] = {
    "by": _texts,
    "date": _date,
    "started": dates.parsed,
    "rating": _rating,
    "tags": _tags,
    "notes": _notes,
}
