"""A folder of pages with pictures, built with a shelf; and its pictures made at once, as the darkroom would."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec

from server.content import answers, library
from server.content.answers import Built
from server.content.pictures.orders import Done, Order
from server.content.pictures.shelf import Shelf
from server.web.answer import Answer
from tests.content.documents import NOW
from tests.content.pictures.photos import put
from tests.content.sites import SETTINGS, TEMPLATES
from tests.running import ROOT


class Gallery:
    """`pages` beside a shelf that survives as many builds as a test wants."""

    def __init__(self, folder: Path) -> None:
        self.pages = folder / "pages"
        self.kept = folder / "data/pictures"
        self.shelf = Shelf(self.kept)

    def write(self, text: str, name: str = "blog/a.md") -> None:
        put(self.pages, name, f"---\ntitle: A\ndate: 2026-01-01\n---\n{text}\n".encode())

    def put(self, name: str, data: bytes) -> Path:
        return put(self.pages, name, data)

    def build(self) -> Built:
        return answers.build(library.read(self.pages), TEMPLATES, SETTINGS, NOW, self.shelf)

    def made(self) -> Built:
        """Built, with everything that was ordered made, and built again."""
        built = self.build()
        make([*built.album.orders(), *built.cards.orders])
        return self.build()

    def page(self, built: Built, address: str = "/blog/a") -> str:
        """What stands between <main> and </main>."""
        return built.answers[address].text.partition("<main")[2].partition("</main>")[0]


def make(orders: Sequence[Order]) -> list[Done]:
    """Let the process of its own make them."""
    run = subprocess.run(
        [sys.executable, "-m", "server.content.pictures.workshop.making"],
        input=msgspec.json.encode(list(orders)), cwd=ROOT, stdout=subprocess.PIPE, check=True,
    )  # fmt: skip
    return [msgspec.json.decode(line, type=Done) for line in run.stdout.splitlines()]


def body(answer: Answer) -> bytes:
    """The bytes that a reader gets, wherever they are."""
    variant = answer.variants["identity"]
    return variant.file.read_bytes() if variant.file else bytes(variant.body["body"])
