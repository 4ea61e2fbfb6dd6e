"""`duologue check`: everything in pages/ that is wrong, or will disappoint a reader, with file and line."""

import datetime as dt
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from selectolax.lexbor import LexborHTMLParser

from server.content import feeds, folder, fragments, gate, group_pages, library
from server.content.addresses import DYNAMIC, MADE, claimed
from server.content.checks import damage, outline, unclosed
from server.content.checks.lines import located
from server.content.document import Document, Fault, Reference
from server.content.history.applied import CHANGES
from server.content.library import Library
from server.content.navigation import leads_somewhere
from server.content.pages import Pages
from server.content.pictures import faults as picture_faults
from server.content.section import declared
from server.content.site import Site

SITE_FILE = PurePosixPath("site.toml")
OF_THE_PAGE = frozenset({"main", "top"})  # places that every page has
NO_WORDS = re.compile(r"!\[\s*\][(\[]")  # raw HTML is looked at when the document is read
FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")


def check(pages: Path, now: dt.datetime, assets: Collection[str] = ()) -> list[Fault]:
    """Every fault of a folder of pages, by file and line."""
    return faults(library.read(pages), pages, now, assets)


def faults(whole: Library, pages: Path, now: dt.datetime, assets: Collection[str] = ()) -> list[Fault]:
    """Every fault of the library that was read from `pages`. `assets` are the addresses below /assets that exist."""
    claims = claimed(whole.documents, whole.files, declared(whole.site.sections))
    known = {*_addresses(whole), *assets}
    seen = {*_addresses(gate.shown(whole, now)), *assets}
    places = _places(whole.documents, claims.documents, fragments.made(Pages(claims.documents, whole.site, "")))
    found = {*whole.faults, *claims.faults, *_navigation(whole.site, seen, pages)}
    found.update(picture_faults.faults(whole, pages))
    for path in (SITE_FILE, *folder.listed(pages).documents):
        found.update(_of_text(pages, path))
    for document in whole.documents:
        reachable = seen if gate.visible(document, now) else known
        found.update(_references(document, reachable, known, places))
        found.update(_without_alt(document, pages / document.path))
        found.update(_cover(document, known, pages / document.path))
    return sorted(located(found, pages), key=lambda fault: (fault.path, fault.line or 0, fault.severity, fault.message))


def _addresses(some: Library) -> set[str]:
    """Everything that answers: pages, files, redirects, and what other parts of the site make."""
    claims = claimed(some.documents, some.files, declared(some.site.sections))
    pages = Pages(claims.documents, some.site, "")
    made = {page.address for page in pages} | set(feeds.addresses(pages.catalogue))
    made |= {address + CHANGES for address in claims.documents}  # which of them there are, only git knows
    redirects = claims.redirects | group_pages.moved(pages.catalogue)
    return made | {*redirects, *claims.files, *MADE, *DYNAMIC, "/robots.txt"}


def _places(
    documents: Iterable[Document], by_address: Mapping[str, Document], made: Mapping[str, Collection[str]]
) -> dict[str, set[str]]:
    """The ids of each page that is linked to with a fragment: its article's, and those that the site makes."""
    asked = {reference.address for each in documents for reference in each.references if reference.fragment}
    return {
        address: _ids(by_address[address].html).union(made.get(address, ()))
        for address in asked
        if address in by_address
    }


def _ids(html: str) -> set[str]:
    parser = LexborHTMLParser(f"<div>{html}</div>", is_fragment=True)
    named = [node.attributes.get("id") or node.attributes.get("name") for node in parser.css("[id], a[name]")]
    return {name for name in named if name}


def _references(
    document: Document, reachable: Collection[str], known: Collection[str], places: Mapping[str, set[str]]
) -> Iterator[Fault]:
    """Links that lead nowhere, or to what readers cannot see yet, or to a place that a page does not have."""
    for reference in document.references:
        address, fragment = reference.address, reference.fragment
        if reference.kind == "picture":
            continue  # looked for when the document is read
        if address not in reachable and address.rstrip("/") not in reachable:
            reason = "which is not published" if address in known else "where nothing is"
            yield _warning(document, reference, f"The link leads to {address}, {reason}.")
        elif fragment and fragment not in places.get(address, {fragment}) | OF_THE_PAGE:
            yield _warning(document, reference, f"The link leads to #{fragment}, which is not on {address}.")


def _warning(document: Document, reference: Reference, message: str) -> Fault:
    return Fault(path=document.path, line=reference.line, severity="warning", message=message)


def _without_alt(document: Document, file: Path) -> Iterator[Fault]:
    """Pictures that say nothing to who cannot see them; found in the text as it was written, for the line."""
    if 'alt=""' not in document.html:
        return
    fence = ""
    for number, line in enumerate(file.read_text("utf-8-sig").splitlines(), 1):
        mark = FENCE.match(line)
        if fence or mark:
            closing = mark is not None and mark[1].startswith(fence)
            fence = "" if fence and closing else fence or (mark[1] if mark else "")
            continue
        for _ in NO_WORDS.finditer(re.sub(r"(`+).*?\1", "", line)):
            message = "A picture has no alternative text: say what it shows between [ and ]."
            yield Fault(path=document.path, line=number, severity="warning", message=message)


def _of_text(pages: Path, path: PurePosixPath) -> list[Fault]:
    """What is seen in the file as it was written."""
    file = pages / path
    try:
        text = file.read_text("utf-8") if file.is_file() else ""  # a pipe would never end
    except (OSError, UnicodeDecodeError):
        return []  # said where it was to be read
    if path == SITE_FILE:
        return damage.faults(path, text)
    return [*damage.faults(path, text), *outline.faults(path, text), *unclosed.faults(path, text)]


def _cover(document: Document, known: Collection[str], file: Path) -> Iterator[Fault]:
    """The picture that the front matter names for cards, where it is not there."""
    address = unquote(document.image or "")
    if address.startswith("/") and address not in known:
        name = address.rpartition("/")[2]
        line = _line(file, name)
        message = f"The picture {name} of the front matter is not there; it was looked for as {address}."
        yield Fault(path=document.path, line=line, severity="warning", message=message)


def _line(file: Path, words: str) -> int | None:
    lines = enumerate(file.read_text("utf-8-sig").splitlines(), 1)
    return next((number for number, line in lines if words in line), None)


def _navigation(site: Site, reachable: Collection[str], pages: Path) -> Iterator[Fault]:
    """Items of the navigation that are left out of the masthead because nothing is where they lead."""
    if site.navigation == Site().navigation:
        return  # nobody wrote these
    for item in site.navigation:
        if not leads_somewhere(item, reachable):
            line = _line(pages / SITE_FILE, f'"{item.url}"')
            message = f"The navigation item “{item.label}” leads to {item.url}, where nothing is: it is left out."
            yield Fault(path=SITE_FILE, line=line, severity="warning", message=message)
