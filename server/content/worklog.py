"""Worklogs: an entry whose headings are dates has days, each with an address and an item in the feeds of its own."""

from collections.abc import Iterator, Sequence
from html import escape

from selectolax.lexbor import LexborHTMLParser

from server.content import dates
from server.content.document import Day, Document, Heading

NOTES = '<section class="footnotes"'


def days(headings: Sequence[Heading]) -> tuple[Day, ...]:
    """The days that headings name, in the order in which they stand."""
    found = ((heading, dates.at_beginning(_text(heading.html))) for heading in headings)
    return tuple(Day(day[0], heading.id, day[1]) for heading, day in found if day)


def beginning(document: Document) -> str:
    """What stands before the first heading that is a day."""
    starts, names = _starts(document), {day.id for day in document.days}
    return document.html[: min((at for name, at in starts.items() if name in names), default=len(document.html))]


def parts(document: Document) -> Iterator[tuple[Day, str]]:
    """Each day with what was written on it, without the heading. It ends at the next heading that is no deeper."""
    html, starts = document.html, _starts(document)
    levels = {heading.id: heading.level for heading in document.headings}
    notes = html.find(NOTES)
    end = len(html) if notes < 0 else notes
    for day in document.days:
        if day.id in starts:
            at = starts[day.id]
            after = [place for name, place in starts.items() if place > at and levels[name] <= levels[day.id]]
            tag = f"</h{levels[day.id]}>"
            yield day, html[html.find(tag, at) + len(tag) : min([*after, end])].strip()


def _starts(document: Document) -> dict[str, int]:
    """Where each heading begins in the HTML."""
    starts: dict[str, int] = {}
    at = 0
    for heading in document.headings:
        place = document.html.find(f'<h{heading.level} id="{escape(heading.id)}"', at)
        if place >= 0:
            starts[heading.id] = at = place
    return starts


def _text(html: str) -> str:
    if "<" not in html and "&" not in html:
        return html
    return LexborHTMLParser(f"<div>{html}</div>", is_fragment=True).text()
