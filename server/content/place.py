"""Where a document stands: its kind and its address, from its path and what its front matter asks for."""

import re
from datetime import date
from pathlib import PurePosixPath
from unicodedata import normalize
from urllib.parse import unquote

import msgspec

from server.content import dates
from server.content.fields import Fields
from server.content.site import Kind

BY_NAME: dict[str, Kind] = {"about": "about", "now": "now", "contact": "contact"}
BY_FOLDER: dict[str, Kind] = {"blog": "entry", "projects": "project"}
INDEXES = ("index", "_index")
ENDINGS = re.compile(r"(?:(?:/index)?\.html?|/index)?/*$")
UNSAFE = re.compile(r"[\x00-\x20\x7f\\?#]|(?:^|/)\.{1,2}(?:/|$)")
IN_NAME = re.compile(r"[^\w.~-]+")


class Place(msgspec.Struct, frozen=True):
    """Kind and address; the date and the title that the file's name gives."""

    kind: Kind
    address: str
    date: date | None
    title: str


def of(path: PurePosixPath, fields: Fields) -> Place:
    """The place of a file in pages/. Raises ValueError where the front matter asks for an address that none can be."""
    index = path.stem in INDEXES
    name = (path.parent.name if index else path.stem) or "home"
    day, name = dates.in_file_name(name)
    address = _address(path, fields, name, index=index)
    return Place(_kind(path, address), address, day, _title(name))


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


def _address(path: PurePosixPath, fields: Fields, name: str, *, index: bool) -> str:
    folder = path.parent.parent if index else path.parent
    if fields.address:
        return canonical(fields.address)
    if fields.slug:
        return canonical(fields.slug if fields.slug.startswith("/") else str(folder / fields.slug))
    if index and path.parent == PurePosixPath():
        return "/"
    parts = [IN_NAME.sub("-", normalize("NFC", part)).strip("-") for part in (*folder.parts, name)]
    return canonical("/".join(part for part in parts if part))


def _kind(path: PurePosixPath, address: str) -> Kind:
    if address == "/":
        return "home"
    if len(path.parts) == 1 or (len(path.parts) == 2 and path.stem in INDEXES):
        return BY_NAME.get(path.parts[0] if len(path.parts) == 2 else path.stem, "page")
    return BY_FOLDER.get(path.parts[0], "page")


def _title(name: str) -> str:
    words = re.sub(r"[-_]+", " ", name).strip() or name
    return words[:1].upper() + words[1:]
