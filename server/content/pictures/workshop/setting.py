"""Sets a title into lines: as few and as even as the column allows, broken where its language allows it."""

import re
import unicodedata
from collections.abc import Callable

# Han and kana with their signs, which may be broken anywhere; Korean is broken between words.
WIDE = (
    "\u2e80-\u303f\u3041-\u30ff\u31f0-\u33ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uff9f\U00020000-\U0003ffff"
)
# No line begins with one of these, none ends with one of those (JIS X 4051).
CLOSING = "、。，．・：；？！ー」』）］｝】〉》〕々ぁぃぅぇぉっゃゅょァィゥェォッャュョ"  # noqa: RUF001 (these, not those of the West)
OPENING = "「『（［｛【〈《〔"  # noqa: RUF001 (the same)
# A character of East Asia with the signs that cling to it, or a word with the space before it.
UNIT = re.compile(rf"\s*(?:[{OPENING}]*[{WIDE}][{CLOSING}]*|[^\s{WIDE}]+)")
ELLIPSIS = "…"
Measure = Callable[[str], float]


def lines(text: str, width: float, most: int, measure: Measure) -> list[str] | None:
    """The text in at most so many lines of at most this width, none much shorter than the others; None if too long."""
    units = UNIT.findall(text)
    found = _broken(units, width, measure)
    if len(found) > most or any(measure(line) > width for line in found):
        return None
    low, high = width / 2, width
    while high - low > 4:
        middle = (low + high) / 2
        tried = _broken(units, middle, measure)
        if len(tried) == len(found) and all(measure(line) <= middle for line in tried):
            high = middle
        else:
            low = middle
    return _broken(units, high, measure)


def shortened(text: str, width: float, most: int, measure: Measure) -> list[str]:
    """As much of the text as there is room for, and three dots."""
    found = _broken(UNIT.findall(text), width, measure)[:most]
    last = found[-1]
    while last and measure(last + ELLIPSIS) > width:
        last = last[:-1].rstrip()
    return [*found[:-1], last + ELLIPSIS]


def right_to_left(text: str) -> bool:
    """By the first letter that has a direction (Unicode's bidirectional algorithm, rule P2)."""
    directions = (unicodedata.bidirectional(letter) for letter in text)
    return next((one for one in directions if one in ("L", "R", "AL")), "L") != "L"


def _broken(units: list[str], width: float, measure: Measure) -> list[str]:
    found = [""]
    for unit in units:
        longer = f"{found[-1]}{unit}" if found[-1] else unit.lstrip()
        if found[-1] and measure(longer) > width:
            found.append(unit.lstrip())
        else:
            found[-1] = longer
    return found
