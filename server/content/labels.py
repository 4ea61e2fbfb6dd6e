"""The words that an article has without its author having written them, in the article's own language."""

from functools import lru_cache
from importlib.resources import files

import msgspec

FILE = "labels.toml"
FALLBACK = "en"


class Labels(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One language's words; `{}` is what a word speaks of. labels.toml has them all."""

    note: str
    tip: str
    important: str
    warning: str
    caution: str
    done: str
    to_do: str
    table: str
    code: str
    code_in: str
    formula: str
    equation: str
    footnote: str
    footnotes: str
    back: str
    section_link: str
    place_link: str
    missing: str
    video: str
    audio: str
    post: str
    paper: str
    place: str
    opens: str
    references: str
    both: str
    others: str
    undated: str
    within: str
    edited: str
    edited_by_some: str
    edition: str


@lru_cache(maxsize=64)
def labels(language: str) -> Labels:
    """The words of a language (BCP 47); of a region's the language's, of an unknown one's the English."""
    known = _known()
    return known.get(language.partition("-")[0].lower()) or known[FALLBACK]


@lru_cache(maxsize=1)
def _known() -> dict[str, Labels]:
    text = (files(__package__) / FILE).read_bytes()
    return msgspec.toml.decode(text, type=dict[str, Labels])
