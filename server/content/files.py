"""The files beside the documents, pictures above all: answers like the rest, in bounded memory."""

import mmap
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from server.web.answer import Answer, Headers, finished
from server.web.assets import DRAWING, media_type

HELD = 2 * 1024 * 1024  # bytes; what is larger stays on disk
CACHED = b"public, max-age=3600"
# What a picture or a PDF opened by itself may do: show itself.
ALONE = b"default-src 'none'; img-src 'self'; media-src 'self'; object-src 'self'; style-src 'unsafe-inline'"


def file_answers(files: Mapping[str, Path]) -> dict[str, Answer]:
    """The files by address. What the disk has lost since the folder was read is left out: it is not there."""
    answers = {}
    for address, path in files.items():
        try:
            body = _body(path)
        except FileNotFoundError:
            continue
        kind = media_type(path.name)
        answers[address] = finished(body, kind, headers=_headers(kind), cache_control=CACHED)
    return answers


def _body(path: Path) -> bytes | memoryview:
    """The file's bytes; of a large one, a map of a copy of our own, which the system reads when it is asked for.

    Of a copy, because to read beyond the end of a mapped file that someone shortens would end the process.
    """
    if path.stat().st_size <= HELD:
        return path.read_bytes()
    with path.open("rb") as file, tempfile.TemporaryFile() as copy:
        shutil.copyfileobj(file, copy)
        copy.flush()
        return memoryview(mmap.mmap(copy.fileno(), 0, access=mmap.ACCESS_READ))


def _headers(kind: str) -> Headers:
    """Pictures may be shown elsewhere (feed readers do); a page in HTML keeps the policy of all pages."""
    if kind.startswith("text/html"):
        return ()
    policy = DRAWING if kind.startswith("image/svg") else ALONE
    return ((b"content-security-policy", policy), (b"cross-origin-resource-policy", b"cross-origin"))
