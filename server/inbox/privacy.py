"""What is erased, by whom and when; and what one person has a right to: everything about them, or nothing any more."""

from functools import partial
from typing import Any
from urllib.parse import urlencode

import msgspec
from litestar import MediaType, Response, post
from litestar.di import NamedDependency
from litestar.exceptions import ClientException
from litestar.response import Redirect
from litestar_htmx import HTMXRequest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from server.contact.cleaning import line
from server.contact.erasure import Erase
from server.contact.letters import FORWARD
from server.db.tables import erasure
from server.inbox import person, store
from server.inbox.desk import Desk
from server.inbox.states import STATES
from server.web.form import fields
from server.web.reads import reads

SHOWN = 50  # erasures


@reads("/inbox/privacy")
async def overview(request: HTMXRequest, desk: NamedDependency[Desk]) -> Response[str]:
    """What will go, what has gone, and where somebody is named, what there is about them."""
    return await _shown(desk, _address(request.scope["query_string"]))


@reads("/inbox/privacy/data")
async def data(request: HTMXRequest, desk: NamedDependency[Desk]) -> Response[bytes]:
    """Everything about one person, as a file to give to them."""
    address = _address(request.scope["query_string"])
    told = await desk.database.read(partial(person.everything_about, address=address))
    content = msgspec.json.format(msgspec.json.encode({"address": address, "inquiries": told}), indent=2)
    disposition = {"content-disposition": 'attachment; filename="everything-about-one-person.json"'}
    return Response(content, media_type=MediaType.JSON, headers=disposition)


@post("/inbox/privacy/erasures")
async def erase(request: HTMXRequest, desk: NamedDependency[Desk]) -> Response[Any]:
    """Erase one person: as many inquiries as the form has shown, or none."""
    values = fields(await request.body())
    address, many = line(values.get("email", [""])[0]), values.get("many", [""])[0]
    if not address or not (many.isascii() and many.isdigit() and len(many) < 9):
        raise ClientException
    work = partial(
        person.erase_all,
        address=address,
        many=int(many),
        erase=Erase(desk.secret, desk.settings.sender_domain),
        at=desk.clock.timestamp(),
    )
    try:
        await desk.database.write(work)
    except person.Changed:
        words = "Meanwhile there are not as many as you have seen. Nothing was erased: look again."
        return await _shown(desk, address, 409, words)
    await desk.database.settle()
    desk.ring()
    return Redirect(f"/inbox/privacy?{urlencode({'email': address})}", status_code=303)


async def _shown(desk: Desk, address: str, status: int = 200, notice: str = "") -> Response[str]:
    async def reading(conn: AsyncConnection) -> dict[str, Any]:
        latest = select(erasure).order_by(erasure.c.erased_at.desc()).limit(SHOWN)
        erased = (await conn.execute(latest)).all()
        return {
            "found": await person.inquiries_of(conn, address) if address else [],
            "erased": erased,
            "given_up": await store.given_up_of(conn, [each.inquiry_id for each in erased]),
        }

    domain = desk.settings.sender_domain
    return desk.page(
        "inbox/privacy.html",
        status,
        states=STATES,
        address=address,
        query=urlencode({"email": address}),
        message_id=lambda inquiry_id: f"{inquiry_id}.{FORWARD}.1@{domain}",
        notice=notice,
        **await desk.database.read(reading),
    )


def _address(query: bytes) -> str:
    return line(fields(query).get("email", [""])[0])[: person.LONGEST]
