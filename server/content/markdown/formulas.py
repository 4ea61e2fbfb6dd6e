r"""LaTeX becomes MathML Core while the page is made: the same formula on the page, in feeds and in mail."""

import re
from collections.abc import Sequence
from html import escape, unescape
from typing import Any, NamedTuple

from math_core import LatexToMathML

from server.content.markdown.own_styles import Styles

# math-core recurses once for each level and overflows a stack of 8 MiB between 3,000 and 10,000 levels: what could
# nest that deeply is refused beforehand. Definitions multiply, so far fewer commands are allowed beside them.
MOST_COMMANDS = 2_000
MOST_COMMANDS_WITH_MACROS = 50
MOST_EXPANSIONS = 40
LONGEST = 20_000  # characters
COMMAND = re.compile(r"[\\{^_]")
MACRO = re.compile(r"\\(?:re|provide)?newcommand|\\[gex]?def(?![A-Za-z])|\\let(?![A-Za-z])|\\DeclareMathOperator")
STYLE = re.compile(r' style="([^"]*)"')
ERROR = re.compile(r'<(?:p|span) class="math-core-error" title="(\d+: [^"]*)">')
INLINES = ("Emphasis", "Strong", "Strikethrough", "Link", "Image")


class Formula(NamedTuple):
    """A formula of a document: its source, whether it stands alone, and at which byte of the body."""

    latex: str
    block: bool
    at: int


class Made(NamedTuple):
    """Its HTML: MathML, or where there is an `error`, its source as code, and at which character that is."""

    html: str
    block: bool
    error: str = ""
    character: int = 0


def found(events: Sequence[tuple[Any, Any]]) -> list[Formula]:
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


def made(formulas: Sequence[Formula], styles: Styles) -> list[Made]:
    """All formulas of a document at once, so that equations are numbered through and can refer to each other."""
    if not formulas:
        return []
    refused = [_refused(formula.latex) for formula in formulas]
    latex = [("" if why else formula.latex, formula.block) for formula, why in zip(formulas, refused, strict=True)]
    converted = _converter().convert_all(latex)
    return [
        Made(_source(formula), formula.block, why) if why else _checked(formula, html, styles)
        for formula, html, why in zip(formulas, converted, refused, strict=True)
    ]


def place(formula: Formula, result: Made, source: bytes) -> int:
    """The byte of the body at which the error stands; where the formula begins if it is written over quoted lines."""
    start = source.find(formula.latex.encode(), formula.at)
    before = formula.latex.rstrip()[: result.character]  # what is missing at the end is missing behind the last sign
    return formula.at if start < 0 else start + len(before.encode())


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


def _checked(formula: Formula, html: str, styles: Styles) -> Made:
    error = ERROR.match(html)
    if error:
        place, _, message = unescape(error[1]).partition(": ")
        return Made(_source(formula), formula.block, message, int(place))
    if "style=" in html:
        html = STYLE.sub(lambda found: f' class="{styles.named(found[1])}"', html)
    if formula.block:
        html = f'<div class="formula" tabindex="0" role="group" aria-label="Formula">{html}</div>'
    return Made(html, formula.block)


def _source(formula: Formula) -> str:
    """What a reader sees of a formula that cannot be read."""
    source = f"<code>{escape(formula.latex.strip(), quote=False)}</code>"
    return f'<pre class="formula-error" tabindex="0">{source}</pre>' if formula.block else source
