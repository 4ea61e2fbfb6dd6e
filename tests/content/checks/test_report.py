"""What is found is told to people, to programs and to GitHub, with the same places."""

import os
import subprocess
import sys
from pathlib import Path, PurePosixPath

import msgspec

from server.content.checks.report import FORMATS, failed
from server.content.document import Fault
from tests.running import ROOT

PAGES = Path("pages")
FAULTS = [
    Fault(path=PurePosixPath("a,b.md"), line=3, column=7, severity="error", message="50 % is\nlost."),
    Fault(path=PurePosixPath("blog/c.md"), line=None, severity="warning", message="Mend it."),
    Fault(path=PurePosixPath("site.toml"), line=2, severity="notice", message="Look."),
]


def test_people_get_a_line_each_that_editors_can_open_and_the_sum() -> None:
    text = FORMATS["text"](FAULTS, PAGES).splitlines()
    assert text[0].startswith("pages/a,b.md:3:7: error: ")
    assert text[-3:] == [
        "pages/blog/c.md: warning: Mend it.",
        "pages/site.toml:2: notice: Look.",
        "1 error, 1 warning, 1 notice",
    ]
    assert FORMATS["text"]([], PAGES) == "No faults found."
    assert FORMATS["text"](FAULTS[1:2] * 2, PAGES).endswith("0 errors, 2 warnings")


def test_programs_get_json() -> None:
    first, second, _ = msgspec.json.decode(FORMATS["json"](FAULTS, PAGES))
    assert first == {
        "path": "pages/a,b.md", "line": 3, "column": 7, "severity": "error", "message": "50 % is\nlost.",
    }  # fmt: skip
    assert (second["line"], second["column"]) == (None, None)
    assert msgspec.json.decode(FORMATS["json"]([], PAGES)) == []


def test_github_gets_commands_in_which_nothing_breaks_out() -> None:
    assert FORMATS["github"](FAULTS, PAGES).splitlines() == [
        "::error file=pages/a%2Cb.md,line=3,col=7::50 %25 is%0Alost.",
        "::warning file=pages/blog/c.md::Mend it.",
        "::notice file=pages/site.toml,line=2::Look.",
    ]


def test_errors_fail_warnings_where_that_is_asked_for_and_notices_never() -> None:
    assert failed(FAULTS)
    assert not failed(FAULTS[1:])
    assert failed(FAULTS[1:], strict=True)
    assert not failed(FAULTS[2:], strict=True)


def test_who_reads_only_the_first_lines_is_told_nothing_else(tmp_path: Path) -> None:
    """As with `duologue check | head -1`, where what is written goes nowhere in the end."""
    reading, writing = os.pipe()
    os.close(reading)
    run = subprocess.run(
        [sys.executable, "-m", "server.cli", "check"],
        cwd=ROOT,
        env={**os.environ, "DUOLOGUE_PAGES": str(tmp_path)},
        stdout=writing,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writing)
    assert (run.returncode, run.stderr) == (1, b"")
