"""Reads site.toml; whatever is wrong in it costs that one value, never the site."""

import difflib
import re
import tomllib
from pathlib import Path, PurePosixPath
from typing import Any

import msgspec

from server.content.document import Fault
from server.content.site import Site

NAME = PurePosixPath("site.toml")
PLACE = re.compile(r"^(?P<what>.*?)(?: - at `\$(?P<place>[^`]*)`)?$", re.DOTALL)
UNKNOWN = re.compile(r"unknown field `([^`]*)`")
STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+)\]")


def read(pages: Path) -> tuple[Site, tuple[Fault, ...]]:
    """The site as described in pages/site.toml, and what could not be used of it."""
    file = pages / NAME
    if file.exists() and not file.is_file():  # a pipe would never end
        return Site(), (_fault(None, "It is no ordinary file. Defaults are used."),)
    try:
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return Site(), (_fault(None, "There is no site.toml: the site goes by made-up names.", warning=True),)
    except (OSError, UnicodeDecodeError) as error:
        return Site(), (_fault(None, f"It cannot be read: {error}. Defaults are used."),)
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        line = re.search(r"at line (\d+)", str(error))
        return Site(), (_fault(int(line[1]) if line else None, f"It is not valid TOML: {error}. Defaults are used."),)
    return _converted(data, text)


def _converted(data: dict[str, Any], text: str) -> tuple[Site, tuple[Fault, ...]]:
    """Leave out what does not fit, one value at a time, until the rest does."""
    faults: list[Fault] = []
    while True:
        try:
            return msgspec.convert(data, Site), tuple(faults)
        except msgspec.ValidationError as error:
            found = PLACE.match(str(error))
            what, place = (found["what"], found["place"] or "") if found else (str(error), "")
            steps = [int(number) if number else name for name, number in STEP.findall(place)]
            unknown = UNKNOWN.search(what)
            if unknown:
                steps.append(unknown[1])
                near = difflib.get_close_matches(unknown[1], _names(steps[:-1]), n=1, cutoff=0)
                message = f"'{_dotted(steps)}' is not a key; did you mean '{near[0]}'?"
            else:
                message = f"'{_dotted(steps)}' is left out: {what[:1].lower()}{what[1:]}."
            faults.append(_fault(_line(text, steps), message))
            if not _dropped(data, steps):
                return Site(), tuple(faults)


def _names(steps: list[str | int]) -> list[str]:
    """The keys known at a place of the file."""
    kind: Any = msgspec.inspect.type_info(Site)
    for step in steps:
        if isinstance(step, int):
            kind = kind.item_type
        else:
            kind = next(field.type for field in kind.fields if field.encode_name == step)
        if isinstance(kind, msgspec.inspect.UnionType):
            kind = next(part for part in kind.types if not isinstance(part, msgspec.inspect.NoneType))
    return [field.encode_name for field in kind.fields]


def _dropped(data: Any, steps: list[str | int]) -> bool:
    for step in steps[:-1]:
        data = data[step]
    if not steps:
        return False
    # A field that is missing in an entry of a list: the entry goes.
    del data[steps[-1]]
    return True


def _line(text: str, steps: list[str | int]) -> int | None:
    """The line of the last key of a place, as far as a search can tell; tables keep their order in a file."""
    at = 0
    for step in steps:
        if isinstance(step, str):
            found = re.compile(
                rf"^\s*(?:\[+.*\b{re.escape(step)}\b.*\]+|[\"']?{re.escape(step)}[\"']?\s*=|.*[{{,]\s*{re.escape(step)}\s*=)",
                re.MULTILINE,
            ).search(text, at)
            at = found.start() if found else at
    return text.count("\n", 0, len(text[:at]) + len(text[at:]) - len(text[at:].lstrip())) + 1 if at or steps else None


def _dotted(steps: list[str | int]) -> str:
    return ".".join(str(step + 1) if isinstance(step, int) else step for step in steps)


def _fault(line: int | None, message: str, *, warning: bool = False) -> Fault:
    return Fault(path=NAME, line=line, severity="warning" if warning else "error", message=message)
