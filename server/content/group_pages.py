"""Pages of entries that have something in common: a tag, a series."""

from collections.abc import Iterator
from functools import partial

from server.content import archive, feeds, page
from server.content.catalogue import Catalogue
from server.content.lists import SERIES, TAGS
from server.content.page import Page, Planned
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


def plans(catalogue: Catalogue) -> Iterator[Planned]:
    """Each tag and each series, and the lists of them."""
    if catalogue.tags:
        yield Planned(TAGS, partial(_tags, catalogue))
    for slug in catalogue.tags:
        yield Planned(f"{TAGS}/{slug}", partial(_tag, catalogue, slug))
    if catalogue.series:
        yield Planned(SERIES, partial(_all_series, catalogue))
    for slug in catalogue.series:
        yield Planned(f"{SERIES}/{slug}", partial(_series, catalogue, slug))


def _tags(catalogue: Catalogue) -> Page:
    tags = tuple(catalogue.tags.values())
    return page.of_list(catalogue, TAGS, "tags", "Tags", changed=catalogue.entries, tags=tags)


def _tag(catalogue: Catalogue, slug: str) -> Page:
    tag, entries = catalogue.tags[slug], catalogue.groups[slug]
    groups, feed = archive.groups(entries, "years"), feeds.of_tag(slug, tag, catalogue.site)
    return page.of_list(
        catalogue, f"{TAGS}/{slug}", "tag", tag.name, changed=entries, feed=feed, tag=tag, groups=groups
    )


def _all_series(catalogue: Catalogue) -> Page:
    known = tuple(catalogue.series.values())
    return page.of_list(catalogue, SERIES, "series_list", "Series", changed=catalogue.entries, known=known)


def _series(catalogue: Catalogue, slug: str) -> Page:
    series = catalogue.series[slug]
    feed = feeds.of_series(slug, series, catalogue.site)
    return page.of_list(
        catalogue, f"{SERIES}/{slug}", "series", series.name, changed=series.documents, feed=feed, series=series
    )
