"""Every route, every field, every place where a stranger's words can stand: an answer, and never one of 500.

The routes come from the app and the fields from its pages, signed in and not. The short form takes eight of the naughty
strings and addresses and 300 requests that hypothesis makes up; DUOLOGUE_TEST_LONG=1 takes all of them, and 20,000.
"""

import re
import uuid
from base64 import urlsafe_b64decode
from collections.abc import Iterator, Sequence
from urllib.parse import quote_from_bytes, unquote, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.attacks.addresses import ADDRESSES
from tests.attacks.extent import extent
from tests.attacks.inside import FORM, Inside, inside
from tests.attacks.judge import checked
from tests.attacks.routes import LETTER, Known, Route, known, routes_of
from tests.attacks.strings import BYTES, NAUGHTY

pytestmark = pytest.mark.slow

EVERY = extent(120, 1)
MADE_UP = extent(300, 20_000)
HTMX = (b"hx-request", b"true")
HEADERS = (
    b"accept", b"accept-encoding", b"accept-language", b"authorization", b"cookie", b"forwarded", b"hx-boosted",
    b"hx-current-url", b"hx-history-restore-request", b"hx-prompt", b"hx-request", b"hx-target", b"hx-trigger",
    b"if-modified-since", b"if-none-match", b"last-event-id", b"origin", b"range", b"referer", b"user-agent",
    b"x-forwarded-for", b"x-http-method-override", b"content-encoding", b"expect", b"sec-fetch-site",
)  # fmt: skip
PARAMETER = re.compile(r"\{\w+:\w+\}")


class Fuzzed:
    """A site with all that is known of it; what a request has used up or erased comes anew."""

    def __init__(self, site: Inside) -> None:
        self.site = site
        self.routes = routes_of(site.edge)
        self.known: Known = known(site)
        self.erased = 0
        self.names = sorted(self.known.fields)  # as they are at first: what hypothesis draws from must stay the same
        self.values = sorted(self.known.fields.values())

    def renew(self) -> None:
        """Everything anew."""
        self.erased = 0
        self.site.clock.turn(minutes=20)
        self.site.cookie = self.site.signed_in()
        self.known = known(self.site)

    def write_again(self, path: str) -> None:
        """A new letter in the place of the one that was erased at that address."""
        got = self.site.submit("/contact/inquiries", {**LETTER, "message": f"Letter {self.site.asked}"})
        former, now = path.split("/")[3], (got.header("location") or "").split("/")[3]
        for old, new in ((former, now), (inquiry_of(former), inquiry_of(now))):
            self.known.addresses = {address.replace(old, new) for address in self.known.addresses}

    def ask(
        self,
        route: Route,
        path: str,
        *,
        owner: bool,
        headers: Sequence[tuple[bytes, bytes]] = (),
        query: bytes = b"",
        body: bytes = b"",
    ) -> int:
        """The status. The cookie of the owner goes with it where they ask."""
        sent = [*headers, *((self.site.cookie,) if owner else ())]
        got = self.site.ask(path, route.method, headers=sent, query=query, body=body)
        if got.header("set-cookie"):
            assert route.path.startswith("/inbox"), f"{route} sets a cookie"
            self.site.cookie = self.site.signed_in()
        if got.status == 303 and route.path.endswith("/erasure") and self.erased < 20:
            self.erased += 1
            self.write_again(path)
        elif got.status == 303 and ("erasure" in route.path or "sign-in" in route.path):
            self.renew()
        return got.status


def inquiry_of(token: str) -> str:
    """The id that begins it."""
    return str(uuid.UUID(bytes=urlsafe_b64decode(f"{token}=")[:16]))


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fuzzed]:
    with inside(tmp_path_factory.mktemp("routes")) as site:
        yield Fuzzed(site)


def test_every_address_of_a_route_is_known(fuzzed: Fuzzed) -> None:
    """Else only the way to it would be attacked, and not what is behind."""
    unknown = [
        route for route in fuzzed.routes if PARAMETER.search(route.path) and not fuzzed.known.addresses_of(route)
    ]
    assert not unknown
    assert fuzzed.known.fields.keys() >= {"message", "email", "q", "state", "to", "was", "text", "many", "stamp"}


@pytest.mark.parametrize("owner", [True, False], ids=["owner", "anyone"])
def test_naughty_words_are_answered_wherever_they_stand(fuzzed: Fuzzed, *, owner: bool) -> None:
    for text in (*BYTES, *(text.encode() for text in (*NAUGHTY, *ADDRESSES)))[::EVERY]:
        for route in fuzzed.routes:
            attack(fuzzed, route, text, owner=owner)


def attack(fuzzed: Fuzzed, route: Route, text: bytes, *, owner: bool) -> None:
    """The text in the address, the query, the headers and the body, one place after the other."""
    good = next(iter(fuzzed.known.addresses_of(route)), PARAMETER.sub("x", route.path))
    path = unquote(quote_from_bytes(text[:2000], safe=""))
    header = re.sub(b"[\x00-\x08\x0a-\x1f\x7f]", b"", text).strip()[:8000]
    named = quote_from_bytes(text).encode()
    fields = fuzzed.known.fields
    for place in (PARAMETER.sub(lambda _: path, route.path), f"{good}{path}", f"{good}/{path}"):
        fuzzed.ask(route, place, owner=owner, headers=[FORM])
    query = b"&".join([*(b"%s=%s" % (name.encode(), named) for name in fields), b"%s=%s" % (named, named), named])
    fuzzed.ask(route, good, owner=owner, headers=[FORM], query=query)
    fuzzed.ask(route, good, owner=owner, headers=[FORM, *((name, header) for name in HEADERS[:-3])])
    for name in HEADERS[-3:]:
        fuzzed.ask(route, good, owner=owner, headers=[FORM, (name, header)])
    if route.method == "POST":
        fuzzed.ask(route, good, owner=owner, headers=[(b"content-type", header)], body=text)
        fuzzed.ask(route, good, owner=owner, headers=[FORM], body=text)
        for name in (*fields, named.decode()):
            others = urlencode({other: value for other, value in fields.items() if other != name}).encode()
            body = b"%s=%s&%s" % (name.encode(), named, others)
            fuzzed.ask(route, good, owner=owner, headers=[FORM, *((HTMX,) if len(name) % 2 else ())], body=body)


WORDS = st.one_of(
    st.sampled_from(NAUGHTY), st.text(max_size=80), st.text(alphabet="\r\n\t\0 :;,=%<>\"'&@.éi\u202e", max_size=20)
)
OCTETS = st.one_of(
    st.sampled_from(BYTES), st.binary(max_size=60), WORDS.map(lambda text: text.encode(errors="replace"))
)


@settings(max_examples=MADE_UP, deadline=None, derandomize=MADE_UP < 1000, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_requests_that_nobody_thought_of_are_answered(fuzzed: Fuzzed, data: st.DataObject) -> None:
    draw, fields = data.draw, fuzzed.known.fields
    route = draw(st.sampled_from(fuzzed.routes))
    words = st.one_of(WORDS, st.sampled_from(fuzzed.values))
    good, number = fuzzed.known.addresses_of(route), draw(st.none() | st.integers(0, 9))
    made_up = PARAMETER.sub(lambda _: draw(words), route.path)
    path = made_up if number is None or not good else good[number % len(good)]
    names = st.one_of(st.sampled_from(fuzzed.names), WORDS)
    pairs = draw(st.lists(st.tuples(names, words), max_size=12))
    form = urlencode([*(fields.items() if draw(st.booleans()) else ()), *pairs], errors="replace").encode()
    body = draw(st.one_of(st.just(form), OCTETS)) if route.method == "POST" else b""
    headers = draw(st.lists(st.tuples(st.sampled_from(HEADERS), OCTETS), max_size=4))
    sendable = [(name, re.sub(b"[\x00-\x08\x0a-\x1f\x7f]", b"", value).strip()) for name, value in headers]
    fuzzed.ask(
        route,
        unquote(quote_from_bytes(path.encode(errors="replace"), safe="/")),
        owner=draw(st.booleans()),
        headers=[*((FORM,) if draw(st.integers(0, 9)) else ()), *sendable],
        query=urlencode(draw(st.lists(st.tuples(names, words), max_size=6)), errors="replace").encode(),
        body=body,
    )


def test_nothing_of_it_was_lost_or_told(fuzzed: Fuzzed) -> None:
    """After all of that: every letter could be built, each is one of ours, and no log names anybody."""
    fuzzed.site.settle()
    for sent in fuzzed.site.post.sent:
        checked(sent.content, sent.recipient)
    said = "\n".join(fuzzed.site.log.lines)
    assert "cannot be composed" not in said
    assert "@example.org" not in said
    assert not re.search(r"/(contact/inquiries|sign-in|preview)/[A-Za-z0-9_-]{40}", said)
    print(
        f"{fuzzed.site.asked} requests, {len(fuzzed.site.post.sent)} letters, {len(fuzzed.site.log.lines)} lines said"
    )
