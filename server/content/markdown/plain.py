"""What a text amounts to: its words, the minutes it takes, its beginning."""

import math

import msgspec

from server.content.markdown.unspaced import CHARACTERS

WORDS_A_MINUTE = 230
CHARACTERS_A_MINUTE = 500
SUMMARY = 200  # characters


class Amount(msgspec.Struct, frozen=True):
    """Words (in scripts without spaces: characters), and minutes to read them."""

    words: int
    minutes: int


def amount(text: str) -> Amount:
    """Count a plain text."""
    characters = 0
    if not text.isascii():
        text, characters = CHARACTERS.subn(" ", text)
    words = len(text.split())
    minutes = math.ceil(words / WORDS_A_MINUTE + characters / CHARACTERS_A_MINUTE)
    return Amount(words + characters, max(1, minutes))


def summary(text: str) -> str:
    """The beginning, about 200 characters, ended at a word; whole where the text is short."""
    beginning = " ".join(text[: 4 * SUMMARY].split())
    if len(beginning) <= SUMMARY:
        return beginning
    cut = beginning[: SUMMARY + 1]
    at = cut.rfind(" ", SUMMARY // 2)
    return cut[: at if at > 0 else SUMMARY].rstrip(" ,;:\u2013\u2014-(") + " …"
