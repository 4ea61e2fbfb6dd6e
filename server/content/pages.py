"""The pages of the site: for each address a template, what it is given, and what it says to machines."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from server.content import lists, metadata
from server.content.document import Document
from server.content.lists import BLOG, CONTACT, PROJECTS, TAGS
from server.content.moment import moment
from server.content.notes import beside
from server.content.now import arranged
from server.content.site import Site
from server.content.views import Meta, Now

# Documents that their front matter has sent away from the address of their kind.
TEMPLATES = {"home": "page", "contact": "page"}
ENTRIES_ON_HOME, PROJECTS_ON_HOME = 5, 3


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """A page before it is printed. `changed` is for the sitemap."""

    address: str
    template: str
    meta: Meta
    context: dict[str, Any]
    changed: dt.date | None = None
    foreign_pictures: bool = False


class Pages:
    """Every page that `documents` (by address; those readers may know) make, with the site around them."""

    def __init__(self, documents: Mapping[str, Document], site: Site, url: str) -> None:
        self._documents = documents
        self._site = site
        self._url = url
        self.entries = lists.entries(documents.values())
        self.projects = lists.projects(documents.values())
        self._groups = lists.tagged(self.entries)
        self._tags = lists.tags(self._groups)
        self._order = lists.neighbours(self.entries[::-1]) | lists.neighbours(self.projects)

    def __iter__(self) -> Iterator[Page]:
        yield self._home()
        yield from self._blog()
        yield from self._tag_pages()
        yield self._project_list()
        for document in self._documents.values():
            # /contact is made with its form, by server/contact.
            if document.address not in ("/", BLOG, PROJECTS, CONTACT):
                yield self._alone(document)

    def _home(self) -> Page:
        return self._page(
            "/",
            "home",
            "",
            entries=self.entries[:ENTRIES_ON_HOME],
            projects=self.projects[:PROJECTS_ON_HOME],
            now=self._now(),
        )

    def _now(self) -> Now | None:
        return next((arranged(document) for document in self._documents.values() if document.kind == "now"), None)

    def _blog(self) -> Iterator[Page]:
        document = self._documents.get(BLOG)
        title = document.title if document else "Blog"
        shown, older = lists.pages(lists.years(self.entries))
        archive = lists.archive(older)
        tags = tuple(self._tags.values())
        yield self._page(BLOG, "blog", title, title=title, years=shown, archive=archive, tags=tags)
        for year, place in zip(older, archive, strict=True):
            title_of_year = f"{title}, {year.label or 'undated'}"
            context = {"document": None, "title": title_of_year, "years": (year,), "archive": (), "tags": ()}
            yield self._page(place.address, "blog", title_of_year, **context)

    def _tag_pages(self) -> Iterator[Page]:
        if self._tags:
            yield self._page(TAGS, "tags", "Tags", tags=tuple(self._tags.values()))
        for slug, tag in self._tags.items():
            years = lists.years(self._groups[slug])
            yield self._page(f"{TAGS}/{slug}", "tag", tag.name, tag=tag, years=years)

    def _project_list(self) -> Page:
        return self._page(PROJECTS, "projects", "Projects", projects=self.projects)

    def _page(self, address: str, template: str, title: str, /, **context: Any) -> Page:
        """A page that is there even without a document, and takes in the one that has its address."""
        document = self._documents.get(address)
        meta = (
            metadata.of_document(document, self._site, self._url)
            if document
            else metadata.of_list(title, address, self._site, self._url)
        )
        return Page(
            address=address,
            template=f"content/{template}.html",
            meta=meta,
            context={"document": document and _set(document), **context},
            changed=latest([*self.entries, *self.projects, *([document] if document else [])]),
            foreign_pictures=bool(document and document.foreign_pictures),
        )

    def _alone(self, document: Document) -> Page:
        document = _set(document)
        context: dict[str, Any] = {"document": document}
        if document.kind in ("entry", "project"):
            previous, following = self._order.get(document.address, (None, None))
            tags = lists.tags_of(document, self._tags)
            context |= {"tags": tags, "previous": previous, "next": following}
        if document.kind == "now":
            context["now"] = arranged(document)
        return Page(
            address=document.address,
            template=f"content/{TEMPLATES.get(document.kind, document.kind)}.html",
            meta=metadata.of_document(document, self._site, self._url),
            context=context,
            changed=document.updated or document.date,
            foreign_pictures=document.foreign_pictures,
        )


def _set(document: Document) -> Document:
    """The document as a page shows it."""
    return msgspec.structs.replace(document, html=beside(document.html))


def latest(documents: Iterable[Document]) -> dt.date | None:
    """When the last of these changed."""
    dates = [document.updated or document.date for document in documents]
    return max((date for date in dates if date), key=moment, default=None)
