"""The door: nobody comes in without a session, and nothing that is shown inside is kept outside.

Both are middleware, because that is what a route in the router cannot leave out, override or forget.
"""

import logging
from functools import partial

from litestar import Response
from litestar.datastructures import MutableScopeHeaders
from litestar.middleware import ASGIMiddleware
from litestar.response import Redirect
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from litestar_htmx import HTMXRequest

from server.db import Unavailable
from server.inbox import session
from server.inbox.desk import Desk

SIGN_IN = "/inbox/sign-in"
PRIVATE = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow", "Vary": "HX-Request"}

log = logging.getLogger(__name__)


class Private(ASGIMiddleware):
    """No answer is stored, indexed, or mistaken for the fragment of the same address."""

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableScopeHeaders.from_message(message)
                for name, value in PRIVATE.items():
                    headers[name] = value
            await send(message)

        await next_app(scope, receive, marked)


class Door(ASGIMiddleware):
    """Lets the owner's sessions in, and keeps them alive; everybody else is told how to sign in."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        request = HTMXRequest(scope, receive)
        digest = session.digest_in(request.cookies, self._desk.settings)
        at = self._desk.clock.timestamp()
        seen_at = await self._desk.database.read(partial(session.seen_at, token_hash=digest, at=at)) if digest else None
        if digest is None or seen_at is None:
            await self._turned_away(request).to_asgi_response(app=None, request=request)(scope, receive, send)
        elif at - seen_at < session.NOTED or not await self._noted(digest, at):
            await next_app(scope, receive, send)
        else:
            await next_app(scope, receive, self._renewing(request, send))

    def _turned_away(self, request: HTMXRequest) -> Response[str]:
        if request.htmx:
            return Response("", status_code=401, headers={"HX-Redirect": SIGN_IN})
        if request.method in ("GET", "HEAD"):
            return Redirect(SIGN_IN, status_code=303)
        return self._desk.error(
            401,
            title="You are not signed in",
            message="Nothing was changed. Sign in in another window with a link from `uv run duologue owner link`, "
            "then go back here: what you typed is still in its place, and can be sent again.",
        )

    async def _noted(self, digest: bytes, at: int) -> bool:
        """Whether the use of the session was noted; with a full disk the inbox can still be read."""
        try:
            await self._desk.database.write(partial(session.see, token_hash=digest, at=at))
        except Unavailable as error:
            log.warning("the session is not prolonged: %s", error)
            return False
        return True

    def _renewing(self, request: HTMXRequest, send: Send) -> Send:
        """Give the browser its cookie again, unless the answer sets another (signing out does)."""
        name = session.cookie_name(self._desk.settings)
        renewed = session.cookie(self._desk.settings, request.cookies[name]).to_header(header="")

        async def renewing(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableScopeHeaders.from_message(message)
                if not any(value.startswith(f"{name}=") for value in headers.getall("set-cookie", [])):
                    headers.add("set-cookie", renewed)
            await send(message)

        return renewing
