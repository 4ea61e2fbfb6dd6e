"""Renders the body of one document: everything a page needs to know of a text."""

import re
from pathlib import PurePosixPath

import msgspec

from server.content.document import Heading, Reference
from server.content.markdown import events, footnotes, formulas, headings, leftovers, own_html, plain
from server.content.markdown.render import Renderer
from server.content.markdown.sheet import Sheet
from server.content.places import Places
from server.content.problem import Problem

PLAIN = re.compile(r"(?:[\w ,:;?!()/+]|\.(?!\.)|-(?!-))*")  # a title without a sign of Markdown


class Text(msgspec.Struct, frozen=True, kw_only=True):
    """A body to be rendered, and what its meaning depends on."""

    body: str
    first_line: int
    path: PurePosixPath
    address: str
    title: str | None
    smart: bool


class Article(msgspec.Struct, frozen=True, kw_only=True):
    """A rendered body. `title` is None where neither the front matter nor a heading gives one."""

    html: str
    title: str | None
    title_html: str
    headings: tuple[Heading, ...]
    references: tuple[Reference, ...]
    stylesheet: str
    foreign_pictures: bool
    amount: plain.Amount
    summary: str
    problems: tuple[Problem, ...]


def rendered(text: Text, places: Places) -> Article:
    """Render one body. Depends on nothing but its arguments."""
    try:
        return _rendered(text, places)
    except own_html.Unstable:
        return _rendered(text, places, html_as_text=True)


def _rendered(text: Text, places: Places, *, html_as_text: bool = False) -> Article:
    parsed = events.parsed(text.body, smart=text.smart)
    sheet = Sheet(parsed.source, text.first_line, text.path, text.address, places)
    parts = footnotes.separated(parsed.events) if "[^" in text.body else footnotes.Parts(parsed.events, {})
    if html_as_text:
        sheet.warn(None, "The HTML in this document cannot be made safe for the page around it; it is shown as text.")
    renderer = Renderer(sheet, _formulas(parsed, sheet), text.title, html_as_text=html_as_text)
    renderer.article(parts)
    if "{" in text.body:
        leftovers.name(parsed.events, sheet)
    html = "".join(sheet.out)
    taken = renderer.headings.taken
    if sheet.raw:
        html, in_html = own_html.kept(html, sheet, text.title or (taken.plain if taken else None))
        taken = taken or in_html
    prose = "".join(sheet.prose)
    title = _title(text, sheet) if text.title else taken
    return Article(
        html=html,
        title=title.plain if title else None,
        title_html=title.unlinked if title else "",
        headings=tuple(sheet.headings),
        references=tuple(sheet.references),
        stylesheet=sheet.styles.text,
        foreign_pictures=sheet.foreign_pictures,
        amount=plain.amount(f"{prose}\n{''.join(sheet.aside)}"),
        summary=plain.summary(prose),
        problems=tuple(sheet.problems),
    )


def _formulas(parsed: events.Parsed, sheet: Sheet) -> dict[int, formulas.Made]:
    """The formulas by their place; those that cannot be read are named."""
    if b"$" not in parsed.source and b"math" not in parsed.source:
        return {}
    found = formulas.found(parsed.events)
    made = formulas.made(found, sheet.styles)
    for formula, result in zip(found, made, strict=True):
        if result.error:
            at = formulas.place(formula, result, parsed.source)
            sheet.warn(at, f"The formula {formula.latex.strip()[:60]} cannot be read: {result.error}")
    return {formula.at: result for formula, result in zip(found, made, strict=True)}


def _title(text: Text, sheet: Sheet) -> headings.Words:
    """The front matter's title, read as Markdown without blocks: code, formulas, emphasis, quotes."""
    source = " ".join((text.title or "").split())
    if PLAIN.fullmatch(source):
        return headings.Words([source], [source])
    parsed = events.parsed(f"# {source} #", smart=text.smart, attributes=False)
    desk = Sheet(parsed.source, 1, text.path, text.address, sheet.places)
    desk.styles = sheet.styles
    renderer = Renderer(desk, _formulas(parsed, desk), None)
    renderer.write(iter(parsed.events))
    sheet.problems.extend(Problem(None, problem.message) for problem in desk.problems)
    return renderer.headings.taken or headings.Words([source], [source])
