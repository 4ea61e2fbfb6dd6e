"""How a damaged piece of text may have read, and when that is certain."""

import re
import unicodedata

from ftfy import bad_codecs

bad_codecs.ok()  # teaches Python "sloppy-windows-1252", which keeps the bytes that Windows-1252 leaves empty

READ_AS = (("macroman", "Mac Roman"), ("sloppy-windows-1252", "Windows-1252"), ("latin-1", "Latin-1"))
LOST = b"\x81\x8d\x8f\x90\x9d"  # the bytes that Windows-1252 leaves empty, and that programs therefore drop
INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2028\u2029\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufffd\ufdd0-\ufdef\ufffe\uffff]"
)
ENOUGH = 3  # characters of other scripts after which chance is no explanation


def encoding(piece: str, reading: str) -> str:
    """The name of the encoding as which the reading was read to become the piece."""
    for codec, name in READ_AS:
        try:
            if reading in piece.encode(codec).decode():
                return name
        except UnicodeError:
            continue
    try:
        as_latin_1 = piece.encode("latin-1").decode("cp1252") == reading
    except UnicodeError:
        as_latin_1 = False
    return "Latin-1" if as_latin_1 else "another encoding"


def is_certain(piece: str, reading: str) -> bool:
    """Whether the reading, read wrongly, is the piece again; what both begin and end with was no part of it."""
    start = _shared(piece, reading)
    end = _shared(piece[start:][::-1], reading[start:][::-1])
    damaged, meant = piece[start : len(piece) - end], reading[start : len(reading) - end]
    if not meant or INVISIBLE.search(meant):
        return False
    if len(meant) < ENOUGH and not all(map(_common, meant)):
        return False  # a quote before a letter may look like damage to some rare one
    for codec, _ in READ_AS:
        try:
            if meant.encode().decode(codec) == damaged:
                return True
        except UnicodeError:
            continue
    return False


def _common(character: str) -> bool:
    """Whether it is of those that are damaged most: of western languages, signs, emoji."""
    letter = unicodedata.category(character)[0] in "LM"
    return character < "\u0250" if letter else _usual(character) or character == "\u00a0"


def _shared(one: str, other: str) -> int:
    """How many characters both begin with."""
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def candidates(piece: str) -> list[str]:
    """The characters there are that would lose one byte in Windows-1252 and leave this piece."""
    try:
        data = piece.encode("sloppy-windows-1252")
    except UnicodeError:
        return []
    meant = []
    for place in range(2, len(data) + 1):
        for byte in LOST:
            try:
                character = (data[:place] + bytes((byte,)) + data[place:]).decode()
            except UnicodeDecodeError:
                continue
            if len(character) == 1 and _usual(character):
                meant.append(character)
    return meant


def _usual(character: str) -> bool:
    """Whether a person may have typed it: of what lies beyond 16 bits, emoji, which are wide."""
    wide = character <= "\uffff" or unicodedata.east_asian_width(character) == "W"
    return wide and unicodedata.category(character)[0] in "LNPS"
