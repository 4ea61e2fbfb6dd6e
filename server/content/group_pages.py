"""Pages of entries that have something in common: a tag, a series."""

from collections.abc import Iterator

from server.content import archive, feeds, page
from server.content.catalogue import Catalogue
from server.content.lists import SERIES, TAGS
from server.content.page import Page
from server.content.tags import led, tag_slug


def moved(catalogue: Catalogue) -> dict[str, str]:
    """From the address of each renamed tag, and of its feeds, to that of today."""
    found: dict[str, str] = {}
    for old in catalogue.site.tags:
        (today,) = led([old], catalogue.site.tags)
        before, now = tag_slug(old), tag_slug(today)
        if before != now and now in catalogue.tags:
            found |= {f"{TAGS}/{before}{rest}": f"{TAGS}/{now}{rest}" for rest in ("", "/feed.xml", "/feed.json")}
    return found


def pages(catalogue: Catalogue) -> Iterator[Page]:
    """Each tag and each series, and the lists of them."""
    if catalogue.tags:
        tags = tuple(catalogue.tags.values())
        yield page.of_list(catalogue, TAGS, "tags", "Tags", changed=catalogue.entries, tags=tags)
    for slug, tag in catalogue.tags.items():
        entries = catalogue.groups[slug]
        groups, feed = archive.groups(entries, "years"), feeds.of_tag(slug, tag, catalogue.site)
        yield page.of_list(
            catalogue, f"{TAGS}/{slug}", "tag", tag.name, changed=entries, feed=feed, tag=tag, groups=groups
        )
    if catalogue.series:
        known = tuple(catalogue.series.values())
        yield page.of_list(catalogue, SERIES, "series_list", "Series", changed=catalogue.entries, known=known)
    for slug, series in catalogue.series.items():
        feed = feeds.of_series(slug, series, catalogue.site)
        yield page.of_list(
            catalogue, f"{SERIES}/{slug}", "series", series.name, changed=series.documents, feed=feed, series=series
        )
