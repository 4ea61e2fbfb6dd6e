"""Reads dates as people and generators write them; a year alone, or a month, is not a date."""

import re
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from server.content.months import number_of

IN_FILE_NAME = re.compile(r"(\d{4})[-_.]?(\d{2})[-_.]?(\d{2})(?:[-_. ](?=.)|$)")
NUMERIC = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?)?\s*(.*)")
BEGINNING = re.compile(
    r"(\d{4}-\d{2}-\d{2}|\d{1,2}(?:st|nd|rd|th|er|º)?\.? (?:de )?[^\W\d_]+\.? (?:de )?\d{4}"
    r"|[A-Z][a-z]+\.? \d{1,2}(?:st|nd|rd|th)?, \d{4}|\d{4}年\d{1,2}月\d{1,2}日)"
    r"(?=$|[\s:,.;\u2013\u2014-])\s*(?:[:,.;\u2013\u2014-]+\s*|$)?"
)
NAMED = re.compile(r"(\d{1,2})(?:er|º)?\.? (?:de )?([^\W\d_]+)\.? (?:de )?(\d{4})")
EASTERN = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
OFFSET = re.compile(r"(?:UTC|GMT)?([+-])(\d{2}):?(\d{2})?$")
WORDED = ("%B %d, %Y", "%b %d, %Y", "%B %d %Y", "%b %d %Y", "%d %B %Y", "%d %b %Y", "%d %B, %Y", "%d %b, %Y")
ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b")


def parsed(value: Any) -> date | datetime:
    """An aware datetime (UTC where no zone is named), or a date where no time is given. Raises ValueError."""
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    if isinstance(value, date):
        return value
    if not isinstance(value, str):
        raise ValueError(f"{value!r} is not a date")  # noqa: TRY004 (a fault of the file, not of a type here)
    text = " ".join(value.split())
    found = NUMERIC.fullmatch(text)
    if found:
        return _numeric(found)
    for form in WORDED:
        try:
            return datetime.strptime(ORDINAL.sub("", text).replace(".", ""), form).date()  # noqa: DTZ007 (a day alone)
        except ValueError:
            continue
    if day := _named(text):
        return day
    try:
        return parsed(parsedate_to_datetime(text))  # RFC 5322
    except (ValueError, TypeError, IndexError) as error:
        raise ValueError(f"{value!r} is not a date; write it like 2026-11-20 or 2026-11-20 18:30") from error


def in_file_name(stem: str) -> tuple[date | None, str]:
    """The date with which a file name begins, and the rest of the name; only a full, real date counts."""
    found = IN_FILE_NAME.match(stem)
    if not found:
        return None, stem
    try:
        day = date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None, stem
    return day, stem[found.end() :] or stem


def at_beginning(words: str) -> tuple[date, str] | None:
    """The day with which a heading begins, and the rest of it: "2026-04-20: first run"; None for other headings."""
    found = BEGINNING.match(words)
    if not found:
        return None
    try:
        day = parsed(found[1])
    except ValueError:
        return None
    return day, words[found.end() :].strip()


def _named(text: str) -> date | None:
    """A day with the name of its month in another language than English, or with signs between its numbers."""
    if found := EASTERN.fullmatch(text):
        return date(*map(int, found.groups()))
    found = NAMED.fullmatch(text)
    month = number_of(found[2]) if found else None
    return date(int(found[3]), month, int(found[1])) if found and month else None


def _numeric(found: re.Match[str]) -> date | datetime:
    year, month, day = int(found[1]), int(found[2]), int(found[3])
    if found[4] is None:
        if found[7]:
            raise ValueError(f"{found[0]!r} is not a date: {found[7]!r} follows it")
        return date(year, month, day)
    moment = datetime(year, month, day, int(found[4]), int(found[5]), int(found[6] or 0), tzinfo=UTC)
    zone = found[7].strip()
    if zone in ("", "Z", "z", "UTC", "GMT"):
        return moment
    offset = OFFSET.match(zone)
    if not offset:
        raise ValueError(f"{zone!r} is not a time zone; write it like +09:00")
    return datetime.fromisoformat(f"{moment:%Y-%m-%dT%H:%M:%S}{offset[1]}{offset[2]}:{offset[3] or '00'}")
