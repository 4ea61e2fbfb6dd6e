"""Pictures as cameras and editors leave them: place, maker, time and words in every corner that has room."""

import io
import struct
from pathlib import Path
from random import Random
from zlib import crc32

from PIL import Image, ImageDraw
from PIL.PngImagePlugin import PngInfo

LATITUDE, MAKER, WORDS = "51.5074", b"Secretcam", b"taken at home"
XMP = (
    b'<?xpacket begin=""?><x:xmpmeta xmlns:x="adobe:ns:meta/"><exif:GPSLatitude>51.5074</exif:GPSLatitude></x:xmpmeta>'
)
TRACES = (MAKER, WORDS, b"xmpmeta", LATITUDE.encode(), struct.pack(">II", 51, 1) + struct.pack(">II", 30, 1))


def drawn(width: int = 640, height: int = 480, mode: str = "RGB") -> Image.Image:
    """Something with edges and slopes, lighter towards the right, with a mark in its upper left corner."""
    picture = Image.linear_gradient("L").rotate(90).resize((width, height)).convert(mode)
    ImageDraw.Draw(picture).rectangle((0, 0, width // 4, height // 4), fill="black")
    return picture


def taken(width: int, height: int) -> Image.Image:
    """The same with the grain of a photograph, which has weight; every time the same grain."""
    small = (width // 8 + 1, height // 8 + 1)
    colours = Image.frombytes("RGB", small, Random(1).randbytes(small[0] * small[1] * 3))  # noqa: S311 (hides nothing)
    return Image.blend(drawn(width, height), colours.resize((width, height), Image.Resampling.BICUBIC), 0.3)


def exif(orientation: int = 1) -> Image.Exif:
    said = Image.Exif()
    said[0x010F] = MAKER.decode()
    said[0x010E] = WORDS.decode()
    said[0x0112] = orientation
    place = said.get_ifd(0x8825)
    place[1], place[2], place[3], place[4] = "N", (51.0, 30.0, 26.0), "W", (0.0, 7.0, 39.0)
    return said


def photo(kind: str = "JPEG", width: int = 640, height: int = 480, orientation: int = 1) -> bytes:
    """A picture that tells everything its format can tell."""
    picture = taken(width, height)
    more = {"xmp": XMP} if kind in ("JPEG", "WEBP", "AVIF") else {}
    if kind == "JPEG":
        more["comment"] = WORDS
    if kind == "PNG":
        texts = PngInfo()
        texts.add_text("Comment", WORDS.decode())
        texts.add_itxt("XML:com.adobe.xmp", XMP.decode())
        return saved(picture, "PNG", exif=exif(orientation), pnginfo=texts) + WORDS
    if kind == "GIF":
        return saved(picture, "GIF", comment=WORDS)
    return saved(picture, kind, exif=exif(orientation), quality=85, **more) + (WORDS if kind == "JPEG" else b"")


def saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def opened(data: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(data))
    picture.load()
    return picture


def bomb() -> bytes:
    """A few bytes of PNG that say they are 30,000 pixels wide and high."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return len(content).to_bytes(4) + name + content + crc32(name + content).to_bytes(4)

    header = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", b"\x78\x9c\x03\x00\x00\x00\x00\x01")
        + chunk(b"IEND", b"")
    )


def traces(data: bytes) -> list[bytes]:
    """What is left of the place, the maker and the words."""
    return [trace for trace in TRACES if trace in data]


def put(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path
