"""Makes a picture smaller, in the formats that browsers take; imported only by the process that does nothing else."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import msgspec
from PIL import Image, ImageCms, ImageOps

from server.content.pictures import orders
from server.content.pictures.orders import Format, Scaling, Size, Sizes

# By eye and by weight, on photographs and on screenshots of text.
PHOTO: dict[Format, dict[str, Any]] = {
    "avif": {"quality": 60, "speed": 6, "max_threads": 1},
    "webp": {"quality": 78, "method": 4},
    "jpeg": {"quality": 80, "progressive": True, "optimize": True},
}
DRAWN: dict[Format, dict[str, Any]] = {
    "avif": {"quality": 72, "speed": 6, "max_threads": 1, "subsampling": "4:4:4"},
    "webp": {"quality": 85, "method": 4},
    "png": {"optimize": True},
}
Made = dict[Format, tuple[Size, ...]]
FEW_COLOURS = 4096  # up to here a picture is drawn rather than taken, and is kept to the pixel
FALLBACK_WIDTH = 840
LONGEST_PROFILE = 4096  # bytes of a colour profile that each copy may carry; those of printers are a hundred times that
LONGEST_ANIMATION = 400_000_000  # pixels of all frames


def scaled(order: Scaling) -> None:
    """Make the folder that is asked for: all of its files, or none. Raises OSError for what Pillow cannot read."""
    Image.MAX_IMAGE_PIXELS = orders.MOST_PIXELS_OF_JPEG if order.kind == "jpeg" else orders.MOST_PIXELS
    formats = (order.kind.upper(),)  # no other decoder is let near it
    with _whole_folder(Path(order.target)) as folder, Image.open(order.source, formats=formats) as picture:
        sizes = _animated(order, picture, folder) if order.animated else _still(order, picture, folder)
        (folder / "sizes.json").write_bytes(msgspec.json.encode(sizes))


def _still(order: Scaling, picture: Image.Image, folder: Path) -> Sizes:
    widest = max(orders.widths(order.width))
    share = widest / order.width
    # Twice as much as is needed, for a JPEG that can be read at half or a quarter of its size.
    picture.draft("RGB", (round(picture.width * share * 2), round(picture.height * share * 2)))
    upright = _simple(ImageOps.exif_transpose(picture))
    options = PHOTO if order.kind in ("jpeg", "avif", "webp") else DRAWN
    lossless = options is DRAWN and upright.getcolors(FEW_COLOURS) is not None
    copies = {
        width: upright.resize((width, max(1, round(width * order.height / order.width))), reducing_gap=3.0)
        if width != upright.width
        else upright
        for width in orders.widths(order.width)
    }
    webp = {"lossless": True, "method": 4} if lossless else options["webp"]
    made: Made = {
        "avif": tuple(_put(folder, copy, "avif", options["avif"]) for copy in copies.values()),
        "webp": tuple(_put(folder, copy, "webp", webp) for copy in copies.values()),
    }
    return Sizes(_worth_their_weight(made, order), _fallback(copies, folder, order, options))


def _worth_their_weight(made: Made, order: Scaling) -> tuple[tuple[Format, tuple[Size, ...]], ...]:
    """Without a format that is no lighter than the next one, or than the picture that is there already."""
    kept: list[tuple[Format, tuple[Size, ...]]] = []
    limit = order.bytes
    for format_ in ("webp", "avif"):
        weight = max(size.bytes for size in made[format_])
        if weight < limit:
            kept.insert(0, (format_, made[format_]))
            limit = weight
    return tuple(kept)


def _fallback(
    copies: dict[int, Image.Image], folder: Path, order: Scaling, options: dict[Format, Any]
) -> tuple[Format, Size] | None:
    """In the format that every browser takes; none where the picture itself is no heavier."""
    width = max((width for width in copies if width <= FALLBACK_WIDTH), default=min(copies))
    format_: Format = "png" if "png" in options or copies[width].mode == "RGBA" else "jpeg"
    size = _put(folder, copies[width], format_, (DRAWN if format_ == "png" else PHOTO)[format_])
    return (format_, size) if size.bytes < order.bytes or order.kind == "bmp" else None


def _animated(order: Scaling, picture: Image.Image, folder: Path) -> Sizes:
    """One moving WebP of the same size, if it is lighter."""
    frames = getattr(picture, "n_frames", 1)
    if frames * order.width * order.height > LONGEST_ANIMATION:
        return Sizes()
    durations = []
    for frame in range(frames):
        picture.seek(frame)
        durations.append(picture.info.get("duration", 0))
    picture.seek(0)
    options = {"save_all": True, "duration": durations, "loop": picture.info.get("loop", 1), "quality": 75, "method": 3}
    size = _put(folder, picture, "webp", options)
    return Sizes((("webp", (size,)),)) if size.bytes < order.bytes else Sizes()


def _simple(picture: Image.Image) -> Image.Image:
    """In the colours of screens, with a profile only where it is a small one, and nothing else of what it told."""
    profile = picture.info.get("icc_profile")
    if picture.mode in ("P", "PA", "LA", "La", "RGBa"):
        picture = picture.convert("RGBA")
    elif picture.mode.startswith("I;16"):
        picture = picture.point(lambda value: value / 256).convert("L")
    if profile and (picture.mode == "CMYK" or len(profile) > LONGEST_PROFILE):
        picture, profile = _in_srgb(picture, profile), None
    alpha = picture.mode == "RGBA" and picture.getchannel("A").getextrema() != (255, 255)
    simple = picture.convert("RGBA" if alpha or "transparency" in picture.info else "RGB")
    simple.info = {"icc_profile": profile} if profile else {}
    return simple


def _in_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    mode = "RGBA" if picture.mode == "RGBA" else "RGB"
    try:
        converted = ImageCms.profileToProfile(
            picture, ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB"), outputMode=mode
        )
    except ImageCms.PyCMSError:  # a profile that is for something else than these colours
        return picture.convert(mode)
    return converted or picture


def _put(folder: Path, picture: Image.Image, format_: Format, options: dict[str, Any]) -> Size:
    path = folder / f"{picture.width}.{format_}"
    picture.save(path, format_.upper(), exif=b"", icc_profile=picture.info.get("icc_profile"), **options)
    return Size(path.name, picture.width, path.stat().st_size)


@contextmanager
def _whole_folder(target: Path) -> Iterator[Path]:
    """A folder that stands in its place only once everything is in it."""
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    draft.mkdir(parents=True)
    try:
        yield draft
        shutil.rmtree(target, ignore_errors=True)
        draft.rename(target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
