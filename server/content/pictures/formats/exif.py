"""Of all that a camera notes (Exif 2.32), which way up it was held: the one thing a picture cannot be shown without."""

from collections.abc import Mapping
from typing import Literal

ORIENTATION = 0x0112
SHORT = 3
ORDERS: Mapping[bytes, Literal["little", "big"]] = {b"II*\0": "little", b"MM\0*": "big"}


def orientation(tiff: bytes) -> int:
    """1 to 8, as Exif numbers them; 1, upright, where it is not said or cannot be read."""
    if (order := ORDERS.get(tiff[:4])) is None:
        return 1

    def number(at: int, length: int) -> int:
        return int.from_bytes(tiff[at : at + length], order)

    directory = number(4, 4)
    for entry in range(number(directory, 2)):
        at = directory + 2 + 12 * entry
        if at + 12 > len(tiff):
            break
        if number(at, 2) == ORIENTATION and number(at + 2, 2) == SHORT:
            found = number(at + 8, 2)
            return found if 1 <= found <= 8 else 1
    return 1


def saying_only(orientation: int) -> bytes:
    """Exif data with the orientation in it and nothing else."""
    entry = ORIENTATION.to_bytes(2) + SHORT.to_bytes(2) + (1).to_bytes(4) + orientation.to_bytes(2) + b"\0\0"
    return b"MM\0*" + (8).to_bytes(4) + (1).to_bytes(2) + entry + bytes(4)


def nothing() -> bytes:
    """Exif data that says nothing."""
    return b"MM\0*" + (8).to_bytes(4) + bytes(6)


def turned(width: int, height: int, orientation: int) -> tuple[int, int]:
    """The size on the page: from 5 on, a picture lies on its side."""
    return (height, width) if orientation >= 5 else (width, height)
