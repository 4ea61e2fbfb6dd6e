"""Finds the works that a document cites: in the bibliographies that it names, else in those beside it and above it."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from server.content.document import Fault
from server.content.literature.work import Bibliography, Work
from server.content.markdown.citations import mentioned
from server.content.places import Places
from server.content.problem import Problem
from server.content.reading import Source

NAMES = ("references.bib", "references.json")
ENDINGS = (".bib", ".bibtex", ".json")


class Cited(NamedTuple):
    """The works that a document cites (None: there is no bibliography for it), and what is wrong.

    `citing` says that it cites, or seems to: it depends on what bibliographies there are.
    """

    works: Mapping[str, Work] | None
    faults: tuple[Fault, ...]
    citing: bool


NOTHING_CITED = Cited(None, (), citing=False)


class Bibliographies:
    """Those among the files of a folder of pages. Each is read once, and only where something cites from it."""

    def __init__(self, files: Mapping[str, Path], places: Places) -> None:
        self._files = files
        self._places = places
        self._read: dict[str, Bibliography] = {}

    def works(self, source: Source) -> Cited:
        """The works that a document mentions, the nearest of each key, and what is wrong on the way to them."""
        keys = mentioned(source.body)
        if not keys and not source.particulars.bibliography:
            return NOTHING_CITED
        faults: list[Fault] = []
        addresses = list(self._of(source, faults))
        if not addresses:
            return Cited(None, tuple(faults), citing=True)
        found: dict[str, Work] = {}
        for address in addresses:
            known = self._bibliography(address)
            faults += [problem.of(PurePosixPath(address[1:])) for problem in known.problems]
            found |= {key: known.works[key]() for key in sorted(keys) if key in known.works and key not in found}
        return Cited(found, tuple(faults), citing=True)

    def _of(self, source: Source, faults: list[Fault]) -> Iterator[str]:
        """The addresses of its bibliographies, the nearest first."""
        for name in source.particulars.bibliography:
            address = self._places.target(name, source.path, source.place.address).address
            if address in self._files and address.endswith(ENDINGS):
                yield address
            else:
                message = f"bibliography: {name} is no BibTeX (.bib) and no CSL-JSON (.json) that is there."
                faults.append(Problem(None, message).of(source.path))
        if not source.particulars.bibliography:
            own = (f"{source.path.stem}.bib",) if f"{source.path.stem}.bib" not in NAMES else ()
            for folder in source.path.parents:
                names = (*own, *NAMES) if folder == source.path.parent else NAMES
                yield from (address for name in names if (address := f"/{folder / name}") in self._files)

    def _bibliography(self, address: str) -> Bibliography:
        if address not in self._read:
            try:
                text = self._files[address].read_text("utf-8-sig")
                self._read[address] = _reader(PurePosixPath(address).suffix)(text)
            except OSError as error:
                self._read[address] = Bibliography({}, (Problem(None, f"It cannot be read: {error.strerror}."),))
            except UnicodeDecodeError as error:
                line = self._files[address].read_bytes().count(b"\n", 0, error.start) + 1
                self._read[address] = Bibliography({}, (Problem(line, "It is not UTF-8; save it as UTF-8."),))
        return self._read[address]


def _reader(ending: str) -> Callable[[str], Bibliography]:
    if ending == ".json":
        from server.content.literature import csl  # noqa: PLC0415 (for the few sites that cite)

        return csl.read
    from server.content.literature import bibtex  # noqa: PLC0415 (same; it takes 0.2 s)

    return bibtex.read
