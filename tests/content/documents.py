"""Documents made by hand, for tests of what is made of documents."""

import base64
import datetime as dt
from html import escape
from pathlib import PurePosixPath
from typing import Any

from server.content.document import Document
from server.content.site import Author, Link, Site

URL = "https://example.org"
DOT = base64.b64decode(  # a PNG of one pixel
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
)
SECTIONS = {"entry": "blog", "project": "projects"}
NOW = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
SITE = Site(
    title="Test & <Site>",
    description="A site for tests",
    author=Author(name="A. Writer"),
    links=(Link("Code", "https://code.example/a"),),
)


def entry(slug: str = "one", **fields: Any) -> Document:
    """An entry of the blog at /blog/SLUG."""
    return made("entry", f"/blog/{slug}", **fields)


def project(slug: str = "one", **fields: Any) -> Document:
    """A project at /projects/SLUG."""
    return made("project", f"/projects/{slug}", **fields)


def made(kind: Any, address: str, **fields: Any) -> Document:
    """A document of any kind; its title is its address, unless another is given."""
    title = fields.pop("title", address)
    path = fields.pop("path", PurePosixPath(f"{address.strip('/') or 'index'}.md"))
    title_html = fields.pop("title_html", escape(title))
    section = fields.pop("section", SECTIONS.get(kind, ""))
    return Document(
        path=path, kind=kind, address=address, title=title, title_html=title_html, section=section, **fields
    )
