"""Months and years as headings name them, in the languages for which this site has words of its own."""

import re

NAMES = (
    "january february march april may june july august september october november december".split()  # noqa: SIM905 (a list of twelve strings reads worse)
)
ELSEWHERE = """
    januar februar märz april mai juni juli august september oktober november dezember
    janvier février mars avril mai juin juillet août septembre octobre novembre décembre
    enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
    gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre
    janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro
    januari februari maart april mei juni juli augustus september oktober november december
""".split()  # noqa: SIM905 (six lines of twelve words read best as words)
ENGLISH = {form: index for index, name in enumerate(NAMES, 1) for form in (name, name[:3])} | {"sept": 9}
NUMBERS = {name: index % 12 + 1 for index, name in enumerate(ELSEWHERE)} | ENGLISH
_NAME = "|".join(sorted(ENGLISH, key=len, reverse=True))
_ANY = "|".join(sorted(NUMBERS, key=len, reverse=True))
_DAY = r"\d{1,2}(?:st|nd|rd|th|er|\.|º)?(?:\s+de)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_REST = r"(?:\W.*)?"

# A name alone must be the whole heading: "May" is a month, "May I ask?" is not. In other languages it needs a year.
_FORMS = tuple(
    re.compile(form, re.IGNORECASE | re.DOTALL)
    for form in (
        rf"(?P<name>{_NAME})\.?",
        rf"(?:{_DAY}\s+)?(?P<name>{_ANY})\.?(?:\s+{_DAY})?(?:,|\s+de|\s+del)?\s+{_YEAR}{_REST}",
        rf"{_YEAR}[,:]?\s+(?P<name>{_ANY})\.?",
        rf"{_YEAR}[-/.](?P<number>0[1-9]|1[0-2])(?:[-/.]\d\d)?{_REST}",
        rf"(?:{_YEAR}\s*年\s*)?(?P<number>1[0-2]|[1-9])\s*月",
    )
)
_SOME_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def month_in(text: str) -> tuple[int | None, int] | None:
    """Year, where it is given, and month of a heading that is a month: names, 2026-02, 2026年2月."""
    for form in _FORMS:
        if match := form.fullmatch(text.strip()):
            found = match.groupdict()
            year = int(found["year"]) if found.get("year") else None
            number = found.get("number")
            return year, int(number or NUMBERS[found["name"].lower()])
    return None


def year_in(text: str) -> int | None:
    """The one year that a heading names."""
    years = set(_SOME_YEAR.findall(text))
    return int(years.pop()) if len(years) == 1 else None


def number_of(name: str) -> int | None:
    """The month that a name means, from 1."""
    return NUMBERS.get(name.lower())
