"""One message is one inquiry and one letter, on both engines; suspicion sets aside and loses nothing."""

import asyncio
from functools import partial

import msgspec
import pytest

from server.contact import stamp, store
from server.contact.erasure import Erase
from server.contact.inquiry import Submission
from server.content.site import Choice, Contact, Limits
from server.db import Database, Unavailable, tables
from server.mail import outbox
from tests.contact.parts import CONTACT, GOOD, NETWORK, NOON, SECRET, Bell, TurnedClock, changed, receiving, rows

pytestmark = pytest.mark.anyio


def limited(**limits: int) -> Contact:
    return msgspec.structs.replace(
        CONTACT, limits=Limits(**{"per_network_hour": 0, "per_address_day": 0, "everyone_hour": 0, **limits})
    )


def letters(count: int) -> list[Submission]:
    """Different letters of different people."""
    return [changed(email=f"ada{n}@example.org", message=f"Letter {n}.") for n in range(count)]


async def test_an_inquiry_its_event_and_its_letter_are_stored_together(database: Database) -> None:
    bell = Bell()
    receipt = await receiving(database, ring=bell.ring)(GOOD, CONTACT, NETWORK)
    (row,) = await rows(database, tables.inquiry)
    assert receipt.new
    assert (row.id, row.received_at, row.kind, row.name, row.email) == (
        receipt.inquiry_id,
        NOON,
        "mentor-you",
        "Ada Lovelace",
        "ada@example.org",
    )
    assert (row.topics, row.message, row.link) == ('["ml","writing"]', GOOD.message, GOOD.link)
    assert (row.state, row.spam_reasons, row.client_hash) == ("new", "[]", NETWORK)
    (event,) = await rows(database, tables.event)
    assert (event.inquiry_id, event.at, event.kind) == (row.id, NOON, "received")
    (letter,) = await rows(database, tables.letter)
    assert (letter.inquiry_id, letter.kind, letter.state, letter.to) == (row.id, "forward", "queued", None)
    assert letter.message_id == f"<{row.id}.forward.1@example.org>"
    assert bell.rung == 1


async def test_of_a_network_that_nobody_counts_nothing_is_kept(database: Database) -> None:
    await receiving(database)(GOOD, limited(per_address_day=3), NETWORK)
    (row,) = await rows(database, tables.inquiry)
    assert row.client_hash is None


async def test_the_same_message_again_is_the_same_inquiry(database: Database) -> None:
    clock = TurnedClock()
    receive = receiving(database, clock)
    first = await receive(GOOD, CONTACT, NETWORK)
    clock.at += 400 * 86_400
    again = changed(name="ada lovelace", email="Ada@EXAMPLE.org", topics=(), stamp="x", link="")
    second = await receive(again, CONTACT, None)
    assert (second.inquiry_id, second.new) == (first.inquiry_id, False)
    assert [len(await rows(database, table)) for table in (tables.inquiry, tables.event, tables.letter)] == [1, 1, 1]


async def test_twenty_at_once_are_one(database: Database) -> None:
    receive = receiving(database)
    receipts = await asyncio.gather(*(receive(GOOD, CONTACT, NETWORK) for _ in range(20)))
    assert len({receipt.inquiry_id for receipt in receipts}) == 1
    assert sum(receipt.new for receipt in receipts) == 1
    assert [len(await rows(database, table)) for table in (tables.inquiry, tables.event, tables.letter)] == [1, 1, 1]


@pytest.mark.parametrize(
    "other", [{"name": "Bob"}, {"email": "bob@example.org"}, {"kind": "other"}, {"message": GOOD.message + "!"}]
)
async def test_another_message_is_another_inquiry(database: Database, other: dict[str, str]) -> None:
    receive = receiving(database)
    await receive(GOOD, CONTACT, NETWORK)
    assert (await receive(changed(**other), CONTACT, NETWORK)).new


async def test_the_bell_is_rung_for_a_repetition_too(database: Database) -> None:
    bell = Bell()
    receive = receiving(database, ring=bell.ring)
    for _ in range(2):
        await receive(GOOD, CONTACT, NETWORK)
    assert bell.rung == 2


async def test_no_bell_is_rung_for_what_is_not_stored() -> None:
    class Full:
        async def write(self, _: object) -> None:
            raise Unavailable("the disk is full")

    bell = Bell()
    with pytest.raises(Unavailable):
        await receiving(Full(), ring=bell.ring)(GOOD, CONTACT, NETWORK)
    assert bell.rung == 0


async def test_one_signal_lets_the_letter_out(database: Database) -> None:
    await receiving(database)(changed(remarks="seo"), CONTACT, NETWORK)
    (row,) = await rows(database, tables.inquiry)
    (letter,) = await rows(database, tables.letter)
    assert row.state == "new"
    assert len(msgspec.json.decode(row.spam_reasons)) == 1
    assert letter.state == "queued"


async def test_two_signals_hold_the_letter_and_keep_the_inquiry(database: Database) -> None:
    hasty = changed(remarks="seo", stamp=stamp.issued(SECRET, NOON - 1))
    receipt = await receiving(database)(hasty, CONTACT, NETWORK)
    (row,) = await rows(database, tables.inquiry)
    (letter,) = await rows(database, tables.letter)
    assert (row.state, letter.state) == ("spam", "held")
    assert len(msgspec.json.decode(row.spam_reasons)) == 2
    assert (await receiving(database)(hasty, CONTACT, NETWORK)).inquiry_id == receipt.inquiry_id


async def test_a_letter_from_the_drawer_can_be_released(database: Database) -> None:
    receipt = await receiving(database)(changed(remarks="x", stamp=stamp.issued(SECRET, NOON)), CONTACT, NETWORK)
    await database.write(lambda conn: outbox.release(conn, receipt.inquiry_id, NOON))
    (letter,) = await rows(database, tables.letter)
    assert letter.state == "queued"


async def marked(database: Database) -> dict[str, tuple[str, int]]:
    """State and number of reasons, by the message."""
    return {
        row.message: (row.state, len(msgspec.json.decode(row.spam_reasons)))
        for row in await rows(database, tables.inquiry)
    }


@pytest.mark.parametrize(
    ("limits", "network", "reasons"),
    [
        ({"per_network_hour": 3}, NETWORK, 1),
        ({"per_network_hour": 4}, NETWORK, 0),
        ({"per_network_hour": 3}, None, 0),
        ({"everyone_hour": 3}, NETWORK, 1),
        ({"everyone_hour": 4}, NETWORK, 0),
        ({}, NETWORK, 0),
    ],
)
async def test_over_a_limit_a_letter_is_marked_and_leaves(
    database: Database, limits: dict[str, int], network: bytes | None, reasons: int
) -> None:
    receive = receiving(database)
    for submission in letters(4):
        await receive(submission, limited(**limits), network)
    assert (await marked(database))["Letter 3."] == ("new", reasons)


async def test_a_limit_survives_a_restart_and_holds_for_all_processes(database_url: str) -> None:
    """Each letter is taken by another process, as far as the program can tell: nothing is counted in memory."""
    for submission in letters(4):
        database = await Database.open(database_url)
        await receiving(database)(submission, limited(per_network_hour=3), NETWORK)
        found = await marked(database)
        await database.close()
    assert [reasons for _, reasons in found.values()] == [0, 0, 0, 1]


async def test_processes_at_once_share_a_limit(postgresql_url: str) -> None:
    databases = [await Database.open(postgresql_url) for _ in range(3)]
    sent = letters(12)
    await asyncio.gather(
        *(
            receiving(databases[n % 3])(submission, limited(per_network_hour=5), NETWORK)
            for n, submission in enumerate(sent)
        )
    )
    assert sum(reasons == 0 for _, reasons in (await marked(databases[0])).values()) == 5
    for database in databases:
        await database.close()


async def test_an_address_has_a_limit_for_a_day_and_not_for_longer(database: Database) -> None:
    clock = TurnedClock()
    receive = receiving(database, clock)
    for n in range(3):
        await receive(changed(message=f"Letter {n}."), limited(per_address_day=2), None)
    clock.at += 86_400
    await receive(changed(message="The next day."), limited(per_address_day=2), None)
    assert [reasons for _, reasons in (await marked(database)).values()] == [0, 0, 1, 0]


async def test_the_same_text_under_other_addresses_is_noticed(database: Database) -> None:
    receive = receiving(database)
    for n in range(3):
        await receive(changed(email=f"ada{n}@example.org"), limited(per_address_day=9), None)
    reasons = {row.email: msgspec.json.decode(row.spam_reasons) for row in await rows(database, tables.inquiry)}
    assert reasons == {
        "ada0@example.org": [],
        "ada1@example.org": ["The same text came from another address."],
        "ada2@example.org": ["The same text came from 2 other addresses."],
    }


async def test_without_a_limit_for_addresses_the_same_text_is_nothing(database: Database) -> None:
    receive = receiving(database)
    for n in range(3):
        await receive(changed(email=f"ada{n}@example.org"), limited(per_network_hour=9, everyone_hour=9), None)
    assert {row.spam_reasons for row in await rows(database, tables.inquiry)} == {"[]"}


async def test_a_text_of_set_pieces_is_noticed_from_the_third_on(database: Database) -> None:
    """Also after a restart; copies differ in names, figures and case."""
    for n in range(4):
        words = f"Dear Mr {n}! We can bring your site to the first place of every search engine within {n} weeks. Yours"
        submission = changed(email=f"ada{n}@example.org", message=words.upper() if n % 2 else words)
        await receiving(database)(submission, limited(per_address_day=9), None)
    assert [reasons for _, reasons in (await marked(database)).values()] == [0, 0, 1, 1]


async def test_greetings_and_the_owners_own_questions_are_no_repetition(database: Database) -> None:
    prompt = "Where are you now, and where would you like to be when half a year has gone by, and with whom?"
    kinds = (Choice("mentor-you", "Mentor", prompt=prompt),)
    contact = msgspec.structs.replace(limited(per_address_day=9), kinds=kinds)
    receive = receiving(database)
    for n in range(4):
        words = f"Hello! {prompt} At place {n * 'x'}. I look forward to hearing from you."
        await receive(changed(email=f"ada{n}@example.org", message=words), contact, None)
        await receive(changed(email=f"bob{n}@example.org", message="Hello!"), contact, None)
    assert {row.spam_reasons for row in await rows(database, tables.inquiry)} == {"[]"}


async def test_a_flood_into_the_drawer_does_not_take_honest_letters_along(database: Database) -> None:
    receive = receiving(database)
    trap = {"remarks": "x", "stamp": stamp.issued(SECRET, NOON)}
    for n in range(5):
        await receive(changed(email=f"bot{n}@example.org", message=f"Buy {n}", **trap), limited(everyone_hour=3), None)
    await receive(GOOD, limited(everyone_hour=3), None)
    assert (await marked(database))[GOOD.message] == ("new", 0)


async def test_a_flood_of_suspects_does_not_mark_honest_letters(database: Database) -> None:
    """Erased ones neither: who writes and erases in turn gains nothing, and takes nothing from others."""
    receive = receiving(database)
    for n in range(9):
        sent = changed(email=f"bot{n}@example.org", message=f"Buy {n}", remarks="x")
        inquiry_id = (await receive(sent, limited(everyone_hour=3), None)).inquiry_id
        if n % 2:
            erase = partial(Erase(SECRET, "example.org"), inquiry_id=inquiry_id, by="sender", at=NOON)
            await database.write(erase)
    await receive(GOOD, limited(everyone_hour=3), None)
    found = await marked(database)
    assert found[GOOD.message] == ("new", 0)
    assert found["Buy 8"] == ("spam", 2), "the owner has had enough of them"


async def test_an_address_is_kept_in_one_form(database: Database) -> None:
    await receiving(database)(changed(email="Ada@xn--exmple-cua.DE"), CONTACT, None)
    (row,) = await rows(database, tables.inquiry)
    assert row.email == "Ada@exämple.de"


@pytest.mark.parametrize(
    "message",
    [
        "研究 🙂 \U000e0067 שלום \u2067x\u2069 \ufeff",
        "'; DROP TABLE inquiry; --",
        "%s %(x)s :name ? {{ 7*7 }} <script>",
        "one\n\n\ttwo\n.\n..\nFrom me",
        "\ufffe\uffff",
    ],
)
async def test_a_message_is_read_as_it_was_written(database: Database, message: str) -> None:
    receipt = await receiving(database)(changed(message=message, name="Ada " + message[:9]), CONTACT, None)
    kept = await database.read(lambda conn: store.one(conn, receipt.inquiry_id))
    assert kept.message == message


async def test_the_letter_keeps_the_words_that_the_sender_saw(database: Database) -> None:
    receipt = await receiving(database)(GOOD, CONTACT, None)
    kept = await database.read(lambda conn: store.one(conn, receipt.inquiry_id))
    assert kept.about == "I am looking for a mentor"
    assert kept.topics == ("Machine learning", "Writing & talks")
