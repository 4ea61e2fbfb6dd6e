"""GIF (89a): frames and their timing are kept, comments and what editors add are not."""

from collections.abc import Iterator

from server.content.pictures.picture import Cleaned, Unreadable

EXTENSION, FRAME, END = 0x21, 0x2C, 0x3B
TIMING, APPLICATION = 0xF9, 0xFF
KEPT = (b"NETSCAPE2.0", b"ANIMEXTS1.0", b"ICCRGBG1012")  # how often it is repeated; its colours


def cleaned(data: bytes) -> Cleaned:
    """Raises Unreadable."""
    width, height = int.from_bytes(data[6:8], "little"), int.from_bytes(data[8:10], "little")
    at = 13 + _colours(data, 10)
    if not width or not height or len(data) < at:
        raise Unreadable("it is no whole GIF")
    kept = [data[:at]]
    frames, ended = 0, False
    for kind, block in _blocks(data, at):
        ended = kind == END
        frames += kind == FRAME
        if kind in (FRAME, END) or block[1] == TIMING or (block[1] == APPLICATION and block[3:14] in KEPT):
            kept.append(block)
    if not frames:
        raise Unreadable("it is no whole GIF")
    return Cleaned(
        kind="gif",
        width=width,
        height=height,
        animated=frames > 1,
        body=b"".join(kept) + (b"" if ended else b"\x3b"),
        remarks=() if ended else ("It ends early.",),
    )


def _blocks(data: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    while at < len(data):
        kind = data[at]
        if kind == END:
            yield END, b"\x3b"
            return
        if kind == EXTENSION:
            end = _end(data, at + 2)
        elif kind == FRAME:
            end = _end(data, at + 11 + _colours(data, at + 9))
        else:
            raise Unreadable("it is no whole GIF")
        if end > len(data):
            return
        yield kind, data[at:end]
        at = end


def _colours(data: bytes, at: int) -> int:
    """Bytes of the table of colours, where the flags at this place announce one."""
    flags = data[at] if at < len(data) else 0
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _end(data: bytes, at: int) -> int:
    """Behind a chain of blocks, each of which begins with its length; the last has none."""
    while at < len(data):
        length = data[at]
        at += 1 + length
        if not length:
            return at
    return len(data) + 1
