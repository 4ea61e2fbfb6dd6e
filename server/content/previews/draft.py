"""A hidden document as its page would be, with its pictures, and a line that says what it is."""

import datetime as dt
from collections.abc import Mapping
from html import escape
from pathlib import Path, PurePosixPath
from urllib.parse import quote

import msgspec

from server.content import gate
from server.content.document import Document
from server.content.files import file_answers
from server.content.library import Library
from server.content.moment import moment
from server.content.pages import Pages
from server.content.pictures.album import Album
from server.content.pictures.shelf import Shelf
from server.content.places import SAFE
from server.content.script import hashes
from server.web.answer import Answer
from server.web.headers import csp
from server.web.templates import Templates

STYLES = "/styles.css"  # the author's own, which no other page has yet


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """What a preview is made of: the site as readers know it, and a document that they do not."""

    document: Document
    visible: Library
    whole: Library
    address: str  # of the preview, without the host
    until: dt.datetime
    now: dt.datetime

    def html(self, templates: Templates, url: str) -> str:
        """The page."""
        document = gate.as_of(self.document, self.now)
        shown = {each.address: each for each in self.visible.documents}
        made = Pages({**shown, document.address: document}, self.visible.site, url).alone(document)
        meta = msgspec.structs.replace(
            made.meta,
            canonical=None,
            json_ld="",
            alternates=(),
            stylesheet=f"{self.address}{STYLES}" if made.meta.stylesheet else None,
        )
        context = {**made.context, "preview": {"state": state(document, self.now), "until": self.until}}
        text = templates.render(made.template, site=self.visible.site, current=document.address, meta=meta, **context)
        return self._own_files(text)

    def policy(self) -> bytes:
        """The Content-Security-Policy that the page would have."""
        led = [msgspec.structs.replace(each, text=self._own_files(each.text)) for each in self.document.scripts]
        return csp(foreign_pictures=self.document.foreign_pictures, scripts=hashes(led))

    def file(self, path: str) -> Answer | None:
        """A hidden file that the document shows, as it would be served: without its metadata."""
        files = self.files()
        if path not in files:
            return None
        album = Album.of({path: files[path]}, Shelf())
        return (album.answers() | file_answers(album.others)).get(path)

    def files(self) -> Mapping[str, Path]:
        """The files that readers see with this document at the earliest."""
        hidden = gate.hidden_files(self.whole, self.visible.documents)
        used = gate.used([self.document])
        beside = self.document.path.parent
        own = {address for address in hidden if PurePosixPath(address[1:]).parent == beside} if beside.parts else set()
        return {address: self.whole.files[address] for address in hidden if address in used or address in own}

    def _own_files(self, html: str) -> str:
        """The page with its hidden files led through the preview."""
        for address in self.files():
            written = escape(quote(address, safe=SAFE))
            html = html.replace(f'"{written}"', f'"{self.address}{written}"')
        return html


def state(document: Document, now: dt.datetime) -> str:
    """Why readers do not know it."""
    if document.expires and moment(document.expires) <= now:
        return f"Ended on {_day(document.expires)}"
    if not document.draft and document.date and document.date.year < gate.NOT_YET:
        return f"Appears on {_day(document.date)}"
    return "Draft"


def _day(date: dt.date) -> str:
    at = f", {date:%H:%M}" if isinstance(date, dt.datetime) else ""
    return f"{date.day} {date:%B %Y}{at}"
