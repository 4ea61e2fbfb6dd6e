"""What a page says of itself to machines: its canonical address, its card, and linked data."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from server.content.addresses import absolute, resolved
from server.content.document import Document
from server.content.site import Site
from server.content.stylesheets import sheet_address
from server.content.views import Alternate, Meta

SCHEMA = "https://schema.org"
TYPES = {"entry": "BlogPosting", "project": "CreativeWork"}


def of_document(document: Document, site: Site, url: str, alternates: Iterable[Alternate] = ()) -> Meta:
    """The metadata of a page that is made of a document; `url` is the site's public address."""
    article, home = document.kind in ("entry", "project"), document.kind == "home"
    person = document.kind in ("home", "about")
    canonical = absolute(url, document.address)
    picture = document.image or (site.author.picture if person else None)
    description = document.description or (site.description if home else "") or document.summary
    return Meta(
        canonical=canonical,
        title=site.title if home else f"{document.title} · {site.title}",
        name=site.title if home else document.title,
        description=description,
        kind="article" if article else "profile" if document.kind == "about" else "website",
        image=resolved(canonical, picture) if picture else None,
        card=document.card,
        creator=document.creator,
        language=document.language or site.language,
        json_ld=safe_json(_linked(document, site, url)),
        author=site.author.name,
        published=document.date if article else None,
        updated=document.updated if article else None,
        tags=document.tags if article else (),
        stylesheet=sheet_address(document),
        scripts=document.scripts,
        alternates=tuple((each.language, absolute(url, each.address)) for each in alternates),
    )


def of_list(title: str, address: str, site: Site, url: str, description: str = "") -> Meta:
    """The metadata of a page that the site makes by itself; without a title it is the home page."""
    canonical = absolute(url, address)
    page = {"@context": SCHEMA, "@type": "CollectionPage", "name": title, "url": canonical}
    home = {"@context": SCHEMA, "@graph": [_website(site, url), _person(site, url)]}
    return Meta(
        canonical=canonical,
        title=f"{title} · {site.title}" if title else site.title,
        name=title or site.title,
        description=description or site.description,
        kind="website",
        image=None,
        card="summary",
        creator=None,
        language=site.language,
        json_ld=safe_json(page if title else home),
    )


def safe_json(data: Mapping[str, Any]) -> str:
    """JSON that stays JSON inside a script element: without `<` nothing can end it, or begin a comment in it.

    A block of type application/ld+json is data: browsers do not run it, and script-src does not concern it.
    """
    text = msgspec.json.encode(data).decode()
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def _linked(document: Document, site: Site, url: str) -> dict[str, Any]:
    """The document in the words of schema.org."""
    address = absolute(url, document.address)
    if document.kind == "home":
        return {"@context": SCHEMA, "@graph": [_website(site, url), _person(site, url)]}
    if document.kind == "about":
        person = _person(site, url)
        return {"@context": SCHEMA, "@type": "ProfilePage", "url": address, "mainEntity": person}
    data = {
        "@context": SCHEMA,
        "@type": TYPES.get(document.kind, "WebPage"),
        "headline": document.title,
        "description": document.summary,
        "url": address,
        "mainEntityOfPage": address,
        "image": resolved(address, document.image) if document.image else None,
        "datePublished": document.date.isoformat() if document.date else None,
        "dateModified": (document.updated or document.date).isoformat() if document.date else None,
        "inLanguage": document.language or site.language,
        "keywords": list(document.tags),
        "wordCount": document.words,
        "author": _person(site, url),
        "isPartOf": _website(site, url),
    }
    return {name: value for name, value in data.items() if value}


def _website(site: Site, url: str) -> dict[str, Any]:
    return {"@type": "WebSite", "@id": f"{url}/#site", "name": site.title, "url": f"{url}/"}


def _person(site: Site, url: str) -> dict[str, Any]:
    data = {
        "@type": "Person",
        "@id": f"{url}/#person",
        "name": site.author.name,
        "url": f"{url}/",
        "description": site.author.note,
        "email": site.author.email,
        "image": resolved(f"{url}/", site.author.picture) if site.author.picture else None,
        "sameAs": [link.url for link in site.links if link.me],
    }
    return {name: value for name, value in data.items() if value}
