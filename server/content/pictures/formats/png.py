"""PNG (third edition, with animation): the chunks that make the picture are kept, texts, times and cameras are not."""

from collections.abc import Iterator
from zlib import crc32

from server.content.pictures.formats import exif
from server.content.pictures.picture import Cleaned, Unreadable

SIGNATURE = b"\x89PNG\r\n\x1a\n"
KEPT = frozenset(b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP cICP mDCV cLLI sBIT bKGD pHYs acTL fcTL fdAT".split())


def cleaned(data: bytes) -> Cleaned:
    """What follows the end is left out: croppers have left the rest of the picture there. Raises Unreadable."""
    kept = [SIGNATURE]
    names = set()
    held = 1
    for name, content, whole in _chunks(data):
        names.add(name)
        if name == b"eXIf":
            held = exif.orientation(content)
        elif name in KEPT:
            kept.append(whole)
        if name == b"IEND":
            break
    header = kept[1] if len(kept) > 1 else b""
    width, height = int.from_bytes(header[8:12]), int.from_bytes(header[12:16])
    if header[4:8] != b"IHDR" or not width or not height or b"IDAT" not in names:
        raise Unreadable("it is no whole PNG")
    if held != 1:
        kept.insert(2, _written(b"eXIf", exif.saying_only(held)))
    width, height = exif.turned(width, height, held)
    remarks = () if b"IEND" in names else ("It ends early.",)
    return Cleaned(
        kind="png", width=width, height=height, animated=b"acTL" in names, body=b"".join(kept), remarks=remarks
    )


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
    """Name, content, and the chunk with its length and check; the last may be cut short."""
    at = len(SIGNATURE)
    while at + 8 <= len(data):
        end = at + 12 + int.from_bytes(data[at : at + 4])
        yield data[at + 4 : at + 8], data[at + 8 : end - 4], data[at:end]
        at = end


def _written(name: bytes, content: bytes) -> bytes:
    return len(content).to_bytes(4) + name + content + crc32(name + content).to_bytes(4)
