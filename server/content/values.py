"""Reads the values of front matter, each as the field it is given for. Raises ValueError with what belongs there."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from server.content import dates
from server.content.yaml_mapping import Plain

CARDS = ("summary", "summary_large_image", "app", "player")
TRUE, FALSE = ("true", "yes", "on", "1"), ("false", "no", "off", "0")


def kept(value: Any) -> Any:
    """An unknown key's value, with numbers and truth values where they were written without quotes."""
    if isinstance(value, Plain):
        return value.value()
    if isinstance(value, Mapping):
        return {str(key): kept(inner) for key, inner in value.items()}
    return [kept(inner) for inner in value] if isinstance(value, list) else value


def empty(value: Any) -> bool:
    return value is None or value in ("", []) or (isinstance(value, Plain) and value.value() is None)


def text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping | list):
        raise ValueError("a text belongs here, not a list")  # noqa: TRY004 (a fault of the file, not of a type here)
    return " ".join(str(value).split())


def _tags(value: Any) -> tuple[str, ...]:
    """A list; or a text with commas, or else with spaces, between its tags."""
    if isinstance(value, str):
        found = [part.strip().strip("\"'[]") for part in (value.split(",") if "," in value else value.split())]
    elif isinstance(value, list):
        found = [text(part) for part in value]
    else:
        found = [text(value)]
    unique: dict[str, str] = {}
    for tag in found:
        unique.setdefault(tag.casefold(), tag)
    return tuple(tag for tag in unique.values() if tag)


def _addresses(value: Any) -> tuple[str, ...]:
    parts = value if isinstance(value, list) else re.split(r"[,\s]+", str(value))
    return tuple(word for part in parts if (word := text(part)))


def _image(value: Any) -> str:
    """A path; or the path in a table or list, as themes of Hugo, Jekyll and Astro have it."""
    if isinstance(value, list) and value:
        return _image(value[0])
    if isinstance(value, Mapping):
        for key in ("image", "src", "url", "path", "feature", "relative"):
            if isinstance(value.get(key), str):
                return text(value[key])
        raise ValueError("the path of a picture belongs here")
    return text(value)


def _card(value: Any) -> str:
    card = text(value)
    if card not in CARDS:
        raise ValueError(f"'{card}' is no kind of card; there are {', '.join(CARDS)}")
    return card


def number(value: Any) -> float:
    try:
        return float(text(value))
    except ValueError as error:
        raise ValueError(f"'{value}' is not a number") from error


READERS: Mapping[str, Callable[[Any], Any]] = {
    "date": dates.parsed,
    "updated": dates.parsed,
    "expires": dates.parsed,
    "tags": _tags,
    "aliases": _addresses,
    "image": _image,
    "card": _card,
    "order": number,
}
