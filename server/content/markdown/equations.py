r"""Numbered equations: those with a `\label` or a `\tag`, each with an address, and references to them.

`\eqref{…}` leads to an equation from a formula and from the text, before it or after it.
"""

import re
from collections.abc import Mapping, Sequence
from functools import partial
from html import escape, unescape
from typing import NamedTuple

from server.content.markdown.sheet import Sheet
from server.content.markdown.wording import Rule

BEGIN, END = r"\begin{equation}", r"\end{equation}"
NAMED = re.compile(r"\\(?:label|tag\*?)\s*\{")
# As a whole in an environment that numbers its lines by itself.
ENVIRONMENT = re.compile(r"\s*\\begin\{(?:equation|align|alignat|flalign|gather|multline|eqnarray)\*?\}")
NUMBER = re.compile(r'( id="eq-([^"]*)")>(<mtext>)(.*?)</mtext>')
REFERENCE = re.compile(r'<a href="#eq-([^"]*)">')
IN_TEXT = r"\\(?:eqref|ref)\{[^{}\s]+\}"


class Numbers(NamedTuple):
    """The formulas with links in them, and the number of each equation by its label."""

    html: list[str]
    by_label: Mapping[str, str]


def standing(latex: str) -> str:
    """A displayed formula, in an environment for one equation where it has a label or a number of its own."""
    return f"{BEGIN}{latex}{END}" if NAMED.search(latex) and not ENVIRONMENT.match(latex) else latex


def numbered(formulas: Sequence[str], places: Sequence[int], sheet: Sheet) -> Numbers:
    """Make each number a link to its equation. `places` are the bytes at which the formulas stand."""
    by_label: dict[str, str] = {}

    def number(found: re.Match[str], at: int) -> str:
        attribute, label, start, shown = found.groups()
        label = unescape(label)
        if label in by_label:
            sheet.warn(at, f"The label {label} is given to two equations; references lead to the first.")
            return f">{start}{shown}</mtext>"
        by_label[label] = shown
        return f'{attribute}>{start}<a href="#eq-{escape(label)}">{shown}</a></mtext>'

    html = [NUMBER.sub(partial(number, at=at), made) for made, at in zip(formulas, places, strict=True)]
    for made, at in zip(formulas, places, strict=True):
        for label in map(unescape, REFERENCE.findall(made)):
            if label not in by_label:
                sheet.warn(at, f"There is no equation with the label {label}.")
    return Numbers(html, by_label)


def rule(by_label: Mapping[str, str], sheet: Sheet) -> Rule:
    r"""Makes `\eqref{…}` in the words of a text a link with the number in brackets, `\ref{…}` one without them."""

    def led(found: re.Match[str], at: int) -> str | None:
        command, _, label = found[0].rstrip("}").partition("{")
        shown = by_label.get(label)
        if shown is None:
            if command == r"\eqref" or by_label:
                sheet.warn(at, f"There is no equation with the label {label}.")
            return None
        bare = shown.removeprefix("(").removesuffix(")")
        name = escape(sheet.labels.equation.format(unescape(bare)))
        words = shown if command == r"\eqref" else bare
        return f'<a href="#eq-{escape(label)}" aria-label="{name}">{words}</a>'

    return Rule(IN_TEXT, led, links=True)
