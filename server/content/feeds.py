"""The newest entries for feed readers, whole and in two formats: Atom (RFC 4287) and JSON Feed 1.1."""

import datetime as dt
from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement, tostring

import msgspec

from server.content.addresses import absolute, first_alias, resolved
from server.content.document import Document
from server.content.moment import moment
from server.content.portable import fit, portable
from server.content.site import Site

NEWEST = 20
ATOM = "http://www.w3.org/2005/Atom"
JSON_FEED = "https://jsonfeed.org/version/1.1"
NEVER = "1970-01-01T00:00:00Z"  # Atom wants a date also where nothing was published yet


class Item(msgspec.Struct, frozen=True, omit_defaults=True):
    """An entry as a feed tells it, in the names of JSON Feed."""

    id: str
    url: str
    title: str
    content_html: str
    date_published: str
    date_modified: str
    summary: str = ""
    tags: tuple[str, ...] = ()
    image: str | None = None
    language: str | None = None


def items(listed: Iterable[Document], url: str) -> tuple[Item, ...]:
    """The newest dated entries of a list that begins with the newest."""
    dated = [document for document in listed if document.date]
    return tuple(_item(document, url) for document in dated[:NEWEST])


def atom(shown: Iterable[Item], site: Site, url: str) -> bytes:
    """The feed in Atom, made by a serialiser, so that no text can break it."""
    found = list(shown)
    feed = Element("feed", {"xmlns": ATOM, "xml:lang": site.language})
    _add(feed, "id", f"{url}/")
    _add(feed, "title", site.title)
    if site.description:
        _add(feed, "subtitle", site.description)
    _add(feed, "updated", max((item.date_modified for item in found), default=NEVER))
    author = SubElement(feed, "author")
    _add(author, "name", site.author.name)
    _add(author, "uri", f"{url}/")
    _link(feed, "self", f"{url}/feed.xml", "application/atom+xml")
    _link(feed, "alternate", f"{url}/", "text/html")
    for item in found:
        _entry(feed, item, url)
    body: bytes = tostring(feed, encoding="utf-8", xml_declaration=True)
    return body


def json_feed(shown: Iterable[Item], site: Site, url: str) -> bytes:
    """The same in JSON Feed 1.1."""
    author = {"name": site.author.name, "url": f"{url}/"}
    if site.author.picture:
        author["avatar"] = resolved(f"{url}/", site.author.picture)
    feed = {
        "version": JSON_FEED,
        "title": fit(site.title),
        "home_page_url": f"{url}/",
        "feed_url": f"{url}/feed.json",
        "description": fit(site.description),
        "language": site.language,
        "authors": [author],
        "items": list(shown),
    }
    return msgspec.json.encode({name: value for name, value in feed.items() if value != ""})


def _item(document: Document, url: str) -> Item:
    address = absolute(url, document.address)
    published = moment(document.date) if document.date else dt.datetime.min.replace(tzinfo=dt.UTC)
    updated = max(published, moment(document.updated)) if document.updated else published
    return Item(
        id=_lasting_id(document, url),
        url=address,
        title=fit(document.title),
        content_html=portable(document.html, address),
        date_published=_rfc3339(published),
        date_modified=_rfc3339(updated),
        summary=fit(document.summary),
        tags=tuple(map(fit, document.tags)),
        image=resolved(address, document.image) if document.image else None,
        language=document.language,
    )


def _lasting_id(document: Document, url: str) -> str:
    """The id from the site before, where the front matter has it; else the address at first publication.

    That is the first alias, once a document has moved: the newer ones are added behind it.
    """
    given = document.extra.get("guid") or document.extra.get("id")
    if isinstance(given, str) and ":" in given:  # an IRI, as Atom demands, not a number or a word
        return fit(given)
    return absolute(url, first_alias(document) or document.address)


def _entry(feed: Element, item: Item, url: str) -> None:
    entry = SubElement(feed, "entry", {"xml:lang": item.language} if item.language else {})
    _add(entry, "id", item.id)
    _add(entry, "title", item.title)
    _add(entry, "published", item.date_published)
    _add(entry, "updated", item.date_modified)
    _link(entry, "alternate", item.url, "text/html")
    for tag in item.tags:
        SubElement(entry, "category", term=tag)
    if item.summary:
        _add(entry, "summary", item.summary)
    content = _add(entry, "content", item.content_html)
    content.set("type", "html")
    content.set("xml:base", f"{url}/")


def _add(parent: Element, name: str, text: str) -> Element:
    element = SubElement(parent, name)
    element.text = fit(text)
    return element


def _link(parent: Element, relation: str, href: str, media_type: str) -> None:
    SubElement(parent, "link", rel=relation, href=href, type=media_type)


def _rfc3339(at: dt.datetime) -> str:
    return f"{at.astimezone(dt.UTC).replace(tzinfo=None).isoformat(timespec='seconds')}Z"
