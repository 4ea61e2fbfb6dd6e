"""The composition root: every part is made here and given what it needs, in one lifespan that opens and closes them."""

import asyncio
import logging
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from functools import partial
from typing import Any, cast

from server.clock import Clock
from server.contact.erasure import Erase
from server.contact.hindsight import Hindsight
from server.contact.letters import FORWARD, Forward
from server.contact.notices import Notices
from server.contact.reachable import Reachable
from server.contact.upkeep import Upkeep
from server.content.pictures.darkroom import Darkroom
from server.content.watch import Keeper
from server.db import Damaged, Database, Unavailable, space
from server.inbox import session
from server.inbox.link import sign_in_address
from server.mail.courier import Courier
from server.mail.transport import Transport, transport_from
from server.published import Published
from server.routes import routes
from server.settings import Settings, secret
from server.web import asgi, templates
from server.web.edge import Edge
from server.web.finishing import Finishing
from server.web.live import Live

Begin = Callable[[Coroutine[Any, Any, None]], None]

log = logging.getLogger(__name__)


def create_app(
    settings: Settings, *, transport: Transport | None = None, clock: Clock | None = None, live: bool = False
) -> "Application":
    """The whole site as an ASGI app. Pages are ready when this returns; the rest is opened by its lifespan.

    `live` watches pages, templates and assets, and tells open pages, for writing.
    """
    return Application(Published(settings, clock or Clock(), live=live), transport or transport_from(settings))


class Application:
    """An ASGI app, which may be told before its lifespan that the end is near."""

    def __init__(self, site: Published, letters: Transport) -> None:
        self._site = site
        self._letters = letters
        self._edge: asgi.App | None = None

    def ending(self) -> None:
        """Begin nothing that takes long any more."""
        self._site.ending()

    async def __call__(self, scope: asgi.Scope, receive: asgi.Receive, send: asgi.Send) -> None:
        if scope["type"] == "http":
            assert self._edge is not None, "the lifespan has to be started first"  # noqa: S101 (a server's mistake, not a reader's)
            await self._edge(scope, receive, send)
        elif scope["type"] == "lifespan":
            async with AsyncExitStack() as parts:
                await receive()
                try:
                    self._edge = await parts.enter_async_context(opened(self._site, self._letters))
                except Exception as error:  # said in words, and again by the server's exit status
                    log.error("the site cannot start: %s", error, exc_info=not isinstance(error, Unavailable | Damaged))  # noqa: TRY400 (same)
                    await send({"type": "lifespan.startup.failed", "message": str(error)})
                    return
                await send({"type": "lifespan.startup.complete"})
                await receive()
            await send({"type": "lifespan.shutdown.complete"})


@asynccontextmanager
async def opened(site: Published, transport: Transport) -> AsyncIterator[asgi.App]:
    """Open the database, send the courier off, put everything behind the edge; close it all in reverse."""
    settings, clock, key = site.settings, site.clock, secret(site.settings)
    async with AsyncExitStack() as parts:
        begin = partial(_begin, parts)
        parts.callback(site.search.close)
        database = await Database.open_in_time(settings.database_url)
        parts.push_async_callback(database.close)
        begin(space.watch(database.shortage))
        courier = _courier(site, database, transport)
        begin(courier.run())
        parts.push_async_callback(courier.close)
        site.ending = courier.rest
        streams = Live(site.news)
        keeper = _keeper(site, streams, begin)
        upkeep = Upkeep(
            database,
            clock,
            Erase(key, settings.sender_domain),
            lambda: site.contact.contact,
            lambda prospects: keeper.between(partial(site.expect, prospects)),
        )
        begin(upkeep.run())
        hindsight = Hindsight(database, clock, Reachable(now=clock.monotonic), ring=courier.ring)
        parts.push_async_callback(hindsight.close)
        more = [streams.router()] if site.live else []
        answering = routes(site, database, courier, hindsight=hindsight, upkeep=upkeep, more=more)
        greeting = _greet_owner(database, lambda: sign_in_address(settings, key, clock))
        if database.troubles():
            begin(greeting)
        else:
            await greeting
        yield Edge(
            cast("asgi.App", answering), site.table, settings, {route.path.split("/")[1] for route in answering.routes}
        )


def _courier(site: Published, database: Database, transport: Transport) -> Courier:
    """Who carries the letters, and how each kind of them is composed."""
    settings = site.settings
    notices = Notices(site.templates, settings, secret(settings), lambda: site.library.site)
    compose = {FORWARD: Forward(site.templates, settings).__call__, **notices.by_kind()}
    return Courier(database, transport, compose, site.clock, sender=settings.sender, owner=settings.owner_email)


def _keeper(site: Published, streams: Live, begin: Begin) -> Keeper:
    """Who builds the site again; at work from here on with all that goes on behind what readers see."""

    def told(mistake: Exception | None) -> None:
        site.mistake = mistake
        site.past.ring()
        streams.ring()

    keeper = Keeper(site.publish, site.clock, told=told)
    begin(keeper.follow_clock(site.next_change))
    darkroom = Darkroom(lambda: site.orders, keeper.refresh)

    async def completed(waiting: Sequence[str]) -> None:
        await keeper.between(partial(site.complete, waiting))
        darkroom.ring()

    finishing = Finishing(site.table, before=site.search.indexed, done=completed)

    def published() -> None:
        finishing.ring()
        darkroom.ring()

    site.published = published
    begin(finishing.run())
    begin(site.past.run(keeper.refresh))
    begin(darkroom.run())
    if site.live:
        begin(keeper.follow_files([site.settings.pages, site.settings.assets, templates.FOLDER]))
    return keeper


async def _greet_owner(database: Database, address: Callable[[], str]) -> None:
    """Show whoever starts a site for the first time the way into its inbox."""
    with suppress(Unavailable):
        await database.until_open()
        if not await database.read(session.any_yet):
            sys.stderr.write(f"Your inbox, for the next 15 minutes: {address()}\n")


def _begin(parts: AsyncExitStack, work: Coroutine[Any, Any, None]) -> None:
    """Let work run until the parts are closed."""
    parts.push_async_callback(_ended, asyncio.create_task(work))


async def _ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
