"""Parses Markdown into pulldown-cmark's events, with money told from mathematics."""

import re
from typing import Any, NamedTuple

import pyromark
from pyromark import Options

OPTIONS = (
    Options.ENABLE_TABLES
    | Options.ENABLE_FOOTNOTES
    | Options.ENABLE_STRIKETHROUGH
    | Options.ENABLE_TASKLISTS
    | Options.ENABLE_GFM
    | Options.ENABLE_DEFINITION_LIST
    | Options.ENABLE_HEADING_ATTRIBUTES
    | Options.ENABLE_MATH
)
AMOUNT = re.compile(r"[\d.,\s\u2013\u2014-]+")
WORDS = re.compile(r"[A-Za-z]{2,}[\s,;:.]+[A-Za-z]{2,}|[A-Za-z]{2,}[,;:.]?$")
LATEX = re.compile(r"[\\^_{}=<>+*|]")


class Parsed(NamedTuple):
    """The events, and the text they came from: with the dollars of money escaped."""

    events: list[tuple[Any, Any]]
    source: bytes


def parsed(text: str, *, smart: bool, attributes: bool = True) -> Parsed:
    """Parse; where a formula turns out to be two prices, escape their dollars and parse again."""
    options = OPTIONS | Options.ENABLE_SMART_PUNCTUATION if smart else OPTIONS
    if not attributes:
        options &= ~Options.ENABLE_HEADING_ATTRIBUTES
    source = text.encode()
    events = list(pyromark.events_with_range(text, options=options, merge_text=True))
    while "$" in text and (dollars := _of_money(events, source)):
        for at in reversed(dollars):
            source = source[:at] + b"\\" + source[at:]
        text = source.decode()
        events = list(pyromark.events_with_range(text, options=options, merge_text=True))
    return Parsed(events, source)


def _of_money(events: list[tuple[Any, Any]], source: bytes) -> list[int]:
    """Where the dollars stand that open a "formula" which is money."""
    return [
        place["start"]
        for event, place in events
        if "InlineMath" in event and is_money(event["InlineMath"], *_around(source, place))
    ]


def _around(source: bytes, place: Any) -> tuple[str, str]:
    before = source[max(0, place["start"] - 1) : place["start"]].decode(errors="replace")
    return before, source[place["end"] : place["end"] + 1].decode(errors="replace")


def is_money(formula: str, before: str, after: str) -> bool:
    r"""Whether `$formula$`, between these characters, is the stretch from one price to the next.

    Pandoc's rule (a closing dollar is not followed by a digit), and two for what that one misses: an amount
    between currency signs (`5$-6$`), and a number followed by prose without a sign of LaTeX (`$5 a month, $`).
    """
    if after.isdigit():
        return True
    if before.isdigit() and AMOUNT.fullmatch(formula):
        return True
    return formula[:1].isdigit() and not LATEX.search(formula) and bool(WORDS.search(formula))
