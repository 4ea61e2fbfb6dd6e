"""Walks pages/: which files are documents, which may be served as they are, and which must not be."""

import os
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from unicodedata import normalize

import msgspec

from server.content.document import Fault

DOCUMENTS = (".md", ".markdown")
OWN = ("site.toml",)
UNWRITABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")  # the last are how Python reads bytes that are no UTF-8
BACKUPS = ("~", ".bak", ".orig", ".tmp", ".swp", ".rej")
WELL_KNOWN = (".history.json", ".git", ".gitignore", ".gitkeep", ".gitattributes", ".DS_Store", ".obsidian", ".vscode")


class Listing(msgspec.Struct, frozen=True):
    """Documents in the order of their paths; files by address."""

    documents: tuple[PurePosixPath, ...]
    files: dict[str, Path]
    faults: tuple[Fault, ...]
    linked: bool = False  # whether there are links among the documents


def listed(pages: Path) -> Listing:
    """Everything in the folder. Links that lead out of it, hidden files and backups are not served."""
    faults: list[Fault] = []
    documents: list[PurePosixPath] = []
    files: dict[str, Path] = {}
    linked = False
    root = pages.resolve()
    if not pages.is_dir():
        faults.append(Fault(path=PurePosixPath(), line=None, severity="error", message=f"There is no folder {pages}."))
    for entry, path in _walked(pages, PurePosixPath(), root, faults):
        if path.suffix.lower() in DOCUMENTS:
            documents.append(path)
            linked = linked or entry.is_symlink()
        elif str(path) not in OWN and not path.name.endswith(BACKUPS):
            files[normalize("NFC", f"/{path}")] = Path(entry.path)
    return Listing(tuple(sorted(documents)), dict(sorted(files.items())), tuple(faults), linked)


def _walked(
    folder: Path, relative: PurePosixPath, root: Path, faults: list[Fault]
) -> Iterator[tuple[os.DirEntry[str], PurePosixPath]]:
    def fault(path: PurePosixPath, message: str) -> None:
        faults.append(Fault(path=path, line=None, severity="warning", message=message))

    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        if relative.parts:
            fault(relative, f"The folder cannot be read: {error.strerror}.")
        return
    for entry in entries:
        path = relative / entry.name
        if why := _nameless(entry.name):
            fault(relative / UNWRITABLE.sub("?", entry.name), why)
        elif entry.name.startswith("."):
            continue
        elif entry.is_symlink() and (why := _leads_astray(entry, root)):
            fault(path, why)
        elif entry.is_dir():
            yield from _walked(Path(entry.path), path, root, faults)
        elif entry.is_file():
            yield entry, path
        else:
            fault(path, "It is not served: it is no ordinary file.")


def _nameless(name: str) -> str | None:
    """Why something is not served for its name; None where its name is no reason, or everybody knows it."""
    if UNWRITABLE.search(name):
        return "It is not served: no address can be made of its name."
    return "It is not served: its name begins with a dot." if name.startswith(".") and name not in WELL_KNOWN else None


def _leads_astray(entry: os.DirEntry[str], root: Path) -> str | None:
    """Why a symbolic link is not followed; None where it leads to a file of this folder."""
    try:
        target = Path(entry.path).resolve(strict=True)
    except (OSError, RuntimeError):
        return "It is not served: the link leads nowhere."
    if not target.is_relative_to(root):
        return "It is not served: the link leads out of the folder."
    if target.is_dir():
        return "It is not served: links to folders are not followed."
    if any(part.startswith(".") for part in target.relative_to(root).parts):
        return "It is not served: the link leads to a hidden file."
    return None
