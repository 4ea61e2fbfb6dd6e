"""Takes out of a picture what cameras and editors add: where it was made, with what, by whom. Nothing is decoded."""

from collections.abc import Callable

from server.content.pictures.formats import avif, drawing, gif, jpeg, png, webp
from server.content.pictures.picture import Cleaned, Unreadable

CUT_SHORT = "it ends before it has begun"


def cleaned(data: bytes) -> Cleaned:
    """The picture that may leave the site. Raises Unreadable for what is none, or of a kind that is not known here."""
    reader = _reader(data)
    if reader is None:
        raise Unreadable(_why(data))
    try:
        return reader(data)
    except IndexError as error:
        raise Unreadable(CUT_SHORT) from error


def clean(data: bytes) -> bytes:
    """The bytes of any file, those of a picture clean; nothing, where a picture is broken."""
    if not is_picture(data):
        return data
    try:
        return cleaned(data).body
    except Unreadable:
        return b""


def is_picture(data: bytes) -> bool:
    """Whether these bytes begin like a picture, whatever their file is called."""
    return _reader(data) is not None or data.startswith((b"II*\0", b"MM\0*"))


def _reader(data: bytes) -> Callable[[bytes], Cleaned] | None:
    for sign, reader in SIGNS:
        if data.startswith(sign):
            return reader
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return webp.cleaned
    if data[4:8] == b"ftyp":
        return avif.cleaned
    if data[:2] == b"BM" and data[6:10] == bytes(4):
        return _bmp
    return _drawing if b"<svg" in data[:4096] else None


def _bmp(data: bytes) -> Cleaned:
    """A BMP has no place for metadata."""
    width, height = (int.from_bytes(data[at : at + 4], "little", signed=True) for at in (18, 22))
    if len(data) < 26 or width <= 0 or not height:
        raise Unreadable("it is no whole BMP")
    return Cleaned(kind="bmp", width=width, height=abs(height), body=data)


def _drawing(data: bytes) -> Cleaned:
    return drawing.cleaned(data, lambda inside: cleaned(inside).body)


def _why(data: bytes) -> str:
    if not data:
        return "the file is empty"
    if data.startswith(b"version https://git-lfs.github.com/spec/"):
        return "the picture itself is still in Git LFS; `git lfs pull` fetches it"
    if data.startswith((b"II*\0", b"MM\0*")):
        return "a TIFF may tell where it was taken, and browsers do not show it; keep it as JPEG or PNG"
    return "it is no picture that browsers show"


SIGNS: tuple[tuple[bytes, Callable[[bytes], Cleaned]], ...] = (
    (b"\xff\xd8\xff", jpeg.cleaned),
    (png.SIGNATURE, png.cleaned),
    (b"GIF87a", gif.cleaned),
    (b"GIF89a", gif.cleaned),
)
