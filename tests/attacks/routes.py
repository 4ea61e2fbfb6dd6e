"""Every route and field of the site, found in the site itself: a new one is attacked without anyone thinking of it."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

import msgspec
from litestar import Litestar
from selectolax.lexbor import LexborHTMLParser, LexborNode

from server.inbox.link import sign_in_address
from server.settings import secret
from server.web.edge import Edge
from tests.attacks.inside import Inside

LEADING = ("href", "action", "src", "hx-get", "hx-post")
MOST_PAGES = 60
LETTER = {
    "name": "Ada", "email": "ada@example.org", "kind": "other", "message": "Would you read a paper with me?",
    "link": "https://example.org/ada", "remarks": "",
}  # fmt: skip


class Route(msgspec.Struct, frozen=True):
    """A method and the pattern of its addresses, as the app has them."""

    method: str
    path: str


def routes_of(edge: Edge) -> list[Route]:
    """All that the app answers; HEAD and OPTIONS go with the others."""
    app = edge._app
    assert isinstance(app, Litestar)
    found = {(method, route.path) for route in app.routes for method in route.methods}
    return [Route(method, path) for method, path in sorted(found) if method not in ("HEAD", "OPTIONS")]


class Known(msgspec.Struct):
    """What the pages lead to, and what stands in their forms: read by whoever is signed in and wrote a letter."""

    addresses: set[str]
    fields: dict[str, str]

    def addresses_of(self, route: Route) -> list[str]:
        """Those that the route would answer."""
        pattern = re.compile(re.sub(r"\\\{\w+:(\w+)\\\}", _any_of, re.escape(route.path)))
        return sorted(address for address in self.addresses if pattern.fullmatch(address))


def _any_of(parameter: re.Match[str]) -> str:
    return ".+" if parameter[1] == "path" else "[^/]+"


def known(site: Inside) -> Known:
    """Look around in it, after it has got what makes every page show everything."""
    first = site.submit(
        "/contact/inquiries", {**LETTER, "remarks": "x", "message": "https://a.example " * 9 + "drawer"}
    )
    site.post.refusing = True
    second = site.submit("/contact/inquiries", {**LETTER, "message": f"Letter {site.asked}"})
    site.settle()
    site.post.refusing = False
    site.submit(f"{site.newest()}/questions", {"text": "Which paper?"}, site.cookie)
    link = urlsplit(sign_in_address(site.settings, secret(site.settings), site.clock)).path
    start = [link, "/", "/contact", "/inbox", "/inbox?state=spam", "/search?q=papers", "/privacy"]
    faulty = site.submit("/contact/inquiries", {**LETTER, "email": "ada@gmial.com"})
    found = Known(set(), dict(_fields(LexborHTMLParser(faulty.body))))
    todo = [
        *start,
        first.header("location") or "",
        second.header("location") or "",
        "/inbox/privacy?email=ada@example.org",
    ]
    seen: set[str] = set()
    while todo and len(seen) < MOST_PAGES:
        address = todo.pop()
        path, _, query = address.partition("?")
        found.addresses.add(path)
        found.fields |= {name: value for name, value in parse_qsl(query) if name not in found.fields}
        if address in seen:
            continue
        seen.add(address)
        got = site.ask(path, query=query.encode(), headers=[site.cookie])
        if (got.header("content-type") or "").startswith("text/html"):
            page = LexborHTMLParser(got.body)
            todo += _addresses(page)
            found.fields |= {name: value for name, value in _fields(page) if not found.fields.get(name)}
    found.addresses |= {urlsplit(address).path for address in todo}
    return found


def _addresses(page: LexborHTMLParser) -> Iterator[str]:
    for node in page.css("*"):
        for name in LEADING:
            parts = urlsplit(node.attributes.get(name) or "")
            if parts.path.startswith("/") and parts.hostname in (None, "localhost"):
                yield parts.path + (f"?{parts.query}" if parts.query else "")


def _fields(page: LexborHTMLParser) -> Iterator[tuple[str, str]]:
    for node in page.css("input[name], textarea[name], select[name], button[name]"):
        name = str(node.attributes["name"])
        yield name, LETTER.get(name, node.attributes.get("value") or _first_option(node) or "x")


def _first_option(node: LexborNode) -> str:
    options = [option.attributes.get("value") or "" for option in node.css("option")]
    return next((value for value in options if value), "")
