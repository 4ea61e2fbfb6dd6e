"""What the site is measured against, on the very same server: bytes sent as they are, and a page made per request.

python -m tests.bench.rivals bare|starlette PORT
"""

import sys
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from server.clock import Clock
from server.content.pages import Pages
from server.published import Published
from server.settings import Settings
from server.web.asgi import App
from server.web.headers import security_headers
from server.web.server import serve


def bare(settings: Settings) -> App:
    """Two ASGI messages, made beforehand, for whatever is asked."""
    variant = Published(settings, Clock()).table.answers["/"].variants["br"]

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await lifespan(receive, send)
            return
        await send(variant.start)
        await send(variant.body)

    return app


def starlette(settings: Settings) -> App:
    """The home page's template, rendered for each request, as most sites do; not compressed, in its favour."""
    site = Published(settings, Clock())
    library = site.library
    documents = {document.address: document for document in library.documents}
    made = next(page for page in Pages(documents, library.site, settings.url) if page.address == "/")
    template = site.templates.environment.get_template(made.template)
    context = {"site": library.site, "current": "/", "meta": made.meta, **made.context}

    async def home(request: Request) -> HTMLResponse:  # noqa: ARG001 (Starlette's signature)
        return HTMLResponse(template.render(context))

    return Starlette(routes=[Route("/", home)])


async def lifespan(receive: Any, send: Any) -> None:
    while True:
        kind = (await receive())["type"]
        await send({"type": f"{kind}.complete"})
        if kind == "lifespan.shutdown":
            return


if __name__ == "__main__":
    settings = Settings()
    app = {"bare": bare, "starlette": starlette}[sys.argv[1]](settings)
    sys.exit(serve(app, host="127.0.0.1", port=int(sys.argv[2]), security=security_headers(settings)))
