"""Tells money from mathematics: where a formula turns out to be two prices, their dollars are escaped."""

import re
from collections.abc import Iterator
from typing import Any

from server.content.markdown.source import Edit, Events

AMOUNT = re.compile(r"[\d.,\s\u2013\u2014-]+")
WORDS = re.compile(r"[A-Za-z]{2,}[\s,;:.]+[A-Za-z]{2,}|[A-Za-z]{2,}[,;:.]?$")
LATEX = re.compile(r"[\\^_{}=<>+*|]")


def dollars(events: Events, source: bytes) -> Iterator[Edit]:
    """What escapes the dollars that open a "formula" which is money."""
    for event, place in events:
        if "InlineMath" in event and is_money(event["InlineMath"], *_around(source, place)):
            yield Edit(place["start"], place["start"], b"\\")


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
