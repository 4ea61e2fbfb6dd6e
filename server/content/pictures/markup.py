"""Puts into a page what is known of its pictures: their size, so that nothing moves, and copies that fit a screen."""

import re
from html import escape
from pathlib import PurePosixPath
from urllib.parse import quote, unquote

from server.content.pictures import tags
from server.content.pictures.album import Album, address
from server.content.pictures.orders import MEDIA_TYPES, Sizes
from server.content.pictures.picture import Picture

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
        attributes = tags.read(tag[3])
        picture = album.at(attributes.get("src") or "")
        return tags.img(tags.measured(attributes, picture)) if picture else tag[0]

    return tags.TAG.sub(with_size, html)


def illustrated(html: str, album: Album) -> str:
    """A whole page in which each picture of ours is offered in the copies that there are by now.

    The first picture is loaded at once where it stands on the first screen; a large one is a link to itself.
    """
    return tags.TAG.sub(_Page(html, album).tag, html) if "<img" in html else html


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
            return self._picture(tag, tags.read(rest))
        return tag[0]

    def _picture(self, tag: re.Match[str], attributes: tags.Attributes) -> str:
        source = attributes.get("src") or ""
        picture = self._album.at(source)
        first, self._first = self._first, False
        if picture is None or "picture" in self._within or "srcset" in attributes:
            return tags.img(tags.measured(attributes, picture)) if picture else tag[0]
        attributes = tags.measured(attributes, picture)
        if first and len(ANY_TAG.sub("", self._html[self._main : tag.start()])) < FIRST_SCREEN:
            attributes |= {"loading": "eager", "fetchpriority": "high"}
        room = attributes.pop("sizes", None) or _room(attributes.get("width"))
        html = self._offered(picture, unquote(source.partition("#")[0].partition("?")[0]), attributes, room)
        if picture.width < LINKED_FROM or self._within or not attributes.get("alt"):
            return html
        return f'<a class="original" href="{escape(source)}">{html}</a>'

    def _offered(self, picture: Picture, place: str, attributes: tags.Attributes, room: str) -> str:
        sources = []
        if dark := self._dark(place):
            shown, other = dark
            sources += _sources(other, self._album.sizes(other), room, DARK)
            sources.append(tags.source({"srcset": shown, "media": DARK} | tags.edges(other)))
        sizes = self._album.sizes(picture)
        sources += _sources(picture, sizes, room)
        if sizes and sizes.fallback:
            attributes["src"] = address(picture, sizes.fallback[1])
        return f"<picture>{''.join(sources)}{tags.img(attributes)}</picture>" if sources else tags.img(attributes)

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
        tags.source(
            {
                "type": MEDIA_TYPES[format_],
                "srcset": ", ".join(f"{address(picture, size)} {size.width}w" for size in of_one),
                "sizes": room,
                "media": media,
            }
            | (tags.edges(picture) if media else {})
        )
        for format_, of_one in (sizes.formats if sizes else ())
    ]
