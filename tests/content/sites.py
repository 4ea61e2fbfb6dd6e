"""A whole site built from documents or from files, for tests of what readers get."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

from server.content import answers, library
from server.content.answers import Built
from server.content.document import Document
from server.content.library import Library
from server.content.site import Site
from server.settings import Settings
from server.web.answer import Answer
from server.web.assets import Assets
from server.web.templates import Templates
from tests.content.documents import NOW, SITE, URL

SETTINGS = Settings(url=URL)
TEMPLATES = Templates(
    Assets({"site.css": b"", "changes.css": b"", "images/icon.svg": b"<svg/>", "htmx.js": b""}), SETTINGS
)


def built(*documents: Document, site: Site = SITE, now: dt.datetime = NOW, files: Mapping[str, Path] = {}) -> Built:
    """The site that these documents make."""
    return answers.build(Library(site, documents, (), files), TEMPLATES, SETTINGS, now)


def served(pages: Path, now: dt.datetime = NOW) -> Built:
    """The site that a folder of pages makes."""
    return answers.build(library.read(pages), TEMPLATES, SETTINGS, now)


def feed(site: Built, address: str) -> str:
    """The text of a feed, made if it is not there yet."""
    answer = site.answers.get(address) or site.makers[address]()
    return answer.text


def header(answer: Answer, name: bytes) -> bytes | None:
    """A header of the answer as it is sent without packing."""
    return dict(answer.variants["identity"].start["headers"]).get(name)
