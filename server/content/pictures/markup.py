"""Puts into a page what is known of its pictures: their size, so that nothing moves, and copies that fit a screen."""

import re
from collections.abc import Mapping
from html import escape, unescape
from pathlib import PurePosixPath
from urllib.parse import quote, unquote

from server.content.pictures.album import Album, address
from server.content.pictures.orders import MEDIA_TYPES, Sizes
from server.content.pictures.picture import Picture

# Every tag that matters here. Attributes stand in double quotes, in what is written here and in what lexbor writes.
TAG = re.compile(r"<(/?)(main|a|button|label|summary|picture|img)(?=[\s/>])((?:[^\"'>]|\"[^\"]*\"|'[^']*')*)>")
ATTRIBUTE = re.compile(r"([^\s\"'=<>/]+)(?:=\"([^\"]*)\")?")
ANY_TAG = re.compile(r"<[^>]*>")

# The text column of assets/css/30-grid.css: never wider than this, and the sides left free on a phone.
COLUMN = "(min-width: 36rem) 33.5rem, calc(100vw - 2.6rem)"
WIDEST = 536  # the same in pixels
DARK = "screen and (prefers-color-scheme: dark)"
LINKED_FROM = 800  # pixels across; what is smaller is shown whole in the text
FIRST_SCREEN = 700  # characters of text
SAFE = "/:@!$&'()*+,;=-._~%"


def sized(html: str, album: Album) -> str:
    """HTML in which each picture of ours has its width and height, for feeds and mail."""
    if "<img" not in html:
        return html

    def with_size(tag: re.Match[str]) -> str:
        if tag[2] != "img" or tag[1]:
            return tag[0]
        attributes = _attributes(tag[3])
        picture = album.at(attributes.get("src") or "")
        return _img(_measured(attributes, picture)) if picture else tag[0]

    return TAG.sub(with_size, html)


def illustrated(html: str, album: Album) -> str:
    """A whole page in which each picture of ours is offered in the copies that there are by now.

    The first picture is loaded at once where it stands on the first screen; a large one is a link to itself.
    """
    return TAG.sub(_Page(html, album).tag, html) if "<img" in html else html


class _Page:
    """One page on its way: what is open around the tag that is looked at."""

    def __init__(self, html: str, album: Album) -> None:
        self._html = html
        self._album = album
        self._main = 0
        self._within: list[str] = []
        self._first = True

    def tag(self, tag: re.Match[str]) -> str:
        closing, name, rest = tag.groups()
        if name == "main":
            self._main = tag.end()
        elif name != "img":
            if not closing:
                self._within.append(name)
            elif name in self._within:
                self._within.remove(name)
        elif not closing:
            return self._picture(tag, _attributes(rest))
        return tag[0]

    def _picture(self, tag: re.Match[str], attributes: dict[str, str | None]) -> str:
        source = attributes.get("src") or ""
        picture = self._album.at(source)
        first, self._first = self._first, False
        if picture is None or "picture" in self._within or "srcset" in attributes:
            return _img(_measured(attributes, picture)) if picture else tag[0]
        attributes = _measured(attributes, picture)
        if first and len(ANY_TAG.sub("", self._html[self._main : tag.start()])) < FIRST_SCREEN:
            attributes |= {"loading": "eager", "fetchpriority": "high"}
        room = attributes.pop("sizes", None) or _room(attributes.get("width"))
        html = self._offered(picture, unquote(source.partition("#")[0].partition("?")[0]), attributes, room)
        if picture.width < LINKED_FROM or self._within or not attributes.get("alt"):
            return html
        return f'<a class="original" href="{escape(source)}">{html}</a>'

    def _offered(self, picture: Picture, place: str, attributes: dict[str, str | None], room: str) -> str:
        sources = []
        if dark := self._dark(place):
            shown, other = dark
            sources += _sources(other, self._album.sizes(other), room, DARK)
            sources.append(_source({"srcset": shown, "media": DARK} | _edges(other)))
        sizes = self._album.sizes(picture)
        sources += _sources(picture, sizes, room)
        if sizes and sizes.fallback:
            attributes["src"] = address(picture, sizes.fallback[1])
        return f"<picture>{''.join(sources)}{_img(attributes)}</picture>" if sources else _img(attributes)

    def _dark(self, place: str) -> tuple[str, Picture] | None:
        """The picture for dark screens: of `plot.png` or `plot.light.png` it is `plot.dark.png`, or of another kind."""
        path = PurePosixPath(place)
        stem = path.stem.removesuffix(".light")
        for ending in dict.fromkeys((path.suffix, ".svg", ".png", ".webp", ".avif", ".jpg")):
            name = str(path.with_name(f"{stem}.dark{ending}"))
            if picture := self._album.pictures.get(name):
                return quote(name, safe=SAFE), picture
        return None


def _room(width: str | None) -> str:
    """How wide the picture will be: as wide as it says, or as the text."""
    return f"{width}px" if width and width.isdigit() and int(width) < WIDEST else COLUMN


def _sources(picture: Picture, sizes: Sizes | None, room: str, media: str = "") -> list[str]:
    return [
        _source(
            {
                "type": MEDIA_TYPES[format_],
                "srcset": ", ".join(f"{address(picture, size)} {size.width}w" for size in of_one),
                "sizes": room,
                "media": media,
            }
            | (_edges(picture) if media else {})
        )
        for format_, of_one in (sizes.formats if sizes else ())
    ]


def _source(attributes: Mapping[str, str]) -> str:
    written = (f'{name}="{escape(value)}"' for name, value in attributes.items() if value)
    return f"<source {' '.join(written)}>"


def _img(attributes: Mapping[str, str | None]) -> str:
    written = (name if value is None else f'{name}="{escape(value)}"' for name, value in attributes.items())
    return f"<img {' '.join(written)}>"


def _measured(attributes: dict[str, str | None], picture: Picture) -> dict[str, str | None]:
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
    return attributes | dict(_edges(picture))


def _edges(picture: Picture) -> dict[str, str]:
    return {"width": str(picture.width), "height": str(picture.height)} if picture.width else {}


def _attributes(text: str) -> dict[str, str | None]:
    found = ((pair[1].lower(), pair[2]) for pair in ATTRIBUTE.finditer(text))
    return {name: value if value is None else unescape(value) for name, value in found}
