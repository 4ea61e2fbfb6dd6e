"""A feed in JSON Feed 1.1."""

from collections.abc import Sequence

import msgspec

from server.content.addresses import absolute, resolved
from server.content.feed_items import Item
from server.content.portable import fit
from server.content.site import Site
from server.content.views import FeedLink

VERSION = "https://jsonfeed.org/version/1.1"


def json_feed(items: Sequence[Item], feed: FeedLink, site: Site, url: str) -> bytes:
    """The feed with these items."""
    author = {"name": site.author.name, "url": f"{url}/"}
    if site.author.picture:
        author["avatar"] = resolved(f"{url}/", site.author.picture)
    whole = {
        "version": VERSION,
        "title": fit(feed.title),
        "home_page_url": absolute(url, feed.page),
        "feed_url": absolute(url, f"{feed.address}.json"),
        "description": fit(feed.description),
        "language": site.language,
        "authors": [author],
        "items": list(items),
    }
    return msgspec.json.encode({name: value for name, value in whole.items() if value != ""})
