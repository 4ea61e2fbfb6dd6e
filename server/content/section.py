"""A section: a folder of pages/ whose documents are listed, as [[sections]] in site.toml describes it."""

import re
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from typing import Literal

import msgspec

Contents = Literal["entries", "projects", "pages", "data"]
Order = Literal["date", "order", "title", "slug"]
Archive = Literal["years", "months", "weeks", "none"]

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
PLACEHOLDERS = ("slug", "year", "month", "day", "week")


class Section(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is left empty follows from `kind` and `folder`. msgspec makes a ValueError here a fault of site.toml."""

    folder: str
    title: str = ""
    kind: Contents = "entries"
    address: str = ""  # the pattern of its documents' addresses
    order: Order | None = None
    archive: Archive | None = None
    feed: bool | None = None

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[^/\\.{}][^\\{}]*(?<!/)", self.folder):
            raise ValueError(f"folder = {self.folder!r} is no folder of pages/; write it like 'weekly'")
        names = PLACEHOLDER.findall(self.address)
        unknown = [name for name in names if name not in PLACEHOLDERS]
        if unknown:
            known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
            raise ValueError(f"address = {self.address!r} has {{{unknown[0]}}}; there are {known}")
        if self.address and not (self.address.startswith("/") and "slug" in names):
            raise ValueError(f"address = {self.address!r} must begin with / and have {{slug}} in it")

    @property
    def pattern(self) -> str:
        """The address of one of its documents, with the placeholders that are filled for each."""
        return self.address or f"/{self.folder}/{{slug}}"

    @property
    def list_address(self) -> str:
        """Where its documents are listed: what stands before the first placeholder, if that is an address."""
        fixed = self.pattern.partition("{")[0].rpartition("/")[0]
        return fixed or f"/{self.folder}"

    @property
    def label(self) -> str:
        """Its title, for lists and feeds."""
        name = PurePosixPath(self.folder).name.replace("-", " ").replace("_", " ")
        return self.title or name[:1].upper() + name[1:]

    @property
    def listed_by(self) -> Order:
        return self.order or {"entries": "date", "projects": "order", "pages": "title", "data": "date"}[self.kind]  # type: ignore[return-value] # each is an Order

    @property
    def archived_by(self) -> Archive:
        return self.archive or ("years" if self.kind == "entries" else "none")

    @property
    def followed(self) -> bool:
        """Whether it has a feed, and a part in that of the site."""
        return self.kind == "entries" if self.feed is None else self.feed


BLOG = Section("blog", title="Blog")
PROJECTS = Section("projects", title="Projects", kind="projects")
Sections = Mapping[str, Section]


def declared(sections: Iterable[Section]) -> Sections:
    """The sections by their folders; blog and projects are there even where site.toml does not speak of them."""
    found = {section.folder: section for section in sections}
    return {BLOG.folder: BLOG, PROJECTS.folder: PROJECTS} | found


def around(path: PurePosixPath, sections: Sections) -> Section | None:
    """The innermost section to which a file of pages/ belongs."""
    return next((sections[str(folder)] for folder in path.parents if str(folder) in sections), None)


DEFAULT = declared(())
