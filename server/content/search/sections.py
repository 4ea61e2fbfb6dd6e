"""An article as plain text, cut at its headings; formulas as the LaTeX they were written in."""

import re
from collections.abc import Iterator
from html import unescape
from unicodedata import normalize

import msgspec

TAG = r"""[^<>"]*(?:"[^"]*"[^<>"]*)*>"""  # the rest of a tag: its attributes may have ">" in them
HEADING = re.compile(rf"<h([2-6])\b({TAG})(.*?)</h\1>", re.DOTALL)
ID = re.compile(r'\bid="([^"]*)"')
MATH = re.compile(rf"<math\b{TAG}.*?</math>", re.DOTALL)
LATEX = re.compile(r"<annotation\b[^>]*>(.*?)</annotation>", re.DOTALL)
# Marks that lead somewhere and say nothing.
MARKS = re.compile(
    r'<a class="(?:anchor|footnote-back)"[^>]*>.*?</a>|<sup class="footnote-ref">.*?</sup>|<!--.*?-->', re.DOTALL
)
WITHIN_WORDS = re.compile(rf"</?(?:a|abbr|b|code|del|em|i|ins|mark|span|strong|sub|sup|u|wbr)\b{TAG}")
CELL_ENDS = re.compile(r"</(?:td|th|li|dt|dd)>")
DOTS = re.compile(r" ·(?: ·)*")
BETWEEN_WORDS = re.compile(rf"</?[a-zA-Z]{TAG}")


class Section(msgspec.Struct, frozen=True):
    """A heading, with the id by which it is linked to, and the text up to the next; without both at the beginning."""

    id: str
    heading: str
    text: str


def sections(html: str) -> Iterator[Section]:
    """The sections of an article's HTML, in order, each made when it is asked for."""
    begin, *rest = HEADING.split(html)
    yield Section("", "", plain(begin))
    for at in range(0, len(rest), 4):
        _, attributes, heading, text = rest[at : at + 4]
        name = ID.search(attributes)
        yield Section(unescape(name[1]) if name else "", plain(heading), plain(text))


def plain(html: str) -> str:
    """The text of a piece of HTML on one line; what stands in cells and lists is told apart by dots."""
    text = " ".join(_text(CELL_ENDS.sub(" · ", html)).split())
    return DOTS.sub(_dot, text).strip("· ")


def body(html: str) -> str:
    """The text of all sections, spaced as it happens to be."""
    return _text(HEADING.sub(" ", html))


def _text(html: str) -> str:
    if "<math" in html:
        html = MATH.sub(_latex, html)
    return normalize("NFC", unescape(BETWEEN_WORDS.sub(" ", WITHIN_WORDS.sub("", MARKS.sub("", html)))))


def _dot(dots: re.Match[str]) -> str:
    return "" if dots.string[dots.start() - 1 : dots.start()] in ".!?:;…。" else " ·"


def _latex(formula: re.Match[str]) -> str:
    source = LATEX.search(formula[0])
    return f" {source[1]} " if source else formula[0]
