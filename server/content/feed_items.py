"""What a feed tells of an entry, in the names of JSON Feed 1.1; of a worklog each day by itself."""

import datetime as dt
from collections.abc import Iterable
from html import escape

import msgspec

from server.content import worklog
from server.content.addresses import absolute, first_alias, resolved
from server.content.document import Day, Document
from server.content.moment import moment
from server.content.portable import fit, portable

NEWEST = 20


class Item(msgspec.Struct, frozen=True, omit_defaults=True):
    """One item, with every address absolute."""

    id: str
    url: str
    title: str
    content_html: str
    date_published: str
    date_modified: str
    summary: str = ""
    tags: tuple[str, ...] = ()
    image: str | None = None
    language: str | None = None


class Items:
    """Makes items, each once for all the feeds of a build that carry it."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._made: dict[tuple[str, str], Item] = {}

    def newest(self, documents: Iterable[Document]) -> tuple[Item, ...]:
        """The newest twenty of what the dated documents, newest first, have to tell."""
        told: list[tuple[dt.datetime, Document, Day | None]] = []
        for document in documents:
            if document.date:
                told.extend((_time(document, day), document, day) for day in reversed(document.days))
                told.append((moment(document.date), document, None))  # begun before the first of its days
        told.sort(key=lambda each: each[0], reverse=True)
        return tuple(self._item(document, day) for _, document, day in told[:NEWEST])

    def _item(self, document: Document, day: Day | None) -> Item:
        key = (document.address, day.id if day else "")
        if key not in self._made:
            if day is None:
                self._made[key] = _of_document(document, self._url)
            else:
                for each, html in worklog.parts(document):
                    self._made[document.address, each.id] = _of_day(document, each, html, self._url)
        return self._made[key]


def _of_document(document: Document, url: str) -> Item:
    """The whole of an entry; of a worklog what stands before its days, and which days there are."""
    address = absolute(url, document.address)
    published = moment(document.date) if document.date else dt.datetime.min.replace(tzinfo=dt.UTC)
    updated = max(published, moment(document.updated)) if document.updated else published
    html = f"{worklog.beginning(document)}{_days(document)}" if document.days else document.html
    return Item(
        id=lasting_id(document, url),
        url=address,
        title=fit(document.title),
        content_html=portable(html, address),
        date_published=_rfc3339(published),
        date_modified=_rfc3339(updated),
        summary=fit(document.summary),
        tags=tuple(filter(None, map(fit, document.tags))),
        image=resolved(address, document.image) if document.image else None,
        language=document.language,
    )


def _of_day(document: Document, day: Day, html: str, url: str) -> Item:
    address = absolute(url, document.address)
    at = _rfc3339(_time(document, day))
    words = f": {day.words}" if day.words else ""
    return Item(
        id=f"{lasting_id(document, url)}#{day.id}",
        url=f"{address}#{day.id}",
        title=fit(f"{document.title}, {day.date.day} {day.date:%B %Y}{words}"),
        content_html=portable(html, address),
        date_published=at,
        date_modified=at,
        tags=tuple(filter(None, map(fit, document.tags))),
        language=document.language,
    )


def lasting_id(document: Document, url: str) -> str:
    """The id from the site before, where the front matter has it; else the address at first publication.

    Where nobody noted that, it is the first alias: the newer ones are added behind it.
    """
    given = document.extra.get("guid") or document.extra.get("id")
    if isinstance(given, str) and ":" in given:  # an IRI, as Atom demands, not a number or a word
        return fit(given)
    return absolute(url, document.first_address or first_alias(document) or document.address)


def _days(document: Document) -> str:
    """Where the days of a worklog are found."""
    lines = [
        f'<li><a href="#{escape(day.id)}">{day.date.day} {day.date:%B %Y}</a>'
        f"{escape(f': {day.words}' if day.words else '')}</li>"
        for day in document.days
    ]
    return f"<ul>{''.join(lines)}</ul>"


def _time(document: Document, day: Day) -> dt.datetime:
    """When a day was published: not before the entry to which it belongs."""
    return max(moment(day.date), moment(document.date)) if document.date else moment(day.date)


def _rfc3339(at: dt.datetime) -> str:
    return f"{at.astimezone(dt.UTC).replace(tzinfo=None).isoformat(timespec='seconds')}Z"
