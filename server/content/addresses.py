"""Who has which address: one document for each, and where the earlier addresses lead."""

from collections.abc import Collection, Iterable
from urllib.parse import quote, urljoin

import msgspec

from server.content.document import Document, Fault
from server.content.lists import ARCHIVE, BLOG, PROJECTS, TAGS

# There whether or not a document is; one may be part of them.
ALWAYS = ("/", BLOG, PROJECTS, "/contact")
# Made by the site alone. An author's own robots.txt is a file, and wins.
MADE = ("/feed.xml", "/feed.json", "/sitemap.xml", "/healthz", "/healthz/mail", "/contact/thanks")
# Folders where parts of the site answer, so that nothing in pages/ can.
TAKEN = ("/assets", "/inbox", "/contact/inquiries", "/contact/stamp", "/search", TAGS, ARCHIVE)
# Places a link may lead to that are not in the table of finished answers.
DYNAMIC = ("/contact", "/contact/thanks", "/contact/inquiries", "/inbox", "/healthz", "/healthz/mail")


class Claims(msgspec.Struct, frozen=True):
    """The documents by address, the redirects by address, and who came too late."""

    documents: dict[str, Document]
    redirects: dict[str, str]
    faults: tuple[Fault, ...]


def claimed(documents: Iterable[Document], files: Collection[str] = ()) -> Claims:
    """Settle every address; of two documents the one whose file comes first in the alphabet keeps it.

    Only aliases become redirects here: the forms with `.html`, a slash or `index` at their end are sent on by
    web.edge, for everything that is in the table.
    """
    held: dict[str, Document] = {}
    faults: list[Fault] = []
    ordered = sorted(documents, key=lambda document: document.path)
    for document in ordered:
        if _reserved(document):
            faults.append(_fault(document, f"the address {document.address} is used by the site itself: change `slug`"))
        elif other := held.get(document.address):
            faults.append(_fault(document, f"the address {document.address} is taken by {other.path}: change `slug`"))
        else:
            held[document.address] = document
            if document.address in files:
                faults.append(_fault(document, f"the address {document.address} is also that of a file: rename one"))
    redirects = _redirects(held, set(files), faults)
    return Claims(held, redirects, tuple(faults))


def own(address: str) -> bool:
    """Whether a part of the site answers here, so that nothing in pages/ can."""
    return address in MADE or any(address == folder or address.startswith(f"{folder}/") for folder in TAKEN)


def encoded(address: str) -> str:
    """An address as it travels: percent-encoded UTF-8, as in headers, sitemaps and feeds (RFC 3986)."""
    return quote(address, safe="/:@!$&'()*+,;=-._~")


def absolute(url: str, address: str) -> str:
    """The public form of one of our addresses; `url` is the site's, without a slash at its end."""
    return urljoin(f"{url}/", encoded(address))


def resolved(page: str, reference: str) -> str:
    """A reference as seen from a page (RFC 3986); what is no reference at all is left as it was written."""
    try:
        return urljoin(page, reference.strip())
    except ValueError:  # a bracket in the place of the host
        return reference


def _reserved(document: Document) -> bool:
    return own(document.address) or (document.address == "/contact" and document.kind != "contact")


def _redirects(held: dict[str, Document], files: set[str], faults: list[Fault]) -> dict[str, str]:
    redirects: dict[str, str] = {}
    standing = {*held, *files, *ALWAYS}
    for document in held.values():
        for alias in document.aliases:
            # With and without the slash, so that neither form needs two steps.
            forms = {alias, alias.rstrip("/") or "/"} - {document.address, f"{document.address}/"}
            if any(form in standing or own(form) for form in forms):
                faults.append(_fault(document, f"the alias {alias} is the address of something else: remove it"))
            elif any(redirects.get(form, document.address) != document.address for form in forms):
                faults.append(_fault(document, f"the alias {alias} is that of another document too: remove one"))
            else:
                redirects.update(dict.fromkeys(forms, document.address))
    return redirects


def _fault(document: Document, message: str) -> Fault:
    return Fault(path=document.path, line=None, severity="error", message=message)
