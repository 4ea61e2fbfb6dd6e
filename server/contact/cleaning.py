"""Text as it is kept: NFC, line feeds alone, without what nobody sees and some programs trip over."""

import re
import unicodedata

_NEWLINES = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")  # C0, DEL and C1 but for tab and newline
_DIRECTIONS = re.compile("[\u202a-\u202e\u2066-\u2069]")  # embeddings, overrides, isolates


def prose(text: str) -> str:
    """Text of many lines. Direction controls stay: they end with their paragraph, and some scripts need them."""
    text = _CONTROLS.sub("", _NEWLINES.sub("\n", text))
    return unicodedata.normalize("NFC", text).strip()


def line(text: str) -> str:
    """Text of one line, with single spaces.

    Direction controls go, since a line stands among other words (in a subject, in a list) and would turn those
    round; the marks that scripts written from right to left need (U+200E, U+200F, U+061C) stay.
    """
    return " ".join(_DIRECTIONS.sub("", prose(text)).split())


def blank(text: str) -> bool:
    """Whether there is nothing to see in it: empty, or only spaces and invisible characters."""
    return not any(character.isprintable() and not character.isspace() for character in text)
