"""One person's right: all that is kept about them, and nothing any more; and nothing goes that was not announced."""

import httpx
import pytest
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from server.contact.erasure import ERASURE, Erase
from server.contact.retention import Due
from server.db import Database
from server.db.tables import erasure, event, inquiry, letter
from server.inbox import acts
from server.mail import outbox
from tests.db.rows import put_inquiry
from tests.inbox.conftest import NOW, Inbox, ident_of

pytestmark = pytest.mark.anyio

PEOPLE = pytest.mark.usefixtures("people")

ADA = "ada@example.org"


@pytest.fixture
async def people(database: Database) -> None:
    """Three inquiries of Ada's, one of Bob's; each with a letter, one with a note."""

    async def work(conn: AsyncConnection) -> None:
        for number, email in enumerate((ADA, "Ada@Example.org", ADA, "bob@example.org"), 1):
            ident = ident_of(number)
            await put_inquiry(conn, ident, email=email, received_at=NOW - number, name=email.partition("@")[0])
            await outbox.put(conn, inquiry_id=ident, kind="forward", at=NOW, domain="example.org")
        await acts.remark(conn, ident_of(1), "note", "A private thought.", NOW)

    await database.write(work)


async def left(database: Database) -> set[str]:
    async def work(conn: AsyncConnection) -> set[str]:
        return set((await conn.execute(select(inquiry.c.id))).scalars())

    return await database.read(work)


@PEOPLE
async def test_one_person_is_found_however_the_address_is_written(owner: httpx.AsyncClient) -> None:
    for address in (ADA, " ADA@example.ORG ", "Ada@EXAMPLE.org"):
        page = LexborHTMLParser((await owner.get("/inbox/privacy", params={"email": address})).text)
        assert len(page.css(".lines a.sender")) == 3


@PEOPLE
@pytest.mark.parametrize(
    "address", ["nobody@example.org", "%", "_da@example.org", "'; DROP TABLE inquiry; --", "x" * 500]
)
async def test_nobody_else_is_found(owner: httpx.AsyncClient, address: str) -> None:
    answer = await owner.get("/inbox/privacy", params={"email": address})
    assert answer.status_code == 200
    assert "Nothing is kept about" in answer.text
    assert (await owner.get("/inbox/privacy/data", params={"email": address})).json()["inquiries"] == []


@PEOPLE
async def test_everything_about_them_can_be_given_to_them(owner: httpx.AsyncClient) -> None:
    answer = await owner.get("/inbox/privacy/data", params={"email": ADA})
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["cache-control"] == "no-store"
    told = answer.json()["inquiries"]
    assert [each["id"] for each in told] == [ident_of(number) for number in (1, 2, 3)]
    assert told[0]["history"][0]["detail"] == {"text": "A private thought."}
    assert told[0]["letters"][0]["kind"] == "forward"
    assert told[0]["received_at"] == "2030-03-17T17:46:39Z"
    assert "bob" not in answer.text
    assert "key" not in told[0]


@PEOPLE
async def test_one_person_is_erased_and_nobody_else(database: Database, owner: httpx.AsyncClient) -> None:
    page = LexborHTMLParser((await owner.get("/inbox/privacy", params={"email": ADA})).text)
    form = page.css_first("form[action='/inbox/privacy/erasures']")
    fields = {field.attributes["name"] or "": field.attributes["value"] or "" for field in form.css("input")}
    for _ in range(2):
        answer = await owner.post("/inbox/privacy/erasures", data=fields)
        assert answer.status_code == 303
    assert await left(database) == {ident_of(4)}

    async def rest(conn: AsyncConnection) -> list[int]:
        ada = [ident_of(number) for number in (1, 2, 3)]
        counts = [select(func.count()).where(table.c.inquiry_id.in_(ada)) for table in (event, letter)]
        return [(await conn.execute(count)).scalar_one() for count in counts]

    assert await database.read(rest) == [0, 0]
    gone = (await owner.get("/inbox/privacy")).text
    assert gone.count("by you") == 3
    assert f"{ident_of(1)}.forward.1@" in gone
    assert ADA not in gone


@PEOPLE
async def test_what_came_meanwhile_is_not_erased_unseen(database: Database, owner: httpx.AsyncClient) -> None:
    await database.write(lambda conn: put_inquiry(conn, ident_of(9), email=ADA))
    answer = await owner.post("/inbox/privacy/erasures", data={"email": ADA, "many": "3"})
    assert answer.status_code == 409
    assert len(await left(database)) == 5


@PEOPLE
@pytest.mark.parametrize("data", [{}, {"email": ADA}, {"email": ADA, "many": "all"}, {"email": "", "many": "4"}])
async def test_a_form_that_is_not_ours_erases_nothing(
    database: Database, owner: httpx.AsyncClient, data: dict[str, str]
) -> None:
    assert (await owner.post("/inbox/privacy/erasures", data=data)).status_code == 400
    assert len(await left(database)) == 4


async def test_what_will_go_is_announced_where_the_owner_looks(inbox: Inbox, owner: httpx.AsyncClient) -> None:
    inbox.desk.due = lambda: [Due(NOW - NOW % 86_400, "spam", 3), Due(NOW - NOW % 86_400 + 86_400, "declined", 1)]
    for path in ("/inbox", "/inbox/privacy"):
        words = " ".join((await owner.get(path)).text.split())
        assert "3 inquiries (Drawer) will be erased on" in words
        assert "17 March 2030" in words
        assert "One inquiry (Declined) will be erased on" in words


async def test_without_rules_nothing_is_announced(owner: httpx.AsyncClient) -> None:
    assert "will be erased" not in (await owner.get("/inbox")).text
    assert "Nothing within the next 30 days" in (await owner.get("/inbox/privacy")).text


@PEOPLE
async def test_who_erased_what_is_told(database: Database, owner: httpx.AsyncClient) -> None:
    rows = [
        {"inquiry_id": ident_of(50 + number), "received_at": NOW, "erased_at": NOW, "by": by, "state": "new"}
        for number, by in enumerate(("sender", "retention"))
    ]
    await database.write(lambda conn: conn.execute(erasure.insert(), rows))
    words = (await owner.get("/inbox/privacy")).text
    assert "by its sender" in words
    assert "by its age" in words


@PEOPLE
async def test_an_inquiry_leads_to_all_of_its_sender(database: Database, owner: httpx.AsyncClient) -> None:
    odd = update(inquiry).where(inquiry.c.id == ident_of(4)).values(email="b&b+c@example.org")
    await database.write(lambda conn: conn.execute(odd))
    page = LexborHTMLParser((await owner.get(f"/inbox/{ident_of(4)}")).text)
    (link,) = (a for a in page.css("a") if a.text() == "Everything about this person")
    followed = LexborHTMLParser((await owner.get(link.attributes["href"] or "")).text)
    assert len(followed.css(".lines a.sender")) == 1


@PEOPLE
async def test_a_letter_about_an_erased_inquiry_that_was_given_up_is_found_and_sent_again(
    database: Database, inbox: Inbox, owner: httpx.AsyncClient
) -> None:
    """Its inquiry is gone: without a place of its own, the alarm would lead nowhere."""

    async def sent(conn: AsyncConnection) -> None:
        await conn.execute(update(letter).values(state="sent"))
        await Erase(inbox.secret, "example.org")(conn, ident_of(1), by="sender", at=NOW)
        await conn.execute(update(letter).where(letter.c.kind == ERASURE).values(state="dead", failing_since=NOW))

    await database.write(sent)
    trouble = LexborHTMLParser((await owner.get("/inbox")).text).css_first(".trouble")
    (link,) = trouble.css("a")
    assert link.text() == "what has gone"
    page = LexborHTMLParser((await owner.get(str(link.attributes["href"]))).text)
    (form,) = page.css("form[action$='/queue']")
    answer = await owner.post(str(form.attributes["action"]))
    assert (answer.status_code, answer.headers["location"], inbox.rings) == (303, link.attributes["href"], 1)
    again = select(letter.c.state).where(letter.c.kind == ERASURE)
    dead = update(letter).where(letter.c.kind == ERASURE).values(state="dead")
    assert await database.read(lambda conn: conn.scalar(again)) == "queued"
    assert "/queue" not in (await owner.get("/inbox/privacy")).text
    await database.write(lambda conn: conn.execute(dead))
    answer = await owner.post(str(form.css("button")[1].attributes["formaction"]))
    assert (answer.status_code, answer.headers["location"]) == (303, link.attributes["href"])
    assert await database.read(lambda conn: conn.scalar(again)) == "waived"
    assert LexborHTMLParser((await owner.get("/inbox")).text).css(".trouble") == []
