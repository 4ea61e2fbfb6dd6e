"""Renders a text for a test, with as little around it as can be."""

from pathlib import PurePosixPath

from server.content.document import Document
from server.content.places import Places
from server.content.reading import read_document
from server.content.site import Site

PLACES = Places(
    documents={"blog/other.md": "/blog/other", "notes/deep/index.md": "/notes/deep", "about.md": "/about"},
    files=frozenset({"/blog/cat.png", "/notes/deep/dog.jpg", "/images/fish.svg"}),
)


def document(text: str, path: str = "blog/post.md", site: Site | None = None, places: Places = PLACES) -> Document:
    return read_document(PurePosixPath(path), text, site or Site(), places)


def html(text: str, path: str = "blog/post.md") -> str:
    return document(text, path).html


def warnings(text: str) -> list[str]:
    """What is said of a text, each with its line."""
    return [f"{fault.line}: {fault.message}" for fault in document(text).faults]
