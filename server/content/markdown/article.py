"""Renders the body of one document: everything a page needs to know of a text."""

import re
from collections.abc import Mapping

import msgspec

from server.content.document import Heading, Reference
from server.content.markdown import (
    abbreviations,
    equations,
    events,
    footnotes,
    formulas,
    headings,
    leftovers,
    own_html,
    plain,
)
from server.content.markdown.citations import Citations
from server.content.markdown.render import Renderer
from server.content.markdown.sheet import Sheet
from server.content.markdown.text import Text
from server.content.markdown.wording import Wording
from server.content.places import Places
from server.content.problem import Problem
from server.content.script import Script

PLAIN = re.compile(r"(?:[\w ,:;?!()/+]|\.(?!\.)|-(?!-))*")  # a title without a sign of Markdown


class Article(msgspec.Struct, frozen=True, kw_only=True):
    """A rendered body. `title` is None where neither the front matter nor a heading gives one."""

    html: str
    title: str | None
    title_html: str
    headings: tuple[Heading, ...]
    references: tuple[Reference, ...]
    stylesheet: str
    scripts: tuple[Script, ...]
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
    sheet = Sheet(text, parsed.source, places)
    parts = footnotes.separated(parsed.events) if "[^" in text.body else footnotes.Parts(parsed.events, {})
    if html_as_text:
        sheet.warn(None, "The HTML in this document cannot be made safe for the page around it; it is shown as text.")
    made, numbers = _formulas(parsed, sheet)
    citations = Citations(sheet, text.works)
    wording = _wording(parsed, numbers, citations, text, sheet)
    renderer = Renderer(sheet, made, text.title, wording=wording, citations=citations, html_as_text=html_as_text)
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
        scripts=tuple(sheet.scripts),
        foreign_pictures=sheet.foreign_pictures,
        amount=plain.amount(f"{prose}\n{''.join(sheet.aside)}"),
        summary=plain.summary(prose),
        problems=tuple(sheet.problems),
    )


def _formulas(parsed: events.Parsed, sheet: Sheet) -> tuple[dict[int, formulas.Made], Mapping[str, str]]:
    """The formulas by their place, and the numbers of equations by label."""
    if b"$" not in parsed.source and b"math" not in parsed.source:
        return {}, {}
    return formulas.made(formulas.found(parsed.events), sheet)


def _wording(
    parsed: events.Parsed, numbers: Mapping[str, str], citations: Citations, text: Text, sheet: Sheet
) -> Wording | None:
    """The rules by which words of this text are more than words; mostly none."""
    rules = []
    if text.works is not None and "@" in text.body:
        rules.append(citations.rule())
    if "\\eqref{" in text.body or "\\ref{" in text.body:
        rules.append(equations.rule(numbers, sheet))
    if parsed.abbreviations:
        rules.append(abbreviations.rule(parsed.abbreviations))
    return Wording(rules) if rules else None


def _title(text: Text, sheet: Sheet) -> headings.Words:
    """The front matter's title, read as Markdown without blocks: code, formulas, emphasis, quotes."""
    source = " ".join((text.title or "").split())
    if PLAIN.fullmatch(source):
        return headings.Words([source], [source])
    parsed = events.parsed_line(f"# {source} #", smart=text.smart)
    desk = Sheet(text, parsed.source, sheet.places)
    desk.styles = sheet.styles
    made, _ = _formulas(parsed, desk)
    renderer = Renderer(desk, made, None, wording=None, citations=Citations(desk, None))
    renderer.write(iter(parsed.events))
    sheet.problems.extend(Problem(None, problem.message) for problem in desk.problems)
    return renderer.headings.taken or headings.Words([source], [source])
