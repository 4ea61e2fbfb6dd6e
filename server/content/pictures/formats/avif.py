"""AVIF and HEIC (ISO/IEC 23008-12): boxes within boxes; where the metadata lies, nothing is written instead.

Everything keeps its place, because offsets from one box into another run through the whole file.
"""

from collections.abc import Iterable, Iterator, Sequence

from server.content.pictures.formats import exif
from server.content.pictures.formats.boxes import Box, Reader, boxes
from server.content.pictures.picture import Cleaned, Kind, Unreadable

AVIF = (b"avif", b"avis")
HEIC = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
TELLING = (b"Exif", b"mime", b"uri ")  # kinds of items that are no picture
LOOSE = (b"uuid", b"udta", b"free", b"skip")  # boxes in which cameras and editors leave what they like
NOTHING = bytes(4) + exif.nothing()  # behind the place where the data begins
Place = tuple[int, int, bytes]  # from, to, and what to write there


def cleaned(data: bytes) -> Cleaned:
    """Raises Unreadable."""
    try:
        return _cleaned(data)
    except IndexError as error:
        raise Unreadable("it is no whole AVIF or HEIC") from error


def _cleaned(data: bytes) -> Cleaned:
    outer = list(boxes(data, 0, len(data)))
    brand = data[8:12]
    meta = next((box for box in outer if box.name == b"meta"), None)
    if brand not in (*AVIF, *HEIC) or meta is None:
        raise Unreadable("it is no picture that browsers show")
    parts = {box.name: box for box in boxes(data, meta.start + 4, meta.end)}
    body = bytearray(data)
    for start, end, instead in (*_telling(data, parts), *_loose(data, outer)):
        if start > len(body):
            raise Unreadable("it is no whole AVIF or HEIC")
        length = min(end, len(body)) - start
        body[start:end] = instead.ljust(length, b"\0")[:length]
    width, height = _size(data, parts)
    kind: Kind = "avif" if brand in AVIF else "heic"
    remarks = ("Most browsers do not show HEIC: keep it as JPEG.",) if kind == "heic" else ()
    return Cleaned(kind=kind, width=width, height=height, animated=brand == b"avis", body=bytes(body), remarks=remarks)


def _loose(data: bytes, found: Iterable[Box], within: Sequence[bytes] = (b"moov", b"trak")) -> Iterator[Place]:
    for box in found:
        if box.name in LOOSE:
            yield box.start, box.end, b""
        elif within and box.name == within[0]:
            yield from _loose(data, boxes(data, box.start, box.end), within[1:])


def _telling(data: bytes, parts: dict[bytes, Box]) -> Iterator[Place]:
    """Where the items lie that are no picture."""
    if b"iinf" not in parts or b"iloc" not in parts:
        return
    told = {item: kind for item, kind in _items(data, parts[b"iinf"]) if kind in TELLING}
    held = parts.get(b"idat")
    for item, within, start, length in _extents(data, parts[b"iloc"]):
        if item in told:
            if within not in (0, 1) or (within == 1 and held is None):
                raise Unreadable("its metadata lies where it cannot be taken out")
            first = start + (held.start if within == 1 and held else 0)
            # Decoders refuse Exif that is none: an empty directory is left for them.
            yield first, first + length if length else len(data), NOTHING if told[item] == b"Exif" else b""


def _items(data: bytes, table: Box) -> Iterator[tuple[int, bytes]]:
    """Number and kind of each item ("iinf")."""
    at = table.start + 4 + (2 if data[table.start] == 0 else 4)
    for entry in boxes(data, at, table.end):
        wide = 4 if data[entry.start] >= 3 else 2
        first = entry.start + 4
        yield int.from_bytes(data[first : first + wide]), data[first + wide + 2 : first + wide + 6]


def _extents(data: bytes, table: Box) -> Iterator[tuple[int, int, int, int]]:
    """Of each piece of each item ("iloc"): item, construction method, offset and length; 0: to the end."""
    reader = Reader(data, table.start)
    version = reader.number(1)
    reader.number(3)
    sizes = reader.number(2)
    offset, length, first, index = sizes >> 12, sizes >> 8 & 15, sizes >> 4 & 15, sizes & 15
    for _ in range(reader.number(2 if version < 2 else 4)):
        item = reader.number(2 if version < 2 else 4)
        within = reader.number(2) & 15 if version else 0
        reader.number(2)
        start = reader.number(first)
        for _ in range(reader.number(2)):
            reader.number(index if version else 0)
            yield item, within, start + reader.number(offset), reader.number(length)


def _size(data: bytes, parts: dict[bytes, Box]) -> tuple[int, int]:
    """The size of the first picture, turned as it says itself ("ispe" and "irot" among the item's properties)."""
    whole = {box.name: box for box in boxes(data, parts[b"iprp"].start, parts[b"iprp"].end)} if b"iprp" in parts else {}
    if b"ipco" not in whole or b"ipma" not in whole or b"pitm" not in parts:
        raise Unreadable("it is no whole AVIF or HEIC")
    properties = list(boxes(data, whole[b"ipco"].start, whole[b"ipco"].end))
    chosen = parts[b"pitm"].start
    primary = int.from_bytes(data[chosen + 4 : chosen + (6 if data[chosen] == 0 else 8)])
    width = height = 0
    turned = False
    for number in _properties(data, whole[b"ipma"], primary):
        box = properties[number - 1]
        if box.name == b"ispe":
            width, height = (
                int.from_bytes(data[box.start + 4 : box.start + 8]),
                int.from_bytes(data[box.start + 8 : box.start + 12]),
            )
        elif box.name == b"irot":
            turned = bool(data[box.start] & 1)
    if not width or not height:
        raise Unreadable("it is no whole AVIF or HEIC")
    return (height, width) if turned else (width, height)


def _properties(data: bytes, table: Box, wanted: int) -> list[int]:
    """The numbers of an item's properties, from 1 ("ipma")."""
    reader = Reader(data, table.start)
    version, flags = reader.number(1), reader.number(3)
    for _ in range(reader.number(4)):
        item = reader.number(2 if version < 1 else 4)
        wide = 2 if flags & 1 else 1
        found = [reader.number(wide) & (0x7FFF if wide == 2 else 0x7F) for _ in range(reader.number(1))]
        if item == wanted:
            return [number for number in found if number]
    return []
