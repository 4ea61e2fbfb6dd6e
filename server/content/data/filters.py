"""The ways to look at a list of data: by status, kind, year or tag; each way is a page, reached by a link."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from urllib.parse import quote

import msgspec

from server.content.data.item import Item
from server.content.tags import tag_slug

MOST = 40  # values of one key; a list of people's names, say, is no way to look at things


class Choice(msgspec.Struct, frozen=True):
    """One value, and the items that have it; `address` is encoded."""

    label: str
    path: str
    address: str
    items: tuple[Item, ...]


class Filter(msgspec.Struct, frozen=True):
    """A key by which the items of a page can be told apart."""

    name: str
    label: str
    choices: tuple[Choice, ...]


def filters(items: Sequence[Item], address: str) -> tuple[Filter, ...]:
    """The keys that tell some items of a page from others."""
    found = (_filter(name, label, values, items, address) for name, (label, values) in KEYS.items())
    return tuple(each for each in found if each)


def in_order(items: Iterable[Item]) -> tuple[Item, ...]:
    """What is under way first, then what was finished, the last first, then the rest; else as in the file."""

    def age(item: Item) -> tuple[int, int]:
        if item.under_way:
            return (0, 0)
        return (1, -item.date.toordinal()) if item.date else (2, 0)

    return tuple(sorted(items, key=age))


def _filter(
    name: str, label: str, values: Callable[[Item], Iterable[str]], items: Sequence[Item], address: str
) -> Filter | None:
    groups: dict[str, tuple[str, list[Item]]] = {}
    for item in items:
        for value in values(item):
            if value:
                groups.setdefault(tag_slug(value), (value, []))[1].append(item)
    telling = len(groups) > 1 or any(len(group) < len(items) for _, group in groups.values())
    if not telling or len(groups) > MOST:
        return None
    choices = [
        Choice(_words(value), f"{address}/{name}/{slug}", quote(f"{address}/{name}/{slug}"), tuple(group))
        for slug, (value, group) in groups.items()
    ]
    if name == "year":
        choices.sort(key=lambda choice: choice.label, reverse=True)
    return Filter(name, label, tuple(choices))


def _words(value: str) -> str:
    words = value.replace("-", " ").replace("_", " ") if value.islower() else value
    return words[:1].upper() + words[1:]


KEYS: Mapping[str, tuple[str, Callable[[Item], Iterable[str]]]] = {
    "status": ("Status", lambda item: (item.status,)),
    "kind": ("Kind", lambda item: (item.kind or item.group,)),
    "year": ("Year", lambda item: (f"{item.date.year:04}" if item.date else "",)),
    "tag": ("Tag", lambda item: item.tags),
}
