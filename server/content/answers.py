"""Build the whole site: every answer that content gives, by its path."""

import datetime as dt
from collections.abc import Sequence
from functools import partial

import msgspec

from server.content import feeds, gate, group_pages, stylesheets
from server.content.addresses import DYNAMIC, claimed, encoded
from server.content.data.text import told
from server.content.document import Document, Fault
from server.content.files import file_answers
from server.content.library import Library
from server.content.navigation import reachable
from server.content.page import Page
from server.content.pages import Pages
from server.content.pictures import faults as picture_faults
from server.content.pictures.album import Album, assets_named
from server.content.pictures.cards import Cards
from server.content.pictures.markup import illustrated, sized
from server.content.pictures.shelf import Shelf
from server.content.script import hashes
from server.content.section import declared
from server.content.site import Site
from server.content.sitemap import robots, sitemap
from server.settings import Settings
from server.web.answer import Answer, finished, redirect
from server.web.headers import own_csp
from server.web.table import Maker
from server.web.templates import Templates

FOLLOWED = ("/feed.xml", "/feed.json")  # the feeds that readers ask for all the time


class Built(msgspec.Struct, frozen=True):
    """A whole site. Parts that add answers of their own (contact, the error pages) make them of this library.

    It holds only what readers may know, and its navigation leads only to what is there.
    """

    answers: dict[str, Answer]
    makers: dict[str, Maker]  # of answers that are finished when they are asked for
    library: Library
    faults: tuple[Fault, ...]  # of the whole library and of its addresses, for the log and the inbox
    next_change: dt.datetime | None  # when a scheduled document appears: time to build again
    album: Album  # its pictures, and what is to be made of them
    cards: Cards  # the same of its cards; pages made elsewhere ask here for theirs


def build(
    library: Library, templates: Templates, settings: Settings, now: dt.datetime, shelf: Shelf | None = None
) -> Built:
    """Render everything. Raises jinja2's errors for a template that cannot be printed.

    Without a shelf, pictures are cleaned all the same; nothing smaller is made of them.
    """
    shown = gate.shown(library, now)
    claims = claimed(shown.documents, shown.files, declared(shown.site.sections))
    album = Album.of(claims.files | assets_named(claims.documents.values(), settings.assets), shelf or Shelf())
    templates.illustrated = partial(illustrated, album=album)
    cards = Cards(album.shelf, shown.site, settings.url, settings.assets / "fonts")
    measured = {address: _measured(document, album) for address, document in claims.documents.items()}
    made = Pages(measured, shown.site, settings.url)
    pages = [msgspec.structs.replace(page, meta=cards.named(page.meta)) for page in made]
    known = {*(page.address for page in pages), *claims.redirects, *claims.files, *DYNAMIC}
    site = reachable(shown.site, known)
    answers = _for_machines(pages, settings.url)
    makers = feeds.makers(made.catalogue)
    answers |= {address: makers.pop(address)() for address in FOLLOWED}
    answers |= file_answers(album.others)
    answers |= album.answers()
    redirects = claims.redirects | group_pages.moved(made.catalogue)
    answers |= {address: redirect(encoded(place)) for address, place in redirects.items()}
    answers |= stylesheets.answers(claims.documents.values())
    answers |= {page.address: _answer(page, site, templates) for page in pages}
    answers |= cards.answers
    documents = tuple(told(document) for document in claims.documents.values())
    visible = msgspec.structs.replace(shown, site=site, documents=documents)
    faults = (*library.faults, *claims.faults, *picture_faults.known(album))
    return Built(answers, makers, visible, faults, gate.next_change(library.documents, now), album, cards)


def _measured(document: Document, album: Album) -> Document:
    """The document with the sizes of its pictures, on its page and in feeds."""
    html = sized(document.html, album)
    return document if html == document.html else msgspec.structs.replace(document, html=html)


def _answer(page: Page, site: Site, templates: Templates) -> Answer:
    text = templates.render(page.template, site=site, current=page.address, meta=page.meta, **page.context)
    headers = own_csp(foreign_pictures=page.foreign_pictures, scripts=hashes(page.meta.scripts))
    return finished(text.encode(), "text/html; charset=utf-8", headers=headers)


def _for_machines(pages: Sequence[Page], url: str) -> dict[str, Answer]:
    """Sitemap and robots.txt, the last of which an author may replace by a file."""
    addresses = {page.address: page.changed for page in pages if page.meta.canonical} | {"/contact": None}
    return {
        "/sitemap.xml": finished(sitemap(addresses, url), "application/xml; charset=utf-8"),
        "/robots.txt": finished(robots(url), "text/plain; charset=utf-8"),
    }
