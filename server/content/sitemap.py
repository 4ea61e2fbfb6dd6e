"""What search engines are told: which addresses there are, and which to leave alone."""

import datetime as dt
from collections.abc import Mapping
from xml.etree.ElementTree import Element, SubElement, tostring

from server.content.addresses import absolute

SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"
MOST = 50_000  # addresses that one sitemap may hold, by the protocol


def sitemap(addresses: Mapping[str, dt.date | None], url: str) -> bytes:
    """A sitemap of the addresses, each with the date of its last change where that is known."""
    urlset = Element("urlset", xmlns=SITEMAPS)
    for address, changed in sorted(addresses.items())[:MOST]:
        place = SubElement(urlset, "url")
        SubElement(place, "loc").text = absolute(url, address)
        if changed:
            SubElement(place, "lastmod").text = changed.isoformat()
    body: bytes = tostring(urlset, encoding="utf-8", xml_declaration=True)
    return body


def robots(url: str) -> bytes:
    """robots.txt (RFC 9309): everything but the owner's part and the senders' own pages."""
    lines = ["User-agent: *", "Disallow: /inbox", "Disallow: /contact/inquiries", "", f"Sitemap: {url}/sitemap.xml"]
    return "\n".join([*lines, ""]).encode()
