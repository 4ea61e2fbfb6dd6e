"""Months and years as headings name them."""

import re

NAMES = (
    "january february march april may june july august september october november december".split()  # noqa: SIM905 (a list of twelve strings reads worse)
)
_NAME = "|".join(["sept", *(f"{name}|{name[:3]}" for name in NAMES)])
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_REST = r"(?:\W.*)?"

# A name alone must be the whole heading: "May" is a month, "May I ask?" is not.
_FORMS = tuple(
    re.compile(form, re.IGNORECASE | re.DOTALL)
    for form in (
        rf"(?P<name>{_NAME})\.?",
        rf"(?:{_DAY}\s+)?(?P<name>{_NAME})\.?(?:\s+{_DAY})?,?\s+{_YEAR}{_REST}",
        rf"{_YEAR}[,:]?\s+(?P<name>{_NAME})\.?",
        rf"{_YEAR}[-/.](?P<number>0[1-9]|1[0-2])(?:[-/.]\d\d)?{_REST}",
        rf"(?:{_YEAR}\s*年\s*)?(?P<number>1[0-2]|[1-9])\s*月",
    )
)
_SOME_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def month_in(text: str) -> tuple[int | None, int] | None:
    """Year, where it is given, and month of a heading that is a month: English names, 2026-02, 2026年2月."""
    for form in _FORMS:
        if match := form.fullmatch(text.strip()):
            found = match.groupdict()
            year = int(found["year"]) if found.get("year") else None
            number = found.get("number")
            return year, int(number) if number else _number(found["name"])
    return None


def year_in(text: str) -> int | None:
    """The one year that a heading names."""
    years = set(_SOME_YEAR.findall(text))
    return int(years.pop()) if len(years) == 1 else None


def _number(name: str) -> int:
    return next(index for index, full in enumerate(NAMES, 1) if full.startswith(name.lower()[:3]))
