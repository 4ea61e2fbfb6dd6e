"""Which entries belong to which project: said in the entry, known at both ends."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePosixPath

from server.content.document import Document


class Belonging:
    """The projects of each document, and the documents of each project, both by address."""

    def __init__(self, documents: Sequence[Document], projects: Iterable[Document]) -> None:
        names = _names(projects)
        self._projects: dict[str, list[Document]] = defaultdict(list)
        self._documents: dict[str, list[Document]] = defaultdict(list)
        for document in documents:
            found = (names.get(_name(word)) for word in document.particulars.project)
            for project in {each.address: each for each in found if each}.values():
                if project.address != document.address:
                    self._projects[document.address].append(project)
                    self._documents[project.address].append(document)

    def projects(self, document: Document) -> tuple[Document, ...]:
        """The projects to which a document belongs, in its author's order."""
        return tuple(self._projects.get(document.address, ()))

    def documents(self, project: Document) -> tuple[Document, ...]:
        """What belongs to a project, in the order in which it was given."""
        return tuple(self._documents.get(project.address, ()))


def unknown(document: Document, projects: Iterable[Document]) -> tuple[str, ...]:
    """The names of projects that a document gives and nobody has."""
    names = _names(projects)
    return tuple(word for word in document.particulars.project if _name(word) not in names)


def _names(projects: Iterable[Document]) -> Mapping[str, Document]:
    """Each project by its slug, its address and the name of its file."""
    names: dict[str, Document] = {}
    for project in projects:
        path = project.path.parent if project.path.stem in ("index", "_index") else project.path.with_suffix("")
        for name in (project.address, project.address.rpartition("/")[2], path.name, project.title):
            names.setdefault(_name(name), project)
    return names


def _name(word: str) -> str:
    return str(PurePosixPath(word.strip())).removesuffix(".md").casefold()
