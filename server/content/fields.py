"""The keys of five generators' front matter, each led to the one field it means here."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from server.content import values
from server.content.front_matter import FrontMatter
from server.content.problem import Problem
from server.content.spellings import IN_TABLES, KNOWN, MEANING, RANK, nearest, plain

MOST_TAGS = 100  # each is a page that names the others
MOST_UNKNOWN = 20  # unknown keys of one document that are named
HIDDEN = ("hidden", "unlisted")
NOT_SHOWN = ("draft", "private", *HIDDEN)


class Fields(msgspec.Struct, frozen=True, kw_only=True):
    """What a document says of itself; None where it does not."""

    title: str | None = None
    description: str = ""
    date: dt.date | None = None  # or a datetime, which is one
    updated: dt.date | None = None
    expires: dt.date | None = None
    date_label: str = ""
    draft: bool = False
    tags: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    image: str | None = None
    card: str = "summary"
    creator: str | None = None
    language: str | None = None
    order: float | None = None
    slug: str | None = None
    address: str | None = None
    extra: Mapping[str, Any] = {}


def read(front: FrontMatter) -> tuple[Fields, list[Problem]]:
    """Lead each key to its field. What cannot be understood is a problem; what nobody knows is kept in `extra`."""
    reading = _Reading(front)
    for key, value in front.values.items():
        reading.take(str(key), value)
    return reading.finished()


class _Reading:
    """The fields of one document in the making."""

    def __init__(self, front: FrontMatter) -> None:
        self._front = front
        self._problems: list[Problem] = list(front.problems)
        self._given: dict[str, tuple[int, Any]] = {}
        self._extra: dict[str, Any] = {}
        self._unknown = 0

    def take(self, key: str, value: Any, *, table: str = "") -> None:
        """Note what one key says; a stronger spelling of the same field wins."""
        name = plain(key)
        if table and name not in IN_TABLES[table]:
            return
        if isinstance(value, Mapping) and name in IN_TABLES and not table:
            for inner_key, inner in value.items():
                self.take(str(inner_key), inner, table=name)
        if name in ("datelabels", "datelabel") and isinstance(value, Mapping):
            name, value = "datelabel", value.get("page", "")
        field = MEANING.get(name)
        if field is None or (field == "address" and "://" in str(value)):
            self._keep(key, value)
        elif field == "draft":
            self._give_draft(key, value)
        elif not values.empty(value):
            self._give(field, RANK[name] + (100 if table else 0), key, value)

    def finished(self) -> tuple[Fields, list[Problem]]:
        given = {name: value for name, (_, value) in self._given.items()}
        return Fields(**given, extra=self._extra), self._problems

    def _give(self, field: str, rank: int, key: str, value: Any) -> None:
        reader: Callable[[Any], Any] = values.READERS.get(field, values.text)
        try:
            read = reader(value)
        except ValueError as error:
            if field in ("date", "expires"):  # it may have been meant to be hidden by now
                self._say(key, f"{error}. The document is kept back until this is mended.", error=True)
                self._hold_back()
            else:
                self._say(key, f"{error}.", error=field == "updated")
            return
        if field == "tags" and len(read) > MOST_TAGS:
            self._say(key, f"a document has at most {MOST_TAGS} tags: the rest are left out.")
            read = read[:MOST_TAGS]
        if field not in self._given or rank < self._given[field][0]:
            self._given[field] = (rank, read)

    def _give_draft(self, key: str, value: Any) -> None:
        """`published` says the opposite, or is a date; `status` may be a project's."""
        name, word = plain(key), "" if isinstance(value, Mapping | list) else values.text(value).lower()
        if name == "published":
            if word in values.FALSE:
                self._hold_back()
            elif word and word not in values.TRUE:
                self._give("date", 50, key, value)
            return
        if name == "status":
            self._extra[key] = values.kept(value)
            name, word = word, "true" if word in NOT_SHOWN else "no"
        if word in values.FALSE or values.empty(value):
            return
        if word not in values.TRUE:
            self._say(key, f"'{word}' is neither true nor false; it counts as true.")
        if name in HIDDEN:
            self._say(key, "what is not listed is not served at all here, as a draft is not.")
        self._hold_back()

    def _hold_back(self) -> None:
        self._given["draft"] = (0, True)

    def _keep(self, key: str, value: Any) -> None:
        self._extra[key] = values.kept(value)
        if plain(key) not in KNOWN:
            self._unknown += 1
            if self._unknown <= MOST_UNKNOWN:
                self._say(key, f"nobody knows this key; the nearest that is known is '{nearest(key[:80])}'.")

    def _say(self, key: str, message: str, *, error: bool = False) -> None:
        problem = Problem(self._front.line_of(key), f"{key[:80]}: {message}", "error" if error else "warning")
        self._problems.append(problem)
