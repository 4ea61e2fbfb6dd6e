"""Splits a file into what is said about it (front matter) and what is read (body), in every dialect."""

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from server.content import yaml_mapping
from server.content.problem import Problem, Unreadable

FENCES = {"---": ("---", "..."), "+++": ("+++",)}
TOML_START = re.compile(r"(?:\s*(?:#.*)?\n)*\s*(?:\[|[\w.\"'-]+\s*=)")
KEY_LINE = re.compile(r"[A-Za-z][\w-]*\s*[:=]")
PELICAN_LINE = re.compile(r"([A-Za-z][\w ._-]{0,40}):(?:[ \t]+(.*))?$")
PELICAN_FIRST = {"title", "date", "modified", "slug", "tags", "category", "author", "authors", "summary", "status"}


class FrontMatter(msgspec.Struct, frozen=True):
    """The keys as they stand in the file, and the body with the number of its first line."""

    values: Mapping[str, Any]
    body: str
    first_line: int
    head: str = ""
    problems: Sequence[Problem] = ()

    def line_of(self, key: str) -> int | None:
        """The line on which a key is given, for messages; the dialects' parsers do not tell it."""
        found = re.search(rf"^[\s{{\[\"',]*{re.escape(key)}[\"']?\]?\s*[:=\]]", self.head, re.MULTILINE)
        return self.head.count("\n", 0, found.end()) + 1 if found else None


def split(text: str) -> FrontMatter:
    r"""Take a text with `\n` line ends apart. Raises Unreadable where front matter was begun but cannot be read."""
    first = text.split("\n", 1)[0].rstrip()
    if first in FENCES:
        return _fenced(text, first)
    if text.startswith("{") and re.match(r"\{\s*[\"}]", text):
        return _json(text)
    if PELICAN_LINE.match(first) and first.split(":")[0].strip().lower() in PELICAN_FIRST:
        return _pelican(text)
    return FrontMatter({}, text, 1)


def _fenced(text: str, fence: str) -> FrontMatter:
    lines = text.split("\n")
    end = next((n for n, line in enumerate(lines[1:], 1) if line.rstrip() in FENCES[fence]), None)
    if end is None:
        if len(lines) > 1 and KEY_LINE.match(lines[1]):
            raise Unreadable(1, f"The front matter is not closed: put {fence} on a line of its own after it.")
        return FrontMatter({}, text, 1)
    head = "\n".join(lines[1:end])
    body = FrontMatter({}, "\n".join(lines[end + 1 :]), end + 2, "\n" + head)
    if not head.strip():
        return body
    if fence == "+++" or TOML_START.match(head):
        return msgspec.structs.replace(body, values=_toml(head))
    read = yaml_mapping.read(head, first_line=2)
    if read is None:  # prose between two thematic breaks
        return FrontMatter({}, text, 1)
    return msgspec.structs.replace(body, values=read.values, problems=read.problems)


def _toml(head: str) -> dict[str, Any]:
    try:
        return tomllib.loads(head)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"at line (\d+)", str(error))
        line = int(place[1]) + 1 if place else head.count("\n") + 2
        raise Unreadable(line, f"The front matter is not valid TOML: {error}.") from error
    except RecursionError as error:
        raise Unreadable(2, "The front matter is nested too deeply.") from error


def _json(text: str) -> FrontMatter:
    problems: list[Problem] = []

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key, value in pairs:
            if key in values:
                problems.append(Problem(None, f"The key '{key}' is given twice; the last one counts."))
            values[key] = value
        return values

    try:
        values, end = json.JSONDecoder(object_pairs_hook=unique).raw_decode(text)
        json.dumps(values, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        raise Unreadable(error.lineno, f"The front matter is not valid JSON: {error.msg}.") from error
    except UnicodeEncodeError as error:
        raise Unreadable(1, "The front matter escapes half of a character (a lone surrogate).") from error
    except RecursionError as error:
        raise Unreadable(1, "The front matter is nested too deeply.") from error
    line_end = text.find("\n", end)
    if line_end >= 0 and not text[end:line_end].strip():
        end = line_end + 1
    head, body = text[:end], text[end:]
    return FrontMatter(values, body, head.count("\n") + 1, head, problems)


def _pelican(text: str) -> FrontMatter:
    """Pelican's header: `Key: value` lines up to the first empty one; an indented line goes on with the value."""
    head, _, body = text.partition("\n\n")
    values: dict[str, Any] = {}
    key = ""
    for line in head.split("\n"):
        if key and line[:1] in (" ", "\t"):
            values[key] = f"{values[key]}\n{line.strip()}".strip()
            continue
        found = PELICAN_LINE.match(line.rstrip())
        if not found:  # prose that only began like a header
            return FrontMatter({}, text, 1)
        key = found[1].strip().lower()
        values[key] = yaml_mapping.Plain((found[2] or "").strip())
    return FrontMatter(values, body, head.count("\n") + 3, head)
