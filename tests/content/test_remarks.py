"""Who writes sees on the page what is wrong with it, and with what cannot be served at all."""

from pathlib import Path, PurePosixPath

import pytest

from server.content.document import Fault
from server.content.remarks import MOST, remarks
from tests.content.documents import entry

PAGES = Path("pages")
ONE = entry("one")


def fault(path: str, line: int | None, severity: str = "warning", message: str = "Mend it.") -> Fault:
    return Fault(path=PurePosixPath(path), line=line, severity=severity, message=message)  # type: ignore[arg-type] # one of the two


def test_a_pages_own_faults_come_first_and_others_only_where_they_are_errors() -> None:
    faults = [
        fault("site.toml", 2, "error"),
        fault("blog/other.md", 3),
        fault("blog/one.md", 4),
        fault("blog/one.md", None, "error"),
    ]
    said = remarks("/blog/one", [ONE], faults, PAGES)
    assert [(each.place, each.severity) for each in said] == [
        ("pages/blog/one.md", "error"),
        ("pages/blog/one.md:4", "warning"),
        ("pages/site.toml:2", "error"),
    ]
    assert [each.place for each in remarks("/about", [ONE], faults, PAGES)] == [
        "pages/site.toml:2",
        "pages/blog/one.md",
    ]


def test_a_mistake_that_stopped_the_build_is_said_first_with_its_place() -> None:
    with pytest.raises(ValueError, match="no such thing") as raised:
        raise ValueError("no such thing")
    first = remarks("/", [ONE], [fault("site.toml", 2, "error")], PAGES, raised.value)[0]
    assert first.place.startswith(f"{__file__}:")
    assert "no such thing" in first.message
    assert "before this mistake" in first.message


def test_what_is_too_much_for_a_page_is_counted() -> None:
    said = remarks("/blog/one", [ONE], [fault("blog/one.md", line) for line in range(1, 11)], PAGES)
    assert len(said) == MOST + 1
    assert "4 more" in said[-1].message
