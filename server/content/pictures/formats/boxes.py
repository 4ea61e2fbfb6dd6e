"""Boxes within boxes, as the ISO base media file format has them (ISO/IEC 14496-12)."""

from collections.abc import Iterator

import msgspec

from server.content.pictures.picture import Unreadable


class Box(msgspec.Struct, frozen=True):
    """A box: its content lies between two places of the file."""

    name: bytes
    start: int
    end: int


def boxes(data: bytes, at: int, end: int) -> Iterator[Box]:
    while at + 8 <= end:
        length, header = int.from_bytes(data[at : at + 4]), 8
        if length == 1:
            length, header = int.from_bytes(data[at + 8 : at + 16]), 16
        elif length == 0:
            length = end - at
        if length < header:
            raise Unreadable("it is no whole AVIF or HEIC")
        yield Box(data[at + 4 : at + 8], at + header, min(at + length, end))
        at += length


class Reader:
    """Numbers, one behind the other. Raises IndexError at the end of the data."""

    def __init__(self, data: bytes, at: int) -> None:
        self._data = data
        self._at = at

    def number(self, length: int) -> int:
        self._at += length
        if self._at > len(self._data):
            raise IndexError
        return int.from_bytes(self._data[self._at - length : self._at])
