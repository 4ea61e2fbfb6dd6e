"""Who has which address: one document for each, and where the earlier addresses lead."""

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path, PurePosixPath
from unicodedata import normalize
from urllib.parse import quote, unquote, urljoin, urlsplit

import msgspec

from server.content import place
from server.content.document import Document, Fault
from server.content.lists import CONTACT, TAGS
from server.content.section import DEFAULT, Sections

# There whether or not a document is, as the lists of the sections are; one may be part of them.
ALWAYS = ("/", CONTACT)
# Made by the site alone. An author's own robots.txt is a file, and wins.
MADE = ("/feed.xml", "/feed.json", "/sitemap.xml", "/opensearch.xml", "/healthz", "/healthz/mail", "/contact/thanks")
# Folders where parts of the site answer, so that nothing in pages/ can.
TAKEN = ("/assets", "/inbox", "/contact/inquiries", "/contact/stamp", "/search", "/preview", TAGS)
# Places a link may lead to that are not in the table of finished answers.
DYNAMIC = ("/contact", "/contact/thanks", "/contact/inquiries", "/inbox", "/search", "/healthz", "/healthz/mail")


class Claims(msgspec.Struct, frozen=True):
    """Documents, files and redirects by address, and what is wrong with those that came too late."""

    documents: dict[str, Document]
    files: dict[str, Path]
    redirects: dict[str, str]
    faults: tuple[Fault, ...]


def claimed(documents: Iterable[Document], files: Mapping[str, Path], sections: Sections = DEFAULT) -> Claims:
    """Settle every address; of two documents the one whose file comes first in the alphabet keeps it.

    Only aliases become redirects here: the forms with `.html`, a slash or `index` at their end are sent on by
    web.edge, for everything that is in the table.
    """
    held: dict[str, Document] = {}
    faults: list[Fault] = []
    own, always = Own(sections), always_there(sections)
    for document in sorted(documents, key=lambda document: document.path.parts):
        address = document.address
        if address in own:
            faults.append(_fault(document.path, f"The site itself answers at {address}: choose another slug."))
        elif other := held.get(address):
            faults.append(_fault(document.path, f"Its address {address} is that of {other.path}: choose another slug."))
        else:
            held[address] = document
    served = {}
    for address, file in files.items():
        if address in held or address in always or address in own:
            name = PurePosixPath(address.lstrip("/"))
            faults.append(_fault(name, f"Something else answers at {address}: choose another name."))
        else:
            served[address] = file
    redirects = _redirects(held, {*held, *served, *always}, own, faults)
    return Claims(held, served, redirects, tuple(faults))


def always_there(sections: Sections) -> frozenset[str]:
    """The pages that need no document."""
    return frozenset((*ALWAYS, *(section.list_address for section in sections.values())))


class Own:
    """The addresses at which a part of the site answers, so that nothing in pages/ can."""

    def __init__(self, sections: Sections) -> None:
        lists = [section.list_address for section in sections.values()]
        self._made = {*MADE, *(f"{address}/feed.{form}" for address in lists for form in ("xml", "json"))}
        folders = (*TAKEN, *(f"{address}/archive" for address in lists))
        self._made.update(folders)
        self._within = tuple(f"{folder}/" for folder in folders)

    def __contains__(self, address: str) -> bool:
        return address in self._made or address.startswith(self._within)


def encoded(address: str) -> str:
    """An address as it travels: percent-encoded UTF-8, as in headers, sitemaps and feeds (RFC 3986)."""
    return quote(address, safe="/:@!$&'()*+,;=-._~")


def absolute(url: str, address: str) -> str:
    """The public form of one of our addresses; `url` is the site's, without a slash at its end."""
    return f"{url}{encoded(address)}"


def resolved(page: str, reference: str) -> str:
    """A reference as seen from a page (RFC 3986); what is no reference at all is left as it was written."""
    try:
        return urljoin(page, reference.strip())
    except ValueError:  # a bracket in the place of the host
        return reference


def first_alias(document: Document) -> str | None:
    """The oldest of the document's earlier addresses, as its author lists them; None if it never moved."""
    return next(filter(None, map(_plain, document.aliases)), None)


def _redirects(
    held: Mapping[str, Document], standing: Collection[str], own: Own, faults: list[Fault]
) -> dict[str, str]:
    redirects: dict[str, str] = {}
    for document in held.values():
        for alias in document.aliases:
            plain = _plain(alias)
            if plain is None:
                faults.append(_fault(document.path, f"The alias {alias} cannot be an address."))
                continue
            # As it is looked up, and as it was written, so that `/old/` needs one step and not two.
            forms = (plain, normalize("NFC", unquote(f"/{urlsplit(alias.strip()).path.lstrip('/')}")))
            if plain == document.address:
                continue
            if any(form in standing or form in own for form in forms):
                faults.append(_fault(document.path, f"Something else answers at the alias {alias}: remove it."))
            elif any(redirects.get(form, document.address) != document.address for form in forms):
                faults.append(_fault(document.path, f"The alias {alias} is that of another document too: remove one."))
            else:
                redirects.update(dict.fromkeys(forms, document.address))
    # Nobody asked for these: what stands in their way wins, and nobody is told.
    for document in held.values():
        for former in document.former:
            if former not in standing and former not in own:
                redirects.setdefault(former, document.address)
    return redirects


def _plain(alias: str) -> str | None:
    """An earlier address in the form of ours, also where it was given with the host; None if it can be none."""
    try:
        parts = urlsplit(alias.strip())
        return None if parts.query else place.canonical(parts.path)
    except ValueError:
        return None


def _fault(path: PurePosixPath, message: str) -> Fault:
    return Fault(path=path, line=None, severity="error", message=message)
