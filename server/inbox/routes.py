"""The owner's part of the site, put together: behind the door, everything but the way in."""

from typing import Any

from litestar import Request, Response, Router
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.types import ASGIApp
from litestar_htmx import HTMXRequest

from server.db import Unavailable
from server.inbox import drafts, entrance, inquiry, overview, privacy
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
    inquiry.waive_letter,
    inquiry.release,
    privacy.overview,
    privacy.data,
    privacy.erase,
)
# Nobody can be known by their session now, so the reason itself is not told here.
AWAY = (
    "What is kept here cannot be read or changed at the moment. The site's log says why, and so does the command "
    "“uv run duologue doctor”. Nothing that was stored is lost, and no restart is needed once it is mended."
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
            answer = desk.error(503, message=AWAY)
        elif isinstance(error, BadForm):
            answer = desk.error(400)
        else:
            answer = desk.error(error.status_code if isinstance(error, HTTPException) else 500)
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
