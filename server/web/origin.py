"""Whether an unsafe request comes from our own pages. There is no token: pages are the same for everyone.

The rule is that of Go 1.25's CrossOriginProtection: Sec-Fetch-Site decides where the browser sends it (all do since
2023); else Origin must name this site; a request with neither comes from no browser and carries nobody's cookie.
"""

from collections.abc import Mapping
from urllib.parse import urlsplit

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def same_origin(headers: Mapping[bytes, bytes], url: str) -> bool:
    """`url` is the public address; where a proxy leaves Host alone, that host counts too."""
    site = headers.get(b"sec-fetch-site")
    if site is not None:
        return site in (b"same-origin", b"none")
    origin = headers.get(b"origin")
    if origin is None:
        return True
    text = origin.decode("latin-1")
    return text == url or _host(text) == headers.get(b"host", b"").decode("latin-1").lower()


def _host(origin: str) -> str | None:
    """Host and port of an origin; None for "null" and for what is no origin at all."""
    try:
        parts = urlsplit(origin)
    except ValueError:
        return None
    return parts.netloc.lower() if parts.scheme in ("http", "https") and parts.netloc else None
