"""The documents as they were read last: of a folder that changes, only what has changed is read and rendered again."""

import json
import logging
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath

import msgspec

from server.content import folder, parallel, site_file
from server.content.document import Document, Fault
from server.content.folder import Listing
from server.content.literature.bibliographies import ENDINGS
from server.content.places import Places, Question, Target
from server.content.rendering import Rendered, Standing
from server.content.section import Sections, declared
from server.content.site import Site

log = logging.getLogger(__name__)

Stamp = tuple[int, ...]


class Kept(msgspec.Struct):
    """What is known of a file: `stamp` as the disk had it before it was read, () without one; and what was rendered."""

    path: PurePosixPath
    stamp: Stamp | None = None
    address: str | None = None
    document: Document | None = None
    faults: tuple[Fault, ...] = ()
    asked: Mapping[Question, Target] = {}
    citing: bool = False


class Stock(msgspec.Struct, frozen=True):
    """A folder as it was read: what Library is made of, before anything is attached.

    Of two that have the same `around` nothing has changed in between but documents.
    """

    site: Site
    sections: Sections
    places: Places
    listing: Listing
    documents: tuple[Document, ...]
    faults: tuple[Fault, ...]

    @property
    def around(self) -> object:
        return self.listing


class Stacks:
    """`rendered` is called with each document that is rendered."""

    def __init__(self, pages: Path, rendered: Callable[[PurePosixPath], None] = lambda _: None) -> None:
        self._pages = pages
        self._rendered = rendered
        self._alone = False
        self._kept: dict[str, Kept] = {}
        self._site: Site | None = None
        self._places = Places()
        self._listing: Listing | None = None
        self._bibliographies: Mapping[str, Stamp | None] = {}

    def read(self, changed: Collection[Path] | None = None) -> Stock:
        """The folder as it is now. `changed` are all files that may have changed since; None: any may have."""
        try:
            return self._read(self._documents_among(changed))
        except parallel.Lost as error:
            log.warning("documents are rendered one after the other: %s", error)
            self._alone = True
            self._kept.clear()
            return self._read(None)
        except BaseException:
            self._kept.clear()  # of some it is known where they stand, and not what they say
            raise

    def _read(self, changed: Sequence[str] | None) -> Stock:
        site, faults = site_file.read(self._pages)
        sections = declared(site.sections)
        if changed is None or site != self._site:
            listing = self._listing = folder.listed(self._pages)
            texts = dict(_lists(sections, listing.documents))
            stamps = {str(path): _stamp(self._pages / path) for path in listing.documents}
            stamps |= {str(path): () for path in texts}
            former = self._kept if site == self._site else {}
            anew = {name for name, stamp in stamps.items() if _is_new(stamp, former.get(name))}
            self._kept = {name: former.get(name) or Kept(PurePosixPath(name)) for name in stamps}
            self._site = site
        else:
            assert self._listing is not None, "what changed is among what was there"  # noqa: S101 (see _documents_among)
            listing, texts, anew = self._listing, {}, {*changed}
            stamps = {name: _stamp(self._pages / name) for name in changed}
        self._bring(anew, stamps, texts, sections)
        return Stock(
            site=site,
            sections=sections,
            places=self._places,
            listing=listing,
            documents=tuple(kept.document for kept in self._kept.values() if kept.document),
            faults=tuple(dict.fromkeys([*faults, *listing.faults, *self._faults()])),
        )

    def _faults(self) -> Iterator[Fault]:
        for kept in self._kept.values():
            if kept.faults:
                yield from kept.faults

    def _bring(
        self,
        anew: Collection[str],
        stamps: Mapping[str, Stamp | None],
        texts: Mapping[PurePosixPath, str],
        sections: Sections,
    ) -> None:
        """Read and render these, and whatever depends on where they stand."""
        assert self._listing is not None  # noqa: S101 (for the type: it has been read)
        assert self._site is not None  # noqa: S101 (same)
        for name in anew:
            self._kept[name].stamp = stamps[name]
        count = 0 if self._alone else len(anew)
        with parallel.rendering(self._pages, sections, count) as rendering:
            self._stand(rendering.standing([self._kept[name].path for name in sorted(anew)], texts))
            dependent = self._dependent(self._listing) - {*anew}
            self._stand(rendering.standing([self._kept[name].path for name in sorted(dependent)], texts))
            for rendered in rendering.documents(self._site, self._places, self._listing.files):
                self._put(rendered)

    def _stand(self, standing: Iterable[Standing]) -> None:
        for each in standing:
            kept = self._kept[str(each.path)]
            kept.address, kept.faults, kept.document = each.address, each.faults, None

    def _put(self, rendered: Rendered) -> None:
        kept = self._kept[str(rendered.path)]
        kept.document, kept.faults = rendered.document, rendered.faults
        kept.asked, kept.citing = rendered.asked, rendered.citing
        self._rendered(rendered.path)

    def _dependent(self, listing: Listing) -> set[str]:
        """The documents that say something else because others, or files, are elsewhere now, or bibliographies."""
        found: set[str] = set()
        addresses = {name: kept.address for name, kept in self._kept.items() if kept.address is not None}
        places = Places(documents=addresses, files=frozenset(listing.files))
        if places != self._places:
            self._places = places
            found |= {name for name, kept in self._kept.items() if _depends(kept, places)}
        if (now := _bibliographies(listing)) != self._bibliographies:
            self._bibliographies = now
            found |= {name for name, kept in self._kept.items() if kept.citing}
        return found

    def _documents_among(self, changed: Collection[Path] | None) -> Sequence[str] | None:
        """The names of the documents that have changed; None where more than known documents may have."""
        if changed is None or self._listing is None or self._listing.linked:
            return None
        root = self._pages.resolve()
        names = []
        for path in changed:
            here = path.parent.resolve() / path.name
            name = here.relative_to(root).as_posix() if here.is_relative_to(root) else ""
            if name not in self._kept or not self._kept[name].stamp or here.is_symlink() or not here.is_file():
                return None
            names.append(name)
        return names


def _is_new(stamp: Stamp | None, kept: Kept | None) -> bool:
    return kept is None or stamp is None or kept.stamp != stamp


def _depends(kept: Kept, places: Places) -> bool:
    return any(places.target(*question) != target for question, target in kept.asked.items())


def _stamp(path: Path) -> Stamp | None:
    try:
        status = os.stat(path)  # noqa: PTH116 (ten thousand times, and Path.stat takes twice as long)
    except OSError:
        return None
    return status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino


def _bibliographies(listing: Listing) -> Mapping[str, Stamp | None]:
    return {address: _stamp(path) for address, path in listing.files.items() if address.endswith(ENDINGS)}


def _lists(sections: Sections, known: Collection[PurePosixPath]) -> Iterator[tuple[PurePosixPath, str]]:
    """The pages of sections of data that no document introduces."""
    for section in sections.values():
        index = PurePosixPath(section.folder) / "index.md"
        if section.kind == "data" and index not in known and index.with_name("_index.md") not in known:
            yield index, f"---\ntitle: {json.dumps(section.label)}\n---\n"
