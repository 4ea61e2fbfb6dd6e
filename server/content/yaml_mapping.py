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
    tree = _grown(text, first_line, "The front matter")
    return Read(tree.root, tree.problems) if isinstance(tree.root, dict) else None


def value(text: str) -> Any:
    """Whatever a file of YAML holds, in the same way. Raises Unreadable with the line."""
    return _grown(text, 1, "It").root


def _grown(text: str, first_line: int, what: str) -> "_Tree":
    tree = _Tree(first_line)
    try:
        tree.grow(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + first_line if mark else first_line
        raise Unreadable(line, f"{what} is not valid YAML: {error.problem or error.context}.") from error
    except yaml.YAMLError as error:
        raise Unreadable(first_line, f"{what} is not valid YAML: {error}.") from error
    return tree


class _Tree:
    """Builds the value from the parser's events. Each open collection waits with the key it has read last."""

    def __init__(self, first_line: int) -> None:
        self.root: Any = None
        self.problems: list[Problem] = []
        self._first_line = first_line
        self._open: list[tuple[Any, list[str]]] = []
        self._anchors: dict[str | None, str] = {}

    def grow(self, text: str) -> None:
        """Take in the first document of a text."""
        for event in yaml.parse(text, Loader=LOADER):
            mark = event.start_mark
            line = (mark.line if mark else 0) + self._first_line
            if isinstance(event, yaml.ScalarEvent):
                value = Plain(event.value) if event.implicit[0] else event.value
                if event.anchor:
                    self._anchors[event.anchor] = value
                self._add(value, line)
            elif isinstance(event, yaml.AliasEvent):
                if event.anchor not in self._anchors:
                    raise Unreadable(line, f"*{event.anchor} stands for no single value given before it.")
                self._add(self._anchors[event.anchor], line)
            elif isinstance(event, yaml.CollectionStartEvent):
                if len(self._open) >= DEEPEST:
                    raise Unreadable(line, "The front matter is nested too deeply.")
                collection: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
                self._add(collection, line)
                self._open.append((collection, []))
            elif isinstance(event, yaml.CollectionEndEvent):
                self._open.pop()
            elif isinstance(event, yaml.DocumentEndEvent):
                return

    def _add(self, value: Any, line: int) -> None:
        if not self._open:
            self.root = value
            return
        collection, pending = self._open[-1]
        if isinstance(collection, list):
            collection.append(value)
        elif pending:
            collection[pending.pop()] = value
        elif not isinstance(value, str):
            raise Unreadable(line, "A key of the front matter must be a word.")
        else:
            if value in collection:
                self.problems.append(Problem(line, f"The key '{value}' is given twice; the last one counts."))
            pending.append(str(value))
