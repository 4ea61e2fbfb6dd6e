"""The now page: its months as sections, the newest first, and when it was last true."""

import datetime as dt
from collections.abc import Sequence
from html import escape

import msgspec
from selectolax.lexbor import LexborHTMLParser, LexborNode

from server.content.document import Document
from server.content.months import month_in, year_in
from server.content.views import Month, Now, Stretch
from server.content.years import by_year

LEVELS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}

PROSE = ("p", "ul", "ol", "dl", "blockquote")
LONG_ENOUGH = 400  # characters of an excerpt, after which no other paragraph is begun


class _Part(msgspec.Struct):
    """What is collected while reading: a month, or a year (or the beginning) where `month` is None."""

    month: Month | None
    html: str = ""


def arranged(document: Document) -> Now:
    """The parts of a now page; every word of the document is in one of them.

    Where each section is a month whose year is known (from its own heading or the one above), the newest
    comes first. Otherwise the order is the author's.
    """
    beginning, *parts = _parts(document)
    if not any(part.month for part in parts):
        given = document.updated or document.date
        excerpt = _excerpt(document.html, document.address)
        return Now(document.html, (), "", given, updated_to_the_day=True, excerpt=excerpt)
    end = _coda(parts[-1])
    stretches, past = by_year(_newest_first(_stretches(parts)), document.address)
    now = _dated(document, beginning.html, stretches, end)
    return msgspec.structs.replace(now, past=past)


def _parts(document: Document) -> list[_Part]:
    """The pieces between headings that are months or years; the first is what stands before them all."""
    words = {heading.id: heading.html for heading in document.headings}
    parts = [_Part(None)]
    year: int | None = None
    for node in _outermost(document.html):
        html, level = node.html or "", LEVELS.get(node.tag or "")
        within = parts[-1].month
        if level is None or (within and level > within.level):
            parts[-1].html += html
            continue
        text = _text(words.get(node.attributes.get("id") or "", html))
        if month := month_in(text):
            parts.append(_Part(_section(node, level, month[0] or year, month[1])))
        elif named := year_in(text):
            year = named
            parts.append(_Part(None, html))
        elif within:
            parts.append(_Part(_section(node, level, None, 1)))
        else:
            parts[-1].html += html
    return parts


def _section(node: LexborNode, level: int, year: int | None, month: int) -> Month:
    given = node.attributes.get("id") or ""
    heading = node.inner_html or ""
    if year is None:
        return Month(given, given, level, heading, "", None)
    name = f"{year:04}-{month:02}"
    # The mark by which the heading's address is copied gives the one that stays.
    heading = heading.replace(f'class="anchor" href="#{escape(given)}"', f'class="anchor" href="#{name}"')
    return Month(name, given, level, heading, "", dt.date(year, month, 1))


def _coda(last: _Part) -> str:
    """Take out what follows the last rule: it is said of the whole page, not of the month that happens to be last."""
    nodes = _outermost(last.html)
    rules = [index for index, node in enumerate(nodes) if node.tag == "hr"]
    if not rules:
        return ""
    last.html = "".join(node.html or "" for node in nodes[: rules[-1]])
    return "".join(node.html or "" for node in nodes[rules[-1] :])


def _stretches(parts: Sequence[_Part]) -> tuple[Stretch, ...]:
    found: list[Stretch] = []
    for part in parts:
        if part.month is None:
            found.append(Stretch(part.html, ()))
            continue
        month = msgspec.structs.replace(part.month, html=part.html)
        stretch = found.pop() if found else Stretch("", ())
        found.append(Stretch(stretch.html, (*stretch.months, month)))
    return tuple(found)


def _newest_first(stretches: tuple[Stretch, ...]) -> tuple[Stretch, ...]:
    months = [month for stretch in stretches for month in stretch.months]
    if not all(month.date for month in months) or not all(stretch.months for stretch in stretches):
        return stretches
    ordered = [Stretch(each.html, tuple(sorted(each.months, key=_day, reverse=True))) for each in stretches]
    return tuple(sorted(ordered, key=lambda stretch: _day(stretch.months[0]), reverse=True))


def _day(month: Month) -> dt.date:
    return month.date or dt.date.min


def _dated(document: Document, beginning: str, stretches: tuple[Stretch, ...], end: str) -> Now:
    given = document.updated or document.date
    months = [month for stretch in stretches for month in stretch.months]
    newest = max((month.date for month in months if month.date), default=None)
    excerpt = _excerpt(months[0].html, document.address)
    return Now(beginning, stretches, end, given or newest, given is not None, excerpt)


def _excerpt(html: str, address: str) -> str:
    """Paragraphs and lists up to about 400 characters, fit to stand on another page: without ids of their own."""
    found, length = [], 0
    for node in _outermost(html):
        if node.tag not in PROSE or length > LONG_ENOUGH:
            continue
        for named in node.css("[id]"):
            del named.attrs["id"]
        for link in node.css('a[href^="#"]'):
            link.attrs["href"] = f"{address}{link.attributes['href']}"
        found.append(node.html or "")
        length += len(node.text())
    return "\n".join(found)


def _outermost(html: str) -> list[LexborNode]:
    """The pieces of some HTML that are in no other, text and comments too."""
    around = LexborHTMLParser(f"<div>{html}</div>", is_fragment=True).css_first("div")
    return list(around.iter(include_text=True)) if around else []


def _text(html: str) -> str:
    parser = LexborHTMLParser(f"<div>{html}</div>", is_fragment=True)
    return parser.text().strip().rstrip("#¶§").strip()
