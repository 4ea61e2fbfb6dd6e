"""What /contact shows: the owner's words with the form, whole or in pieces, before and after sending."""

from collections.abc import Callable, Mapping, Sequence
from copy import copy
from typing import Any

import msgspec

from server.contact.inquiry import LONGEST_MESSAGE, Submission, suggested
from server.contact.mailto import Mailto, mailto
from server.contact.prospects import Prospects
from server.content import metadata
from server.content.document import Document
from server.content.library import Library
from server.content.script import hashes
from server.content.site import Contact
from server.content.views import Meta
from server.web import errors
from server.web.answer import Answer, finished
from server.web.headers import own_csp
from server.web.templates import Templates

ADDRESS = "/contact"
THANKS = "/contact/thanks"
ERASED = "/contact/erased"
HTML = "text/html; charset=utf-8"


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """The form as the templates show it: what was typed, and what has to be said about it."""

    typed: Submission = Submission()
    faults: Mapping[str, str] = {}
    not_stored: bool = False  # for a reason of ours
    doubtful: bool = False  # the same, but nobody knows: what failed was the last step
    mailto: Mailto | None = None  # the way out then

    @property
    def first_fault(self) -> str | None:
        """The field to begin mending with."""
        return next(iter(self.faults), None)

    @property
    def suggestion(self) -> str | None:
        """The address that was probably meant."""
        return suggested(self.typed) if "email" in self.faults else None


class ContactPage:
    """The pages and fragments of /contact, made from one state of the site. `url` is its public address.

    `prospects` is what a sender may expect; `named` puts the page's card into what it says of itself.
    """

    def __init__(
        self,
        library: Library,
        templates: Templates,
        url: str,
        named: Callable[[Meta], Meta] = lambda meta: meta,
        prospects: Prospects = Prospects(),  # noqa: B008 (it is frozen)
    ) -> None:
        self._site = library.site
        self._named = named
        self._document = next((document for document in library.documents if document.address == ADDRESS), None)
        self._templates = templates
        self._url = url
        self._prospects = prospects

    def expecting(self, prospects: Prospects) -> "ContactPage":
        """The same with other prospects."""
        other = copy(self)
        other._prospects = prospects  # noqa: SLF001 (it is one of us)
        return other

    @property
    def contact(self) -> Contact:
        """What may be chosen, and how much is taken."""
        return self._site.contact

    def answers(self) -> dict[str, Answer]:
        """The finished answers: the empty form, and the thanks for those without JavaScript."""
        document = self._document
        meta = (
            metadata.of_document(document, self._site, self._url)
            if document
            else metadata.of_list("Contact", ADDRESS, self._site, self._url)
        )
        foreign = bool(document and document.foreign_pictures)
        headers = own_csp(foreign_pictures=foreign, scripts=hashes(meta.scripts))
        thanks = self._rendered("thanks", current=THANKS, meta=None, sent=None, place=None)
        return {
            ADDRESS: finished(self._page(Form(), self._named(meta)).encode(), HTML, headers=headers),
            THANKS: finished(thanks.encode(), HTML),
            ERASED: finished(self._rendered("erased", current="", meta=None).encode(), HTML),
        }

    def form(self, form: Form, *, whole: bool) -> str:
        """The form with what has to be said about it: the whole page, or what htmx puts in the place of the form."""
        if form.not_stored and (address := self.contact.fallback_email):
            form = msgspec.structs.replace(form, mailto=mailto(address, self._site.title, form.typed))
        return self._page(form, meta=None) if whole else self._rendered("_answer", form=form)

    def thanks(self, sent: Submission, place: str | None) -> str:
        """What htmx puts in the place of a form that was taken: with a copy, and the way to the sender's page."""
        return self._rendered("_answer", form=None, sent=sent, place=place)

    def fault(self, field: str, form: Form) -> str:
        """What htmx puts beside a field that was left."""
        return self._rendered("_fault", field=field, form=form)

    def related(self, documents: Sequence[Document]) -> str:
        """What htmx puts beside the letter: documents that may already answer it."""
        return self._rendered("_related", documents=documents)

    def stamp(self, value: str) -> str:
        """The hidden field with the stamp."""
        return self._rendered("_stamp", value=value)

    def sender(self, name: str, **context: Any) -> str:
        """A page of the sender's own."""
        return self._rendered(f"sender/{name}", current=ADDRESS, meta=None, **context)

    def error(self, status: int) -> str:
        """The page that says why something was not taken."""
        return errors.page(self._templates, status, site=self._site)

    def _page(self, form: Form, meta: Meta | None) -> str:
        return self._rendered("page", current=ADDRESS, meta=meta, document=self._document, form=form)

    def _rendered(self, name: str, **context: Any) -> str:
        return self._templates.render(
            f"contact/{name}.html", site=self._site, prospects=self._prospects, longest=LONGEST_MESSAGE, **context
        )
