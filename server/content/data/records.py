"""Reads lists of records out of TOML, YAML, JSON and CSV; each record is a table of the words in the file."""

import csv
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from io import StringIO
from typing import Any, NamedTuple

from server.content import yaml_mapping
from server.content.problem import Unreadable

ENDINGS = (".toml", ".yaml", ".yml", ".json", ".csv")
LARGEST = 2_000_000  # characters
MOST = 5_000  # records


class Record(NamedTuple):
    """`group` names the list in which it stands, where a file has several."""

    group: str
    values: Mapping[str, Any]


def read(text: str, ending: str) -> list[Record]:
    """The records of a file; none where it is valid but holds no list of tables. Raises Unreadable."""
    if len(text) > LARGEST:
        raise Unreadable(None, f"It has more than {LARGEST:,} characters: make it several files.")
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    found = of(_rows(text) if ending == ".csv" else _tree(text, ending))
    if len(found) > MOST:
        raise Unreadable(None, f"It has more than {MOST:,} records: make it several files.")
    return found


def of(value: Any) -> list[Record]:
    """The records in a value: a list of tables, or a table of such lists, of which each is a group."""
    if isinstance(value, list):
        return [Record("", each) for each in value if isinstance(each, Mapping)]
    if not isinstance(value, Mapping):
        return []
    lists = {str(key): inner for key, inner in value.items() if isinstance(inner, list)}
    found = {key: [each for each in inner if isinstance(each, Mapping)] for key, inner in lists.items()}
    named = {key: tables for key, tables in found.items() if tables}
    return [Record(key if len(named) > 1 else "", each) for key, tables in named.items() for each in tables]


def _tree(text: str, ending: str) -> Any:
    try:
        if ending == ".toml":
            return tomllib.loads(text)
        return json.loads(text) if ending == ".json" else yaml_mapping.value(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        raise Unreadable(int(line[1]) if line else None, f"It is not valid TOML: {error}.") from error
    except json.JSONDecodeError as error:
        raise Unreadable(error.lineno, f"It is not valid JSON: {error.msg}.") from error
    except RecursionError as error:
        raise Unreadable(None, "It is nested too deeply.") from error


def _rows(text: str) -> list[dict[str, str]]:
    """The rows under a first line of names, with commas, semicolons or tabs between them."""
    rows = csv.reader(StringIO(text), delimiter=_delimiter(text), strict=True)
    try:
        return list(_named(rows))
    except csv.Error as error:
        raise Unreadable(rows.line_num, f"It is not valid CSV: {error}.") from error


def _named(rows: Iterator[list[str]]) -> Iterator[dict[str, str]]:
    names = [name.strip() for name in next(rows, [])]
    for row in rows:
        if any(cell.strip() for cell in row):
            yield {name: cell.strip() for name, cell in zip(names, row, strict=False) if name}


def _delimiter(text: str) -> str:
    first = text.partition("\n")[0]
    return max(",;\t", key=first.count)
