"""What a sender does is one event however often it is sent, tells the owner once, and cannot flood them."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import msgspec
import pytest

from server.contact import stamp, store
from server.contact.sender import acts, question
from server.contact.sender.acts import Erased, Message, Over, TooMuch
from server.contact.sender.store import correspondence
from server.db import Database, tables
from tests.contact.parts import CONTACT, NOON, SECRET, changed, receiving, rows

pytestmark = pytest.mark.anyio
DOMAIN = "example.org"


async def arrived(database: Database, **changes: Any) -> str:
    return (await receiving(database)(changed(**changes), CONTACT, None)).inquiry_id


async def suspected(database: Database) -> str:
    return await arrived(database, remarks="x", stamp=stamp.issued(SECRET, NOON))


async def say(database: Database, inquiry_id: str, text: str, asked: int | None = None, at: int = NOON) -> None:
    message = Message(text, asked)
    await database.write(partial(acts.say, inquiry_id=inquiry_id, message=message, at=at, domain=DOMAIN))


async def withdraw(database: Database, inquiry_id: str, at: int = NOON) -> None:
    await database.write(partial(acts.withdraw, inquiry_id=inquiry_id, at=at, domain=DOMAIN))


async def ask(database: Database, inquiry_id: str, text: str, at: int = NOON) -> bool:
    return await database.write(partial(question.ask, inquiry_id=inquiry_id, text=text, at=at, domain=DOMAIN))


async def move(database: Database, inquiry_id: str, state: str) -> None:
    change = tables.inquiry.update().where(tables.inquiry.c.id == inquiry_id).values(state=state)
    await database.write(lambda conn: conn.execute(change))


async def letters(database: Database, *kinds: str) -> list[Any]:
    return [row for row in await rows(database, tables.letter) if row.kind in kinds]


async def state(database: Database, inquiry_id: str) -> str:
    return next(row.state for row in await rows(database, tables.inquiry) if row.id == inquiry_id)


async def test_an_addition_is_one_event_and_one_letter(database: Database) -> None:
    inquiry_id = await arrived(database)
    await asyncio.gather(*(say(database, inquiry_id, "One more thing.") for _ in range(10)))
    (letter,) = await letters(database, acts.ADDITION)
    assert (letter.state, letter.to, letter.n) == ("queued", None, 1)
    (event,) = [row for row in await rows(database, tables.event) if row.kind == "sender"]
    assert msgspec.json.decode(event.detail) == {
        "text": "One more thing.",
        "act": "addition",
        "letter": letter.message_id,
    }


async def test_the_same_addition_tomorrow_is_still_the_same(database: Database) -> None:
    inquiry_id = await arrived(database)
    await say(database, inquiry_id, "One more thing.")
    await say(database, inquiry_id, "One more thing.", at=NOON + 86_400)
    assert len(await letters(database, acts.ADDITION)) == 1


async def test_an_answer_gives_the_turn_back_to_the_owner(database: Database) -> None:
    inquiry_id = await arrived(database)
    await ask(database, inquiry_id, "Which paper?")
    assert await state(database, inquiry_id) == "need-info"
    found = await database.read(partial(correspondence, inquiry_id=inquiry_id))
    assert found is not None
    assert found.question is not None
    await say(database, inquiry_id, "The one on attention.", found.question.id)
    answered = await database.read(partial(correspondence, inquiry_id=inquiry_id))
    assert answered is not None
    assert (answered.question, answered.state) == (None, "read")
    assert [said.act for said in answered.said] == ["question", "answer"]


async def test_the_same_words_answer_two_questions(database: Database) -> None:
    inquiry_id = await arrived(database)
    for text in ("Have you read it?", "And understood it?"):
        await ask(database, inquiry_id, text)
        found = await database.read(partial(correspondence, inquiry_id=inquiry_id))
        assert found is not None
        assert found.question is not None
        await say(database, inquiry_id, "Yes.", found.question.id)
    assert len(await letters(database, acts.ADDITION)) == 2


@pytest.mark.parametrize("standing", ["active", "waiting", "completed"])
async def test_a_question_does_not_interrupt_what_is_under_way(database: Database, standing: str) -> None:
    inquiry_id = await arrived(database)
    await move(database, inquiry_id, standing)
    await ask(database, inquiry_id, "How is it going?")
    await say(database, inquiry_id, "Well.")
    assert await state(database, inquiry_id) == standing


async def test_a_question_asked_twice_is_one_letter(database: Database) -> None:
    inquiry_id = await arrived(database)
    for _ in range(3):
        assert await ask(database, inquiry_id, "Which paper?")
    (letter,) = await letters(database, question.QUESTION)
    assert letter.to == "ada@example.org"


async def test_an_address_that_takes_no_mail_is_asked_on_its_page_alone(database: Database) -> None:
    inquiry_id = await arrived(database, email="дмитрий@example.org")
    assert not await ask(database, inquiry_id, "Which paper?")
    assert await letters(database, question.QUESTION) == []
    assert await state(database, inquiry_id) == "need-info"


@pytest.mark.parametrize("standing", ["spam", "withdrawn"])
async def test_nobody_is_asked_who_is_not_there(database: Database, standing: str) -> None:
    inquiry_id = await arrived(database)
    await move(database, inquiry_id, standing)
    with pytest.raises(question.Unasked):
        await ask(database, inquiry_id, "Which paper?")


async def test_taken_back_is_taken_back_once(database: Database) -> None:
    inquiry_id = await arrived(database)
    await asyncio.gather(*(withdraw(database, inquiry_id) for _ in range(5)))
    (row,) = await rows(database, tables.inquiry)
    assert (row.state, row.closed_at) == ("withdrawn", NOON)
    assert len(await letters(database, acts.WITHDRAWAL)) == 1
    with pytest.raises(Over):
        await say(database, inquiry_id, "But then again …")


async def test_who_is_taken_up_again_can_speak_again(database: Database) -> None:
    inquiry_id = await arrived(database)
    await withdraw(database, inquiry_id)
    await move(database, inquiry_id, "exploring")
    await say(database, inquiry_id, "I have thought again.")
    await withdraw(database, inquiry_id)
    assert await state(database, inquiry_id) == "withdrawn"


@pytest.mark.parametrize("standing", ["completed", "declined"])
async def test_what_is_over_is_not_taken_back(database: Database, standing: str) -> None:
    inquiry_id = await arrived(database)
    await move(database, inquiry_id, standing)
    await withdraw(database, inquiry_id)
    assert await state(database, inquiry_id) == standing
    assert await letters(database, acts.WITHDRAWAL) == []


async def test_from_the_drawer_nothing_reaches_the_owner_s_mail(database: Database) -> None:
    inquiry_id = await suspected(database)
    await say(database, inquiry_id, "Buy!")
    await withdraw(database, inquiry_id)
    assert await state(database, inquiry_id) == "spam"
    assert {letter.state for letter in await rows(database, tables.letter)} == {"held"}


async def test_the_drawer_looks_like_any_other_place(database: Database) -> None:
    clean = await arrived(database, email="bob@example.org", message="Something else.")
    drawer = await suspected(database)
    for expected in ("new", "withdrawn"):
        shown = [await database.read(partial(correspondence, inquiry_id=each)) for each in (clean, drawer)]
        assert [found.state for found in shown if found] == [expected, expected]
        for each in (clean, drawer):
            await withdraw(database, each)


async def test_a_day_has_room_for_so_much(database: Database) -> None:
    inquiry_id = await arrived(database)
    for number in range(acts.MOST_A_DAY):
        await say(database, inquiry_id, f"Thing {number}.")
    with pytest.raises(TooMuch):
        await say(database, inquiry_id, "Another thing.")
    await say(database, inquiry_id, "Another thing.", at=NOON + 86_401)


async def test_many_senders_together_cannot_flood_the_owner(database: Database) -> None:
    for number in range(8):
        inquiry_id = await arrived(database, email=f"a{number}@example.org", message=f"{number}")
        for thing in range(9):
            await say(database, inquiry_id, f"Thing {thing}.")
    assert len(await letters(database, acts.ADDITION)) == acts.MOST_LETTERS
    assert sum(row.kind == "sender" for row in await rows(database, tables.event)) == 72


@pytest.mark.parametrize("act", [lambda database, ident: say(database, ident, "Hello?"), withdraw])
async def test_what_is_not_there_cannot_be_added_to(
    database: Database, act: Callable[[Database, str], Awaitable[None]]
) -> None:
    with pytest.raises(Erased):
        await act(database, "01976f00-0000-7000-8000-000000000001")
    assert await rows(database, tables.event) == []


@pytest.mark.parametrize(("text", "wrong"), [("", True), (" \u200b\n", True), ("x" * 5001, True), ("x" * 5000, False)])
def test_what_is_said_is_something_and_not_too_long(text: str, *, wrong: bool) -> None:
    assert bool(acts.fault(Message(text))) is wrong


async def test_what_passed_is_read_as_it_was_written(database: Database) -> None:
    inquiry_id = await arrived(database)
    text = "研究 🙂 '; DROP TABLE event; -- {{ 7*7 }} <script>\n\n\tspäter"
    await say(database, inquiry_id, text)
    found = await database.read(partial(correspondence, inquiry_id=inquiry_id))
    assert found is not None
    assert [said.text for said in found.said] == [text]
    assert found.inquiry == await database.read(partial(store.one, inquiry_id=inquiry_id))
