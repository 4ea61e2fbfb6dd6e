"""The composition root: the only module that knows every part, and the one lifespan that opens and closes them."""

import asyncio
import datetime as dt
import logging
import sys
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any, cast

import msgspec
from litestar import Litestar, MediaType, Request, Response, Router
from litestar.exceptions import HTTPException

from server.clock import Clock
from server.contact.erasure import Erase
from server.contact.hindsight import Hindsight
from server.contact.letters import FORWARD, Forward
from server.contact.notices import Notices
from server.contact.page import ContactPage
from server.contact.privacy import PrivacyPage
from server.contact.prospects import Prospects
from server.contact.reachable import Reachable
from server.contact.receive import Receive
from server.contact.routes import contact_router
from server.contact.sender.routes import sender_router
from server.contact.sender.senders import Senders
from server.contact.upkeep import Upkeep
from server.content import accent, answers, library, lists
from server.content import live as writing
from server.content.document import Fault
from server.content.history.applied import applied
from server.content.history.ledger import Ledger
from server.content.history.past import Past
from server.content.pictures import cleaning
from server.content.pictures.darkroom import Darkroom
from server.content.pictures.shelf import Shelf
from server.content.previews.previews import Previews
from server.content.previews.routes import preview_router
from server.content.search.page import SearchPage
from server.content.search.routes import search_router
from server.content.search.search import Search
from server.content.stacks import Stacks, Stock
from server.content.watch import Keeper
from server.db import Damaged, Database, Unavailable, space
from server.inbox import session
from server.inbox.desk import Desk
from server.inbox.link import sign_in_address
from server.inbox.routes import inbox_router
from server.mail import outbox
from server.mail.courier import Courier
from server.mail.transport import Transport, transport_from
from server.settings import Settings, secret
from server.web import asgi, errors, templates
from server.web.assets import Assets
from server.web.client import Clients
from server.web.edge import Edge
from server.web.finishing import Finishing
from server.web.headers import security_headers
from server.web.health import Facts, health_router
from server.web.live import Live, News
from server.web.table import Table
from server.web.templates import Templates

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

    def __init__(self, site: "Published", letters: Transport) -> None:
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


class Published:
    """The site as readers see it now: read from pages/, and put into the table as a whole."""

    def __init__(self, settings: Settings, clock: Clock, *, live: bool = False) -> None:
        self.settings = settings
        self.clock = clock
        self.live = live
        self.table = Table(security_headers(settings), fresh=live)
        self.templates = Templates(Assets({}), settings)
        self.templates.environment.globals["live"] = live
        self.search = Search()
        self.shelf = Shelf(settings.pictures)
        self.published: Callable[[], None] = lambda: None  # who wants to know
        self.ending: Callable[[], None] = lambda: None  # same
        self.faults: tuple[Fault, ...] = ()
        self.mistake: Exception | None = None  # why what is written since could not be published
        self.prospects = Prospects()
        self.past = Past(settings.pages)
        self.ledger = Ledger(settings.ledger)
        self.stacks = Stacks(settings.pages)
        self._around: object = None
        self.publish()

    def publish(self, changed: Collection[Path] | None = None) -> dt.datetime | None:
        """Read what has changed, and replace the table; where that raises, the site stays as it was.

        `changed` are the files that may have changed since the last time; None: any may have. Returns when a
        scheduled document will make this necessary again.
        """
        settled = self.past.settled
        stock = self.stacks.read(changed)
        read = applied(library.of(stock), self.past.history)
        read = self.ledger.applied(read, self.clock.now(), settled=settled)
        former = self.templates.assets
        self.templates.assets = self._assets(stock)
        try:
            self._publish(read)
        except Exception:
            self.templates.assets = former
            self._around = None
            raise
        self.ledger.write()
        return self.next_change

    def _assets(self, stock: Stock) -> Assets:
        """The assets as they are now; those of before, where nothing but documents has changed since."""
        if self._around is not stock.around:
            self._around = stock.around
            sheet = {"site.css": accent.stylesheet(stock.site.accent)}
            return Assets.read(self.settings.assets, sheet, cleaning.clean)
        return self.templates.assets

    def _publish(self, read: library.Library) -> None:
        built = answers.build(read, self.templates, self.settings, self.clock.now(), self.shelf)
        contact = ContactPage(built.library, self.templates, self.settings.url, built.cards.named, self.prospects)
        search_page = SearchPage(built.library.site, self.templates, self.settings.url)
        newest = lists.entries(built.library.documents)[:5]
        said = errors.answers(self.templates, site=built.library.site, entries=newest)
        privacy = PrivacyPage(built.library, self.templates, self.settings)
        finished = (
            self.templates.assets.answers(),
            built.answers,
            contact.answers(),
            privacy.answers(),
            search_page.answers(),
        )
        answers_by_path = {address: answer for some in finished for address, answer in some.items()}
        waiting = () if self.live else built.waiting  # an author looks at few pages between two changes
        self.table.replace(answers_by_path, said, built.makers, waiting)
        self.search.publish(built.library)
        self.search_page = search_page
        self.contact = contact
        self.library, self.whole = built.library, read
        self._say(built.faults)
        self.next_change = built.next_change
        self.album, self.cards = built.album, built.cards
        self.orders = built.album.orders()
        if not built.waiting:
            self._complete()
        self.published()

    def complete(self, waiting: Sequence[str]) -> None:
        """All that waited is made, unless the site is another one by now: it is known which cards the pages need."""
        if waiting is self.table.waiting:
            self._complete()

    def _complete(self) -> None:
        self.orders = [*self.album.orders(), *self.cards.orders]
        self.shelf.clear(self.album.pictures.values(), self.cards.names)

    def expect(self, prospects: Prospects) -> None:
        """Say on the contact page what a sender may expect now."""
        self.prospects = prospects
        self.contact = self.contact.expecting(prospects)
        self.table.put(self.contact.answers())

    @property
    def errors(self) -> tuple[str, ...]:
        """What is not served as meant."""
        return tuple(str(fault) for fault in self.faults if fault.severity == "error")

    def news(self, path: str) -> News:
        """What an open page is told while the site is written."""
        answer = self.table.now(path) or self.table.errors[404]
        said = writing.remarks(path, self.library.documents, self.faults, self.settings.pages, self.mistake)
        return News(answer.etag.decode(), said)

    def _say(self, faults: tuple[Fault, ...]) -> None:
        """Log what was not said before: errors, and while the site is written the warnings too."""
        for fault in faults:
            if fault not in self.faults and fault.severity == "error":
                log.error("a document is not served as meant: %s", fault)
            elif fault not in self.faults and self.live:
                log.warning("%s", fault)
        self.faults = faults


@asynccontextmanager
async def opened(site: Published, transport: Transport) -> AsyncIterator[asgi.App]:
    """Open the database, send the courier off, put everything behind the edge; close it all in reverse."""
    settings, clock = site.settings, site.clock
    key = secret(settings)
    async with AsyncExitStack() as parts:
        parts.callback(site.search.close)
        database = await Database.open_in_time(settings.database_url)
        parts.push_async_callback(database.close)
        await parts.enter_async_context(_under_way(space.watch(database.shortage)))
        notices = Notices(site.templates, settings, key, lambda: site.library.site)
        compose = {FORWARD: Forward(site.templates, settings).__call__, **notices.by_kind()}
        courier = Courier(database, transport, compose, clock, sender=settings.sender, owner=settings.owner_email)
        await parts.enter_async_context(_under_way(courier.run()))
        parts.push_async_callback(courier.close)
        site.ending = courier.rest
        streams = Live(site.news)

        def told(mistake: Exception | None) -> None:
            site.mistake = mistake
            site.past.ring()
            streams.ring()

        keeper = Keeper(site.publish, clock, told=told)
        await parts.enter_async_context(_under_way(keeper.follow_clock(site.next_change)))
        darkroom = Darkroom(lambda: site.orders, keeper.refresh)

        async def completed(waiting: Sequence[str]) -> None:
            await keeper.between(partial(site.complete, waiting))
            darkroom.ring()

        finishing = Finishing(site.table, before=site.search.indexed, done=completed)

        def published() -> None:
            finishing.ring()
            darkroom.ring()

        site.published = published
        await parts.enter_async_context(_under_way(finishing.run()))
        await parts.enter_async_context(_under_way(site.past.run(keeper.refresh)))
        await parts.enter_async_context(_under_way(darkroom.run()))
        upkeep = Upkeep(
            database,
            clock,
            Erase(key, settings.sender.rpartition("@")[2]),
            lambda: site.contact.contact,
            lambda prospects: keeper.between(partial(site.expect, prospects)),
        )
        await parts.enter_async_context(_under_way(upkeep.run()))
        if site.live:
            folders = [settings.pages, settings.assets, templates.FOLDER]
            await parts.enter_async_context(_under_way(keeper.follow_files(folders)))
        hindsight = Hindsight(database, clock, Reachable(now=clock.monotonic), ring=courier.ring)
        parts.push_async_callback(hindsight.close)
        more = [streams.router()] if site.live else []
        routes = _routes(site, database, courier, hindsight=hindsight, upkeep=upkeep, more=more)
        greeting = _greet_owner(database, lambda: sign_in_address(settings, key, clock))
        if database.troubles():
            await parts.enter_async_context(_under_way(greeting))
        else:
            await greeting
        yield Edge(
            cast("asgi.App", routes), site.table, settings, {route.path.split("/")[1] for route in routes.routes}
        )


async def _greet_owner(database: Database, address: Callable[[], str]) -> None:
    """Show whoever starts a site for the first time the way into its inbox."""
    with suppress(Unavailable):
        await database.until_open()
        if not await database.read(session.any_yet):
            sys.stderr.write(f"Your inbox, for the next 15 minutes: {address()}\n")


def _routes(  # noqa: PLR0913 (each is a part that was opened)
    site: Published,
    database: Database,
    courier: Courier,
    *,
    hindsight: Hindsight,
    upkeep: Upkeep,
    more: Sequence[Router],
) -> Litestar:
    """Everything that depends on who asks."""
    settings, clock, key = site.settings, site.clock, secret(site.settings)
    previews = Previews(
        visible=lambda: site.library,
        whole=lambda: site.whole,
        templates=site.templates,
        settings=settings,
        secret=key,
        clock=clock,
    )

    def ring() -> None:
        courier.ring()  # a letter may be waiting
        upkeep.ring()  # an inquiry may stand elsewhere, and a place be free or taken

    desk = Desk(
        database=database,
        templates=site.templates,
        site=lambda: site.library.site,
        settings=settings,
        secret=key,
        clock=clock,
        ring=ring,
        content_faults=lambda: site.errors,
        due=lambda: upkeep.due,
        hidden=previews.hidden,
    )
    domain = settings.sender.rpartition("@")[2]
    receive = Receive(database, key, clock, ring=courier.ring, domain=domain, hindsight=hindsight)
    senders = Senders(database, key, clock, ring=ring, domain=domain)

    async def pages() -> Facts:
        return {"pages": len(site.table), "faults": len(site.errors), "storing": not database.troubles()}

    async def letters() -> tuple[bool, Facts]:
        delivery = await database.read(lambda conn: outbox.delivery(conn, clock.timestamp()))
        return delivery.healthy, msgspec.to_builtins(delivery)

    def failed(_: Request[Any, Any, Any], error: HTTPException | Unavailable) -> Response[str]:
        status = error.status_code if isinstance(error, HTTPException) else 503
        text = errors.page(site.templates, status, site=site.library.site)
        return Response(text, status_code=status, media_type=MediaType.HTML, headers={"cache-control": "no-store"})

    return Litestar(
        route_handlers=[
            contact_router(
                receive, lambda: site.contact, Clients(settings, key), key, clock, related=site.search.related
            ),
            sender_router(senders, lambda: site.contact),
            search_router(site.search, lambda: site.search_page),
            preview_router(previews),
            inbox_router(desk),
            health_router(pages, letters),
            *more,
        ],
        exception_handlers={HTTPException: failed, Unavailable: failed},
        openapi_config=None,
        logging_config=None,
    )


@asynccontextmanager
async def _under_way(work: Any) -> AsyncIterator[None]:
    """Let work run until the site closes."""
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
