"""Signing in by the one-time link, and out again. Looking at a link uses nothing up: mail programs look, too."""

from functools import partial
from typing import Any

from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from litestar_htmx import HTMXRequest

from server.inbox import link, session
from server.inbox.desk import Desk
from server.inbox.door import SIGN_IN
from server.web.reads import reads


@reads(SIGN_IN)
async def how_to_sign_in(desk: NamedDependency[Desk]) -> Response[str]:
    """The way in for whom the door has turned away."""
    return desk.page("inbox/sign_in.html", state="none")


@reads(f"{SIGN_IN}/{{token:str}}")
async def look(desk: NamedDependency[Desk], token: FromPath[str]) -> Response[str]:
    """A page with one button, the same however often it is asked for."""
    try:
        found = link.read(token, desk.secret, desk.clock.timestamp())
    except (link.Forged, link.Expired) as error:
        return _useless(desk, error)
    if await desk.database.read(partial(session.was_used, link=found)):
        return _useless(desk, session.Used())
    return desk.page("inbox/sign_in.html", state=found.purpose, token=token)


@post(f"{SIGN_IN}/{{token:str}}")
async def sign_in(request: HTMXRequest, desk: NamedDependency[Desk], token: FromPath[str]) -> Response[Any]:
    """Use the link up and begin a session, in one transaction: of two clicks, one signs in."""
    at = desk.clock.timestamp()
    try:
        begin = partial(
            session.sign_in,
            link=link.read(token, desk.secret, at),
            at=at,
            user_agent=request.headers.get("user-agent", ""),
            former=session.digest_in(request.cookies, desk.settings),
        )
        session_token = await desk.database.write(begin)
    except (link.Forged, link.Expired, session.Used) as error:
        return _useless(desk, error)
    return Redirect("/inbox", status_code=303, cookies=[session.cookie(desk.settings, session_token)])


@post("/inbox/sign-out")
async def sign_out(request: HTMXRequest, desk: NamedDependency[Desk]) -> Response[Any]:
    """End this session here and in the database; it lies behind the door, so there is one."""
    digest = session.digest_in(request.cookies, desk.settings)
    if digest is not None:
        await desk.database.write(partial(session.end, token_hash=digest))
    return Redirect(SIGN_IN, status_code=303, cookies=[session.cookie(desk.settings, "")])


def _useless(desk: Desk, error: link.Forged | link.Expired | session.Used) -> Response[str]:
    """403 for what this site never gave, 410 for what it gave once; both with the way to a new link."""
    status = 403 if isinstance(error, link.Forged) else 410
    return desk.page("inbox/sign_in.html", status, state=type(error).__name__.lower())
