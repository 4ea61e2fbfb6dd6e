"""`duologue new`: starts a document where its kind belongs, as a draft, and never over another one."""

import datetime as dt
import re
from pathlib import Path, PurePosixPath
from unicodedata import normalize

import msgspec
import yaml

from server.content import folder, reading, site_file, weeks
from server.content.addresses import Own
from server.content.place import INDEXES, Place
from server.content.problem import Unreadable
from server.content.rendering import text_of
from server.content.section import BLOG, PROJECTS, Section, Sections, declared

LONGEST = 60  # characters of a file's name; the title has the rest
BETWEEN_WORDS = re.compile(r"[\W_]+")
APOSTROPHES = re.compile("['\u2019\u02bc]")
SIGNS = {"+": " plus ", "#": " sharp ", "&": " and "}


class NotStarted(Exception):
    """Why no document was made, and what to do."""


class Started(msgspec.Struct, frozen=True):
    """The new file, and where readers will find it once it is no draft."""

    file: Path
    address: str


def start(pages: Path, kind: str, title: str, now: dt.datetime) -> Started:
    """Make a document of a kind: entry, project, page, or the folder of a section. Raises NotStarted.

    Without a title only a section by weeks has one to give: that of the week.
    """
    sections = declared(site_file.read(pages)[0].sections)
    section = _section(kind, sections)
    weekly = section is not None and section.archived_by == "weeks"
    path = PurePosixPath(section.folder if section else "", f"{weeks.name(now) if weekly else slug(title)}.md")
    text = _text(title, now.date() if section and not weekly else None)
    address = _place(path, text, sections).address
    _must_be_free(pages, address, sections)
    file = pages / path
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        with file.open("x", encoding="utf-8") as new:
            new.write(text)
    except FileExistsError as error:
        raise NotStarted(f"{file} is there already: open it, or choose another title.") from error
    return Started(file, address)


def slug(title: str) -> str:
    """What a title becomes in a file's name, which is what becomes of it in an address. Raises NotStarted."""
    text = APOSTROPHES.sub("", normalize("NFC", title).lower())
    words = BETWEEN_WORDS.sub("-", "".join(SIGNS.get(sign, sign) for sign in text)).strip("-")
    if len(words) > LONGEST:
        words = words[: LONGEST + 1].rpartition("-")[0] or words[:LONGEST]
    if not words or words in INDEXES:
        raise NotStarted(f"'{title}' makes no file name: give a title with words in it, like \"How it began\".")
    return words


def _section(kind: str, sections: Sections) -> Section | None:
    """The section for a kind; None for a page."""
    if kind == "page":
        return None
    known = {"entry": sections[BLOG.folder], "project": sections[PROJECTS.folder], **sections}
    if kind not in known:
        raise NotStarted(f"'{kind}' is no kind of document here; there are page, {', '.join(known)}.")
    return known[kind]


def _text(title: str, date: dt.date | None) -> str:
    said = {"title": title, "date": date, "draft": True}
    values = {key: value for key, value in said.items() if value not in ("", None)}
    head = yaml.safe_dump(values, allow_unicode=True, sort_keys=False, width=10_000)
    return f"---\n{head}---\n\n"


def _place(path: PurePosixPath, text: str, sections: Sections) -> Place:
    try:
        return reading.source(path, text, sections).place
    except Unreadable as unreadable:
        raise NotStarted(f"{path}: {unreadable}") from unreadable


def _must_be_free(pages: Path, address: str, sections: Sections) -> None:
    if address in Own(sections):
        raise NotStarted(f"The site itself answers at {address}: choose another title.")
    for path in folder.listed(pages).documents:
        try:
            other = reading.source(path, text_of(pages / path), sections).place.address
        except (Unreadable, OSError):
            continue  # `check` names it
        if other == address:
            raise NotStarted(f"{pages / path} is at {address} already: choose another title.")
