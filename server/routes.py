"""Everything that depends on who asks: the routes of all parts, put together with what they work with."""

from collections.abc import Sequence
from typing import Any

import msgspec
from litestar import Litestar, MediaType, Request, Response, Router
from litestar.exceptions import HTTPException

from server.contact.hindsight import Hindsight
from server.contact.receive import Receive
from server.contact.routes import contact_router
from server.contact.sender.routes import sender_router
from server.contact.sender.senders import Senders
from server.contact.upkeep import Upkeep
from server.content.previews.previews import Previews
from server.content.previews.routes import preview_router
from server.content.search.routes import search_router
from server.db import Database, Unavailable
from server.inbox.desk import Desk
from server.inbox.routes import inbox_router
from server.mail import outbox
from server.mail.courier import Courier
from server.published import Published
from server.settings import secret
from server.web import errors
from server.web.client import Clients
from server.web.health import Facts, health_router


def routes(  # noqa: PLR0913 (each is a part that was opened)
    site: Published,
    database: Database,
    courier: Courier,
    *,
    hindsight: Hindsight,
    upkeep: Upkeep,
    more: Sequence[Router],
) -> Litestar:
    """The whole of it as one Litestar app, behind the edge."""
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
    domain = settings.sender_domain
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
