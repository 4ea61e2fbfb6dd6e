"""The ways around the site lead only to what is there."""

from collections.abc import Collection

import msgspec

from server.content.site import NavigationItem, Site


def reachable(site: Site, addresses: Collection[str]) -> Site:
    """The site without the navigation items that name an address where nothing is."""
    kept = tuple(item for item in site.navigation if leads_somewhere(item, addresses))
    return msgspec.structs.replace(site, navigation=kept)


def leads_somewhere(item: NavigationItem, addresses: Collection[str]) -> bool:
    """Whether an item leads to one of the addresses, or to another site, which is not ours to judge."""
    path = item.url.partition("#")[0].partition("?")[0]
    return not path.startswith("/") or path.startswith("//") or (path.rstrip("/") or "/") in addresses
