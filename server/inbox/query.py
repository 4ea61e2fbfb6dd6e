"""What is asked of the list: as the fields of an address, and as conditions on the table."""

import re
from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

import msgspec
from sqlalchemy import ColumnElement, false, or_, true

from server.contact.cleaning import line
from server.contact.standing import Name
from server.db.tables import inquiry
from server.inbox.states import STATES, WAITING_FOR_OWNER, known

LONGEST = 200  # characters of a search
MOST_WORDS = 8
CURSOR = re.compile(r"([01])\.(\d{1,15})\.([0-9a-f-]{36})", re.ASCII)


class Query(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked of the list. Without a state, everything outside the drawer."""

    text: str = ""
    state: Name | None = None
    yours: bool = False  # only what waits for the owner
    kind: str = ""
    topic: str = ""


def query_of(asked: Mapping[str, str]) -> Query:
    """What the fields of an address ask for; a state that is none asks for nothing."""
    return Query(
        text=line(asked.get("q", "")[:LONGEST]),
        state=known(asked.get("state", "")),
        yours=asked.get("turn") == "yours",
        kind=line(asked.get("kind", "")[:LONGEST]),
        topic=line(asked.get("topic", "")[:LONGEST]),
    )


def address_of(query: Query, *, after: str = "") -> str:
    """The address that asks for this, without what it does not ask for."""
    asked = {
        "q": query.text,
        "state": query.state,
        "turn": "yours" if query.yours else "",
        "kind": query.kind,
        "topic": query.topic,
        "after": after,
    }
    given = {name: value for name, value in asked.items() if value}
    return f"/inbox?{urlencode(given)}" if given else "/inbox"


def turns(query: Query) -> Sequence[Sequence[Name]]:
    """The states that the query asks for: first those that wait for the owner, then the others."""
    asked = [query.state] if query.state else [state for state in STATES if state != "spam"]
    waiting = [state for state in asked if state in WAITING_FOR_OWNER]
    return (waiting,) if query.yours else (waiting, [state for state in asked if state not in WAITING_FOR_OWNER])


def conditions(query: Query) -> Sequence[ColumnElement[bool]]:
    """All of which hold for what the query asks for, whatever its state: each word of it somewhere in the inquiry."""
    found: list[ColumnElement[bool]] = []
    if query.kind:
        found.append(inquiry.c.kind == query.kind)
    if query.topic:
        found.append(inquiry.c.topics.contains(msgspec.json.encode(query.topic).decode(), autoescape=True))
    return [*found, *(_anywhere(word) for word in query.text.split()[:MOST_WORDS])]


def beyond(cursor: str, *, yours: bool) -> Sequence[ColumnElement[bool]]:
    """What comes after a cursor in the order of the list, of what waits for the owner or of the others.

    A cursor that is none stands before everything.
    """
    match = CURSOR.fullmatch(cursor)
    if match is None:
        return []
    last_rank, last_at, last_id = int(match[1]), int(match[2]), match[3]
    if last_rank != int(not yours):
        return [true() if last_rank < int(not yours) else false()]
    received_at = inquiry.c.received_at
    return [received_at <= last_at, or_(received_at < last_at, inquiry.c.id < last_id)]


def _anywhere(word: str) -> ColumnElement[bool]:
    """A word in name, address or message, in any case.

    SQLite folds the case of ASCII alone, so other letters are looked for in each of their usual spellings.
    """
    spellings = {word} if word.isascii() else {word, word.lower(), word.upper(), word.capitalize()}
    places = (inquiry.c.name, inquiry.c.email, inquiry.c.message)
    return or_(*(place.icontains(form, autoescape=True) for place in places for form in sorted(spellings)))
