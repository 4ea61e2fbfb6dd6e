r"""LaTeX becomes MathML Core while the page is made: the same formula on the page, in feeds and in mail."""

import re
from collections.abc import Mapping, Sequence
from html import escape, unescape
from typing import Any, NamedTuple

from math_core import LatexToMathML

from server.content.markdown import equations
from server.content.markdown.sheet import Sheet
from server.content.markdown.source import Events

# math-core recurses once for each level and overflows a stack of 8 MiB between 3,000 and 10,000 levels: what could
# nest that deeply is refused beforehand. Definitions multiply, so far fewer commands are allowed beside them.
MOST_COMMANDS = 2_000
MOST_COMMANDS_WITH_MACROS = 50
MOST_EXPANSIONS = 40
LONGEST = 20_000  # characters
COMMAND = re.compile(r"[\\{^_]")
MACRO = re.compile(r"\\(?:re|provide)?newcommand|\\[gex]?def(?![A-Za-z])|\\let(?![A-Za-z])|\\DeclareMathOperator")
STYLE = re.compile(r' style="([^"]*)"')
ERROR = re.compile(r'<(?:p|span) class="math-core-error" title="(\d+): ([^"]*)">')
INLINES = ("Emphasis", "Strong", "Strikethrough", "Link", "Image")


class Formula(NamedTuple):
    """A formula of a document: its source, whether it stands alone, and at which byte of the body."""

    latex: str
    block: bool
    at: int


class Made(NamedTuple):
    """Its HTML: MathML, or where it cannot be read, its source as code."""

    html: str
    block: bool


def found(events: Events) -> list[Formula]:
    """A document's formulas in order.

    `$$…$$` is a block where it stands alone on its lines in a paragraph, and inline within a line, a heading or a
    cell, as kramdown has it. A fence named "math" is a block too.
    """
    formulas: list[Formula] = []
    before: Any = None
    depth = 0
    fence = -1
    for index, (event, place) in enumerate(events):
        if event.__class__ is dict:
            ((name, value),) = event.items()
            if name == "InlineMath":
                formulas.append(Formula(value, block=False, at=place["start"]))
            elif name == "DisplayMath":
                alone = not depth and _begins(before) and _ends(events[index + 1][0])
                formulas.append(Formula(value, block=alone, at=place["start"]))
            elif name in ("Start", "End"):
                kind = value if value.__class__ is str else next(iter(value))
                if kind in INLINES:
                    depth += 1 if name == "Start" else -1
                elif kind == "CodeBlock":
                    fence = place["start"] if name == "Start" and _is_math(value["CodeBlock"]) else -1
            elif name == "Text" and fence >= 0:
                formulas.append(Formula(value, block=True, at=fence))
                fence = -1
        before = event
    return formulas


def made(formulas: Sequence[Formula], sheet: Sheet) -> tuple[dict[int, Made], Mapping[str, str]]:
    """All formulas of a document by their place, and the numbers of its equations by label.

    They are made at once, so that equations are numbered through and can refer to each other.
    """
    if not formulas:
        return {}, {}
    latex = [equations.standing(formula.latex) if formula.block else formula.latex for formula in formulas]
    refused = [_refused(each) for each in latex]
    blocks = [formula.block for formula in formulas]
    safe = ["" if why else each for each, why in zip(latex, refused, strict=True)]
    converted = _converter().convert_all(list(zip(safe, blocks, strict=True)))
    html = [_checked(*each, sheet) for each in zip(formulas, converted, refused, strict=True)]
    html, numbers = equations.numbered(html, [formula.at for formula in formulas], sheet)
    alone = [equations.reference(formula.latex, numbers, sheet) for formula in formulas]
    html = [link if link and not block else each for each, link, block in zip(html, alone, blocks, strict=True)]
    made = [Made(_framed(each, sheet.labels.formula), block) for each, block in zip(html, blocks, strict=True)]
    return {formula.at: each for formula, each in zip(formulas, made, strict=True)}, numbers


def inline(latex: str, sheet: Sheet) -> str:
    """One formula that stands in no document, in the title of a work say; its source where it cannot be read."""
    html = "" if _refused(latex) else _converter().convert_all([(latex, False)])[0]
    if not html or ERROR.match(html):
        return f"<code>{escape(latex, quote=False)}</code>"
    return STYLE.sub(lambda found: f' class="{sheet.styles.named(found[1])}"', html)


def _begins(before: Any) -> bool:
    return before in ("SoftBreak", {"Start": "Paragraph"})


def _ends(after: Any) -> bool:
    return after in ("SoftBreak", {"End": "Paragraph"})


def _is_math(kind: Any) -> bool:
    return bool(kind != "Indented" and kind["Fenced"].strip() == "math")


def _converter() -> LatexToMathML:
    return LatexToMathML(
        annotation=True,
        continue_on_error=True,
        fancy_error=False,
        max_expansions=MOST_EXPANSIONS,
        id_prefix="eq-",
    )


def _refused(latex: str) -> str:
    commands = len(COMMAND.findall(latex)) if len(latex) <= LONGEST else MOST_COMMANDS + 1
    most = MOST_COMMANDS_WITH_MACROS if MACRO.search(latex) else MOST_COMMANDS
    return "it is too long to be converted safely; split it." if commands > most else ""


def _checked(formula: Formula, html: str, refused: str, sheet: Sheet) -> str:
    error = ERROR.match(html)
    if error or refused:
        at, reason = (
            (_place(formula, int(error[1]), sheet.source), unescape(error[2])) if error else (formula.at, refused)
        )
        sheet.warn(at, f"The formula {formula.latex.strip()[:60]} cannot be read: {reason}")
        return _source(formula)
    if "style=" in html:
        html = STYLE.sub(lambda found: f' class="{sheet.styles.named(found[1])}"', html)
    return html


def _place(formula: Formula, character: int, source: bytes) -> int:
    """The byte of the body at which the error stands; where the formula begins if it is written over quoted lines."""
    if formula.block and equations.standing(formula.latex) != formula.latex:
        character = max(0, character - len(equations.BEGIN))
    start = source.find(formula.latex.encode(), formula.at)
    before = formula.latex.rstrip()[:character]  # what is missing at the end is missing behind the last sign
    return formula.at if start < 0 else start + len(before.encode())


def _framed(html: str, label: str) -> str:
    """A displayed formula in a frame of its own, in which it can be scrolled."""
    if not html.startswith('<math display="block"'):
        return html
    return f'<div class="formula" tabindex="0" role="group" aria-label="{label}">{html}</div>'


def _source(formula: Formula) -> str:
    """What a reader sees of a formula that cannot be read."""
    source = f"<code>{escape(formula.latex.strip(), quote=False)}</code>"
    return f'<pre class="formula-error" tabindex="0">{source}</pre>' if formula.block else source
