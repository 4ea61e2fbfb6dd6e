"""A feed in Atom (RFC 4287), made by a serialiser, so that no text can break it."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, tostring

from server.content.addresses import absolute
from server.content.feed_items import Item
from server.content.portable import fit
from server.content.site import Site
from server.content.views import FeedLink

ATOM = "http://www.w3.org/2005/Atom"
NEVER = "1970-01-01T00:00:00Z"  # Atom wants a date also where nothing was published yet


def atom(items: Sequence[Item], feed: FeedLink, site: Site, url: str) -> bytes:
    """The feed with these items."""
    root = Element("feed", {"xmlns": ATOM, "xml:lang": site.language})
    page = absolute(url, feed.page)
    _add(root, "id", page)
    _add(root, "title", feed.title)
    if feed.description:
        _add(root, "subtitle", feed.description)
    _add(root, "updated", max((item.date_modified for item in items), default=NEVER))
    author = SubElement(root, "author")
    _add(author, "name", site.author.name)
    _add(author, "uri", f"{url}/")
    _link(root, "self", absolute(url, f"{feed.address}.xml"), "application/atom+xml")
    _link(root, "alternate", page, "text/html")
    for item in items:
        _entry(root, item, url)
    body: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return body


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
