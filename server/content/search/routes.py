"""HTTP of /search: the one page of the site's words that depends on who asks."""

from collections.abc import Callable

from litestar import MediaType, Response, Router
from litestar.di import NamedDependency, Provide
from litestar.status_codes import HTTP_503_SERVICE_UNAVAILABLE
from litestar_htmx import HTMXRequest

from server.content.search.asking import from_address
from server.content.search.page import SearchPage
from server.content.search.query import ADDRESS
from server.content.search.search import Busy, Search
from server.web.reads import reads

# Page and fragment have one address; a reader who goes back gets the page, also where htmx asks for them.
HEADERS = {"cache-control": "public, max-age=60", "vary": "HX-Request, HX-History-Restore-Request"}
# While somebody types, what they see stays: the next letter asks again.
BUSY = {"cache-control": "no-store", "retry-after": "5", "hx-reswap": "none"}


def search_router(search: Search, page: Callable[[], SearchPage]) -> Router:
    """The route of /search. `page` gives the page as the site is now."""
    return Router(
        ADDRESS,
        route_handlers=[answer],
        dependencies={
            "search": Provide(lambda: search, sync_to_thread=False),
            "page": Provide(page, sync_to_thread=False),
        },
        request_class=HTMXRequest,
        response_headers=HEADERS,
        include_in_schema=False,
    )


@reads("/")
async def answer(
    request: HTMXRequest, search: NamedDependency[Search], page: NamedDependency[SearchPage]
) -> Response[str]:
    """The documents that have what is asked for; any text is a question, and none is refused."""
    try:
        found = await search.find(from_address(request.scope["query_string"]))
    except Busy:
        return Response(page.busy(), status_code=HTTP_503_SERVICE_UNAVAILABLE, headers=BUSY, media_type=MediaType.HTML)
    if not request.htmx or request.htmx.history_restore_request:
        return Response(page.whole(found), media_type=MediaType.HTML)
    return Response(
        page.results(found),
        media_type=MediaType.HTML,
        headers={"HX-Replace-Url": found.query.address(page=found.query.page)},
    )
