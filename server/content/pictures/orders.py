"""What is to be made, and what has been: the words between the server and the process that makes it."""

from collections.abc import Mapping
from typing import Literal

import msgspec

from server.content.pictures.picture import Kind, Picture

# Part of every name on the shelf: raise it when something else is to be made of the same picture.
RECIPE = 1
# Pixels across that are used: the text column is at most 540 wide, a phone 320 to 430, a cover in a list 60, each
# with one to three pixels for one. Who wants to see more follows the link to the picture itself.
WIDTHS = (280, 560, 840, 1120)
SMALLEST_WORTH_IT = 8_000  # bytes
MOST_PIXELS = 60_000_000  # in memory at once, three or four bytes each
MOST_PIXELS_OF_JPEG = 250_000_000  # which is made smaller while it is read
LONGEST_EDGE = 16_000  # WebP ends at 16,383

Format = Literal["avif", "webp", "jpeg", "png"]
MEDIA_TYPES: Mapping[Format, str] = {
    "avif": "image/avif",
    "webp": "image/webp",
    "jpeg": "image/jpeg",
    "png": "image/png",
}


class Size(msgspec.Struct, frozen=True):
    """One file: `name` beside its like, pixels across, bytes."""

    name: str
    width: int
    bytes: int


class Sizes(msgspec.Struct, frozen=True):
    """What has been made of one picture: newer formats first, each with its widths; `fallback` for older browsers."""

    formats: tuple[tuple[Format, tuple[Size, ...]], ...] = ()
    fallback: tuple[Format, Size] | None = None


class Scaling(msgspec.Struct, frozen=True, tag=True):
    """Make a picture smaller: `source` is the clean file, `target` the folder to be made."""

    source: str
    target: str
    kind: Kind
    width: int  # upright, as on the page
    height: int
    animated: bool
    bytes: int


class Drawing(msgspec.Struct, frozen=True, tag=True):
    """Draw the card of a page: `target` is the file to be made, `faces` a folder of the site's own typefaces."""

    target: str
    title: str
    site: str
    date: str
    language: str
    accent: str
    faces: str


Order = Scaling | Drawing


class Done(msgspec.Struct, frozen=True):
    """An order's target is there, or `fault` says why not."""

    target: str
    fault: str | None = None


def widths(width: int) -> tuple[int, ...]:
    """Those that are used of a picture so wide: never more than it has, and its own where it is not nearly another."""
    fitting = [one for one in WIDTHS if one <= width]
    if width < WIDTHS[-1] and (not fitting or width > 1.2 * fitting[-1]):
        fitting.append(width)
    return tuple(fitting)


def worth_it(picture: Picture) -> bool:
    """Whether a picture is made smaller: neither tiny already, nor too large to be held, nor a drawing."""
    if picture.kind in ("svg", "heic") or picture.size < SMALLEST_WORTH_IT:
        return False
    if picture.animated and picture.kind != "gif":
        return False
    return max(picture.width, picture.height) <= LONGEST_EDGE and not too_large(picture)


def too_large(picture: Picture) -> bool:
    """Whether it would take more memory to open than there may be."""
    return picture.pixels > (MOST_PIXELS_OF_JPEG if picture.kind == "jpeg" else MOST_PIXELS)
