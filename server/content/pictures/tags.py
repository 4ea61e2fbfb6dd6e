"""Tags of pictures, read and written: what a tag says, and the size that a picture gives it."""

import re
from collections.abc import Mapping
from html import escape, unescape

from server.content.pictures.picture import Picture

Attributes = dict[str, str | None]
# Every tag that matters here. Attributes stand in double quotes, in what is written here and in what lexbor writes.
TAG = re.compile(r"<(/?)(main|a|button|label|summary|picture|img)(?=[\s/>])((?:[^\"'>]|\"[^\"]*\"|'[^']*')*)>")
ATTRIBUTE = re.compile(r"([^\s\"'=<>/]+)(?:=\"([^\"]*)\")?")


def source(attributes: Mapping[str, str]) -> str:
    written = (f'{name}="{escape(value)}"' for name, value in attributes.items() if value)
    return f"<source {' '.join(written)}>"


def img(attributes: Mapping[str, str | None]) -> str:
    written = (name if value is None else f'{name}="{escape(value)}"' for name, value in attributes.items())
    return f"<img {' '.join(written)}>"


def measured(attributes: Attributes, picture: Picture) -> Attributes:
    """With width and height, in the proportion of the picture where its author gave one of them."""
    width, height = attributes.get("width"), attributes.get("height")
    if not picture.width or (width and height):
        return attributes
    if width or height:
        given = width or height or ""
        if not given.isdigit() or not int(given):
            return attributes
        share = int(given) / (picture.width if width else picture.height)
        return attributes | {
            "width": str(max(1, round(picture.width * share))),
            "height": str(max(1, round(picture.height * share))),
        }
    return attributes | dict(edges(picture))


def edges(picture: Picture) -> dict[str, str]:
    return {"width": str(picture.width), "height": str(picture.height)} if picture.width else {}


def read(text: str) -> Attributes:
    found = ((pair[1].lower(), pair[2]) for pair in ATTRIBUTE.finditer(text))
    return {name: value if value is None else unescape(value) for name, value in found}
