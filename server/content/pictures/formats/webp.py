"""WebP (RFC 9649): the chunks that make the picture are kept, Exif and XMP are not."""

from collections.abc import Iterator

from server.content.pictures.picture import Cleaned, Unreadable

KEPT = (b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF", b"ICCP")
HAS_EXIF, HAS_XMP = 0x08, 0x04


def cleaned(data: bytes) -> Cleaned:
    """No orientation is kept: browsers do not turn a WebP. Raises Unreadable."""
    size: tuple[int, int] | None = None
    kept = []
    animated = False
    for name, content in _chunks(data):
        if name not in KEPT:
            continue
        animated |= name == b"ANMF"
        if name == b"VP8X" and len(content) >= 10:
            content = bytes((content[0] & ~(HAS_EXIF | HAS_XMP),)) + content[1:]  # noqa: PLW2901 (the same chunk, its flags told the truth)
            size = int.from_bytes(content[4:7], "little") + 1, int.from_bytes(content[7:10], "little") + 1
        elif name == b"VP8 ":
            edges = int.from_bytes(content[6:8], "little") & 0x3FFF, int.from_bytes(content[8:10], "little") & 0x3FFF
            size = size or edges
        elif name == b"VP8L":
            bits = int.from_bytes(content[1:5], "little")
            size = size or ((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
        kept.append(name + len(content).to_bytes(4, "little") + content + b"\0" * (len(content) % 2))
    if size is None or 0 in size:
        raise Unreadable("it is no whole WebP")
    body = b"WEBP" + b"".join(kept)
    remarks = () if len(data) >= 8 + int.from_bytes(data[4:8], "little") else ("It ends early.",)
    return Cleaned(
        kind="webp",
        width=size[0],
        height=size[1],
        animated=animated,
        body=b"RIFF" + len(body).to_bytes(4, "little") + body,
        remarks=remarks,
    )


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 12
    while at + 8 <= len(data):
        length = int.from_bytes(data[at + 4 : at + 8], "little")
        yield data[at : at + 4], data[at + 8 : at + 8 + length]
        at += 8 + length + length % 2
