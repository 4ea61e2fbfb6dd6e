"""The list of inquiries: what waits for the owner first, and above it what does not work."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar_htmx import HTMXRequest
from sqlalchemy.ext.asyncio import AsyncConnection

from server.contact.standing import Name
from server.inbox import store
from server.inbox.desk import Desk
from server.inbox.query import Query, address_of, query_of
from server.inbox.states import STATES, WAITING_FOR_OWNER
from server.mail import outbox
from server.web.form import fields
from server.web.reads import reads


class View(msgspec.Struct, frozen=True):
    """A way to look at the list: its word, where it leads, how many inquiries it shows, whether it is shown."""

    label: str
    address: str
    count: int
    current: bool


@reads("/inbox")
async def overview(request: HTMXRequest, desk: NamedDependency[Desk]) -> Response[str]:
    """The list as asked for by state, turn, kind, topic and words; its fragment alone for htmx."""
    asked = {name: values[0] for name, values in fields(request.scope["query_string"]).items()}
    query = query_of(asked)
    after = asked.get("after", "")
    at = desk.clock.timestamp()

    async def reading(conn: AsyncConnection) -> dict[str, Any]:
        return {
            "lines": await store.lines(conn, query, after, limit=store.PAGE + 1),
            "counts": await store.counts(conn),
            "delivery": await outbox.delivery(conn, at),
            "undelivered": await store.undelivered(conn),
            "said_at_the_door": await outbox.said_at_the_door(conn),
        }

    context = await desk.database.read(reading)
    found, counts = context.pop("lines"), context.pop("counts")
    older = found[store.PAGE - 1].cursor if len(found) > store.PAGE else ""
    context |= {
        "lines": found[: store.PAGE],
        "older": address_of(query, after=older) if older else "",
        "query": query,
        "views": views(query, counts),
        "states": STATES,
        "content_faults": desk.content_faults(),
        "troubles": desk.database.troubles(),
    }
    fragment = bool(request.htmx) and not request.htmx.history_restore_request
    answer = desk.page("inbox/_list.html" if fragment else "inbox/inbox.html", fragment=fragment, **context)
    if fragment:
        answer.headers["HX-Replace-Url"] = address_of(query)
    return answer


def views(query: Query, counts: Mapping[Name, int]) -> Sequence[View]:
    """All, your turn, each state that has any, and the drawer; each keeps the other filters."""

    def view(label: str, names: Sequence[Name], *, state: Name | None = None, yours: bool = False) -> View:
        asks = msgspec.structs.replace(query, state=state, yours=yours)
        return View(label, address_of(asks), sum(counts.get(name, 0) for name in names), asks == query)

    outside: list[Name] = [name for name in STATES if name != "spam"]
    named = [name for name in outside if counts.get(name) or query.state == name]
    return [
        view("Everything", outside),
        view("Your turn", sorted(WAITING_FOR_OWNER), yours=True),
        *(view(STATES[name].label, [name], state=name) for name in named),
        view(STATES["spam"].label, ["spam"], state="spam"),
    ]
