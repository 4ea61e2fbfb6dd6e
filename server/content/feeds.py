"""The feeds of the site: of all that is followed, of each section, tag and series; each in Atom and in JSON Feed."""

from collections.abc import Iterator, Sequence
from functools import partial

from server.content.atom import atom
from server.content.catalogue import Catalogue
from server.content.document import Document
from server.content.feed_items import Items
from server.content.json_feed import json_feed
from server.content.lists import SERIES, TAGS
from server.content.site import Site
from server.content.views import FeedLink, Listed, Series, Tag
from server.web.answer import Answer, Headers, finished
from server.web.table import Maker

# Readers on other sites fetch feeds from their own origin.
ANYWHERE: Headers = ((b"cross-origin-resource-policy", b"cross-origin"), (b"access-control-allow-origin", b"*"))


def makers(catalogue: Catalogue) -> dict[str, Maker]:
    """All feeds by their addresses. Each is large, and there are many: they are made when they are asked for."""
    items, site, url = Items(catalogue.url), catalogue.site, catalogue.url
    made: dict[str, Maker] = {}
    for feed, documents in _all(catalogue):
        made[f"{feed.address}.xml"] = partial(_atom, items, documents, feed, site, url)
        made[f"{feed.address}.json"] = partial(_json, items, documents, feed, site, url)
    return made


def addresses(catalogue: Catalogue) -> Iterator[str]:
    """Where all feeds are found."""
    for feed, _ in _all(catalogue):
        yield from (f"{feed.address}.xml", f"{feed.address}.json")


def of_site(site: Site) -> FeedLink:
    """That of everything."""
    return FeedLink(site.title, "/feed", "/", site.description)


def of_section(listed: Listed, site: Site) -> FeedLink:
    """That of one section."""
    words = listed.document.description if listed.document else ""
    return FeedLink(f"{listed.title} · {site.title}", f"{listed.address}/feed", listed.address, words)


def of_tag(slug: str, tag: Tag, site: Site) -> FeedLink:
    """That of the entries that have a tag."""
    return FeedLink(f"{tag.name} · {site.title}", f"{TAGS}/{slug}/feed", f"{TAGS}/{slug}")


def of_series(slug: str, series: Series, site: Site) -> FeedLink:
    """That of the parts of a series."""
    return FeedLink(f"{series.name} · {site.title}", f"{SERIES}/{slug}/feed", f"{SERIES}/{slug}")


def _atom(items: Items, documents: Sequence[Document], feed: FeedLink, site: Site, url: str) -> Answer:
    body = atom(items.newest(documents), feed, site, url)
    return finished(body, "application/atom+xml; charset=utf-8", headers=ANYWHERE)


def _json(items: Items, documents: Sequence[Document], feed: FeedLink, site: Site, url: str) -> Answer:
    body = json_feed(items.newest(documents), feed, site, url)
    return finished(body, "application/feed+json; charset=utf-8", headers=ANYWHERE)


def _all(catalogue: Catalogue) -> Iterator[tuple[FeedLink, Sequence[Document]]]:
    """Each feed with what it follows, newest first."""
    site = catalogue.site
    yield of_site(site), catalogue.followed
    for listed in catalogue.listed.values():
        if listed.section.followed:
            yield of_section(listed, site), listed.documents
    for slug, tag in catalogue.tags.items():
        yield of_tag(slug, tag, site), catalogue.groups[slug]
    for slug, series in catalogue.series.items():
        yield of_series(slug, series, site), series.documents
