"""The outer edge: every request passes here first, and every answer leaves with its headers from here."""

import logging
from collections.abc import Collection
from urllib.parse import quote

from server.settings import Settings
from server.web import body as request_body
from server.web import stored
from server.web.answer import Answer, Headers
from server.web.asgi import App, Message, Receive, Scope, Send
from server.web.headers import completed, security_headers
from server.web.negotiation import encoding, matches
from server.web.origin import SAFE_METHODS, same_origin
from server.web.table import Table

log = logging.getLogger(__name__)

INDEX_FORMS = ("/index.html", "/index", ".html", "/")


class Edge:
    """A dictionary look-up for everything that is finished; the rest, checked, goes to the app inside.

    `dynamic` holds the first segments of the app's addresses: what is neither there nor in the table is
    not found without asking the app.
    """

    def __init__(self, app: App, table: Table, settings: Settings, dynamic: Collection[str]) -> None:
        self._app = app
        self._table = table
        self._settings = settings
        self._security = security_headers(settings)
        self._dynamic = frozenset(dynamic)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        hosts = 0
        accepted = match = b""
        for name, value in scope["headers"]:
            if name == b"host":
                hosts += 1
            elif name == b"accept-encoding":
                accepted = value
            elif name == b"if-none-match":
                match = value
        method = scope["method"]
        if hosts != 1:
            await self._refuse(400, send)
        elif answer := self._table.answers.get(scope["path"]) or await self._made(scope["path"]):
            if method in ("GET", "HEAD"):
                await _give(answer, accepted, match, send, self._table)
            else:
                await self._refuse(405, send, ((b"allow", b"GET, HEAD"),))
        elif (place := self._canonical(scope["path"])) is not None and method in ("GET", "HEAD"):
            await self._redirect(place, scope, send)
        elif _first_segment(scope["path"]) in self._dynamic:
            await self._ask(scope, receive, send, method)
        else:
            await _give(self._table.errors[404], accepted, b"", send, self._table)

    async def _made(self, path: str) -> Answer | None:
        """An answer that is finished when it is asked for; None where there is none."""
        if path not in self._table.makers:
            return None
        try:
            return await self._table.made(path)
        except Exception:
            log.exception("an answer could not be made", extra={"route": path})
            return self._table.errors[500]

    async def _ask(self, scope: Scope, receive: Receive, send: Send, method: str) -> None:
        """Let the app inside answer, once the request is known to be whole and our own."""
        if method not in SAFE_METHODS:
            headers = dict(scope["headers"])
            if not same_origin(headers, self._settings.url):
                await self._refuse(403, send)
                return
            try:
                body = await request_body.read(headers, receive)
            except request_body.Refusal as refusal:
                await self._refuse(refusal.status, send)
                return
            except request_body.Gone:
                return
            receive = request_body.replayed(body, receive)
        started = False

        async def dressed(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                message["headers"] = completed(tuple(message["headers"]), self._security)
            await send(message)

        try:
            await self._app(scope, receive, dressed)
        except Exception:
            log.exception("unexpected error", extra={"route": _first_segment(scope["path"])})
            if started:
                raise
            await self._refuse(500, send)

    def _canonical(self, path: str) -> str | None:
        """Where a path with a slash, .html or index at its end is found; None if it is not one of ours."""
        for form in INDEX_FORMS:
            plain = path.removesuffix(form) or "/"
            ours = self._served(plain) or (form == "/" and _first_segment(plain) in self._dynamic)
            if ours and path.endswith(form) and plain != path:
                return plain
        return None

    def _served(self, path: str) -> bool:
        return path in self._table.answers or path in self._table.makers

    async def _redirect(self, place: str, scope: Scope, send: Send) -> None:
        query = scope["query_string"]
        location = _quoted(place) + (b"?" + query if query else b"")
        headers: Headers = (
            (b"location", location),
            # What only the app inside knows may be a secret: the address of a sender's own page, say.
            (b"cache-control", b"public, max-age=3600" if self._served(place) else b"no-store"),
            (b"content-length", b"0"),
        )
        await send(_start(308, completed(headers, self._security)))
        await send(_body(b""))

    async def _refuse(self, status: int, send: Send, more: Headers = ()) -> None:
        """Answer with the finished page of that status, and close: what follows on the connection is not trusted."""
        variant = self._table.errors[status].variants["identity"]
        headers = (*variant.start["headers"], *more, (b"connection", b"close"))
        await send(_start(status, headers))
        await send(variant.body)


async def _give(answer: Answer, accepted: bytes, match: bytes, send: Send, table: Table) -> None:
    if match and answer.status == 200 and matches(match, answer.etag):
        await send(answer.not_modified)
        await send(_body(b""))
        return
    variant = answer.variant(encoding(accepted))
    if variant.file is not None:
        await stored.give(variant, send, table.errors[404].variants["identity"])
        return
    await send(variant.start)
    await send(variant.body)  # the server leaves it out for HEAD


def _first_segment(path: str) -> str:
    return path.removeprefix("/").partition("/")[0]


def _quoted(path: str) -> bytes:
    return quote(path, safe="/:@!$&'()*+,;=-._~").encode("ascii")


def _start(status: int, headers: Headers) -> Message:
    return {"type": "http.response.start", "status": status, "headers": headers}


def _body(body: bytes) -> Message:
    return {"type": "http.response.body", "body": body}
