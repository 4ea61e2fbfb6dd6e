"""What the list finds, in which order, and page by page."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncConnection

from server.db import Database
from server.db.tables import letter
from server.inbox import store
from server.inbox.query import Query, address_of, query_of
from server.inbox.store import Line
from server.mail import outbox
from tests.db.rows import put_inquiry
from tests.inbox.conftest import NOW, ident_of

pytestmark = pytest.mark.anyio


class Shelf:
    """Puts inquiries, and asks for them by name."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.count = 0

    async def put(self, name: str, **values: object) -> str:
        self.count += 1
        ident = ident_of(self.count)
        row = {"name": name, "email": "someone@example.org", "received_at": NOW + self.count} | values
        await self.database.write(lambda connection: put_inquiry(connection, ident, **row))
        return ident

    async def lines(self, query: Query | None = None, after: str = "", limit: int = store.PAGE) -> list[Line]:
        asked = query or Query()
        return list(await self.database.read(lambda connection: store.lines(connection, asked, after, limit)))

    async def names(self, query: Query | None = None) -> list[str]:
        return [line.name for line in await self.lines(query)]


@pytest.fixture
def shelf(database: Database) -> Shelf:
    return Shelf(database)


async def test_what_waits_for_the_owner_comes_first_each_part_from_the_newest(shelf: Shelf) -> None:
    for name, state in (("a", "new"), ("b", "active"), ("c", "read"), ("d", "completed"), ("e", "spam")):
        await shelf.put(name, state=state)
    assert await shelf.names() == ["c", "a", "d", "b"]


async def test_the_drawer_is_looked_into_by_its_name_alone(shelf: Shelf) -> None:
    await shelf.put("clean")
    await shelf.put("suspect", state="spam", spam_reasons='["Four links in three lines."]')
    assert await shelf.names() == ["clean"]
    (line,) = await shelf.lines(Query(state="spam"))
    assert (line.name, line.spam_reasons) == ("suspect", ("Four links in three lines.",))
    assert await shelf.names(Query(text="suspect")) == []


async def test_each_page_goes_on_where_the_last_one_ended(shelf: Shelf) -> None:
    """Also where many came in one second, and across the border between the two parts."""
    for number in range(11):
        state = "new" if number % 3 else "active"
        await shelf.put(str(number), received_at=NOW + number // 4, state=state)
    whole = await shelf.names()
    assert len(whole) == 11
    found: list[str] = []
    after = ""
    while page := await shelf.lines(after=after, limit=2):
        found += [line.name for line in page]
        after = page[-1].cursor
    assert found == whole


@pytest.mark.parametrize("cursor", ["x", "0", "0.1", "2.1." + "a" * 36, "0.-1." + "a" * 36, "0.1.\0", "'; --"])
async def test_a_cursor_that_is_none_is_the_beginning(shelf: Shelf, cursor: str) -> None:
    await shelf.put("a")
    assert [line.name for line in await shelf.lines(after=cursor)] == ["a"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ada", ["Ada"]),
        ("ADA", ["Ada"]),
        ("lovelace example", ["Ada"]),
        ("engines", ["Ada"]),
        ("ada noether", []),
        ("zoë", ["Zoë"]),
        ("ZOË", ["Zoë"]),
        ("ärger", ["Zoë"]),
        ("研究", ["研究者"]),
        ("究", ["研究者"]),
        ("100%", ["Zoë"]),
        ("1%0", []),
        ("under_score", ["Zoë"]),
        ("under-score", []),
        ("\\", ["研究者"]),
        ("/", ["研究者"]),
        ("'", []),
        ("", ["研究者", "Zoë", "Ada"]),
    ],
)
async def test_a_search_finds_words_in_name_address_and_message(shelf: Shelf, text: str, found: list[str]) -> None:
    await shelf.put("Ada", email="lovelace@example.org", message="On Engines.")
    await shelf.put("Zoë", message="Ärger: 100% of under_score")
    await shelf.put("研究者", message="機械学習の研究\nC:\\path and/or")
    assert await shelf.names(query_of({"q": text})) == found


async def test_filters_hold_together(shelf: Shelf) -> None:
    await shelf.put("a", kind="mentor-me", topics='["ml"]')
    await shelf.put("b", kind="mentor-me", topics='["ml","mathematics"]', state="active")
    await shelf.put("c", kind="other", topics='["mathematics"]')
    await shelf.put("d", kind="other", topics='["統計"]')
    assert await shelf.names(Query(kind="mentor-me")) == ["a", "b"]
    assert await shelf.names(Query(topic="mathematics")) == ["c", "b"]
    assert await shelf.names(Query(topic="math")) == []
    assert await shelf.names(Query(topic="統計")) == ["d"]
    assert await shelf.names(Query(kind="mentor-me", yours=True)) == ["a"]
    assert await shelf.names(Query(state="active", topic="ml", text="b")) == ["b"]
    assert await shelf.names(Query(topic='"')) == []


async def test_states_are_counted(shelf: Shelf) -> None:
    for state in ("new", "new", "spam"):
        await shelf.put("a", state=state)
    assert await shelf.database.read(store.counts) == {"new": 2, "spam": 1}


async def test_a_line_shows_the_first_words_of_the_message(shelf: Shelf) -> None:
    await shelf.put("a", message="\n \r\n  First.\nSecond.")
    await shelf.put("b", message="x" * 100_000)
    await shelf.put("c", message=" \n ")
    assert [len(line.opening) for line in await shelf.lines()] == [0, store.OPENING, len("First. Second.")]


async def test_the_undelivered_are_named(shelf: Shelf) -> None:
    async def letter_for(ident: str) -> None:
        await shelf.database.write(
            lambda connection: outbox.put(connection, inquiry_id=ident, kind="forward", at=NOW, domain="example.org")
        )

    fails, waits = await shelf.put("fails"), await shelf.put("waits")
    for ident in (fails, waits):
        await letter_for(ident)

    async def fail(connection: AsyncConnection) -> None:
        await outbox.put(connection, inquiry_id=waits, kind="receipt", at=NOW, domain="example.org", to="a@example.org")
        await connection.execute(update(letter).where(letter.c.kind == "receipt").values(state="dead"))
        await connection.execute(update(letter).where(letter.c.inquiry_id == fails).values(failing_since=NOW))

    await shelf.database.write(fail)
    assert await shelf.database.read(store.undelivered) == [(f"/inbox/{fails}", "fails")]


async def test_an_inquiry_is_read_whole(shelf: Shelf) -> None:
    ident = await shelf.put("Ada", topics='["ml"]', link="https://example.org/", message="One\ntwo\n")
    found = await shelf.database.read(lambda connection: store.one(connection, ident))
    assert found is not None
    assert (found.name, found.topics, found.link, found.message) == (
        "Ada", ("ml",), "https://example.org/", "One\ntwo\n",
    )  # fmt: skip
    assert await shelf.database.read(lambda connection: store.one(connection, ident_of(99))) is None


@pytest.mark.parametrize(
    "query",
    [
        Query(),
        Query(text="two words & more", state="need-info", kind="other", topic="統計"),
        Query(yours=True),
    ],
)
def test_an_address_asks_for_what_it_was_made_from(query: Query) -> None:
    assert query_of(dict(parse_qsl(urlsplit(address_of(query)).query))) == query
