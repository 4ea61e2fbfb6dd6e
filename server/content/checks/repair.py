"""`check --fix`: writes back what was certainly damaged, piece by piece, and touches nothing else.

Left to the author: what stands in code, formulas, links and tags, where damaged characters may be meant or may be the
name of something; what a byte is lost of; and front matter where the repair would move the document.
"""

import codecs
import os
import shutil
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import msgspec

from server.content import folder, reading, site_file
from server.content.checks import damage
from server.content.checks.damage import Damage
from server.content.checks.prose import Prose
from server.content.problem import Unreadable
from server.content.section import Sections, declared

UTF_16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


class Repair(msgspec.Struct, frozen=True):
    """One piece, with a little of what is around it."""

    path: PurePosixPath
    line: int | None
    before: str
    after: str

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else f"{self.path}"
        return f"{place}: '{self.before}' → '{self.after}'"


class Mended(msgspec.Struct, frozen=True):
    """A file as it should be."""

    file: Path
    text: str
    repairs: tuple[Repair, ...]


def mended(pages: Path) -> Iterator[Mended]:
    """Every document that can be mended. Writes nothing."""
    sections = declared(site_file.read(pages)[0].sections)
    for path in folder.listed(pages).documents:
        try:
            text, repairs = _decoded(path, (pages / path).read_bytes())
            text, more = repaired(path, text, sections)
        except (OSError, UnicodeDecodeError, Unreadable):
            continue  # said where it was to be read
        if repairs or more:
            yield Mended(pages / path, text, (*repairs, *more))


def write(mended: Mended) -> None:
    """Put the file in the place of the old one, all at once; a link stays a link, and rights stay what they are."""
    file = mended.file.resolve()
    draft = file.with_name(f".{file.name}.{os.getpid()}.tmp")
    try:
        with draft.open("xb") as new:
            new.write(mended.text.encode())
            new.flush()
            os.fsync(new.fileno())
        shutil.copymode(file, draft)
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)


def _decoded(path: PurePosixPath, data: bytes) -> tuple[str, list[Repair]]:
    """The text; UTF-16 says at its beginning that it is that. Raises UnicodeDecodeError."""
    codec = UTF_16.get(data[:2])
    if codec is None:
        return data.decode(), []
    return data[2:].decode(codec), [Repair(path, None, "UTF-16", "UTF-8")]


def repaired(path: PurePosixPath, text: str, sections: Sections) -> tuple[str, list[Repair]]:
    """The text with what can be mended of it, and what that was. Raises Unreadable."""
    pieces = [(number, line, each) for number, line, each in damage.found(text) if each.reading]
    if not pieces or "\r" in text.replace("\r\n", ""):
        return text, []
    prose = Prose(reading.unified(text))
    in_body = [piece for piece in pieces if prose.has(piece[0], piece[2].column)]
    in_head = [piece for piece in pieces if piece[0] < prose.first_line]
    for chosen in ([*in_head, *in_body], in_body):
        whole = _written(text, chosen)
        if _same_place(path, text, whole, sections):
            return whole, [_repair(path, *piece) for piece in chosen]
    return text, []


def _written(text: str, pieces: list[tuple[int, str, Damage]]) -> str:
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    lines = text.removeprefix(mark).split("\n")
    for number, _, each in sorted(pieces, key=lambda piece: (piece[0], -piece[2].column)):
        line = lines[number - 1]
        lines[number - 1] = f"{line[: each.column]}{each.reading}{line[each.column + len(each.piece) :]}"
    return mark + "\n".join(lines)


def _same_place(path: PurePosixPath, before: str, after: str, sections: Sections) -> bool:
    """Whether the document says the same of itself, but for its words. Raises Unreadable where it could not."""
    old = reading.source(path, before, sections)
    try:
        new = reading.source(path, after, sections)
    except Unreadable:
        return False
    one, other = old.fields, new.fields
    kept = ("date", "updated", "expires", "draft", "aliases", "image", "slug", "address", "order", "language")
    return (
        (old.place.address, old.first_line, old.problems) == (new.place.address, new.first_line, new.problems)
        and all(getattr(one, name) == getattr(other, name) for name in kept)
        and one.extra.keys() == other.extra.keys()
        and old.particulars.resources == new.particulars.resources
    )


def _repair(path: PurePosixPath, number: int, line: str, each: Damage) -> Repair:
    whole = Damage(each.column, each.reading, "")
    after = f"{line[: each.column]}{each.reading}{line[each.column + len(each.piece) :]}"
    return Repair(path, number, damage.around(line, each), damage.around(after, whole))
