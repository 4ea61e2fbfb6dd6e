"""What the inbox's routes work with: the parts of the program they need, and the form of their answers."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from litestar import MediaType, Response

from server.clock import Clock
from server.contact.retention import Due
from server.content.previews.previews import Hidden
from server.content.site import Site
from server.db import Database
from server.settings import Secret, Settings
from server.web import errors
from server.web.templates import Templates


class Desk:
    """The composition root's gifts to the inbox, handed to each route by Litestar as `desk`."""

    def __init__(  # noqa: PLR0913 (each is a part that the composition root made)
        self,
        *,
        database: Database,
        templates: Templates,
        site: Callable[[], Site],
        settings: Settings,
        secret: Secret,
        clock: Clock,
        ring: Callable[[], None],
        content_faults: Callable[[], Sequence[str]],
        hidden: Callable[[], Sequence[Hidden]] = tuple,
        due: Callable[[], Sequence[Due]] = tuple,
    ) -> None:
        self.database = database
        self.settings = settings
        self.secret = secret
        self.clock = clock
        self.ring = ring
        self.content_faults = content_faults
        self.hidden = hidden
        self.due = due
        self._templates = templates
        self._site = site

    @property
    def missing(self) -> str:
        """The setting without which no letter can leave; empty when mail is set up."""
        if not self.settings.smtp_url:
            return "DUOLOGUE_SMTP_URL"
        return "" if self.settings.owner_email else "DUOLOGUE_OWNER_EMAIL"

    def page(self, name: str, status: int = 200, **context: Any) -> Response[str]:
        """A template of the inbox, page or fragment, as an answer."""
        shared = {"site": self._site(), "current": "/inbox", "moment": moment, "missing": self.missing, "notice": ""}
        text = self._templates.render(name, **{**shared, "due": self.due(), **context})
        return Response(text, status_code=status, media_type=MediaType.HTML)

    def error(self, status: int, **words: str) -> Response[str]:
        """The site's page for a status, with `title` and `message` where the inbox knows better ones."""
        text = errors.page(self._templates, status, site=self._site(), **words)
        return Response(text, status_code=status, media_type=MediaType.HTML)


def moment(at: int) -> datetime:
    """A time of the database as templates show it."""
    return datetime.fromtimestamp(at, UTC)
