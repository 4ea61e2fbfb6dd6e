r"""Numbered equations: those with a `\label` or a `\tag`, each with an address, and references to them.

`\eqref{…}` leads to an equation from the text, before it or after it; in a formula it is the number alone, since to
those who hear a formula a link inside of it is lost (children of the role math are presentational, WAI-ARIA 1.2).
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
REFERENCE = re.compile(r'<a href="#eq-([^"]*)">(.*?)</a>')
IN_TEXT = r"\\(?:eqref|ref)\{[^{}\s]+\}"


class Numbers(NamedTuple):
    """The formulas with a link behind each that has a number, and the number of each equation by its label."""

    html: list[str]
    by_label: Mapping[str, str]


def standing(latex: str) -> str:
    """A displayed formula, in an environment for one equation where it has a label or a number of its own."""
    return f"{BEGIN}{latex}{END}" if NAMED.search(latex) and not ENVIRONMENT.match(latex) else latex


def numbered(formulas: Sequence[str], places: Sequence[int], sheet: Sheet) -> Numbers:
    """Give each number an address. `places` are the bytes at which the formulas stand."""
    by_label: dict[str, str] = {}

    def number(found: re.Match[str], at: int, anchors: list[str]) -> str:
        attribute, label, start, shown = found.groups()
        label = unescape(label)
        if label in by_label:
            sheet.warn(at, f"The label {label} is given to two equations; references lead to the first.")
            return f">{start}{shown}</mtext>"
        by_label[label] = shown
        name = escape(f"{sheet.labels.place_link}: {sheet.labels.equation.format(_bare(shown))}")
        anchors.append(f' <a class="anchor" href="#eq-{escape(label)}" aria-label="{name}">#</a>')
        return f"{attribute}>{start}{shown}</mtext>"

    html = []
    for made, at in zip(formulas, places, strict=True):
        anchors: list[str] = []
        each = NUMBER.sub(partial(number, at=at, anchors=anchors), made)
        html.append("".join([REFERENCE.sub(r"\2", each), *anchors]))
    for made, at in zip(formulas, places, strict=True):
        for label, _ in REFERENCE.findall(made):
            if unescape(label) not in by_label:
                sheet.warn(at, f"There is no equation with the label {unescape(label)}.")
    return Numbers(html, by_label)


def rule(by_label: Mapping[str, str], sheet: Sheet) -> Rule:
    r"""Makes `\eqref{…}` in the words of a text a link with the number in brackets, `\ref{…}` one without them."""

    def led(found: re.Match[str], at: int) -> str | None:
        command, _, label = found[0].rstrip("}").partition("{")
        if label not in by_label and (command == r"\eqref" or by_label):
            sheet.warn(at, f"There is no equation with the label {label}.")
        return reference(found[0], by_label, sheet)

    return Rule(IN_TEXT, led, links=True)


def reference(latex: str, by_label: Mapping[str, str], sheet: Sheet) -> str | None:
    """The link that a reference is, in the text or as all of a formula; None where it is none to an equation."""
    found = re.fullmatch(rf"\s*({IN_TEXT})\s*", latex)
    command, _, label = found[1].rstrip("}").partition("{") if found else ("", "", "")
    shown = by_label.get(label)
    if shown is None:
        return None
    name = escape(sheet.labels.equation.format(_bare(shown)))
    words = shown if command == r"\eqref" else escape(_bare(shown), quote=False)
    return f'<a href="#eq-{escape(label)}" aria-label="{name}">{words}</a>'


def _bare(shown: str) -> str:
    """A number without its brackets, as text."""
    return unescape(shown.removeprefix("(").removesuffix(")"))
