"""What follows from the documents that readers may know, taken together: lists, tags, series, who belongs to whom."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property

from server.content import lists, section, series, translations
from server.content.belonging import Belonging
from server.content.document import Document
from server.content.related import Relations
from server.content.section import Section
from server.content.site import Site
from server.content.views import Listed


class Catalogue:
    """Made once for a build. `documents` are by address, and the gate has let them through; `url` is the site's."""

    def __init__(self, documents: Mapping[str, Document], site: Site, url: str) -> None:
        self.documents = documents
        self.site = site
        self.url = url
        self.sections = section.declared(site.sections)
        self.originals = lists.originals(documents.values(), site.language)
        self.alternates = translations.found(documents.values(), site)
        self._by_section: dict[str, list[Document]] = defaultdict(list)
        for document in self.originals:
            self._by_section[document.section].append(document)
        self.listed = {folder: self._listed(each) for folder, each in self.sections.items()}
        self.entries = tuple(each for each in self._by_date(self._sections("entries")) if each.kind == "entry")
        self.projects = tuple(each for listed in self._sections("projects") for each in listed.documents)
        self.groups = lists.tagged(self.entries)
        self.tags = lists.tags(self.groups)
        self.series = series.found(self.originals)
        self.belonging = Belonging(self.entries, self.projects)

    @cached_property
    def followed(self) -> tuple[Document, ...]:
        """What the feed of the site and its first page tell of, newest first."""
        return self._by_date([listed for listed in self.listed.values() if listed.section.followed])

    @cached_property
    def neighbours(self) -> Mapping[str, lists.Neighbours]:
        """The one before and the one after each document in the list of its section; in time the older comes before."""
        found: dict[str, lists.Neighbours] = {}
        for listed in self.listed.values():
            forward = listed.documents[::-1] if listed.section.listed_by == "date" else listed.documents
            found |= lists.neighbours(forward)
        return found

    @cached_property
    def relations(self) -> Relations:
        return Relations((*self.entries, *self.projects))

    def section_of(self, document: Document) -> Listed | None:
        """The section in whose list a document is."""
        return self.listed.get(document.section)

    def _listed(self, each: Section) -> Listed:
        address = each.list_address
        document = self.documents.get(address)
        found = (one for one in self._by_section[each.folder] if one.address != address)
        title = document.title if document else each.label
        return Listed(each, address, title, lists.ordered(found, each.listed_by), document)

    def _sections(self, kind: section.Contents) -> list[Listed]:
        return [listed for listed in self.listed.values() if listed.section.kind == kind]

    def _by_date(self, found: Sequence[Listed]) -> tuple[Document, ...]:
        """What some sections list, taken together; one of them alone is often in that order already."""
        filled = [listed for listed in found if listed.documents]
        if len(filled) == 1 and filled[0].section.listed_by == "date":
            return filled[0].documents
        return lists.ordered((each for listed in filled for each in listed.documents), "date")
