"""HTTP of /preview/TOKEN: kept by nobody, found by no search engine, and told to no other site."""

from typing import Any

from litestar import MediaType, Request, Response, Router
from litestar.di import NamedDependency, Provide
from litestar.exceptions import HTTPException, NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect

from server.content.addresses import encoded
from server.content.previews import link
from server.content.previews.draft import STYLES, Preview
from server.content.previews.previews import Previews
from server.web import errors
from server.web.reads import reads

# The address is the key to the page: it must not travel on with a link.
PRIVATE = {"cache-control": "no-store", "x-robots-tag": "noindex, nofollow", "referrer-policy": "no-referrer"}
OVER = {
    "title": "This preview is over",
    "message": "Its address was made for a few days, and they have passed. Ask its author for a new one.",
}


def preview_router(previews: Previews) -> Router:
    """The routes of previews."""

    def failed(_: Request[Any, Any, Any], error: Exception) -> Response[str]:
        over = isinstance(error, link.Expired)
        status = 410 if over else error.status_code if isinstance(error, HTTPException) else 404
        text = errors.page(previews.templates, status, site=previews.site, **(OVER if over else {}))
        return Response(text, status_code=status, media_type=MediaType.HTML, headers=PRIVATE)

    return Router(
        f"{link.ADDRESS}/{{token:str}}",
        route_handlers=[show, show_file],
        dependencies={"previews": Provide(lambda: previews, sync_to_thread=False)},
        exception_handlers={link.Unknown: failed, link.Expired: failed, HTTPException: failed},
        response_headers=PRIVATE,
        include_in_schema=False,
    )


@reads("/", sync_to_thread=True)
def show(previews: NamedDependency[Previews], token: FromPath[str]) -> Response[Any]:
    """The page; or, once it is published, the way to it."""
    found = previews.asked(token)
    if isinstance(found, str):
        return Redirect(encoded(found), status_code=303)
    headers = {"content-security-policy": found.policy().decode()}
    return Response(found.html(previews.templates, previews.url), media_type=MediaType.HTML, headers=headers)


@reads("/{file:path}", sync_to_thread=True)
def show_file(previews: NamedDependency[Previews], token: FromPath[str], file: FromPath[str]) -> Response[bytes]:
    """A picture or another file of the document, which nobody else can see yet."""
    found = previews.asked(token)
    if isinstance(found, str):
        raise NotFoundException
    if str(file) == STYLES:
        return Response(found.document.stylesheet.encode(), media_type="text/css; charset=utf-8")
    return _file(found, str(file))


def _file(preview: Preview, path: str) -> Response[bytes]:
    answer = preview.file(path)
    if answer is None:
        raise NotFoundException
    variant = answer.variants["identity"]
    sent = dict(variant.start["headers"])
    named = (b"content-type", b"content-security-policy")
    headers = {name.decode(): sent[name].decode() for name in named if name in sent}
    body = variant.file.read_bytes() if variant.file else bytes(variant.body["body"])
    return Response(body, headers=headers, media_type=headers["content-type"])
