"""An open page is told what becomes of it, while the site is being written and only then."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import msgspec
import pytest
from litestar import Litestar

from server.app import create_app
from server.clock import Clock
from server.published import Published
from server.settings import Settings
from server.web.answer import finished
from server.web.headers import security_headers
from server.web.live import ADDRESS, Live, News, Remark
from server.web.table import Table
from tests.running import ROOT

pytestmark = pytest.mark.anyio


class Stream:
    """An open event stream, as the app is asked for it."""

    def __init__(self) -> None:
        self.sent: list[Any] = []
        self.gone = asyncio.Event()

    def news(self) -> list[Any]:
        body = b"".join(message.get("body", b"") for message in self.sent[1:]).decode()
        return [msgspec.json.decode(line[6:]) for line in body.splitlines() if line.startswith("data: ")]


@asynccontextmanager
async def listening(live: Live, query: bytes = b"page=/about") -> AsyncIterator[Stream]:
    stream = Stream()

    async def receive() -> Any:
        if not stream.sent:
            return {"type": "http.request", "body": b"", "more_body": False}
        await stream.gone.wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        stream.sent.append(message)

    scope: Any = {"type": "http", "method": "GET", "path": ADDRESS, "raw_path": ADDRESS.encode()}
    scope |= {"query_string": query, "headers": [(b"host", b"a")], "scheme": "http", "server": ("a", 80)}
    scope |= {"http_version": "1.1", "client": ("127.0.0.1", 1), "root_path": "", "asgi": {"version": "3.0"}}
    app = Litestar([live.router()], openapi_config=None, logging_config=None)
    answering = asyncio.create_task(app(scope, receive, send))  # type: ignore[arg-type] # our scope is plainer
    try:
        yield stream
    finally:
        stream.gone.set()
        with suppress(asyncio.CancelledError):
            await asyncio.wait_for(answering, 2)


async def heard(stream: Stream, number: int) -> list[Any]:
    async with asyncio.timeout(5):
        while len(stream.news()) < number:  # noqa: ASYNC110 (what is waited for is what another task has sent)
            await asyncio.sleep(0.01)
    return stream.news()


async def test_a_page_is_told_what_it_is_now_and_whenever_that_changes() -> None:
    said = {"/about": News('W/"1"')}
    live = Live(lambda path: said[path])
    async with listening(live) as stream:
        assert await heard(stream, 1) == [{"tag": 'W/"1"', "remarks": []}]
        live.ring()  # nothing has changed for this page
        said["/about"] = News('W/"2"', [Remark("pages/about.md:3", "error", "Close it.")])
        live.ring()
        remark = {"place": "pages/about.md:3", "severity": "error", "message": "Close it."}
        assert (await heard(stream, 2))[1:] == [{"tag": 'W/"2"', "remarks": [remark]}]
    headers = dict(stream.sent[0]["headers"])
    assert headers[b"content-type"].startswith(b"text/event-stream")
    assert headers[b"cache-control"] == b"no-store"


async def test_a_quiet_stream_gives_signs_of_life() -> None:
    async with listening(Live(lambda _: News("1"), beat=0.02)) as stream:
        await heard(stream, 1)
        async with asyncio.timeout(5):
            while b": still here\r\n\r\n" not in [m.get("body") for m in stream.sent]:  # noqa: ASYNC110 (same)
                await asyncio.sleep(0.01)


async def test_a_path_is_asked_for_as_it_stands_in_the_address() -> None:
    async with listening(Live(News), b"page=%2Fblog%2F%25E7%25A0%2594") as stream:
        assert (await heard(stream, 1))[0]["tag"] == "/blog/研"


async def test_who_writes_is_shown_no_page_from_yesterday() -> None:
    table = Table(security_headers(Settings()), fresh=True)
    page, style = finished(b"a", "text/html"), finished(b"a", "text/css", cache_control=b"max-age=9, immutable")
    table.replace({"/a": page, "/s": style}, {})
    sent = {path: dict(answer.variants["identity"].start["headers"]) for path, answer in table.answers.items()}
    assert sent["/a"][b"cache-control"] == dict(table.answers["/a"].not_modified["headers"])[b"cache-control"]
    assert sent["/a"][b"cache-control"] == b"no-cache"
    assert sent["/s"][b"cache-control"] == b"max-age=9, immutable"


@pytest.mark.parametrize("live", [False, True])
async def test_only_while_writing_pages_have_the_script_and_the_site_has_the_stream(live: bool, tmp_path: Path) -> None:  # noqa: FBT001 (a parameter of the test)
    settings = Settings(
        pages=ROOT / "pages",
        assets=ROOT / "assets",
        database_url=f"sqlite:///{tmp_path}/d.db",
        owner_email="a@b.example",
    )
    site = Published(settings, Clock(), live=live)
    bodies = [bytes(answer.variants["identity"].body["body"]) for answer in site.table.answers.values()]
    pages = [body for body in bodies if body.startswith(b"<!doctype html>")]
    assert len(pages) > 10
    assert {b"/assets/live." in page for page in pages} == {live}
    streamed = await _first_of_stream(create_app(settings, live=live))
    assert streamed == (200 if live else 404)


async def _first_of_stream(app: Any) -> int:
    """The status of the stream, asked of the whole app between start and end."""
    told: asyncio.Queue[Any] = asyncio.Queue()
    started = asyncio.Event()
    status: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def send_lifespan(message: Any) -> None:
        assert message["type"].endswith(".complete"), message
        started.set()

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            status.set_result(message["status"])

    async def receive() -> Any:
        await status
        return {"type": "http.disconnect"}

    lifespan = asyncio.create_task(app({"type": "lifespan"}, told.get, send_lifespan))
    await told.put({"type": "lifespan.startup"})
    await started.wait()
    scope: Any = {
        "type": "http",
        "method": "GET",
        "path": ADDRESS,
        "raw_path": ADDRESS.encode(),
        "query_string": b"page=/",
    }
    scope |= {"headers": [(b"host", b"localhost:8000")], "scheme": "http", "server": ("localhost", 8000)}
    scope |= {"http_version": "1.1", "client": ("127.0.0.1", 1), "root_path": "", "asgi": {"version": "3.0"}}
    await asyncio.wait_for(app(scope, receive, send), 5)
    await told.put({"type": "lifespan.shutdown"})
    await lifespan
    return await status
