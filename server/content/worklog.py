"""Worklogs: an entry whose headings are dates has days, each with an address and an item in the feeds of its own."""

from collections.abc import Sequence
from html import escape

from selectolax.lexbor import LexborHTMLParser

from server.content import dates
from server.content.document import Day, Heading

ENDINGS = ('<section class="footnotes"',)


def days(html: str, headings: Sequence[Heading]) -> tuple[Day, ...]:
    """The days of an article in the order in which they stand. A day ends at the next heading that is no deeper."""
    begins = [(heading, _text(heading.html)) for heading in headings]
    dated = [(heading, day) for heading, words in begins if (day := dates.at_beginning(words))]
    if not dated:
        return ()
    end = min((at for ending in ENDINGS if (at := html.find(ending)) >= 0), default=len(html))
    starts = _starts(html, headings)
    found: list[Day] = []
    for heading, (date, words) in dated:
        start = starts.get(heading.id)
        if start is not None:
            after = [
                at for other in headings if (at := starts.get(other.id, -1)) > start and other.level <= heading.level
            ]
            found.append(Day(date, heading.id, words, start, min([*after, end])))
    return tuple(found)


def beginning(html: str, days: Sequence[Day]) -> str:
    """What stands before the first day."""
    return html[: min(day.start for day in days)] if days else html


def of_day(html: str, day: Day) -> str:
    """What was written on a day, without the heading."""
    part = html[day.start : day.end]
    return part.partition("\n")[2] if "\n" in part else part.partition(">")[2]


def _starts(html: str, headings: Sequence[Heading]) -> dict[str, int]:
    starts: dict[str, int] = {}
    at = 0
    for heading in headings:
        place = html.find(f'<h{heading.level} id="{escape(heading.id)}"', at)
        if place >= 0:
            starts[heading.id] = at = place
    return starts


def _text(html: str) -> str:
    if "<" not in html and "&" not in html:
        return html
    return LexborHTMLParser(f"<div>{html}</div>", is_fragment=True).text()
