"""The pages of the site: for each address a template, what it is given, and what it says to machines."""

from collections.abc import Iterator, Mapping
from functools import cached_property, partial
from typing import Any

from server.content import data_pages, group_pages, lists, metadata, now_pages, page, section_pages, series, setting
from server.content.catalogue import Catalogue
from server.content.document import Document
from server.content.history import changes_pages
from server.content.lists import CONTACT
from server.content.now_pages import now_of
from server.content.page import Page, Planned
from server.content.site import Site
from server.content.views import Now

# Documents that their front matter has sent away from the address of their kind.
TEMPLATES = {"home": "page", "contact": "page"}
ENTRIES_ON_HOME, PROJECTS_ON_HOME = 5, 3


class Pages:
    """Every page that `documents` (by address; those readers may know) make, with the site around them."""

    def __init__(self, documents: Mapping[str, Document], site: Site, url: str) -> None:
        self.catalogue = Catalogue(documents, site, url)

    def __iter__(self) -> Iterator[Page]:
        return (plan.make() for plan in self.plans())

    def plans(self) -> Iterator[Planned]:
        """All pages, none of them made."""
        return map(self.plan, self.addresses)

    def plan(self, address: str) -> Planned:
        """One page. Raises KeyError where there is none."""
        if plan := self._by_site.get(address):
            return plan
        document = self.catalogue.documents[address]
        return Planned(address, partial(self.alone, document), document)

    @cached_property
    def addresses(self) -> Mapping[str, None]:
        """Where all pages are, those that the site makes first. /contact is made with its form, by server/contact."""
        addresses: dict[str, None] = dict.fromkeys((*self._by_site, *self.catalogue.documents))
        addresses.pop(CONTACT, None)
        return addresses

    @cached_property
    def _by_site(self) -> Mapping[str, Planned]:
        """The pages that are more than their document, if they have one."""
        found = {"/": Planned("/", self._home)}
        for part in (section_pages, group_pages, now_pages, data_pages, changes_pages):
            for plan in part.plans(self.catalogue):
                found.setdefault(plan.address, plan)
        return found

    def alone(self, document: Document) -> Page:
        """The page that one document makes by itself."""
        catalogue, address = self.catalogue, document.address
        alternates = catalogue.alternates.get(address, ())
        template = TEMPLATES.get(document.kind, document.kind)
        context: dict[str, Any] = {"document": setting.on_page(document), "alternates": alternates}
        if document.kind == "now":
            context["now"] = now_of(document)
        else:
            context |= self._around(document)
        if data_pages.has_data(catalogue, document):
            template = "data"
            context |= data_pages.context(catalogue, document)
        return Page(
            address=address,
            template=f"content/{template}.html",
            meta=metadata.of_document(document, catalogue.site, catalogue.url, alternates),
            context=context,
            changed=document.updated or document.date,
            foreign_pictures=document.foreign_pictures,
        )

    def _around(self, document: Document) -> dict[str, Any]:
        """What a document has to do with others."""
        catalogue = self.catalogue
        previous, following = catalogue.neighbours.get(document.address, (None, None))
        position = series.position(document, catalogue.series)
        projects = catalogue.belonging.projects(document)
        belonging = catalogue.belonging.documents(document)
        named = {each.address for each in (previous, following, *projects, *belonging) if each}
        if position:
            named.update(each.address for each in position.series.documents)
        article = document.kind in ("entry", "project")
        return {
            "listed": catalogue.section_of(document),
            "tags": lists.tags_of(document, catalogue.tags),
            "previous": previous,
            "next": following,
            "position": position,
            "projects": projects,
            "belonging": belonging,
            "related": catalogue.relations.of(document, named) if article else (),
        }

    def _home(self) -> Page:
        catalogue = self.catalogue
        return page.of_list(
            catalogue,
            "/",
            "home",
            "",
            changed=[*catalogue.entries, *catalogue.projects],
            entries=catalogue.followed[:ENTRIES_ON_HOME],
            projects=catalogue.projects[:PROJECTS_ON_HOME],
            now=self._now(),
        )

    def _now(self) -> Now | None:
        return next((now_of(each) for each in self.catalogue.originals if each.kind == "now"), None)
