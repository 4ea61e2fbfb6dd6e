"""Tells open pages what has become of them while the site is being written; only `--reload` has it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from urllib.parse import unquote

import msgspec
from litestar import Router, get
from litestar.params import FromQuery
from litestar.response import ServerSentEvent, ServerSentEventMessage

ADDRESS = "/assets/live"  # below /assets, so that no document loses an address to it
BEAT = 15.0  # seconds after which a quiet stream says that it is still there
RETRY = 500  # milliseconds after which a browser asks again for a stream that was lost
HEADERS = {"Cache-Control": "no-store"}  # in this spelling, or Litestar adds one of its own


class Remark(msgspec.Struct, frozen=True):
    """What is wrong: where (file and line, for an editor to open), how bad, and the mend."""

    place: str
    severity: str
    message: str


class News(msgspec.Struct, frozen=True):
    """What an open page is told: its entity tag by now, and what is to be mended, this page's own first."""

    tag: str
    remarks: Sequence[Remark] = ()


class Live:
    """The streams of all open pages. `news` gives what there is to say to the page at a path."""

    def __init__(self, news: Callable[[str], News], beat: float = BEAT) -> None:
        self._news = news
        self._beat = beat
        self._bell = asyncio.Event()

    def ring(self) -> None:
        """Say, from the event loop, that there may be news."""
        self._bell.set()
        self._bell = asyncio.Event()

    async def events(self, path: str) -> AsyncIterator[ServerSentEventMessage]:
        """The news of a page at once, and whenever they change; in between a sign of life. Never ends by itself."""
        told: News | None = None
        while True:
            bell, news = self._bell, self._news(path)
            if news != told:
                told = news
                yield ServerSentEventMessage(data=msgspec.json.encode(news), retry=RETRY)
            try:
                async with asyncio.timeout(self._beat):
                    await bell.wait()
            except TimeoutError:
                yield ServerSentEventMessage(data=None, comment="still here")

    def router(self) -> Router:
        """The one route, `GET /assets/live?page=PATH`; the path as it stands in the address."""

        @get("/")
        async def stream(page: FromQuery[str]) -> ServerSentEvent:
            return ServerSentEvent(self.events(unquote(page)), headers=HEADERS)

        return Router(ADDRESS, route_handlers=[stream])
