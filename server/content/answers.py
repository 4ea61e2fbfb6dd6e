"""Build the whole site: every answer that content gives, by its path."""

import datetime as dt
from collections import ChainMap
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import cast

import msgspec

from server.content import feeds, gate, group_pages, stylesheets
from server.content.addresses import DYNAMIC, claimed, encoded
from server.content.data.text import told
from server.content.document import Document, Fault
from server.content.files import file_answers
from server.content.library import Library
from server.content.navigation import reachable
from server.content.page import Planned
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
from server.web.templates import Edition, Templates

ALL_AT_ONCE = 500  # pages of a site that are all made before it is published; of a larger one they are made afterwards
FOLLOWED = ("/feed.xml", "/feed.json")  # the feeds that readers ask for all the time


class Built(msgspec.Struct, frozen=True):
    """A whole site. Parts that add answers of their own (contact, the error pages) make them of this library.

    It holds only what readers may know, and its navigation leads only to what is there.
    """

    answers: dict[str, Answer]
    makers: Mapping[str, Maker]  # of answers that are finished when they are asked for
    waiting: tuple[str, ...]  # those of them that are worth being finished before that; none where all pages are made
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
    known = {*made.addresses, *claims.redirects, *claims.files, *DYNAMIC}
    site = reachable(shown.site, known)
    large = len(made.addresses) > ALL_AT_ONCE
    pages = Printed(made, partial(_answer, site=site, cards=cards, templates=templates.edition(), lean=large))
    makers = feeds.makers(made.catalogue)
    first: dict[str, Maker] = {address: makers.pop(address) for address in FOLLOWED}
    first["/sitemap.xml"] = partial(_sitemap, made, settings.url)
    robots_txt = finished(robots(settings.url), "text/plain; charset=utf-8")  # which an author may replace by a file
    answers = {"/robots.txt": robots_txt} | file_answers(album.others) | album.answers()
    redirects = claims.redirects | group_pages.moved(made.catalogue)
    answers |= {address: redirect(encoded(place)) for address, place in redirects.items()}
    answers |= stylesheets.answers(claims.documents.values())
    if not large:
        answers |= {address: make() for address, make in (*first.items(), *pages.items())}
        answers |= cards.answers
    documents = tuple(told(document) for document in claims.documents.values())
    visible = msgspec.structs.replace(shown, site=site, documents=documents)
    faults = (*library.faults, *claims.faults, *picture_faults.known(album))
    return Built(
        answers=answers,
        makers=ChainMap(makers | first | cards.makers(), cast("dict[str, Maker]", pages)) if large else makers,
        waiting=(*first, *pages) if large else (),
        library=visible,
        faults=faults,
        next_change=gate.next_change(library.documents, now),
        album=album,
        cards=cards,
    )


class Printed(Mapping[str, Maker]):
    """The answers of all pages, each printed when it is asked for."""

    def __init__(self, pages: Pages, answer: Callable[[Planned], Answer]) -> None:
        self._pages = pages
        self._answer = answer

    def __getitem__(self, address: str) -> Maker:
        return partial(self._answer, self._pages.plan(address))

    def __contains__(self, address: object) -> bool:
        return address in self._pages.addresses

    def __iter__(self) -> Iterator[str]:
        return iter(self._pages.addresses)

    def __len__(self) -> int:
        return len(self._pages.addresses)


def _measured(document: Document, album: Album) -> Document:
    """The document with the sizes of its pictures, on its page and in feeds."""
    if not document.pictured:
        return document
    return msgspec.structs.replace(document, article=sized(document.html, album))


def _answer(plan: Planned, site: Site, cards: Cards, templates: Edition, *, lean: bool) -> Answer:
    page = plan.make()
    meta = cards.named(page.meta)
    text = templates.render(page.template, site=site, current=page.address, meta=meta, **page.context)
    headers = own_csp(foreign_pictures=page.foreign_pictures, scripts=hashes(page.meta.scripts))
    return finished(text.encode(), "text/html; charset=utf-8", headers=headers, lean=lean)


def _sitemap(pages: Pages, url: str) -> Answer:
    addresses: dict[str, dt.date | None] = {"/contact": None}
    for plan in pages.plans():
        if plan.document:  # whose page is not made for this
            addresses[plan.address] = plan.document.updated or plan.document.date
        elif (page := plan.make()).meta.canonical:
            addresses[plan.address] = page.changed
    return finished(sitemap(addresses, url), "application/xml; charset=utf-8")
