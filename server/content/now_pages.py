"""The pages of the now page: itself, and one for each year that has gone by."""

from collections.abc import Iterator

from server.content import page
from server.content.catalogue import Catalogue
from server.content.document import Document
from server.content.now import arranged
from server.content.page import Page, Planned
from server.content.setting import on_page
from server.content.views import Now


def plans(catalogue: Catalogue) -> Iterator[Planned]:
    """The past years of each now page, those of its translations too."""
    for document in catalogue.documents.values():
        if document.kind == "now":
            yield from map(page.planned, _past(catalogue, document))


def now_of(document: Document) -> Now:
    """The now page as it is shown."""
    return arranged(on_page(document))


def _past(catalogue: Catalogue, document: Document) -> Iterator[Page]:
    past = now_of(document).past
    newer = [document.title, *(each.year for each in past)]
    addresses = [document.address, *(each.address for each in past)]
    for index, each in enumerate(past):
        yield page.of_list(
            catalogue,
            each.address,
            "now_year",
            f"{document.title}, {each.year}",
            changed=[document],
            past=each,
            newest=document,
            newer=(addresses[index], newer[index]),
            older=(addresses[index + 2], newer[index + 2]) if index + 2 < len(addresses) else None,
        )
