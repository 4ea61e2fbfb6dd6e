"""Which cards the pages need: what each says, and by which name it is kept."""

import datetime as dt
import hashlib
from functools import partial
from pathlib import Path

import msgspec

from server.content import accent
from server.content.pictures.orders import Drawing, Order
from server.content.pictures.shelf import Shelf
from server.content.site import Site
from server.content.views import Meta
from server.web.answer import Answer, Headers
from server.web.assets import IMMUTABLE
from server.web.stored import stored
from server.web.table import Maker
from server.web.templates import day

RECIPE = 1  # raise it when cards are drawn otherwise
FOLDER = "/assets/cards"
SIZE = (1200, 630)
DRAWN = ("summary", "summary_large_image")  # kinds of cards that show a picture
ANYWHERE: Headers = ((b"cross-origin-resource-policy", b"cross-origin"),)


class Cards:
    """The cards of one build: those that there are go into the pages, the others are ordered."""

    def __init__(self, shelf: Shelf, site: Site, url: str, faces: Path) -> None:
        self._shelf = shelf
        self._site = site
        self._url = url
        self._faces = faces
        self._accent = accent.readable(accent.parsed(site.accent), accent.LIGHT_GROUND)
        self._there = shelf.cards()
        self.names: set[str] = set()
        self.answers: dict[str, Answer] = {}
        self.orders: list[Order] = []

    def named(self, meta: Meta) -> Meta:
        """What the page says of itself, with its card in it if there is one by now."""
        if meta.canonical is None or meta.card not in DRAWN or (meta.image and not meta.image.lower().endswith(".svg")):
            return meta
        date = day(meta.published) if isinstance(meta.published, dt.date) else ""
        words = (meta.name, self._site.title, date, meta.language, self._accent)
        digest = hashlib.blake2b("\0".join((str(RECIPE), *words)).encode(), digest_size=12).hexdigest()
        name = f"{digest}.png"
        path = self._shelf.card(name)
        if path is None:
            return meta
        self.names.add(name)
        address = f"{FOLDER}/{name}"
        if not (size := self._there.get(name)):
            title, site, date, language, colour = words
            self.orders.append(Drawing(str(path), title, site, date, language, colour, str(self._faces)))
            return meta
        self.answers[address] = self._shelf.remembered(address, lambda: _answer(path, size))
        return msgspec.structs.replace(
            meta, image=f"{self._url}{address}", image_size=SIZE, image_alt=meta.name, card="summary_large_image"
        )

    def makers(self) -> dict[str, Maker]:
        """The answers of all cards that there are, whether or not a page is known to name them."""
        paths = {name: self._shelf.card(name) for name in self._there}
        return {f"{FOLDER}/{name}": partial(_answer, path, self._there[name]) for name, path in paths.items() if path}


def _answer(path: Path, size: int) -> Answer:
    return stored(path, size, path.stem, "image/png", headers=ANYWHERE, cache_control=IMMUTABLE)
