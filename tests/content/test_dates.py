"""Dates are read as people and generators write them, and a date that is none is never made one."""

import datetime as dt

import pytest

from server.content import dates

DAY = dt.date(2024, 7, 8)
NOON = dt.datetime(2024, 7, 8, 12, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2024-07-08", DAY),
        ("2024/7/8", DAY),
        ("2024.07.08", DAY),
        ("Jul 08 2024", DAY),
        ("July 8, 2024", DAY),
        ("July 8th, 2024", DAY),
        ("8 July 2024", DAY),
        (DAY, DAY),
        ("2024-07-08T12:30:00Z", NOON),
        ("2024-07-08 12:30", NOON),
        ("2024-07-08 12:30:00 UTC", NOON),
        ("2024-07-08T12:30:00.123Z", NOON),
        ("2024-07-08 21:30:00 +0900", NOON),
        ("2024-07-08T21:30:00+09:00", NOON),
        ("2024-07-08 21:30 +09", NOON),
        ("Mon, 08 Jul 2024 12:30:00 GMT", NOON),
        (dt.datetime(2024, 7, 8, 12, 30), NOON),  # noqa: DTZ001 (TOML has local times)
    ],
)
def test_dates_of_every_form(written: object, meant: dt.date) -> None:
    read = dates.parsed(written)
    assert read == meant
    assert type(read) is type(meant)
    assert not isinstance(read, dt.datetime) or read.tzinfo


@pytest.mark.parametrize(
    "written",
    [
        *("2024", "July 2024", "2024-07", "2024-13-01", "2024-02-30", "soon", "", "0000-01-01", "99999-01-01"),
        *("2024-07-08 25:00", "2024-07-08 12:30 Mars/Phobos", "2024-07-08 and later", "9" * 5000),
        *(2024, None, True, []),
    ],
)
def test_what_is_no_full_date_is_refused(written: object) -> None:
    with pytest.raises(ValueError, match=r"date|must be in|time zone|out of range|hour|day|month|year"):
        dates.parsed(written)


@pytest.mark.parametrize(
    ("stem", "day", "rest"),
    [
        ("2025-01-02-title", dt.date(2025, 1, 2), "title"),
        ("2025-01-02", dt.date(2025, 1, 2), "2025-01-02"),
        ("2025_01_02_a_title", dt.date(2025, 1, 2), "a_title"),
        ("20250102-title", dt.date(2025, 1, 2), "title"),
        ("2025-title", None, "2025-title"),
        ("2025-01-title", None, "2025-01-title"),
        ("2025-13-45-title", None, "2025-13-45-title"),
        ("1234567890", None, "1234567890"),
        ("title-2025-01-02", None, "title-2025-01-02"),
    ],
)
def test_only_a_full_date_in_a_file_name_is_a_date(stem: str, day: dt.date | None, rest: str) -> None:
    assert dates.in_file_name(stem) == (day, rest)


@pytest.mark.parametrize(
    "words",
    [
        "3. Mai 2026: Anfang",
        "3 mai 2026 : Anfang",
        "3 de mayo de 2026: Anfang",
        "3 maggio 2026: Anfang",
        "3 mei 2026: Anfang",
        "2026年5月3日: Anfang",
        "3rd May 2026: Anfang",
    ],
)
def test_a_heading_begins_with_a_day_in_the_language_of_its_text(words: str) -> None:
    assert dates.at_beginning(words) == (dt.date(2026, 5, 3), "Anfang")


@pytest.mark.parametrize("words", ["3 Dinge 2026", "40. Mai 2026", "2026年13月3日", "Mai 2026"])
def test_other_numbers_at_the_beginning_are_no_day(words: str) -> None:
    assert dates.at_beginning(words) is None
