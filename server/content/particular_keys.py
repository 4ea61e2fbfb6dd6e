"""Reads the particulars of a document from the keys of its front matter."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from server.content import dates, values
from server.content.particulars import NOTHING, Particulars, Person, Resource, Revision
from server.content.resources import resources
from server.content.spellings import plain

TABLES = ("taxonomies", "extra", "params")  # where Zola and Hugo keep some of these


def read(extra: Mapping[str, Any], *, data_is_link: bool) -> tuple[Particulars, list[tuple[str, str]]]:
    """The particulars among a document's remaining keys, and by key what is wrong with them.

    `data_is_link`: beside an entry or a project `data` is something to be got; on a page it is what is listed there.
    """
    given: dict[str, tuple[str, Any]] = {}
    for key, value in _keys(extra):
        if not values.empty(value) and value != {}:
            given.setdefault(plain(key), (key, value))
    found: dict[str, Any] = {}
    faults: list[tuple[str, str]] = []
    linked: dict[Resource, None] = {}
    for name, (key, value) in given.items():
        try:
            field, reader = READERS.get(name, ("", values.text))
            if field:
                found.setdefault(field, reader(value))
            if name != "data" or data_is_link:
                linked |= dict.fromkeys(resources(name, value))
        except ValueError as error:
            faults.append((key, f"{key}: {error}."))
    if linked:
        found["resources"] = tuple(linked)
    return (Particulars(**found) if found else NOTHING), faults


def _keys(extra: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    yield from extra.items()
    for name in TABLES:
        table = extra.get(name)
        if isinstance(table, Mapping):
            yield from ((str(key), value) for key, value in table.items())


def _texts(value: Any) -> tuple[str, ...]:
    """A list, or a text with commas."""
    parts = value if isinstance(value, list) else values.text(value).split(",")
    return tuple(dict.fromkeys(text for part in parts if (text := values.text(part).strip())))


def _first(value: Any) -> str:
    """A text; Hugo and Zola have a list where one is meant."""
    return values.text(value[0] if isinstance(value, list) and value else value)


def _allowed(value: Any) -> bool:
    """Only a plain yes: other generators have a list of files here."""
    return not isinstance(value, Mapping | list) and values.text(value).lower() in values.TRUE


def _people(value: Any) -> tuple[Person, ...]:
    return tuple(_person(each) for each in (value if isinstance(value, list) else [value]))


def _person(value: Any) -> Person:
    if not isinstance(value, Mapping):
        return Person(values.text(value))
    named = {plain(str(key)): inner for key, inner in value.items()}
    name, note = values.text(named.get("name", "")), named.get("note") or named.get("affiliation") or ""
    if not name:
        raise ValueError("each author needs a `name`")
    return Person(name, values.text(named.get("url") or named.get("homepage") or "") or None, _first(note))


def _revisions(value: Any) -> tuple[Revision, ...]:
    """A list of dates with notes; or a table from dates to notes."""
    if isinstance(value, Mapping):
        pairs = list(value.items())
    elif isinstance(value, list) and all(isinstance(each, Mapping) for each in value):
        pairs = [(each.get("date"), each.get("note") or each.get("summary") or "") for each in value]
    else:
        raise ValueError("a list belongs here of which each has a `date` and a `note`")
    found = [Revision(dates.parsed(date), values.text(note)) for date, note in pairs]
    return tuple(sorted(found, key=lambda each: each.date.isoformat(), reverse=True))


READERS: Mapping[str, tuple[str, Callable[[Any], Any]]] = {
    "subtitle": ("subtitle", values.text),
    "tagline": ("subtitle", values.text),
    "imagealt": ("alt", values.text),
    "coveralt": ("alt", values.text),
    "alt": ("alt", values.text),
    "authors": ("authors", _people),
    "author": ("authors", _people),
    "keywords": ("keywords", _texts),
    "revisions": ("revisions", _revisions),
    "changelog": ("revisions", _revisions),
    "bibliography": ("bibliography", _texts),
    "series": ("series", _first),
    "seriesorder": ("part", values.number),
    "seriesweight": ("part", values.number),
    "part": ("part", values.number),
    "project": ("project", _texts),
    "projects": ("project", _texts),
    "status": ("status", values.text),
    "role": ("role", values.text),
    "stack": ("stack", _texts),
    "end": ("end", dates.parsed),
    "translation": ("translation", values.text),
    "translationkey": ("translation", values.text),
    "ref": ("translation", values.text),
    "langref": ("translation", values.text),
    "preview": ("preview", values.text),
    "scripts": ("scripts", _allowed),
    "changes": ("changes", lambda value: values.text(value).lower() not in values.FALSE),
}
