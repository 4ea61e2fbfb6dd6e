"""What `check` says of pictures: those that cannot be served, those that readers wait for, those that nobody sees."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from unicodedata import normalize
from urllib.parse import unquote

from server.content.document import Fault
from server.content.library import Library
from server.content.pictures import orders
from server.content.pictures.album import Album, looks_like_one
from server.content.pictures.cleaning import cleaned
from server.content.pictures.picture import Picture, Unreadable, described

HUGE = 8_000_000  # bytes; pages show smaller copies, but who follows the link gets the picture itself
# Where a picture may be named without being part of an article.
TEXTS = (".md", ".markdown", ".toml", ".yaml", ".yml", ".json", ".csv", ".html", ".css", ".svg")
NAME = re.compile(r"[^\s\"'()<>\[\]{}/\\,;:]+\.(?:jpe?g|jpe|jfif|a?png|gif|webp|avif|heic|heif|bmp|svg)", re.IGNORECASE)
DARK = ".dark"
ASKED_BY_NAME = ("favicon", "apple-touch-icon", "icon")


def faults(library: Library, pages: Path) -> Iterator[Fault]:
    """Everything about the pictures of a library, each under its own path. Reads every one of them."""
    pictures = {address: path for address, path in library.files.items() if _is_one(path)}
    for address, path in pictures.items():
        try:
            data = path.read_bytes()
            yield from _of_one(address, described(data, cleaned(data)))
        except Unreadable as error:
            yield _withheld(address, str(error))
        except OSError as error:
            yield _fault(address, f"It cannot be read: {error.strerror}.")
    for address in _unused(library, pictures, pages):
        yield _fault(address, "No document shows this picture: it is served for nothing.")


def known(album: Album) -> Iterator[Fault]:
    """What a running site knows of its pictures anyhow."""
    for address, picture in album.pictures.items():
        yield from _of_one(address, picture)
    for address, why in album.withheld.items():
        yield _withheld(address, why)


def _of_one(address: str, picture: Picture) -> Iterator[Fault]:
    for remark in picture.remarks:
        yield _fault(address, remark)
    if orders.too_large(picture):
        edges = f"{picture.width} by {picture.height} pixels"
        yield _fault(address, f"With {edges} it is too large to be opened: nothing smaller is made of it.")
    elif picture.size > HUGE:
        yield _fault(address, f"It has {picture.size / 1e6:.0f} MB, which is what a link to it loads.")


def _withheld(address: str, why: str) -> Fault:
    return _fault(address, f"It is not served: {why}.")


def _fault(address: str, message: str) -> Fault:
    return Fault(path=PurePosixPath(address[1:]), line=None, severity="warning", message=message)


def _unused(library: Library, pictures: Mapping[str, Path], pages: Path) -> list[str]:
    """Those that no article, front matter or data file names."""
    shown = {reference.address for document in library.documents for reference in document.references}
    shown |= {unquote(document.image) for document in library.documents if document.image}
    left = [address for address in pictures if address not in shown and not _asked_by_name(address)]
    named = _named(library, pages) if left else set()
    unnamed = [address for address in left if PurePosixPath(address).name.lower() not in named]
    seen = pictures.keys() - unnamed
    return [address for address in unnamed if seen.isdisjoint(_twins(address))]


def _named(library: Library, pages: Path) -> set[str]:
    """The names of all pictures that stand in a text anywhere in pages/."""
    files = [path for path in library.files.values() if path.suffix.lower() in TEXTS]
    documents = [pages / document.path for document in library.documents]
    texts = (path.read_text("utf-8", "replace") for path in (*files, *documents, pages / "site.toml") if path.is_file())
    return {normalize("NFC", unquote(found)).lower() for text in texts for found in NAME.findall(text)}


def _twins(address: str) -> Iterator[str]:
    """Of a picture for dark screens, the addresses that the one for light screens may have."""
    path = PurePosixPath(address)
    if path.stem.endswith(DARK):
        stem = path.stem.removesuffix(DARK)
        for ending in (path.suffix, ".svg", ".png", ".webp", ".avif", ".jpg"):
            yield str(path.with_name(f"{stem}{ending}"))
            yield str(path.with_name(f"{stem}.light{ending}"))


def _asked_by_name(address: str) -> bool:
    return PurePosixPath(address).name.startswith(ASKED_BY_NAME)


def _is_one(path: Path) -> bool:
    try:
        return looks_like_one(path)
    except OSError:
        return False
