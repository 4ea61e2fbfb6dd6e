"""Erased is gone: from the tables, from the file, from the outbox; what limits have counted stays counted."""

import asyncio
from email.message import EmailMessage
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import text, update

from server.contact.erasure import ERASURE, REMEMBERED, By, Erase, forget
from server.contact.letters import FORWARD, Forward
from server.contact.notices import Notices
from server.contact.sender import acts
from server.contact.sender.acts import Message
from server.content.site import Contact, Limits, Site
from server.db import Database, tables
from server.mail.courier import Courier
from server.mail.transport import Taken
from server.settings import Settings
from server.web.assets import Assets
from server.web.templates import Templates
from tests.contact.parts import CONTACT, GOOD, NETWORK, NOON, SECRET, TurnedClock, changed, receiving, rows

pytestmark = pytest.mark.anyio

DAY = 86_400


async def arrived(database: Database, contact: Contact = CONTACT, **changes: Any) -> str:
    return (await receiving(database)(changed(**changes), contact, NETWORK)).inquiry_id


async def erase(database: Database, inquiry_id: str, by: By = "sender", at: int = NOON) -> bool:
    return await database.write(partial(Erase(SECRET, "example.org"), inquiry_id=inquiry_id, by=by, at=at))


async def letter_is(database: Database, **values: Any) -> None:
    await database.write(lambda conn: conn.execute(update(tables.letter).values(**values)))


async def test_nothing_of_it_is_left(database: Database) -> None:
    inquiry_id = await arrived(database)
    message = Message("One more thing.")
    await database.write(partial(acts.say, inquiry_id=inquiry_id, message=message, at=NOON, domain="example.org"))
    other = await arrived(database, email="bob@example.org", message="Something else.")
    assert await erase(database, inquiry_id)
    assert not await erase(database, inquiry_id)
    for table, column in ((tables.inquiry, "id"), (tables.event, "inquiry_id"), (tables.letter, "inquiry_id")):
        assert {getattr(row, column) for row in await rows(database, table)} == {other}
    (erasure,) = await rows(database, tables.erasure)
    assert (erasure.inquiry_id, erasure.by, erasure.state, erasure.erased_at) == (inquiry_id, "sender", "new", NOON)
    left = repr(erasure)
    assert all(word not in left for word in (GOOD.name, GOOD.email, GOOD.message))


async def test_what_has_not_left_does_not_leave_and_nobody_is_told(database: Database) -> None:
    await erase(database, await arrived(database))
    assert await rows(database, tables.letter) == []


@pytest.mark.parametrize("values", [{"state": "sent"}, {"state": "sending"}, {"state": "queued", "attempts": 1}])
async def test_what_may_have_left_has_to_be_deleted_by_the_owner(database: Database, values: dict[str, Any]) -> None:
    inquiry_id = await arrived(database)
    await letter_is(database, **values)
    for _ in range(2):
        await erase(database, inquiry_id)
    (letter,) = await rows(database, tables.letter)
    assert (letter.kind, letter.inquiry_id, letter.to, letter.state) == (ERASURE, inquiry_id, None, "queued")


@pytest.mark.parametrize("by", ["owner", "retention"])
async def test_who_erases_by_rule_or_by_hand_needs_no_letter_about_it(database: Database, by: By) -> None:
    inquiry_id = await arrived(database)
    await letter_is(database, state="sent")
    await erase(database, inquiry_id, by)
    assert await rows(database, tables.letter) == []


class Erasing:
    """Takes each mail, and while it takes the first its sender erases everything."""

    def __init__(self, database: Database, inquiry_id: str) -> None:
        self.database = database
        self.inquiry_id = inquiry_id
        self.subjects: list[str] = []

    async def send(self, mail: EmailMessage, sender: str, recipient: str) -> Taken:  # noqa: ARG002 (a transport's)
        await erase(self.database, self.inquiry_id)
        self.subjects.append(str(mail["Subject"]))
        return Taken()


async def test_a_letter_in_flight_comes_down_into_nothing_and_the_owner_is_told(database: Database) -> None:
    settings = Settings(url="https://example.org", owner_email="owner@example.org")
    templates = Templates(Assets({}), settings)
    notices = Notices(templates, settings, SECRET, Site)
    compose = {FORWARD: Forward(templates, settings).__call__, **notices.by_kind()}
    transport = Erasing(database, await arrived(database))
    courier = Courier(database, transport, compose, TurnedClock(), sender=settings.sender, owner=settings.owner_email)
    running = asyncio.create_task(courier.run())
    async with asyncio.timeout(10):
        while len(transport.subjects) < 2:
            await asyncio.sleep(0.02)
            courier.ring()
    await courier.close()
    await running
    assert transport.subjects == ["Ada Lovelace: I am looking for a mentor", "An inquiry was erased by its sender"]
    assert [(letter.kind, letter.state) for letter in await rows(database, tables.letter)] == [(ERASURE, "sent")]
    assert await rows(database, tables.event) == []


async def test_the_same_words_later_are_a_new_inquiry(database: Database) -> None:
    first = await arrived(database)
    await erase(database, first)
    again = await receiving(database)(GOOD, CONTACT, NETWORK)
    assert again.new
    assert again.inquiry_id != first


@pytest.mark.parametrize(
    ("limits", "suspected"),
    [
        ({"per_address_day": 3}, True),
        ({"everyone_hour": 3}, True),
        ({"per_network_hour": 3}, True),
        ({"per_address_day": 4, "everyone_hour": 4, "per_network_hour": 4}, False),
    ],
)
async def test_erasing_makes_no_room_under_a_limit(
    database: Database, limits: dict[str, int], *, suspected: bool
) -> None:
    none = {"per_network_hour": 0, "per_address_day": 0, "everyone_hour": 0}
    contact = msgspec.structs.replace(CONTACT, limits=Limits(**{**none, **limits}))
    for number in range(3):
        await erase(database, await arrived(database, contact, message=f"Letter {number}."))
    await arrived(database, contact, message="One more.")
    (row,) = await rows(database, tables.inquiry)
    assert (row.spam_reasons != "[]") == suspected


async def test_after_a_day_a_limit_remembers_nothing(database: Database) -> None:
    for number in range(3):
        await erase(database, await arrived(database, message=f"Letter {number}."))
    clock = TurnedClock(NOON + DAY)
    await receiving(database, clock)(GOOD, CONTACT, NETWORK)
    (row,) = await rows(database, tables.inquiry)
    assert row.state == "new"
    await database.write(partial(forget, at=NOON + DAY + 1))
    assert {(row.client_hash, row.email_hash) for row in await rows(database, tables.erasure)} == {(None, None)}


async def test_after_a_day_no_network_is_remembered(database: Database) -> None:
    await arrived(database)
    await database.write(partial(forget, at=NOON + DAY))
    assert [row.client_hash for row in await rows(database, tables.inquiry)] == [NETWORK]
    await database.write(partial(forget, at=NOON + DAY + 1))
    assert [row.client_hash for row in await rows(database, tables.inquiry)] == [None]


async def test_in_the_end_even_that_it_was_erased_is_forgotten(database: Database) -> None:
    inquiry_id = await arrived(database)
    await letter_is(database, state="sent")
    await erase(database, inquiry_id)
    await database.write(partial(forget, at=NOON + 8 * DAY))
    assert len(await rows(database, tables.letter)) == 1, "a letter that waits is not forgotten"
    await letter_is(database, state="sent")
    await database.write(partial(forget, at=NOON + 8 * DAY))
    assert await rows(database, tables.letter) == []
    assert len(await rows(database, tables.erasure)) == 1
    await database.write(partial(forget, at=NOON + REMEMBERED + 1))
    assert await rows(database, tables.erasure) == []


async def test_the_file_holds_no_word_of_it(sqlite_url: str, tmp_path: Path) -> None:
    database = await Database.open(sqlite_url)
    words = "An unmistakable sentence about orchids."
    inquiry_id = await arrived(database, message=f"{words} " * 100)
    await arrived(database, email="bob@example.org", message="Something else.")
    await database.write(
        partial(acts.say, inquiry_id=inquiry_id, message=Message(words), at=NOON, domain="example.org")
    )
    assert holds(tmp_path, words)
    await erase(database, inquiry_id)
    await database.settle()
    assert not holds(tmp_path, words)
    assert not holds(tmp_path, GOOD.email)
    await database.close()


def holds(folder: Path, words: str) -> list[str]:
    return [str(path) for path in folder.rglob("*") if path.is_file() and words.encode() in path.read_bytes()]


async def test_settling_is_harmless_with_either_engine(database: Database) -> None:
    await database.settle()
    assert await database.read(lambda conn: conn.scalar(text("SELECT 1"))) == 1
