"""Answers whose body stays on disk: of pictures a site may have more than memory should hold."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from server.web.answer import Answer, Variant
from server.web.asgi import Send

CHUNK = 256 * 1024  # bytes in memory for each reader


def stored(  # noqa: PLR0913 (each is a property of an answer)
    file: Path,
    size: int,
    tag: str,
    media_type: str,
    *,
    headers: Sequence[tuple[bytes, bytes]] = (),
    cache_control: bytes,
) -> Answer:
    """An answer made of a file that nobody changes: replaced by another one, never written to.

    `tag` names its content; `size` is in bytes.
    """
    etag = f'W/"{tag}"'.encode()
    shared = ((b"etag", etag), (b"cache-control", cache_control), *headers)
    start = {
        "type": "http.response.start",
        "status": 200,
        "headers": ((b"content-type", media_type.encode()), *shared, (b"content-length", str(size).encode())),
    }
    return Answer(
        status=200,
        etag=etag,
        variants={"identity": Variant(start, {"type": "http.response.body", "body": b""}, file)},
        not_modified={"type": "http.response.start", "status": 304, "headers": shared},
    )


async def give(variant: Variant, send: Send, lost: Variant) -> None:
    """Send the file in pieces, each when the one before is under way; or `lost`, where it is no longer there."""
    assert variant.file is not None, "this answer holds its body itself"  # noqa: S101 (what the caller has to look at)
    try:
        file, piece = await asyncio.to_thread(_opened, variant.file)
    except FileNotFoundError:
        await send(lost.start)
        await send(lost.body)
        return
    with file:
        await send(variant.start)
        while len(piece) == CHUNK:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
            piece = await asyncio.to_thread(file.read, CHUNK)
        await send({"type": "http.response.body", "body": piece})


def _opened(path: Path) -> tuple[BinaryIO, bytes]:
    file = path.open("rb")
    return file, file.read(CHUNK)
