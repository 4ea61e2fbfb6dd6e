"""JPEG (ISO/IEC 10918-1): the segments that a decoder needs are kept, those of cameras and editors are not."""

import re
from collections.abc import Iterator

from server.content.pictures.formats import exif
from server.content.pictures.picture import Cleaned, Unreadable

START, END, SCAN, COMMENT = 0xD8, 0xD9, 0xDA, 0xFE
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # the others of this range are tables
APPLICATION = range(0xE0, 0xF0)
ALONE = frozenset({0x01, *range(0xD0, 0xD8)})  # markers without a segment
# In a scan, a 0xFF that stands for itself is followed by 0; restarts belong to the scan too.
AFTER_SCAN = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")

EXIF, COLOURS, TRANSFORM, FILE = b"Exif\0\0", b"ICC_PROFILE\0", b"Adobe", b"JFIF\0"


def cleaned(data: bytes) -> Cleaned:
    """What follows the end of the picture is left out too: phones hide a second one there. Raises Unreadable."""
    kept: list[bytes] = []
    size: tuple[int, int] | None = None
    held, ended = 1, False
    for marker, segment, scan in _segments(data):
        if marker == END:
            ended = True
        elif marker in FRAMES and len(segment) >= 5:
            size = int.from_bytes(segment[3:5]), int.from_bytes(segment[1:3])
        elif marker == 0xE1 and segment.startswith(EXIF):
            held = exif.orientation(segment[len(EXIF) :])
        if marker not in APPLICATION and marker not in (COMMENT, END):
            kept.extend((_written(marker, segment), scan))
        elif (marker == 0xE2 and segment.startswith(COLOURS)) or (marker == 0xEE and segment.startswith(TRANSFORM)):
            kept.append(_written(marker, segment))
        elif marker == 0xE0 and segment.startswith(FILE) and len(segment) >= 12:
            kept.append(_written(marker, segment[:12] + b"\0\0"))  # without its thumbnail
    if size is None or 0 in size:
        raise Unreadable("it is no whole JPEG")
    width, height = exif.turned(*size, held)
    said = [_written(0xE1, EXIF + exif.saying_only(held))] if held != 1 else []
    first = 1 if kept[0].startswith(b"\xff\xe0") else 0  # JFIF wants to be the first
    body = b"".join((b"\xff\xd8", *kept[:first], *said, *kept[first:], b"\xff\xd9"))
    return Cleaned(kind="jpeg", width=width, height=height, body=body, remarks=() if ended else ("It ends early.",))


def _segments(data: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Marker, segment and the scan behind it, up to the end of the picture or of the file."""
    at = 2
    while at < len(data):
        if data[at] != 0xFF:
            raise Unreadable("it is no whole JPEG")
        while at < len(data) and data[at] == 0xFF:
            at += 1
        marker, at = data[at] if at < len(data) else END, at + 1
        if marker == END:
            if at <= len(data):
                yield END, b"", b""
            return
        if marker in ALONE:
            continue
        length = int.from_bytes(data[at : at + 2])
        segment, at = data[at + 2 : at + length], at + length
        if length < 2:
            raise Unreadable("it is no whole JPEG")
        scan = b""
        if marker == SCAN:
            found = AFTER_SCAN.search(data, at)
            scan = data[at : found.start() if found else len(data)]
            at += len(scan)
        yield marker, segment, scan


def _written(marker: int, segment: bytes) -> bytes:
    return bytes((0xFF, marker)) + (len(segment) + 2).to_bytes(2) + segment
