"""What the owner has written and readers do not see yet, each with an address to show it to somebody."""

from litestar import Response
from litestar.di import NamedDependency

from server.content.previews.link import DAYS
from server.inbox.desk import Desk
from server.web.reads import reads


@reads("/inbox/drafts")
async def drafts(desk: NamedDependency[Desk]) -> Response[str]:
    """Drafts, and what is scheduled or has ended."""
    return desk.page("inbox/drafts.html", hidden=desk.hidden(), days=DAYS)
