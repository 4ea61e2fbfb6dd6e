"""SVG: a drawing that only draws. What runs, what loads from elsewhere and HTML inside of it are taken out."""

import base64
import binascii
import re
from collections.abc import Callable

from py_svg_hush import filter_svg

from server.content.pictures.picture import Cleaned, Unreadable

# What may be inside as data: pictures, and the letters that a drawing brings along.
INSIDE = {
    "image": ["png", "jpeg", "gif", "webp"],
    "font": ["woff2", "woff", "ttf", "otf"],
    "application": ["font-woff2", "font-woff", "x-font-ttf"],
}
PICTURE_INSIDE = re.compile(rb"data:image/(?:png|jpeg|gif|webp);base64,([A-Za-z0-9+/=\s]+)")
ROOT = re.compile(rb"<svg\b([^>]*)>")
ATTRIBUTE = re.compile(rb'([\w:-]+)="([^"]*)"')
LENGTH = re.compile(rb"\s*([\d.]+(?:e[+-]?\d+)?)\s*(px|pt|pc|mm|cm|in|em|rem|ex|)\s*", re.IGNORECASE)
PIXELS = {b"": 1.0, b"px": 1.0, b"pt": 4 / 3, b"pc": 16.0, b"mm": 96 / 25.4, b"cm": 96 / 2.54, b"in": 96.0}
EM = 16.0  # the size of letters in a drawing without a page around it


def cleaned(data: bytes, clean: Callable[[bytes], bytes]) -> Cleaned:
    """`clean` is what happens to pictures inside the drawing. Raises Unreadable."""
    try:
        body = filter_svg(data, INSIDE)
    except ValueError as error:
        raise Unreadable(f"it is no SVG ({error})") from error
    root = ROOT.search(body)
    if root is None:
        raise Unreadable("it is no SVG")
    body = PICTURE_INSIDE.sub(lambda found: _without_metadata(found, clean), body)
    remarks = tuple(
        f"<{name}> is taken out of the drawing."
        for name in ("script", "foreignObject")
        if f"<{name}".encode() in data and f"<{name}".encode() not in body
    )
    width, height = _size(dict(ATTRIBUTE.findall(root[1])))
    return Cleaned(kind="svg", width=width, height=height, body=body, remarks=remarks)


def _without_metadata(found: re.Match[bytes], clean: Callable[[bytes], bytes]) -> bytes:
    try:
        inside = clean(base64.b64decode(b"".join(found[1].split()), validate=True))
    except (Unreadable, binascii.Error):
        return b"data:,"
    return found[0][: found.start(1) - found.start()] + base64.b64encode(inside)


def _size(root: dict[bytes, bytes]) -> tuple[int, int]:
    """As a browser would have it: of width and height, or else of the view box; 0 by 0 where there is neither."""
    width, height = _length(root.get(b"width", b"")), _length(root.get(b"height", b""))
    try:
        box = [float(number) for number in re.split(rb"[\s,]+", root.get(b"viewBox", b"").strip())]
    except ValueError:
        box = []
    if len(box) == 4 and box[2] > 0 and box[3] > 0:
        ratio = box[3] / box[2]
        if width and height:
            pass
        elif height:
            width = height / ratio
        else:
            width = width or box[2]
            height = width * ratio
    return (max(1, round(width)), max(1, round(height))) if width and height else (0, 0)


def _length(text: bytes) -> float:
    """In pixels of CSS; 0 for what depends on the page (a share of its width)."""
    found = LENGTH.fullmatch(text)
    return float(found[1]) * PIXELS.get(found[2].lower(), EM) if found else 0.0
