"""What was looked at, how it is, and what mends it, in one sentence or two."""

import textwrap
from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec

WIDTH = 100


class Finding(msgspec.Struct, frozen=True):
    """`good` says what was looked at, `note` what the owner should know, `bad` what has to be mended."""

    level: Literal["good", "note", "bad"]
    words: str


def good(words: str) -> Finding:
    return Finding("good", words)


def note(words: str) -> Finding:
    return Finding("note", words)


def bad(words: str) -> Finding:
    return Finding("bad", words)


def report(findings: Sequence[Finding]) -> str:
    """Everything for a terminal, one below the other, and how it stands in all."""
    lines = [_lines(finding) for finding in findings]
    count = sum(finding.level == "bad" for finding in findings)
    end = {0: "Nothing has to be mended.", 1: "One thing has to be mended."}
    return "\n".join([*lines, "", end.get(count, f"{count} things have to be mended.")])


def failed(findings: Iterable[Finding]) -> bool:
    """Whether something has to be mended."""
    return any(finding.level == "bad" for finding in findings)


def _lines(finding: Finding) -> str:
    mark = {"good": "good  ", "note": "note  ", "bad": "BAD   "}[finding.level]
    return textwrap.fill(
        finding.words,
        WIDTH,
        initial_indent=mark,
        subsequent_indent=" " * len(mark),
        break_long_words=False,
        break_on_hyphens=False,
    )
