"""HTTP of /contact, as far as it depends on who asks; the page itself and the thanks are finished answers."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any, NamedTuple

from litestar import MediaType, Request, Response, Router, get, post
from litestar.di import NamedDependency, Provide
from litestar.exceptions import HTTPException
from litestar.response import Redirect
from litestar.status_codes import (
    HTTP_200_OK,
    HTTP_204_NO_CONTENT,
    HTTP_303_SEE_OTHER,
    HTTP_400_BAD_REQUEST,
    HTTP_422_UNPROCESSABLE_ENTITY,
    HTTP_503_SERVICE_UNAVAILABLE,
)
from litestar_htmx import HTMXRequest

from server.clock import Clock
from server.contact import form, stamp
from server.contact.inquiry import CHECKED_ALONE, faults, meant
from server.contact.page import ADDRESS, THANKS, ContactPage, Form
from server.contact.receive import Receive
from server.contact.sender import token
from server.content.document import Document
from server.db import Doubtful, Unavailable
from server.settings import Secret
from server.web.body import LARGEST
from server.web.client import Clients
from server.web.form import BadForm, fields
from server.web.reads import reads

LONG_ENOUGH_TO_RELATE = 40  # characters
Related = Callable[[str], Awaitable[Sequence[Document]]]

log = logging.getLogger(__name__)


class Counter(NamedTuple):
    """What takes letters. One dependency, because Litestar makes a group of tasks for several, and that takes time."""

    receive: Receive
    page: Callable[[], ContactPage]
    clients: Clients
    address: Callable[[str], str]  # of the sender's own page


async def _nothing(_: str) -> Sequence[Document]:
    return ()


def contact_router(  # noqa: PLR0913 (each is a part that the composition root made)
    receive: Receive,
    page: Callable[[], ContactPage],
    clients: Clients,
    secret: Secret,
    clock: Clock,
    *,
    related: Related = _nothing,
) -> Router:
    """The routes below /contact. `page` gives the pages as the site is now, `related` what says something of a text."""
    counter = Counter(receive, page, clients, partial(token.address, secret))

    def refused(_: Request[Any, Any, Any], error: Exception) -> Response[str]:
        status = error.status_code if isinstance(error, HTTPException) else HTTP_400_BAD_REQUEST
        return _html(page().error(status), status)

    return Router(
        ADDRESS,
        route_handlers=[send, sent, check, relate, begin],
        dependencies={
            "counter": Provide(lambda: counter, sync_to_thread=False),
            "page": Provide(page, sync_to_thread=False),
            "related": Provide(lambda: related, sync_to_thread=False),
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
async def send(request: HTMXRequest, counter: NamedDependency[Counter]) -> Response[Any]:
    """Take an inquiry: thanked means stored. The thanks lead to the sender's own page."""
    page = counter.page()
    submission = meant(form.submission(await form.body(request)))
    whole = not request.htmx
    if found := faults(submission, page.contact):
        return _html(page.form(Form(typed=submission, faults=found), whole=whole), HTTP_422_UNPROCESSABLE_ENTITY)
    try:
        network = counter.clients.hash(request.scope)  # type: ignore[arg-type] # Litestar's name for what ASGI gives
        received = await counter.receive(submission, page.contact, network)
    except Unavailable as error:
        log.error("an inquiry was not stored: %s", error)  # noqa: TRY400 (the traceback adds nothing to the cause)
        given_back = Form(typed=submission, not_stored=True, doubtful=isinstance(error, Doubtful))
        return _html(page.form(given_back, whole=whole), HTTP_503_SERVICE_UNAVAILABLE)
    place = counter.address(received.inquiry_id) if received.named else None
    answer: Response[Any]
    if whole:
        answer = Redirect(place or THANKS, status_code=HTTP_303_SEE_OTHER)
    else:
        answer = _html(page.thanks(submission, place))
    answer.headers["cache-control"] = "no-store"  # the address of that page is its key
    return answer


@reads("/inquiries", status_code=HTTP_303_SEE_OTHER)
async def sent() -> Redirect:
    """Where a reader lands who opens the form's target: there is nothing to read there."""
    return Redirect(ADDRESS, status_code=HTTP_303_SEE_OTHER)


@post("/inquiries/faults", status_code=HTTP_200_OK)
async def check(request: HTMXRequest, page: NamedDependency[ContactPage]) -> Response[str]:
    """What is wrong with the one field that was sent, which the visitor has just left. Nothing is stored."""
    body = await form.body(request)
    sent_alone = [name for name in CHECKED_ALONE if name in fields(body)]
    if len(sent_alone) != 1:
        raise BadForm(f"one of {', '.join(CHECKED_ALONE)} is checked at a time")
    submission = meant(form.submission(body))
    return _html(page.fault(sent_alone[0], Form(typed=submission, faults=faults(submission, page.contact))))


@post("/inquiries/related", status_code=HTTP_200_OK)
async def relate(
    request: HTMXRequest, page: NamedDependency[ContactPage], related: NamedDependency[Related]
) -> Response[str]:
    """What the site already says about what is being written. Nothing is stored; what is shown already stays."""
    body = await form.body(request)
    text = form.submission(body).message
    documents = await related(text) if len(text) >= LONG_ENOUGH_TO_RELATE else []
    shown = fields(body).get("related", [])
    if [document.address for document in documents] == shown:
        return Response("", status_code=HTTP_204_NO_CONTENT)
    return _html(page.related(documents))


@get("/stamp", response_headers={"cache-control": "no-store"})
async def begin(begun: NamedDependency[str], page: NamedDependency[ContactPage]) -> Response[str]:
    """The hidden field that says when the form was begun. It cannot stand in a page made once for everyone."""
    return _html(page.stamp(begun))


def _html(text: str, status: int = HTTP_200_OK) -> Response[str]:
    return Response(text, media_type=MediaType.HTML, status_code=status)
