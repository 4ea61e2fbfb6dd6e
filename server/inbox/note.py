"""A note of the owner's, before it is kept: what it tells of, and what is wrong with it."""

from typing import Literal

LONGEST = 10_000  # characters

Kind = Literal["note", "reply"]


def kind_of(word: str) -> Kind:
    """Whether it is told of an answer; everything else is a note."""
    return "reply" if word == "reply" else "note"


def fault(kind: Kind, text: str) -> str:
    """What keeps a note from being kept, in words; empty for a good one. An answer needs no words here."""
    if kind == "note" and not text:
        return "There is no word in this note yet."
    if len(text) > LONGEST:
        return f"A note may have {LONGEST:,} characters; this one has {len(text):,}."
    return ""
