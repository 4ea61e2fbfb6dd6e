"""The pictures of one build of the site, by address: what is served of each, and what the pages may name."""

from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from urllib.parse import unquote, urlsplit

import msgspec

from server.content.document import Document
from server.content.pictures import orders
from server.content.pictures.cleaning import is_picture
from server.content.pictures.orders import MEDIA_TYPES, Format, Order, Scaling, Size, Sizes
from server.content.pictures.picture import Picture, Unreadable
from server.content.pictures.shelf import Shelf
from server.web.answer import Answer, Headers, finished
from server.web.assets import DRAWING, IMMUTABLE, media_type
from server.web.stored import stored

FOLDER = "/assets/pictures"
AN_HOUR = b"public, max-age=3600"
# Opened by itself a picture shows itself; feed readers show it from their own origin.
ALONE: Headers = (
    (b"content-security-policy", b"default-src 'none'; img-src 'self'; style-src 'unsafe-inline'"),
    (b"cross-origin-resource-policy", b"cross-origin"),
)
DRAWN: Headers = ((b"content-security-policy", DRAWING), (b"cross-origin-resource-policy", b"cross-origin"))


class Album(msgspec.Struct, frozen=True):
    """`pictures` by address; `withheld` are those that cannot be cleaned and are not served, with the reason."""

    shelf: Shelf
    pictures: Mapping[str, Picture]
    withheld: Mapping[str, str]
    others: Mapping[str, Path]  # files that are no pictures

    @classmethod
    def of(cls, files: Mapping[str, Path], shelf: Shelf) -> "Album":
        """Look at the files beside the documents. What the disk has lost meanwhile is left out."""
        pictures, withheld, others = {}, {}, {}
        for address, path in files.items():
            try:
                if not looks_like_one(path):
                    others[address] = path
                else:
                    pictures[address] = shelf.picture(path)
            except Unreadable as error:
                withheld[address] = str(error)
            except OSError:
                continue
        shelf.save()
        return cls(shelf, pictures, withheld, others)

    def at(self, url: str) -> Picture | None:
        """The picture that an address of this site names, as it stands in HTML (encoded, perhaps with a fragment)."""
        return self.pictures.get(unquote(urlsplit(url).path)) if url.startswith("/") else None

    def sizes(self, picture: Picture) -> Sizes | None:
        """What there is of a picture besides itself, by now."""
        return self.shelf.sizes(picture) if orders.worth_it(picture) else None

    def answers(self) -> dict[str, Answer]:
        """The pictures without their metadata, and what has been made of them."""
        remembered = self.shelf.remembered
        answers = {
            address: remembered(picture.digest, partial(self._answer, picture))
            for address, picture in self.pictures.items()
        }
        for picture in {picture.digest: picture for picture in self.pictures.values()}.values():
            if sizes := self.sizes(picture):
                answers.update(self._smaller(picture, sizes))
        return answers

    def orders(self) -> list[Order]:
        """What is still to be made."""
        wanted = {picture.digest: picture for picture in self.pictures.values() if orders.worth_it(picture)}
        return [order for picture in wanted.values() if not self.sizes(picture) and (order := self._order(picture))]

    def _order(self, picture: Picture) -> Scaling | None:
        source, target = self.shelf.body(picture), self.shelf.smaller(picture)
        if target is None or isinstance(source, bytes):
            return None
        return Scaling(
            source=str(source),
            target=str(target),
            kind=picture.kind,
            width=picture.width,
            height=picture.height,
            animated=picture.animated,
            bytes=picture.size,
        )

    def _answer(self, picture: Picture) -> Answer:
        body = self.shelf.body(picture)
        if picture.kind == "svg":  # is packed on its way
            text = body if isinstance(body, bytes) else body.read_bytes()
            return finished(text, picture.media_type, headers=DRAWN, cache_control=AN_HOUR)
        if isinstance(body, bytes):
            return finished(body, picture.media_type, headers=ALONE, cache_control=AN_HOUR)
        return stored(body, picture.size, picture.digest, picture.media_type, headers=ALONE, cache_control=AN_HOUR)

    def _smaller(self, picture: Picture, sizes: Sizes) -> Iterable[tuple[str, Answer]]:
        folder = self.shelf.smaller(picture)
        if folder is None:
            return
        made = [(format_, size) for format_, of_one in sizes.formats for size in of_one]
        for format_, size in [*made, *([sizes.fallback] if sizes.fallback else [])]:
            place = address(picture, size)
            yield place, self.shelf.remembered(place, partial(_of_size, folder, place, format_, size))


def _of_size(folder: Path, place: str, format_: Format, size: Size) -> Answer:
    kind = MEDIA_TYPES[format_]
    return stored(folder / size.name, size.bytes, place, kind, headers=ALONE, cache_control=IMMUTABLE)


def address(picture: Picture, size: Size) -> str:
    """Where a smaller copy is served: named by its content, so that browsers may keep it for ever."""
    return f"{FOLDER}/{picture.digest}-{orders.RECIPE}/{size.name}"


def assets_named(documents: Iterable[Document], assets: Path) -> dict[str, Path]:
    """The pictures of the folder of assets that documents show, in their text or as their own, by address.

    With `plot.light.png` comes the `plot.dark.png` that dark screens get.
    """
    named = {name for each in documents for name in (each.image or "", *(one.address for one in each.references))}
    named |= {name.replace(".light.", ".dark.") for name in named}
    paths = {
        address: assets / address.removeprefix("/assets/") for address in named if address.startswith("/assets/images/")
    }
    return {address: path for address, path in paths.items() if path.is_file() and ".." not in path.parts}


def looks_like_one(path: Path) -> bool:
    """By the ending of its name, as readers will be told; or else by its beginning."""
    kind = media_type(path.name)
    if kind in ("image/x-icon", "image/vnd.microsoft.icon"):
        return False
    if kind != "application/octet-stream":
        return kind.startswith("image/")
    with path.open("rb") as file:
        return is_picture(file.read(512))
