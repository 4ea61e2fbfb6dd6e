"""HTTP of /contact, as far as it depends on who asks; the page itself and the thanks are finished answers."""

import logging
from collections.abc import Callable
from typing import Any

from litestar import MediaType, Request, Response, Router, get, post, route
from litestar.di import NamedDependency, Provide
from litestar.enums import HttpMethod, RequestEncodingType
from litestar.exceptions import HTTPException
from litestar.response import Redirect
from litestar.status_codes import (
    HTTP_200_OK,
    HTTP_303_SEE_OTHER,
    HTTP_400_BAD_REQUEST,
    HTTP_415_UNSUPPORTED_MEDIA_TYPE,
    HTTP_422_UNPROCESSABLE_ENTITY,
    HTTP_503_SERVICE_UNAVAILABLE,
)
from litestar_htmx import HTMXRequest

from server.clock import Clock
from server.contact import form, stamp
from server.contact.inquiry import CHECKED_ALONE, faults, meant
from server.contact.page import ADDRESS, THANKS, ContactPage, Form
from server.contact.receive import Receive
from server.db import Unavailable
from server.settings import Secret
from server.web.body import LARGEST
from server.web.client import Clients
from server.web.form import BadForm, fields

log = logging.getLogger(__name__)


def contact_router(
    receive: Receive, page: Callable[[], ContactPage], clients: Clients, secret: Secret, clock: Clock
) -> Router:
    """The routes below /contact. `page` gives the pages as the site is now."""

    def network(request: Request[Any, Any, Any]) -> bytes | None:
        return clients.hash(request.scope)  # type: ignore[arg-type] # Litestar's name for what ASGI gives

    def refused(_: Request[Any, Any, Any], error: Exception) -> Response[str]:
        status = error.status_code if isinstance(error, HTTPException) else HTTP_400_BAD_REQUEST
        return _html(page().error(status), status)

    return Router(
        ADDRESS,
        route_handlers=[send, sent, check, begin],
        dependencies={
            "receive": Provide(lambda: receive, sync_to_thread=False),
            "page": Provide(page, sync_to_thread=False),
            "network": Provide(network, sync_to_thread=False),
            "begun": Provide(lambda: stamp.issued(secret, clock.timestamp()), sync_to_thread=False),
        },
        exception_handlers={BadForm: refused, HTTPException: refused},
        request_class=HTMXRequest,
        request_max_body_size=LARGEST,
        # The page and its fragment have one address. Not no-store: going back to a form that was not taken has to
        # find what was typed in it, and browsers keep for that only what they may store.
        response_headers={"vary": "HX-Request", "cache-control": "private, no-cache"},
        include_in_schema=False,
    )


@post("/inquiries", status_code=HTTP_200_OK)
async def send(
    request: HTMXRequest,
    receive: NamedDependency[Receive],
    page: NamedDependency[ContactPage],
    network: NamedDependency[bytes | None],
) -> Response[str]:
    """Take an inquiry: thanked means stored."""
    submission = meant(form.submission(await _body(request)))
    whole = not request.htmx
    if found := faults(submission, page.contact):
        return _html(page.form(Form(typed=submission, faults=found), whole=whole), HTTP_422_UNPROCESSABLE_ENTITY)
    try:
        await receive(submission, page.contact, network)
    except Unavailable as error:
        log.error("an inquiry was not stored: %s", error)  # noqa: TRY400 (the traceback adds nothing to the cause)
        return _html(page.form(Form(typed=submission, not_stored=True), whole=whole), HTTP_503_SERVICE_UNAVAILABLE)
    return Redirect(THANKS, status_code=HTTP_303_SEE_OTHER) if whole else _html(page.thanks())


@route("/inquiries", http_method=[HttpMethod.GET, HttpMethod.HEAD], status_code=HTTP_303_SEE_OTHER)
async def sent() -> Redirect:
    """Where a reader lands who opens the form's target: there is nothing to read there."""
    return Redirect(ADDRESS, status_code=HTTP_303_SEE_OTHER)


@post("/inquiries/faults", status_code=HTTP_200_OK)
async def check(request: HTMXRequest, page: NamedDependency[ContactPage]) -> Response[str]:
    """What is wrong with the one field that was sent, which the visitor has just left. Nothing is stored."""
    body = await _body(request)
    sent_alone = [name for name in CHECKED_ALONE if name in fields(body)]
    if len(sent_alone) != 1:
        raise BadForm(f"one of {', '.join(CHECKED_ALONE)} is checked at a time")
    submission = meant(form.submission(body))
    return _html(page.fault(sent_alone[0], Form(typed=submission, faults=faults(submission, page.contact))))


@get("/stamp", response_headers={"cache-control": "no-store"})
async def begin(begun: NamedDependency[str], page: NamedDependency[ContactPage]) -> Response[str]:
    """The hidden field that says when the form was begun. It cannot stand in a page made once for everyone."""
    return _html(page.stamp(begun))


async def _body(request: HTMXRequest) -> bytes:
    """Read here and not by Litestar, whose parser takes what is not UTF-8 for Latin-1. Raises HTTPException (415)."""
    if request.content_type[0] != RequestEncodingType.URL_ENCODED:
        raise HTTPException(status_code=HTTP_415_UNSUPPORTED_MEDIA_TYPE)
    return await request.body()


def _html(text: str, status: int = HTTP_200_OK) -> Response[str]:
    return Response(text, media_type=MediaType.HTML, status_code=status)
