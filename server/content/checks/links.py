"""The links of a site that lead elsewhere, with the places they stand at, and what is to be said of where they lead."""

from collections.abc import Iterator, Mapping
from html import unescape
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urldefrag, urlsplit

import msgspec
from selectolax.lexbor import LexborHTMLParser

from server.content.checks.asking import Verdict
from server.content.document import Document, Fault, Severity
from server.content.library import Library

SITE_FILE = PurePosixPath("site.toml")
# Names that stand for others and are nobody's (RFC 2606, RFC 6761).
PLACEHOLDERS = ("example.com", "example.net", "example.org", "example", "test", "invalid", "localhost")


class Link(msgspec.Struct, frozen=True):
    """A link to another site, without the fragment, where it is written."""

    url: str
    path: PurePosixPath
    line: int | None


def links(library: Library, pages: Path, own: str) -> list[Link]:
    """Every one of them, of drafts too. `own` is the site's public address, which is not elsewhere."""
    found = []
    for document in library.documents:
        urls = dict.fromkeys(url for url in _urls(document) if _elsewhere(url, own))
        if urls:
            lines = (pages / document.path).read_text("utf-8-sig").splitlines()
            found += [Link(urldefrag(url).url, document.path, _line(lines, url)) for url in urls]
    named = [url for url in _of_site(library) if _elsewhere(url, own)]
    if named:
        lines = (pages / SITE_FILE).read_text("utf-8-sig").splitlines()
        found += [Link(urldefrag(url).url, SITE_FILE, _line(lines, url)) for url in named]
    return found


def faults(found: list[Link], verdicts: Mapping[str, Verdict]) -> Iterator[Fault]:
    """What is gone as a warning; what could not be found out, or has a new address, as a notice."""
    for link in found:
        said = _said(link.url, verdicts[link.url])
        if said:
            yield Fault(path=link.path, line=link.line, severity=said[0], message=said[1])


def _said(url: str, verdict: Verdict) -> tuple[Severity, str] | None:
    match verdict.kind:
        case "gone":
            return "warning", f"The link to {url} leads nowhere: {verdict.detail}."
        case "moved":
            return "notice", f"{url} has moved for good: link to {verdict.detail}."
        case "refused":
            return "notice", f"{url} refused us ({verdict.detail}), as some hosts do with programs: look for yourself."
        case "silent":
            return "notice", f"{url} could not be asked ({verdict.detail}): try again later."
        case "there":
            return None


def _of_site(library: Library) -> Iterator[str]:
    yield from (link.url for link in library.site.links)
    yield from (item.url for item in library.site.navigation)


def _urls(document: Document) -> Iterator[str]:
    if "://" in document.html:
        parser = LexborHTMLParser(f"<div>{document.html}</div>", is_fragment=True)
        for name, selector in (("href", "a[href]"), ("src", "img[src]")):
            for node in parser.css(selector):
                yield node.attributes[name] or ""
    yield from (resource.url for resource in document.particulars.resources)


def _elsewhere(url: str, own: str) -> bool:
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or not host or url == own or url.startswith(f"{own}/"):
        return False
    return not any(host == name or host.endswith(f".{name}") for name in PLACEHOLDERS)


def _line(lines: list[str], url: str) -> int | None:
    """Where a link is written: as it is, or as it was before it became part of a page."""
    for form in dict.fromkeys((url, unescape(url), unquote(url), urlsplit(url).netloc)):
        for number, line in enumerate(lines, 1):
            if form in line:
                return number
    return None
