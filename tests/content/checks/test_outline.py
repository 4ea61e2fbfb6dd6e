"""A heading that skips a level is named, with the line and the number of signs that may have been meant."""

from pathlib import PurePosixPath

import pytest

from server.content.checks import outline


def lines(text: str) -> list[int | None]:
    return [fault.line for fault in outline.faults(PurePosixPath("a.md"), text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("# A\n\n## B\n\n### C\n\n## D", []),
        ("# A\n\n### B\n", [3]),
        ("---\ntitle: T\n---\n\n## A\n\n#### B\n\n##### C\n", [7]),
        ("### A\n\n## B\n\n### C", []),
        ("# A\r\n\r\n### B\r\n", [3]),
        ("## A\n\n```\n#### not one\n```\n\n> #### quoted\n\n### B", []),
        ("I pay $5 and $6.\n\n## A\n\n#### B", [5]),
        ("---\ntitle: [\n---\n# A\n### B", []),
    ],
)
def test_a_skipped_level_is_named_at_its_line(text: str, found: list[int]) -> None:
    assert lines(text) == found


def test_the_mend_is_said() -> None:
    (fault,) = outline.faults(PurePosixPath("a.md"), "## A\n\n##### B")
    assert fault.severity == "warning"
    assert "write ### if" in fault.message
