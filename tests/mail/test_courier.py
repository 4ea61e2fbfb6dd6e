"""A letter leaves at once, or as soon as it can; and whatever happens, its owner sees it."""

import asyncio
import io
import json
import logging
from email.message import EmailMessage

import pytest
from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncConnection

from server.db import Database, Unavailable
from server.db.tables import inquiry, letter
from server.mail import outbox
from server.mail.console import ConsoleTransport
from server.mail.smtp import SmtpTransport
from tests.db.rows import put_inquiry
from tests.mail.office import OWNER, SENDER, Office
from tests.mail.smtp import SmtpServer

pytestmark = pytest.mark.anyio


@pytest.fixture
async def office(database: Database, smtp: SmtpServer) -> Office:
    return Office(database, smtp)


class Hanging:
    """Takes its time with one recipient, and none with others."""

    def __init__(self) -> None:
        self.sent: list[str] = []

    async def send(self, mail: EmailMessage, sender: str, recipient: str) -> None:  # noqa: ARG002 (a transport's)
        if recipient.startswith("slow"):
            await asyncio.sleep(3600)
        self.sent.append(recipient)


async def test_a_letter_leaves_when_the_courier_is_rung(office: Office) -> None:
    async with office.courier() as courier:
        await asyncio.sleep(0.05)
        await office.put()
        courier.ring()
        (received,) = await asyncio.to_thread(office.smtp.arrived)
        sent = await office.until("sent")
    assert (received.sender, received.recipients) == (SENDER, [OWNER])
    assert received.mail["Message-ID"] == sent.message_id == "<an-inquiry.forward.1@example.org>"
    assert (sent.attempts, sent.sent_at, sent.last_error) == (1, office.clock.timestamp(), None)
    assert [json.loads(detail) for detail in await office.events()] == [
        {"kind": "forward", "outcome": "sent", "code": None, "text": None}
    ]


async def test_what_waited_before_the_start_leaves_without_a_ring(office: Office) -> None:
    for number in range(10):
        await office.put(f"inquiry-{number}")
    async with office.courier():
        await asyncio.to_thread(office.smtp.arrived, 10)
        for number in range(10):
            await office.until("sent", f"inquiry-{number}")
    assert len(office.smtp.received) == 10


async def test_a_held_letter_waits_for_its_release(office: Office) -> None:
    await office.put(held=True)
    async with office.courier() as courier:
        await asyncio.sleep(0.1)
        assert (await office.letter()).state == "held"
        released = await office.database.write(lambda c: outbox.release(c, "an-inquiry", office.clock.timestamp()))
        courier.ring()
        await office.until("sent")
    assert released == 1


@pytest.mark.parametrize("at", ["RCPT", "DATA"])
async def test_refused_is_dead_until_it_is_queued_again(office: Office, at: str) -> None:
    office.smtp.refuse(550, at=at)
    await office.put()
    async with office.courier() as courier:
        dead = await office.until("dead")
        assert (dead.last_code, dead.last_error) == (550, "5.0.0 not here")
        assert not (await office.delivery()).healthy
        assert office.smtp.connections == 1
        office.smtp.accept()
        assert await office.database.write(lambda c: outbox.requeue(c, dead.id, office.clock.timestamp()))
        courier.ring()
        await office.until("sent")
    assert (await office.delivery()).healthy
    assert [json.loads(detail)["outcome"] for detail in await office.events()] == ["dead", "sent"]


async def test_delayed_is_tried_again_later_and_later(office: Office) -> None:
    office.smtp.refuse(451)
    await office.put()
    began = office.clock.timestamp()
    async with office.courier() as courier:
        first = await office.until("queued", attempts=1)
        assert 30 <= first.next_at - began <= 33
        assert (first.last_code, first.failing_since) == (451, began)
        office.clock.turn(seconds=20)
        courier.ring()
        await asyncio.sleep(0.1)
        assert (await office.letter()).attempts == 1, "not before its time"
        office.clock.turn(seconds=20)
        courier.ring()
        second = await office.until("queued", attempts=2)
        assert 60 <= second.next_at - office.clock.timestamp() <= 66
        assert second.failing_since == began
        office.smtp.accept()
        office.clock.turn(seconds=70)
        courier.ring()
        sent = await office.until("sent")
    assert sent.failing_since is None
    assert [json.loads(detail)["outcome"] for detail in await office.events()] == ["delayed", "delayed", "sent"]


async def test_healthy_until_it_has_failed_for_an_hour(office: Office) -> None:
    office.smtp.close()
    await office.put()
    async with office.courier():
        await office.until("queued", attempts=1)
    office.smtp.open()
    began = office.clock.timestamp()
    office.clock.turn(minutes=60)
    fresh = await office.delivery()
    assert (fresh.healthy, fresh.waiting, fresh.failing, fresh.failing_since) == (True, 1, 1, began)
    office.clock.turn(seconds=1)
    assert not (await office.delivery()).healthy


async def test_after_five_days_it_is_given_up(office: Office) -> None:
    office.smtp.refuse(451)
    await office.put()
    async with office.courier() as courier:
        await office.until("queued", attempts=1)
        office.clock.turn(days=5)
        courier.ring()
        dead = await office.until("dead")
    assert (dead.attempts, dead.last_code) == (2, 451)


async def test_once_mail_leaves_again_the_others_follow(office: Office) -> None:
    """They do not sit out their hour; and they do not come all at once."""
    office.smtp.close()
    for number in range(3):
        await office.put(f"inquiry-{number}")
    async with office.courier() as courier:
        for number in range(3):
            await office.until("queued", f"inquiry-{number}", attempts=1)
        office.smtp.open()
        await office.put("the-new-one")
        courier.ring()
        await office.until("sent", "the-new-one")
        for number in range(3):
            office.clock.turn(seconds=1)
            courier.ring()
            await office.until("sent", f"inquiry-{number}")


async def test_a_letter_that_cannot_be_composed_stops_no_other(office: Office) -> None:
    await office.put("first", kind="poison")
    await office.put("second", kind="nobody-knows-it")
    await office.put("third")
    async with office.courier():
        await office.until("sent", "third")
        dead = await office.until("dead", "first")
        assert dead.last_error == "This letter could not be composed. LookupError: no words for first"
        await office.until("dead", "second")


async def test_a_slow_recipient_keeps_nobody_waiting(office: Office) -> None:
    """And no transaction is open meanwhile: others write."""
    transport = Hanging()
    for number in range(3):
        await office.put(f"slow-{number}", to=f"slow-{number}@example.org")
    async with office.courier(transport, grace=0) as courier:
        await office.until("sending", "slow-2")
        for number in range(5):
            await office.put(f"quick-{number}", to=f"quick-{number}@example.org")
        courier.ring()
        for number in range(5):
            await office.until("sent", f"quick-{number}")
        assert await office.states() == ["sending"] * 3 + ["sent"] * 5


async def test_without_a_mail_server_letters_are_shown_once_and_wait(office: Office) -> None:
    shown = io.StringIO()
    await office.put()
    async with office.courier(ConsoleTransport(shown)) as courier:
        await asyncio.sleep(0.2)
        office.clock.turn(hours=2)
        courier.ring()
        await asyncio.sleep(0.2)
    waiting = await office.letter()
    assert (waiting.state, waiting.attempts, waiting.failing_since) == ("queued", 0, None)
    assert (await office.delivery()).healthy
    assert await office.events() == []
    assert shown.getvalue().count("Subject: About an-inquiry") == 1
    assert "Hello." in shown.getvalue()
    async with office.courier():
        await office.until("sent")


async def test_without_an_owners_address_letters_wait_and_the_log_says_why(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    await office.put()
    await office.put("another")
    with caplog.at_level(logging.WARNING):
        async with office.courier(owner=None):
            await asyncio.sleep(0.2)
    assert (await office.letter()).state == "queued"
    assert sum("DUOLOGUE_OWNER_EMAIL" in line for line in caplog.messages) == 1
    assert office.smtp.connections == 0
    async with office.courier():
        await office.until("sent")


@pytest.mark.parametrize("what", ["inquiry", "both"])
async def test_what_is_erased_while_it_is_sent_leaves_no_trace(office: Office, what: str) -> None:
    async def erase(connection: AsyncConnection) -> None:
        await connection.execute(delete(inquiry))
        if what == "both":
            await connection.execute(delete(letter))

    office.smtp.swallow()
    await office.put()
    async with office.courier() as courier:
        await asyncio.to_thread(office.smtp.arrived)
        await office.database.write(erase)
        office.smtp.close()
        office.smtp.open()
        await asyncio.wait(courier._under_way, timeout=5)
        assert await office.states() == (["queued"] if what == "inquiry" else [])
    assert await office.events() == []


async def test_a_clock_set_back_delays_nothing(office: Office) -> None:
    office.smtp.refuse(451)
    await office.put()
    async with office.courier() as courier:
        await office.until("queued", attempts=1)
        office.smtp.accept()
        office.clock.turn(days=-400)
        courier.ring()
        await office.until("sent")


async def test_a_database_that_is_away_is_waited_for(office: Office) -> None:
    """Before a letter is taken, and when what became of it is to be recorded."""

    class Moody(Database):
        refusals = 1

        async def write(self, work):  # noqa: ANN001, ANN202 (as its parent says)
            if self.refusals:
                self.refusals -= 1
                raise Unavailable("Not stored: the disk is full")
            return await super().write(work)

    class Unlucky(SmtpTransport):
        async def send(self, mail: EmailMessage, sender: str, recipient: str) -> None:
            await super().send(mail, sender, recipient)
            moody.refusals = 1

    moody = Moody(office.database._engine)
    await office.put()
    async with office.courier(Unlucky(office.smtp.url), database=moody):
        await office.until("sent")
    assert len(office.smtp.received) == 1


async def test_closing_puts_back_what_is_under_way(office: Office) -> None:
    transport = Hanging()
    await office.put(to="slow@example.org")
    async with office.courier(transport, grace=0.1):
        await office.until("sending")
    back = await office.letter()
    assert (back.state, back.attempts, back.next_at) == ("queued", 1, office.clock.timestamp())
    assert len(asyncio.all_tasks()) <= 2, "nothing of the courier's goes on"


async def test_a_copy_is_the_same_bytes(office: Office) -> None:
    """The server has taken the mail but its answer is lost: at least once is sent, and both are one to a reader."""
    office.smtp.swallow()
    await office.put()
    async with office.courier():
        await asyncio.to_thread(office.smtp.arrived)
        office.smtp.close()  # cuts the line before the answer
        await office.until("queued", attempts=1)
    office.smtp.open()
    office.smtp.accept()
    office.clock.turn(minutes=5)
    async with office.courier():
        await asyncio.to_thread(office.smtp.arrived, 2)
        await office.until("sent")
    first, second = office.smtp.received
    assert first.content == second.content


async def test_a_crash_leaves_a_lease_that_does_not_last(office: Office) -> None:
    """SQLite: void at the next start. PostgreSQL: another process takes the letter after thirty seconds."""

    async def crash(connection: AsyncConnection) -> None:
        until = None if office.database.alone else office.clock.timestamp() + 30
        await connection.execute(update(letter).values(state="sending", attempts=1, lease_until=until))

    await office.put()
    await office.database.write(crash)
    async with office.courier() as courier:
        if not office.database.alone:
            await asyncio.sleep(0.2)
            assert office.smtp.connections == 0, "it may still be under way elsewhere"
            office.clock.turn(seconds=31)
            courier.ring()
        sent = await office.until("sent")
    assert sent.attempts == 2


async def test_two_processes_send_each_letter_once(smtp: SmtpServer, postgresql_url: str) -> None:
    first, second = await Database.open(postgresql_url), await Database.open(postgresql_url)
    offices = Office(first, smtp), Office(second, smtp)
    for number in range(40):
        await offices[number % 2].put(f"inquiry-{number}")
    async with offices[0].courier(), offices[1].courier():
        await asyncio.to_thread(smtp.arrived, 40, seconds=20)
        for number in range(40):
            await offices[0].until("sent", f"inquiry-{number}")
    assert len({received.mail["Message-ID"] for received in smtp.received}) == len(smtp.received) == 40
    await first.close()
    await second.close()


async def test_a_lease_is_renewed_while_the_letter_is_under_way(smtp: SmtpServer, postgresql_url: str) -> None:
    database = await Database.open(postgresql_url)
    office = Office(database, smtp)
    await office.put(to="slow@example.org")
    transport = Hanging()
    async with office.courier(transport, lease=0.3, grace=0), office.courier(transport, lease=0.3, grace=0) as second:
        await office.until("sending")
        for _ in range(10):
            office.clock.turn(seconds=1)
            await asyncio.sleep(0.2)
            second.ring()
        assert (await office.letter()).attempts == 1, "nobody else has taken it"
    await database.close()


async def test_letters_of_one_kind_are_numbered(office: Office) -> None:
    async def work(connection: AsyncConnection) -> list[str]:
        await put_inquiry(connection)
        return [
            await outbox.put(connection, inquiry_id="an-inquiry", kind=kind, at=1, domain="example.org", to="a@b.cd")
            for kind in ("reply", "reply", "forward")
        ]

    assert await office.database.write(work) == [
        "<an-inquiry.reply.1@example.org>", "<an-inquiry.reply.2@example.org>", "<an-inquiry.forward.1@example.org>",
    ]  # fmt: skip
