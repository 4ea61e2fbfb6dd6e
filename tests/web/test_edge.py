"""Everything that is finished comes from the table; everything else is checked; every answer has its headers."""

import asyncio
import gzip
from collections.abc import Iterable
from typing import Any

import brotli
import pytest

from server.settings import Settings
from server.web import body as request_body
from server.web.answer import finished, redirect
from server.web.edge import Edge
from server.web.errors import WORDS
from server.web.headers import csp, security_headers
from server.web.negotiation import encoding
from server.web.table import Table
from tests.web.asgi import Got, ask

pytestmark = pytest.mark.anyio

HOST = (b"host", b"example.org")
PAGE = b"<!doctype html>" + b"<p>words and more words</p>" * 40
HTML = "text/html; charset=utf-8"


async def echo(scope: Any, receive: Any, send: Any) -> None:
    if scope["path"] == "/contact/broken":
        raise RuntimeError("a bug")
    message = await receive() if scope["method"] == "POST" else {"body": b"dynamic"}
    await send({"type": "http.response.start", "status": 200, "headers": [(b"x-frame-options", b"DENY")]})
    await send({"type": "http.response.body", "body": message["body"]})


@pytest.fixture
def edge() -> Edge:
    settings = Settings(url="https://example.org")
    table = Table(security_headers(settings))
    foreign = ((b"content-security-policy", csp(foreign_pictures=True)),)
    table.replace(
        {
            "/": finished(PAGE, HTML),
            "/about": finished(PAGE, HTML),
            "/blog/研究": finished(PAGE, HTML),
            "/blog/foreign": finished(PAGE, HTML, headers=foreign),
            "/old": redirect("/about"),
        },
        {status: finished(f"<h1>{status}</h1>".encode(), HTML, status=status) for status in WORDS},
    )
    return Edge(echo, table, settings, {"contact", "inbox"})


async def test_a_page_comes_in_the_encoding_the_reader_takes(edge: Edge) -> None:
    plain = await ask(edge, "/about")
    packed = await ask(edge, "/about", headers=[HOST, (b"accept-encoding", b"gzip, deflate, br, zstd")])
    zipped = await ask(edge, "/about", headers=[HOST, (b"accept-encoding", b"gzip, br;q=0")])
    assert plain.body == PAGE
    assert plain.header("content-encoding") is None
    assert (packed.header("content-encoding"), brotli.decompress(packed.body)) == ("br", PAGE)
    assert (zipped.header("content-encoding"), gzip.decompress(zipped.body)) == ("gzip", PAGE)
    assert {got.header("vary") for got in (plain, packed, zipped)} == {"Accept-Encoding"}
    assert all(int(got.header("content-length") or 0) == len(got.body) for got in (plain, packed, zipped))


@pytest.mark.parametrize(
    ("accepted", "chosen"),
    [
        (b"", "identity"),
        (b"BR", "br"),
        (b"*", "br"),
        (b"*;q=0", "identity"),
        (b"gzip;q=0.5", "gzip"),
        (b"br;q=x", "br"),
    ],
)
def test_accept_encoding_is_read_as_specified(accepted: bytes, chosen: str) -> None:
    assert encoding(accepted) == chosen


async def test_a_reader_who_has_the_page_gets_304(edge: Edge) -> None:
    etag = (await ask(edge, "/about")).header("etag")
    assert etag is not None
    for match in (etag.encode(), b"*", b'"x", ' + etag.encode(), etag.removeprefix("W/").encode()):
        got = await ask(edge, "/about", headers=[HOST, (b"if-none-match", match)])
        assert (got.status, got.body, got.header("etag")) == (304, b"", etag)
        assert got.header("cache-control") == (await ask(edge, "/about")).header("cache-control")
    assert (await ask(edge, "/about", headers=[HOST, (b"if-none-match", b'W/"other"')])).status == 200


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/about/", "/about"),
        ("/about.html", "/about"),
        ("/about/index.html", "/about"),
        ("/about/index", "/about"),
        ("/index.html", "/"),
        ("/index", "/"),
        ("/blog/研究.html", "/blog/%E7%A0%94%E7%A9%B6"),
        ("/inbox/", "/inbox"),
        ("/contact/inquiries/", "/contact/inquiries"),
    ],
)
async def test_the_other_forms_of_an_address_lead_to_the_canonical_one(edge: Edge, path: str, place: str) -> None:
    got = await ask(edge, path, query=b"a=1")
    assert (got.status, got.header("location")) == (308, f"{place}?a=1")
    ours = place.startswith(("/inbox", "/contact/"))
    assert got.header("cache-control") == ("no-store" if ours else "public, max-age=3600")


@pytest.mark.parametrize("path", ["//evil.test/", "//inbox/", "/%2f/", "/nowhere/", "/a\x00b", "/" + "a" * 5000])
async def test_what_is_not_here_is_404_and_never_a_way_out(edge: Edge, path: str) -> None:
    got = await ask(edge, path)
    assert (got.status, got.header("location")) == (404, None)


@pytest.mark.parametrize("headers", [[], [HOST, HOST], [HOST, (b"host", b"other.test")]])
async def test_one_host_or_400(edge: Edge, headers: Iterable[tuple[bytes, bytes]]) -> None:
    assert (await ask(edge, "/about", headers=headers)).status == 400


async def test_a_finished_page_takes_no_messages(edge: Edge) -> None:
    got = await ask(edge, "/about", "POST")
    assert (got.status, got.header("allow")) == (405, "GET, HEAD")


async def test_a_form_of_another_site_is_refused(edge: Edge) -> None:
    theirs = [HOST, (b"sec-fetch-site", b"cross-site")]
    ours = [HOST, (b"sec-fetch-site", b"same-origin")]
    assert (await ask(edge, "/contact/inquiries", "POST", theirs, [b"a=1"])).status == 403
    assert (await ask(edge, "/inbox/1", "DELETE", theirs)).status == 403
    got = await ask(edge, "/contact/inquiries", "POST", ours, [b"a=", b"1"])
    assert (got.status, got.body) == (200, b"a=1")


@pytest.mark.parametrize(
    ("headers", "parts", "status"),
    [
        ([(b"content-length", b"65537")], [b""], 413),
        ([], [b"a" * 40_000, b"a" * 40_000], 413),
        ([(b"content-length", b"-1")], [b""], 400),
        ([(b"content-length", b"9" * 5000)], [b""], 413),
        ([(b"content-length", b"3"), (b"transfer-encoding", b"chunked")], [b"a=1"], 400),
    ],
)
async def test_a_body_is_bounded(
    edge: Edge, headers: list[tuple[bytes, bytes]], parts: list[bytes], status: int
) -> None:
    got = await ask(edge, "/contact/inquiries", "POST", [HOST, *headers], parts)
    assert (got.status, got.header("connection")) == (status, "close")


async def test_a_body_that_never_ends_is_not_waited_for() -> None:
    async def trickle() -> Any:
        await asyncio.sleep(0.02)
        return {"type": "http.request", "body": b"a", "more_body": True}

    with pytest.raises(request_body.Refusal) as refusal:
        await request_body.read({}, trickle, deadline=0.1)
    assert refusal.value.status == 408


async def test_a_bug_is_a_page_without_a_traceback(edge: Edge, caplog: pytest.LogCaptureFixture) -> None:
    got = await ask(edge, "/contact/broken")
    assert (got.status, b"a bug" in got.body) == (500, False)
    assert "a bug" in caplog.text


async def test_every_answer_has_its_headers(edge: Edge) -> None:
    etag = (await ask(edge, "/about")).header("etag") or ""
    answers: list[Got] = [
        await ask(edge, "/about"),
        await ask(edge, "/about", headers=[HOST, (b"if-none-match", etag.encode())]),
        await ask(edge, "/about", headers=[]),
        await ask(edge, "/about/"),
        await ask(edge, "/old"),
        await ask(edge, "/nowhere"),
        await ask(edge, "/contact/x"),
        await ask(edge, "/contact/x", "POST", [HOST, (b"sec-fetch-site", b"cross-site")]),
        await ask(edge, "/contact/x", "POST", [HOST, (b"content-length", b"99999")]),
        await ask(edge, "/contact/broken"),
        await ask(edge, "/about", "PUT"),
    ]
    assert sorted({got.status for got in answers}) == [200, 304, 308, 400, 403, 404, 405, 413, 500]
    for got in answers:
        for name, value in security_headers(Settings(url="https://example.org")):
            assert got.header(name.decode()) == value.decode(), (got.status, name)


async def test_only_a_page_with_foreign_pictures_may_load_them(edge: Edge) -> None:
    assert "https:" not in ((await ask(edge, "/about")).header("content-security-policy") or "")
    assert "img-src 'self' https:" in ((await ask(edge, "/blog/foreign")).header("content-security-policy") or "")
