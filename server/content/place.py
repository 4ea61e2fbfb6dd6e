"""Where a document stands: its kind and its address, from its path and what its front matter asks for."""

import datetime as dt
import re
from pathlib import PurePosixPath
from unicodedata import normalize
from urllib.parse import unquote

import msgspec

from server.content import dates, languages, weeks
from server.content.fields import Fields
from server.content.section import DEFAULT, PLACEHOLDER, Section, Sections, around
from server.content.site import Kind

BY_NAME: dict[str, Kind] = {"about": "about", "now": "now", "contact": "contact"}
BY_SECTION: dict[str, Kind] = {"entries": "entry", "projects": "project"}
INDEXES = ("index", "_index")
ENDINGS = re.compile(r"(?:(?:/index)?\.html?|/index)?/*$")
UNSAFE = re.compile(r"[\x00-\x20\x7f\\?#]|(?:^|/)\.{1,2}(?:/|$)")
IN_NAME = re.compile(r"[^\w.~-]+")


class Place(msgspec.Struct, frozen=True):
    """Kind and address; and what else the file's name says."""

    kind: Kind
    address: str
    date: dt.date | None
    title: str
    section: str = ""  # the folder of its section
    language: str = ""  # about.de.md
    original: str = ""  # the path without language and ending, which translations share
    week: dt.date | None = None  # its Monday, where the file is named after a week


def of(path: PurePosixPath, fields: Fields, sections: Sections = DEFAULT) -> Place:
    """The place of a file in pages/. Raises ValueError where the front matter asks for an address that none can be."""
    stem, language = languages.in_file_name(path.stem)
    plain = path.with_name(f"{stem}{path.suffix}")
    index = stem in INDEXES
    name = (path.parent.name if index else stem) or "home"
    day, name = dates.in_file_name(name)
    section = around(plain, sections)
    inside = section is not None and section.kind in BY_SECTION and not _is_index(plain, section)
    week = weeks.in_file_name(name) if inside else None
    day = day or week
    address = _address(plain, fields, name, section, fields.date or day)
    if language and not fields.address:
        address = f"/{language}{address}".rstrip("/")
    return Place(
        kind=_kind(plain, address, section),
        address=address,
        date=day,
        title=weeks.stretch(week) if week else _title(name),
        section=section.folder if section else "",
        language=language,
        original=str(plain.with_suffix("")),
        week=week,
    )


def canonical(address: str) -> str:
    """The one form of an address: decoded, NFC, without `.html`, `index` and the slash at its end.

    Raises ValueError where a browser could not ask for it, or would ask for something else.
    """
    return ENDINGS.sub("", _decoded(address)) or "/"


def earlier(address: str, now: str) -> str:
    """An earlier address as it was asked for, ending and all; a relative one is of the folder it is in `now`.

    Raises ValueError as canonical does.
    """
    return _decoded(address if address.startswith("/") else f"{now.rpartition('/')[0]}/{address}")


def _decoded(address: str) -> str:
    text = re.sub(r"/{2,}", "/", f"/{normalize('NFC', unquote(address.strip()))}")
    if UNSAFE.search(text) or "\ufffd" in text:
        raise ValueError(f"'{address}' cannot be an address: letters, digits, '-', '_', '.' and '/' can")
    return text


def _address(path: PurePosixPath, fields: Fields, name: str, section: Section | None, day: dt.date | None) -> str:
    index = path.stem in INDEXES
    folder = path.parent.parent if index else path.parent
    if fields.address or (fields.slug or "").startswith("/"):
        return canonical(fields.address or fields.slug or "")
    if section and _is_index(path, section):
        return canonical(str(folder / fields.slug) if fields.slug else section.list_address)
    if section and section.address:
        return _filled(section.address, fields.slug or _safe(name), day)
    if index and path.parent == PurePosixPath():
        return "/"
    words = str(folder / fields.slug) if fields.slug else "/".join(filter(None, map(_safe, (*folder.parts, name))))
    return canonical(words)


def _filled(pattern: str, slug: str, day: dt.date | None) -> str:
    """A section's pattern with a document's words. Raises ValueError where it asks for a date that there is not."""
    if day is None and PLACEHOLDER.search(pattern.replace("{slug}", "")):
        raise ValueError(f"its address is to be {pattern}, but it has no date")
    year, month, number = (f"{day.year:04}", f"{day.month:02}", f"{day.day:02}") if day else ("", "", "")
    words = {"slug": slug, "year": year, "month": month, "day": number, "week": weeks.name(day) if day else ""}
    return canonical(PLACEHOLDER.sub(lambda found: words[found[1]], pattern))


def _safe(part: str) -> str:
    return IN_NAME.sub("-", normalize("NFC", part)).strip("-")


def _is_index(path: PurePosixPath, section: Section) -> bool:
    return path.stem in INDEXES and str(path.parent) == section.folder


def _kind(path: PurePosixPath, address: str, section: Section | None) -> Kind:
    if address == "/":
        return "home"
    if section:
        return "page" if _is_index(path, section) else BY_SECTION.get(section.kind, "page")
    if len(path.parts) == 1 or (len(path.parts) == 2 and path.stem in INDEXES):
        return BY_NAME.get(path.parts[0] if len(path.parts) == 2 else path.stem, "page")
    return "page"


def _title(name: str) -> str:
    words = re.sub(r"[-_]+", " ", name).strip() or name
    return words[:1].upper() + words[1:]
