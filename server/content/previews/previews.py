"""All documents that readers may not know, and the addresses at which each can be shown to somebody all the same."""

import datetime as dt
from collections.abc import Callable

import msgspec

from server.clock import Clock
from server.content import gate
from server.content.document import Document
from server.content.library import Library
from server.content.previews import link
from server.content.previews.draft import Preview, state
from server.content.site import Site
from server.settings import Secret, Settings
from server.web.templates import Templates


class Hidden(msgspec.Struct, frozen=True):
    """A hidden document, in words; `address` is that of a preview, and None where its author allows none."""

    title: str
    path: str
    state: str
    address: str | None


class Previews:
    """`visible` and `whole` give the site as readers know it, and as it is in pages/."""

    def __init__(  # noqa: PLR0913 (each is a part that the composition root made)
        self,
        *,
        visible: Callable[[], Library],
        whole: Callable[[], Library],
        templates: Templates,
        settings: Settings,
        secret: Secret,
        clock: Clock,
    ) -> None:
        self._visible = visible
        self._whole = whole
        self._settings = settings
        self._secret = secret
        self._clock = clock
        self.templates = templates

    @property
    def url(self) -> str:
        return self._settings.url

    @property
    def site(self) -> Site:
        """For the pages that say why there is no preview."""
        return self._visible().site

    def hidden(self) -> tuple[Hidden, ...]:
        """What readers may not know, those that appear next first; each with an address for a week."""
        now = self._clock.now()
        unseen = [each for each in self._whole().documents if not gate.visible(each, now)]
        unseen.sort(key=lambda each: (each.draft, str(each.date or ""), str(each.path)))
        return tuple(self._hidden(each, now) for each in unseen)

    def asked(self, token: str) -> Preview | str:
        """The preview behind a token; or the address of a document that has been published meanwhile.

        Raises link.Unknown or link.Expired.
        """
        now, whole = self._clock.now(), self._whole()
        found = link.read(token, whole.documents, self._secret, now)
        if gate.visible(found.document, now):
            return found.document.address
        return Preview(
            document=found.document,
            visible=self._visible(),
            whole=whole,
            address=f"{link.ADDRESS}/{token}",
            until=dt.datetime.fromtimestamp(found.until, dt.UTC),
            now=now,
        )

    def _hidden(self, document: Document, now: dt.datetime) -> Hidden:
        until = now + dt.timedelta(days=link.DAYS)
        allowed = link.allowed(document)
        address = link.address(document, self._settings, self._secret, until) if allowed else None
        return Hidden(document.title, str(document.path), state(document, now), address)
