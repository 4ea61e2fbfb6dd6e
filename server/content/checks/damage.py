"""Finds characters that were damaged on their way into a file, and tells how they were meant where that can be told.

Only `check` imports this: ftfy's tables need not stay in the memory of a server.
"""

import re
import unicodedata
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import NamedTuple

from ftfy import fix_encoding

from server.content.checks import misreading
from server.content.checks.misreading import INVISIBLE
from server.content.document import Fault

# Every byte of a character above ASCII is above ASCII in these encodings too: damage never crosses a run's end.
RUN = re.compile(r"[^\x00-\x7f]+")
# The beginning of an emoji, a dash or a quote, read byte by byte as Windows-1252; no language writes these pairs.
BROKEN = re.compile("(?:\xf0\u0178|\xe2\u20ac)[^\x00-\x7f]{0,2}")
MOST = 100  # faults for one file
AROUND = 16  # characters shown on either side


class Damage(NamedTuple):
    """What stands in a line, from which column (0-based), and what to say of it.

    `reading` is what it certainly was: read wrongly in one known way, it gives this piece again. Else it is empty.
    """

    column: int
    piece: str
    message: str
    reading: str = ""


def faults(path: PurePosixPath, text: str) -> list[Fault]:
    """Everything damaged or invisible in a file, as warnings; at most a hundred."""
    told: list[Fault] = []
    for number, line, damage in found(text):
        if len(told) == MOST:
            message = f"There is more of this; only the first {MOST} places are named."
            return [*told, Fault(path=path, line=number, severity="warning", message=message)]
        message = f"In '{around(line, damage)}' {damage.message}"
        told.append(Fault(path=path, line=number, column=damage.column + 1, severity="warning", message=message))
    return told


def found(text: str) -> Iterator[tuple[int, str, Damage]]:
    """Every damage with its line and that line's number; carriage returns and the mark of the byte order left out."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    if text.isascii() and not INVISIBLE.search(text):
        return
    lines = text.split("\n")
    # On the whole text ftfy finds what a line by itself is too short for, and the other way round.
    repaired = fix_encoding(text).split("\n")
    if len(repaired) != len(lines):
        repaired = lines
    for number, (line, by_whole) in enumerate(zip(lines, repaired, strict=True), 1):
        for damage in _damages(line, by_whole):
            yield number, line, damage


def _damages(line: str, by_whole: str) -> list[Damage]:
    if line.isascii():
        return list(_invisible(line, []))
    repaired = by_whole if by_whole != line else fix_encoding(line)
    misread = list(_misread(line, repaired)) if repaired != line else []
    broken = list(_broken(line, misread))
    return sorted([*misread, *broken, *_invisible(line, [*misread, *broken])])


def _misread(line: str, repaired: str) -> Iterator[Damage]:
    """The runs of a line that read otherwise in the repaired one; what is ASCII is the same in both."""
    at = 0
    runs = list(RUN.finditer(line))
    for index, run in enumerate(runs):
        start = at + (run.start() - (runs[index - 1].end() if index else 0))
        following = line[run.end() : runs[index + 1].start() if index + 1 < len(runs) else len(line)]
        at = repaired.find(following, start) if following else len(repaired)
        if at < 0:
            return
        reading = repaired[start:at]
        if reading != run[0] and reading:
            message = f"'{run[0]}' was '{reading}' before it was read as {misreading.encoding(run[0], reading)}."
            yield Damage(run.start(), run[0], message, reading if misreading.is_certain(run[0], reading) else "")


def _broken(line: str, known: list[Damage]) -> Iterator[Damage]:
    """Characters of which a byte is lost, so that no reading is certain."""
    for found in BROKEN.finditer(line):
        if not _within(found.start(), known):
            meant = misreading.candidates(found[0])
            may = f"; it may have been {' or '.join(meant)}" if meant else ""
            yield Damage(
                found.start(), found[0], f"'{found[0]}' is a character read as Windows-1252, with a byte lost{may}."
            )


def _invisible(line: str, known: list[Damage]) -> Iterator[Damage]:
    for found in INVISIBLE.finditer(line):
        if not _within(found.start(), known):
            code = f"U+{ord(found[0]):04X}"
            if found[0] == "\ufffd":
                message = f"a character was lost before the file was saved: {code} stands in its place."
            else:
                name = unicodedata.name(found[0], "a control character").lower()
                message = f"stands an invisible character: {code}, {name}."
            yield Damage(found.start(), found[0], message)


def _within(column: int, known: list[Damage]) -> bool:
    return any(damage.column <= column < damage.column + len(damage.piece) for damage in known)


def around(line: str, damage: Damage) -> str:
    """The piece with what stands on either side of it, what is invisible made visible."""
    start, end = max(0, damage.column - AROUND), damage.column + len(damage.piece) + AROUND
    shown = INVISIBLE.sub("\u2423", line[start:end])
    return f"{'…' if start else ''}{shown}{'…' if end < len(line) else ''}"
