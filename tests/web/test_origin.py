"""Unsafe requests are taken from the site's own pages, whatever header the browser tells it with."""

import pytest

from server.web.origin import same_origin

URL = "https://example.org"


@pytest.mark.parametrize(
    ("headers", "allowed"),
    [
        ({b"sec-fetch-site": b"same-origin"}, True),
        ({b"sec-fetch-site": b"none"}, True),
        ({b"sec-fetch-site": b"same-site", b"origin": b"https://example.org"}, False),
        ({b"sec-fetch-site": b"cross-site"}, False),
        ({b"sec-fetch-site": b"Same-Origin "}, False),
        ({b"origin": b"https://example.org", b"host": b"inner:8000"}, True),
        ({b"origin": b"http://inner:8000", b"host": b"inner:8000"}, True),
        ({b"origin": b"https://example.org.evil.test", b"host": b"example.org"}, False),
        ({b"origin": b"null", b"host": b"null"}, False),
        ({b"origin": b"https://[broken", b"host": b"example.org"}, False),
        ({b"origin": b"\xff", b"host": b"example.org"}, False),
        ({b"origin": b"file://example.org", b"host": b"example.org"}, False),
        ({b"host": b"example.org"}, True),
    ],
)
def test_only_our_own_pages_may_write(headers: dict[bytes, bytes], *, allowed: bool) -> None:
    assert same_origin(headers, URL) is allowed
