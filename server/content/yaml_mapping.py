"""YAML front matter as plain dicts, lists and text: no types guessed, no tags obeyed, no depth that could hurt.

Built from the parser's events, because the loaders turn `title: No` into False, `1.10` into 1.1 and `12:30`
into 45000, keep silent about a key given twice, and their composer in C overflows the stack on deep nesting.
"""

from collections.abc import Sequence
from typing import Any

import msgspec
import yaml

from server.content.problem import Problem, Unreadable

DEEPEST = 40
LONGEST = 100_000  # characters
LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class Plain(str):
    """An unquoted scalar: whoever asks for a number or a truth value may read it as one."""

    __slots__ = ()

    def value(self) -> Any:
        """By YAML 1.2's core schema: null, true, false, numbers; else the text."""
        word = str(self)
        if word in ("", "~", "null", "Null", "NULL"):
            return None
        if word.lower() in ("true", "false"):
            return word.lower() == "true"
        for number in (int, float):
            try:
                return number(word) if "_" not in word else word
            except ValueError:
                continue
        return word


class Read(msgspec.Struct, frozen=True):
    """A mapping, and the keys that it gives twice."""

    values: dict[str, Any]
    problems: Sequence[Problem]


def read(text: str, *, first_line: int) -> Read | None:
    """The text's mapping; None where it is valid YAML but no mapping. Raises Unreadable with the line."""
    if len(text) > LONGEST:
        raise Unreadable(first_line, f"The front matter has more than {LONGEST:,} characters.")
    problems: list[Problem] = []
    try:
        value = _built(text, problems, first_line)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + first_line if mark else first_line
        raise Unreadable(line, f"The front matter is not valid YAML: {error.problem or error.context}.") from error
    except yaml.YAMLError as error:
        raise Unreadable(first_line, f"The front matter is not valid YAML: {error}.") from error
    return Read(value, problems) if isinstance(value, dict) else None


def _built(text: str, problems: list[Problem], first_line: int) -> Any:
    """The first document's value. Each open collection waits on the stack with the key it has read so far."""
    stack: list[tuple[Any, list[Any]]] = []  # (collection, [pending key])
    anchors: dict[str, Any] = {}
    root: Any = None
    for event in yaml.parse(text, Loader=LOADER):
        line = event.start_mark.line + first_line
        value: Any
        if isinstance(event, yaml.ScalarEvent):
            value = Plain(event.value) if event.implicit[0] else event.value
        elif isinstance(event, yaml.AliasEvent):
            if not isinstance(anchors.get(event.anchor), str):
                raise Unreadable(line, f"*{event.anchor} stands for no single value given before it.")
            value = anchors[event.anchor]
        elif isinstance(event, yaml.CollectionStartEvent):
            if len(stack) >= DEEPEST:
                raise Unreadable(line, "The front matter is nested too deeply.")
            value = {} if isinstance(event, yaml.MappingStartEvent) else []
        elif isinstance(event, yaml.CollectionEndEvent):
            stack.pop()
            continue
        elif isinstance(event, yaml.DocumentEndEvent):
            break
        else:
            continue
        if isinstance(event, yaml.ScalarEvent) and event.anchor:
            anchors[event.anchor] = value
        if stack:
            _add(stack[-1], value, line, problems)
        else:
            root = value
        if isinstance(event, yaml.CollectionStartEvent):
            stack.append((value, []))
    return root


def _add(parent: tuple[Any, list[Any]], value: Any, line: int, problems: list[Problem]) -> None:
    collection, pending = parent
    if isinstance(collection, list):
        collection.append(value)
    elif not pending:
        if not isinstance(value, str):
            raise Unreadable(line, "A key of the front matter must be a word.")
        if value in collection:
            problems.append(Problem(line, f"The key '{value}' is given twice; the last one counts."))
        pending.append(str(value))
    else:
        collection[pending.pop()] = value
