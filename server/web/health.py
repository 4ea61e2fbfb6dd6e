"""Whether the site is up, and, apart from that, whether its mail is: a host must not withdraw pages for a letter."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from litestar import Response, Router
from litestar.status_codes import HTTP_200_OK, HTTP_503_SERVICE_UNAVAILABLE

from server.web.reads import reads

Facts = Mapping[str, Any]
NO_STORE = {"cache-control": "no-store"}


def health_router(site: Callable[[], Awaitable[Facts]], mail: Callable[[], Awaitable[tuple[bool, Facts]]]) -> Router:
    """`site` gives the facts of /healthz, `mail` whether letters are delivered and the facts of that."""

    @reads("/")
    async def health() -> Response[Facts]:
        """200 while pages are served; the facts are in the body."""
        return Response(await site(), headers=NO_STORE)

    @reads("/mail")
    async def mail_health() -> Response[Facts]:
        """503 while a letter is dead or failing for over an hour."""
        healthy, facts = await mail()
        return Response(facts, status_code=HTTP_200_OK if healthy else HTTP_503_SERVICE_UNAVAILABLE, headers=NO_STORE)

    return Router("/healthz", route_handlers=[health, mail_health])
