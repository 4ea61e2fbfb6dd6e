"""Typefaces for cards: the two voices of the site where they have the letters, else one of the machine that does."""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Literal

import fontpkg
from PIL import ImageFont
from PIL.ImageFont import FreeTypeFont, Layout

Voice = Literal["serif", "sans"]
OWN: dict[Voice, str] = {"serif": "Source Serif 4", "sans": "Source Sans 3"}
SYSTEM = (
    *("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts"),
    *("/System/Library/Fonts", "/Library/Fonts", "C:/Windows/Fonts"),
)
ENDINGS = (".ttf", ".otf", ".ttc", ".otc")
UNSUITED = ("bold", "italic", "oblique", "mono", "condensed", "narrow", "light", "thin", "black", "symbol", "emoji")
MOST_TRIED = 300
SMALL = 16  # pixels: enough to tell one shape from another
NO_LETTER = "\uffff"  # a noncharacter: no typeface has a shape for it
# Of the faces in one file, those with the shapes that Han characters have in this language.
HAN = {"ja": "JP", "ko": "KR", "zh-tw": "TC", "zh-hant": "TC", "zh-hk": "HK"}


class Face:
    """A file with letters in it, and which of the faces in the file."""

    def __init__(self, path: str, index: int = 0) -> None:
        self._path = path
        self._index = index
        self._small = ImageFont.truetype(path, SMALL, index, layout_engine=Layout.BASIC)
        self._missing = self._shape(NO_LETTER)
        self.name = " ".join(part for part in self._small.getname() if part)

    def covers(self, text: str) -> bool:
        """Whether every letter has a shape of its own."""
        return all(letter.isspace() or self._shape(letter) != self._missing for letter in set(text))

    def at(self, size: int, weight: int = 400) -> FreeTypeFont:
        """The face at a size in pixels; a variable one in the cut that is meant for this size."""
        font = ImageFont.truetype(self._path, size, self._index)
        try:
            axes = font.get_variation_axes()
        except OSError:  # not variable
            return font
        wanted = {b"Optical Size": size, b"Weight": weight}
        values = [wanted.get(axis["name"] or b"", axis["default"] or 0) for axis in axes]
        kept = (
            min(max(value, axis["minimum"] or 0), axis["maximum"] or 0)
            for value, axis in zip(values, axes, strict=True)
        )
        font.set_variation_by_axes(list(kept))
        return font

    def _shape(self, letter: str) -> tuple[float, bytes]:
        return self._small.getlength(letter), bytes(self._small.getmask(letter))


def face(text: str, voice: Voice, language: str, own: Path) -> Face | None:
    """The first face that has every letter of a text: of the packages, of the folder `own`, of the machine."""
    letters = "".join(sorted({letter for letter in text if unicodedata.category(letter) != "So"}))
    return _found(letters, voice, HAN.get(language.lower(), HAN.get(language.lower()[:2], _han(letters))), own)


@lru_cache(maxsize=64)
def _found(letters: str, voice: Voice, han: str, own: Path) -> Face | None:
    return next((face for face in _faces(voice, han, own) if face.covers(letters)), None)


def _faces(voice: Voice, han: str, own: Path) -> Iterator[Face]:
    packed = str(fontpkg.path(OWN[voice]))
    for path in (packed, *_files(own), *_on_the_machine(voice)):
        found = [_opened(path, 0)]
        if path.endswith("c"):  # a collection
            found += [_opened(path, index) for index in range(1, 6)]
        yield from sorted((face for face in found if face), key=lambda face: han not in face.name.split())


@lru_cache(maxsize=256)
def _opened(path: str, index: int) -> Face | None:
    try:
        return Face(path, index)
    except OSError:
        return None


@lru_cache(maxsize=2)
def _on_the_machine(voice: Voice) -> tuple[str, ...]:
    """Upright faces of ordinary weight, those of the voice first."""
    found = [path for folder in SYSTEM for path in _files(Path(folder).expanduser())]
    suited = [path for path in found if not any(word in Path(path).stem.lower() for word in UNSUITED)]
    return tuple(sorted(suited, key=lambda path: (voice not in path.lower(), path))[:MOST_TRIED])


def _files(folder: Path) -> list[str]:
    return sorted(str(path) for path in folder.rglob("*") if path.suffix.lower() in ENDINGS)


def _han(letters: str) -> str:
    """What Han characters are most likely meant to be, by their company."""
    if any("\u3040" <= letter <= "\u30ff" for letter in letters):
        return "JP"
    return "KR" if any("\uac00" <= letter <= "\ud7a3" for letter in letters) else "SC"
