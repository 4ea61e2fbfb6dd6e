"""The owner's part of the site, put together: behind the door, everything but the way in."""

from typing import Any

from litestar import Request, Response, Router
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.types import ASGIApp
from litestar_htmx import HTMXRequest

from server.db import Unavailable
from server.inbox import drafts, entrance, inquiry, overview
from server.inbox.desk import Desk
from server.inbox.door import PRIVATE, Door, Private
from server.web.form import BadForm

# A new route of the inbox goes here, and is thereby behind the door.
INSIDE = (
    overview.overview,
    entrance.sign_out,
    drafts.drafts,
    inquiry.show,
    inquiry.set_state,
    inquiry.add_note,
    inquiry.ask_sender,
    inquiry.queue_letter,
    inquiry.release,
)
OUTSIDE = (entrance.how_to_sign_in, entrance.look, entrance.sign_in)


def inbox_router(desk: Desk) -> Router:
    """All of /inbox, for `create_app` to register."""
    door = Door(desk)

    # A function, because Litestar copies routers deeply, and with a door the database behind it.
    def behind_the_door(app: ASGIApp) -> ASGIApp:
        return door(app)

    def failed(_: Request[Any, Any, Any], error: Exception) -> Response[str]:
        if isinstance(error, Unavailable):
            status = 503
        elif isinstance(error, BadForm):
            status = 400
        else:
            status = error.status_code if isinstance(error, HTTPException) else 500
        answer = desk.error(status)
        # What the door itself raises does not pass through Private.
        answer.headers.update(PRIVATE)
        return answer

    return Router(
        path="/",
        route_handlers=[
            Router(path="/", route_handlers=OUTSIDE),
            Router(path="/", route_handlers=INSIDE, middleware=[behind_the_door]),
        ],
        middleware=[Private()],
        dependencies={"desk": Provide(lambda: desk, sync_to_thread=False)},
        exception_handlers={HTTPException: failed, Unavailable: failed, BadForm: failed},
        request_class=HTMXRequest,
        include_in_schema=False,
    )
