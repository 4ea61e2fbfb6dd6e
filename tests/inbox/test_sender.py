"""The owner's side of what passes between the two: asking, and reading what came back."""

from functools import partial

import httpx
import pytest
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from server.contact.sender import acts
from server.contact.sender import store as sender
from server.contact.sender.acts import Message
from server.db import Database
from server.db.tables import event, inquiry, letter
from server.mail import outbox
from tests.inbox.conftest import NOW, Inbox

pytestmark = pytest.mark.anyio

HTMX = {"HX-Request": "true"}


async def state_of(database: Database, ident: str) -> str:
    state = select(inquiry.c.state).where(inquiry.c.id == ident)
    return str(await database.read(lambda connection: connection.scalar(state)))


async def letters(database: Database, kind: str) -> list[str]:
    async def work(connection: AsyncConnection) -> list[str]:
        return list((await connection.execute(select(letter.c.state).where(letter.c.kind == kind))).scalars())

    return await database.read(work)


async def put(database: Database, ident: str, state: str) -> None:
    moved = update(inquiry).where(inquiry.c.id == ident).values(state=state)
    await database.write(lambda connection: connection.execute(moved))


@pytest.mark.parametrize("headers", [{}, HTMX])
async def test_a_question_is_kept_and_on_its_way(
    database: Database, inbox: Inbox, owner: httpx.AsyncClient, inquiry_id: str, headers: dict[str, str]
) -> None:
    for _ in range(2):
        answer = await owner.post(f"/inbox/{inquiry_id}/questions", data={"text": "Which paper?"}, headers=headers)
        assert answer.status_code == (200 if headers else 303)
    assert await state_of(database, inquiry_id) == "need-info"
    assert await letters(database, "question") == ["queued"]
    assert inbox.rings == 2
    page = LexborHTMLParser(answer.text if headers else (await owner.get(f"/inbox/{inquiry_id}")).text)
    assert "Which paper?" in page.css_first("#passed").text()
    assert page.css_first("#question textarea").text().strip() == ""


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize("text", ["", " \n ", "x" * 10_001])
async def test_a_question_with_a_fault_is_given_back(
    database: Database, owner: httpx.AsyncClient, inquiry_id: str, text: str, headers: dict[str, str]
) -> None:
    answer = await owner.post(f"/inbox/{inquiry_id}/questions", data={"text": text}, headers=headers)
    assert answer.status_code == 422
    page = LexborHTMLParser(answer.text)
    assert page.css_first("#question textarea").text().strip() == text.strip()
    assert page.css_first("#question-fault").text()
    assert await state_of(database, inquiry_id) == "new"


@pytest.mark.parametrize("standing", ["spam", "withdrawn"])
async def test_who_is_in_the_drawer_or_gone_is_asked_nothing(
    database: Database, owner: httpx.AsyncClient, inquiry_id: str, standing: str
) -> None:
    await put(database, inquiry_id, standing)
    assert not LexborHTMLParser((await owner.get(f"/inbox/{inquiry_id}")).text).css("#question form")
    assert (await owner.post(f"/inbox/{inquiry_id}/questions", data={"text": "Who?"})).status_code == 409
    assert await letters(database, "question") == []


async def test_with_a_full_disk_a_question_is_given_back(
    inbox: Inbox, owner: httpx.AsyncClient, inquiry_id: str
) -> None:
    inbox.database.full = True
    answer = await owner.post(f"/inbox/{inquiry_id}/questions", data={"text": "Which paper?"})
    assert answer.status_code == 503
    assert LexborHTMLParser(answer.text).css_first("#question textarea").text().strip() == "Which paper?"


async def test_what_the_sender_adds_is_read_as_text(
    database: Database, owner: httpx.AsyncClient, inquiry_id: str
) -> None:
    text = "<script>alert(1)</script>\n\nsecond line"
    work = partial(acts.say, inquiry_id=inquiry_id, message=Message(text), at=NOW, domain="example.org")
    await database.write(work)
    page = LexborHTMLParser((await owner.get(f"/inbox/{inquiry_id}")).text)
    assert page.css_first("#passed .message").text() == text
    assert "The sender added something" in page.css_first(".history").text()
    assert not page.css("main script")


async def test_out_of_the_drawer_comes_everything_that_was_held(
    database: Database, owner: httpx.AsyncClient, inquiry_id: str
) -> None:
    await put(database, inquiry_id, "spam")
    hold = partial(outbox.put, inquiry_id=inquiry_id, kind="forward", at=NOW, domain="example.org", held=True)
    await database.write(hold)
    await database.write(
        partial(acts.say, inquiry_id=inquiry_id, message=Message("Hello?"), at=NOW, domain="example.org")
    )
    await database.write(partial(acts.withdraw, inquiry_id=inquiry_id, at=NOW, domain="example.org"))
    assert (await owner.post(f"/inbox/{inquiry_id}/release")).status_code == 303
    assert await state_of(database, inquiry_id) == "withdrawn"
    for kind in ("forward", "addition", "withdrawal"):
        assert await letters(database, kind) == ["queued"], kind


async def test_the_history_tells_of_each_act(database: Database, owner: httpx.AsyncClient, inquiry_id: str) -> None:
    await owner.post(f"/inbox/{inquiry_id}/questions", data={"text": "Which paper?"})
    asked = await database.read(lambda connection: connection.scalar(select(event.c.id)))
    answer = Message("The one on attention.", asked)
    await database.write(partial(acts.say, inquiry_id=inquiry_id, message=answer, at=NOW, domain="example.org"))
    await database.write(partial(acts.withdraw, inquiry_id=inquiry_id, at=NOW, domain="example.org"))
    history = LexborHTMLParser((await owner.get(f"/inbox/{inquiry_id}")).text).css_first(".history").text()
    for words in ("You asked the sender", "The sender answered", "The sender took it back"):
        assert words in history


async def test_what_the_drawer_does_is_not_told_to_the_sender(
    database: Database, inbox: Inbox, owner: httpx.AsyncClient, inquiry_id: str
) -> None:
    """Neither that it went in nor that it came out: the date would tell."""
    received = await database.read(partial(sender.correspondence, inquiry_id=inquiry_id))
    assert received is not None
    await owner.post(f"/inbox/{inquiry_id}/state", data={"was": "new", "to": "spam"})
    for _ in ("in", "out"):
        inbox.clock.at += 86_400
        assert await database.read(partial(sender.correspondence, inquiry_id=inquiry_id)) == received
        await owner.post(f"/inbox/{inquiry_id}/release")
    await owner.post(f"/inbox/{inquiry_id}/state", data={"was": "new", "to": "spam"})
    taken_back = inbox.clock.timestamp()
    await database.write(partial(acts.withdraw, inquiry_id=inquiry_id, at=taken_back, domain="example.org"))
    for _ in ("in", "out"):
        inbox.clock.at += 86_400
        shown = await database.read(partial(sender.correspondence, inquiry_id=inquiry_id))
        assert shown is not None
        assert (shown.state, shown.since) == ("withdrawn", taken_back)
        await owner.post(f"/inbox/{inquiry_id}/release")


async def test_the_owner_sees_what_the_sender_is_told(owner: httpx.AsyncClient, inquiry_id: str) -> None:
    async def told() -> str:
        page = LexborHTMLParser((await owner.get(f"/inbox/{inquiry_id}")).text)
        return next(line.text() for line in page.css("#follow p") if "To the sender" in line.text())

    assert "has not been read yet" in await told()
    await owner.post(f"/inbox/{inquiry_id}/notes", data={"kind": "reply", "text": ""})
    assert "An answer has gone to you by mail." in await told()
