"""HTTP of the sender's own page: works without JavaScript, is kept by nobody, and no GET changes anything."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import msgspec
from litestar import MediaType, Request, Response, Router, post
from litestar.di import NamedDependency, Provide
from litestar.exceptions import HTTPException, NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect
from litestar_htmx import HTMXRequest

from server.contact import form
from server.contact.cleaning import prose
from server.contact.page import ERASED, ContactPage
from server.contact.sender.acts import Erased, Message, Over, TooMuch, fault
from server.contact.sender.senders import Senders
from server.contact.sender.token import PAGES
from server.contact.standing import CLOSED
from server.db import Doubtful, Unavailable
from server.web.body import LARGEST
from server.web.form import BadForm, fields
from server.web.reads import reads

PRIVATE = {
    "cache-control": "no-store",
    "x-robots-tag": "noindex, nofollow",
    # The address is the key to the page. Not no-referrer: that would make the Origin of its own forms "null".
    "referrer-policy": "same-origin",
}
NOT_STORED = "This could not be stored, for our own reasons. Wait a minute and send it again: it will not arrive twice."
IN_DOUBT = "Nobody knows whether this was stored. Wait a minute and send it again: it will not arrive twice."

log = logging.getLogger(__name__)


def sender_router(senders: Senders, page: Callable[[], ContactPage]) -> Router:
    """The routes of /contact/inquiries/TOKEN. `page` gives the pages as the site is now."""

    def inquiry_of(token: FromPath[str]) -> str:
        inquiry_id = senders.inquiry_of(token)
        if inquiry_id is None:
            raise NotFoundException
        return inquiry_id

    def refused(_: Request[Any, Any, Any], error: Exception) -> Response[str]:
        if isinstance(error, Unavailable):
            log.error("a sender's page: %s", error)
        status = 410 if isinstance(error, Erased) else 503 if isinstance(error, Unavailable) else 400
        if isinstance(error, HTTPException):
            status = error.status_code
        return Response(page().error(status), media_type=MediaType.HTML, status_code=status, headers=PRIVATE)

    return Router(
        f"{PAGES}/{{token:str}}",
        route_handlers=[show, data, add, withdraw, ask_whether_to_erase, erase],
        dependencies={
            "senders": Provide(lambda: senders, sync_to_thread=False),
            "page": Provide(page, sync_to_thread=False),
            "inquiry_id": Provide(inquiry_of, sync_to_thread=False),
        },
        exception_handlers={BadForm: refused, HTTPException: refused, Unavailable: refused, Erased: refused},
        request_class=HTMXRequest,
        request_max_body_size=LARGEST,
        response_headers=PRIVATE,
        include_in_schema=False,
    )


@reads("/")
async def show(
    senders: NamedDependency[Senders],
    page: NamedDependency[ContactPage],
    inquiry_id: NamedDependency[str],
    token: FromPath[str],
) -> Response[str]:
    """Where the inquiry stands, what was written, and what can still be said."""
    return await _shown(senders, page, inquiry_id, token)


@reads("/data")
async def data(senders: NamedDependency[Senders], inquiry_id: NamedDependency[str]) -> Response[bytes]:
    """Everything that is kept about the sender, as a file."""
    content = msgspec.json.format(msgspec.json.encode(await senders.data(inquiry_id)), indent=2)
    disposition = {"content-disposition": 'attachment; filename="my-letter.json"'}
    return Response(content, media_type=MediaType.JSON, headers=disposition)


@post("/additions")
async def add(
    request: HTMXRequest,
    senders: NamedDependency[Senders],
    page: NamedDependency[ContactPage],
    inquiry_id: NamedDependency[str],
    token: FromPath[str],
) -> Response[Any]:
    """An answer to the owner's question, or something more."""
    message = _message(fields(await form.body(request)))
    if wrong := fault(message):
        return await _shown(senders, page, inquiry_id, token, 422, message.text, wrong)
    try:
        await senders.say(inquiry_id, message)
    except TooMuch:
        wrong = "This is a lot for one day. Keep your text, and add it tomorrow."
        return await _shown(senders, page, inquiry_id, token, 429, message.text, wrong)
    except Over:
        wrong = "You have taken this letter back, so nothing can be added to it. Write a new one instead."
        return await _shown(senders, page, inquiry_id, token, 409, message.text, wrong)
    except Unavailable as error:
        log.error("an addition was not stored: %s", error)  # noqa: TRY400 (the traceback adds nothing to the cause)
        wrong = IN_DOUBT if isinstance(error, Doubtful) else NOT_STORED
        return await _shown(senders, page, inquiry_id, token, 503, message.text, wrong)
    return Redirect(f"{PAGES}/{token}#last", status_code=303)


@post("/withdrawal")
async def withdraw(
    senders: NamedDependency[Senders], inquiry_id: NamedDependency[str], token: FromPath[str]
) -> Redirect:
    """Take the inquiry back; what was written stays, unless it is erased."""
    await senders.withdraw(inquiry_id)
    return Redirect(f"{PAGES}/{token}", status_code=303)


@reads("/erasure")
async def ask_whether_to_erase(
    senders: NamedDependency[Senders],
    page: NamedDependency[ContactPage],
    inquiry_id: NamedDependency[str],
    token: FromPath[str],
) -> Response[str]:
    """What erasing does, and one button: mail programs and scanners look at addresses, and change nothing by it."""
    found = await senders.look(inquiry_id)
    return _html(page.sender("erasure", found=found, place=f"{PAGES}/{token}", moment=_moment))


@post("/erasure")
async def erase(senders: NamedDependency[Senders], inquiry_id: NamedDependency[str]) -> Redirect:
    """Erase everything. Twice is once."""
    await senders.erase(inquiry_id)
    return Redirect(ERASED, status_code=303)


async def _shown(  # noqa: PLR0913, PLR0917 (what the page is made of; the last three belong to a message not kept)
    senders: Senders,
    page: ContactPage,
    inquiry_id: str,
    token: str,
    status: int = 200,
    typed: str = "",
    wrong: str = "",
) -> Response[str]:
    place = f"{PAGES}/{token}"
    try:
        found = await senders.look(inquiry_id)
    except Unavailable:
        if not wrong:
            raise
        found = None  # what was typed is given back even so
    context = {"found": found, "closed": CLOSED, "moment": _moment}
    return _html(page.sender("page", place=place, typed=typed, wrong=wrong, **context), status)


def _message(values: dict[str, list[str]]) -> Message:
    question = values.get("question", [""])[0]
    number = int(question) if question.isascii() and question.isdigit() and len(question) < 15 else None
    return Message(prose(values.get("text", [""])[0]), number)


def _html(text: str, status: int = 200) -> Response[str]:
    return Response(text, media_type=MediaType.HTML, status_code=status)


def _moment(at: int) -> datetime:
    return datetime.fromtimestamp(at, UTC)
