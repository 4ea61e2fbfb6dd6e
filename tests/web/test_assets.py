"""Stylesheets are served smaller than they are written, and mean the same."""

import re
from pathlib import Path

import pytest

SHEETS = sorted(Path("assets/css").rglob("*.css"))
BLANK_BEFORE_PSEUDO = re.compile(r"[\w)\]] +:(?!root)[a-z-]+[^;{}]*\{")


@pytest.mark.parametrize("sheet", SHEETS, ids=str)
def test_no_selector_loses_its_blank(sheet: Path) -> None:
    """The minifier takes the one out of `nav :is(a)`, which then means `nav:is(a)`: say `nav *:is(a)`, or name them."""
    found = BLANK_BEFORE_PSEUDO.findall(re.sub(r"/\*.*?\*/", "", sheet.read_text("utf-8"), flags=re.DOTALL))
    assert not found
