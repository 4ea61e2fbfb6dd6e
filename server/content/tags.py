"""A tag's word becomes a part of an address that stays readable in every script."""

import hashlib
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

# Written out, because they are all that tells some tags apart: C, C++ and C#.
SIGNS = {"+": "plus", "#": "sharp", "&": "-and-"}


@lru_cache(maxsize=4096)
def tag_slug(name: str) -> str:
    """Lower case, words joined by hyphens; letters, digits and symbols of any script are kept.

    Two spellings with one slug are one tag. A name of punctuation alone is named by its hash.
    """
    text = unicodedata.normalize("NFKC", name).casefold()
    kept = "".join(SIGNS.get(sign) or (sign if _lasting(sign) else "-") for sign in text)
    slug = "-".join(part for part in kept.split("-") if part)
    return slug or hashlib.blake2b(name.encode("utf-8", "replace"), digest_size=4).hexdigest()


@lru_cache(maxsize=1 << 16)
def slugs(names: tuple[str, ...]) -> tuple[str, ...]:
    """Those of all tags of a document, each once."""
    return tuple(dict.fromkeys(map(tag_slug, names)))


def led(names: Iterable[str], renamed: Mapping[str, str]) -> tuple[str, ...]:
    """Tags under the names they have today; `renamed` leads from earlier ones, in any spelling, perhaps in steps."""
    if not renamed:
        return tuple(names)
    steps = {tag_slug(old): new for old, new in renamed.items()}
    found: dict[str, str] = {}
    for name in names:
        today = name
        for _ in steps:  # so that a circle ends
            today = steps.get(tag_slug(today), today)
        found.setdefault(tag_slug(today), today)
    return tuple(found.values())


def _lasting(sign: str) -> bool:
    return unicodedata.category(sign)[0] in "LMN" or unicodedata.category(sign) in ("So", "Sm")
