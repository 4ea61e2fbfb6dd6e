"""What `check` found, for people, for programs and for GitHub."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from server.content.document import Fault

PLURALS = {"error": "errors", "warning": "warnings", "notice": "notices"}
# In a GitHub message and in its properties (github.com/actions/toolkit, packages/core/src/command.ts).
ESCAPED = {"%": "%25", "\r": "%0D", "\n": "%0A"}
ESCAPED_IN_PROPERTY = ESCAPED | {":": "%3A", ",": "%2C"}


def failed(faults: Iterable[Fault], *, strict: bool = False) -> bool:
    """Whether `check` exits 1: on an error, and with `strict` on a warning too. A notice says nothing of the pages."""
    return any(fault.severity == "error" or (strict and fault.severity == "warning") for fault in faults)


def text(faults: Collection[Fault], pages: Path) -> str:
    """A line for each fault, and how many there are."""
    if not faults:
        return "No faults found."
    lines = [f"{pages / fault.place}: {fault.severity}: {fault.message}" for fault in faults]
    counts = Counter(fault.severity for fault in faults)
    return "\n".join([*lines, _counted(counts)])


def json(faults: Collection[Fault], pages: Path) -> str:
    """A list of objects with path, line, column (null where unknown), severity and message."""
    found = [
        {
            "path": str(pages / fault.path),
            "line": fault.line,
            "column": fault.column,
            "severity": fault.severity,
            "message": fault.message,
        }
        for fault in faults
    ]
    return msgspec.json.format(msgspec.json.encode(found), indent=2).decode()


def github(faults: Collection[Fault], pages: Path) -> str:
    """Workflow commands that put each fault beside its line (docs.github.com, "Workflow commands")."""
    return "\n".join(_command(fault, pages) for fault in faults)


FORMATS: Mapping[str, Callable[[Collection[Fault], Path], str]] = {"text": text, "json": json, "github": github}


def _counted(counts: Mapping[Any, int]) -> str:
    """Errors and warnings always, so that a zero is read; notices where there are any."""
    said = [(name, counts.get(name, 0)) for name in PLURALS]
    return ", ".join(
        f"{number} {name if number == 1 else PLURALS[name]}" for name, number in said if number or name != "notice"
    )


def _command(fault: Fault, pages: Path) -> str:
    properties = {"file": str(pages / fault.path), "line": fault.line, "col": fault.column}
    said = ",".join(f"{key}={_escaped(str(value), ESCAPED_IN_PROPERTY)}" for key, value in properties.items() if value)
    return f"::{fault.severity} {said}::{_escaped(fault.message, ESCAPED)}"


def _escaped(value: str, signs: Mapping[str, str]) -> str:
    return "".join(signs.get(sign, sign) for sign in value)
