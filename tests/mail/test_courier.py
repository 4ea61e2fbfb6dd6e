"""A letter leaves at once, or as soon as it can; and whatever happens, its owner sees it."""

import asyncio
import io
import json
import logging
import time
from email.message import EmailMessage
from random import Random

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from server.db import Database, Unavailable
from server.db.tables import inquiry, letter
from server.mail import backoff, lease, outbox
from server.mail.attempt import Way
from server.mail.backoff import LEAST_ATTEMPTS
from server.mail.circuit import VAIN
from server.mail.console import ConsoleTransport
from server.mail.courier import SLOTS
from server.mail.letter import Letter
from server.mail.showcase import MOST, REST
from server.mail.smtp import SmtpTransport
from server.mail.transport import Delayed, Failure, Taken, Trouble
from server.mail.trip import Trips
from tests.db.rows import put_inquiry
from tests.mail.office import OWNER, SENDER, Office, forward
from tests.mail.smtp import SmtpServer

pytestmark = pytest.mark.anyio


@pytest.fixture
async def office(database: Database, smtp: SmtpServer) -> Office:
    return Office(database, smtp)


class Hanging:
    """Takes its time with one recipient, and none with others."""

    def __init__(self) -> None:
        self.sent: list[str] = []

    async def send(self, mail: EmailMessage, sender: str, recipient: str) -> Taken:  # noqa: ARG002 (a transport's)
        if recipient.startswith("slow"):
            await asyncio.sleep(3600)
        self.sent.append(recipient)
        return Taken()


class Failing:
    """Fails each letter in the same way, until it is told not to."""

    def __init__(self, failure: Failure) -> None:
        self.failure: Failure | None = failure
        self.asked = 0

    async def send(self, mail: EmailMessage, sender: str, recipient: str) -> Taken:  # noqa: ARG002 (a transport's)
        self.asked += 1
        if self.failure:
            raise self.failure
        return Taken()


async def test_a_letter_leaves_when_the_courier_is_rung(office: Office) -> None:
    async with office.courier() as courier:
        await asyncio.sleep(0.05)
        await office.put()
        courier.ring()
        (received,) = await asyncio.to_thread(office.smtp.arrived)
        sent = await office.until("sent")
    assert (received.sender, received.recipients) == (SENDER, [OWNER])
    assert received.mail["Message-ID"] == sent.message_id == "<an-inquiry.forward.1@example.org>"
    assert (sent.attempts, sent.sent_at) == (1, office.clock.timestamp())
    assert (sent.last_code, sent.last_error) == (250, "OK")
    assert [json.loads(detail) for detail in await office.events()] == [
        {"kind": "forward", "outcome": "sent", "code": 250, "text": "OK"}
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


async def test_a_server_that_asks_for_patience_is_no_alarm_for_an_hour(office: Office) -> None:
    """Greylisting: the first attempts of honest letters are put off, and nothing is wrong."""
    office.smtp.refuse(451, at="RCPT")
    await office.put()
    async with office.courier():
        await office.until("queued", attempts=1)
    office.clock.turn(minutes=59)
    patient = await office.delivery()
    assert (patient.healthy, patient.waiting, patient.failing, patient.failing_since) == (True, 1, 0, None)
    assert (await office.letter()).trouble == "later"
    office.clock.turn(minutes=2)
    assert not (await office.delivery()).healthy


async def test_a_letter_put_off_is_left_in_peace_while_others_leave(office: Office) -> None:
    """Who comes back to a greylist before its time may have to wait from the beginning."""
    office.smtp.refuse(451, only="strict@example.org")
    await office.put("strict", to="strict@example.org")
    async with office.courier() as courier:
        await office.until("queued", "strict", attempts=1)
        await office.put("other")
        courier.ring()
        await office.until("sent", "other")
        office.clock.turn(seconds=10)
        courier.ring()
        await asyncio.sleep(0.1)
        assert (await office.letter("strict")).attempts == 1


@pytest.mark.parametrize("trouble", ["set-up", "away"])
async def test_what_only_the_owner_can_mend_alarms_at_once(office: Office, trouble: Trouble) -> None:
    transport = Failing(Delayed(535, "Who are you?", trouble))
    await office.put()
    async with office.courier(transport):
        await office.until("queued", attempts=1)
    delivery = await office.delivery()
    assert (delivery.barred, delivery.healthy) == ((True, False) if trouble == "set-up" else (False, True))
    said = await office.database.read(outbox.said_at_the_door)
    assert said == ("535 Who are you?" if trouble == "set-up" else "")
    async with office.courier(Hanging()) as courier:
        office.clock.turn(minutes=1)
        courier.ring()
        await office.until("sent")
    assert not (await office.delivery()).barred


async def test_a_server_that_is_down_is_asked_by_one_letter_now_and_then(office: Office) -> None:
    transport = Failing(Delayed(None, "Connection refused"))
    for number in range(30):
        await office.put(f"inquiry-{number}")
    async with office.courier(transport) as courier:
        await asyncio.sleep(0.5)
        assert transport.asked <= VAIN + SLOTS, "all that waited were tried"
        for _ in range(500):
            if (await office.delivery()).failing == transport.asked:
                break
            await asyncio.sleep(0.01)
        assert (await office.delivery()).failing == transport.asked
        courier._trips.circuit._next_at = 0.0  # half a minute later
        courier.ring()
        before = transport.asked
        await asyncio.sleep(0.3)
        assert transport.asked == before + 1
        transport.failure = None
        office.clock.turn(minutes=10)
        courier._trips.circuit._next_at = 0.0
        courier.ring()
        for number in range(30):
            await office.until("sent", f"inquiry-{number}")


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


@pytest.mark.parametrize("trouble", ["set-up", "away", "later"])
async def test_after_five_days_it_is_given_up_and_not_before(office: Office, trouble: Trouble) -> None:
    """Nor after five days that were only the clock's: it takes a day's attempts as well."""
    await office.put()
    async with office.courier(Failing(Delayed(451, "Not now.", trouble))) as courier:
        for attempt in range(1, LEAST_ATTEMPTS):
            courier._trips.circuit._next_at = 0.0
            await office.until("queued", attempts=attempt)
            office.clock.turn(days=5 if attempt == 3 else 0.05)
            courier.ring()
        courier._trips.circuit._next_at = 0.0
        courier.ring()
        dead = await office.until("dead")
    assert (dead.attempts, dead.last_code) == (LEAST_ATTEMPTS, 451)
    early = [json.loads(detail)["outcome"] for detail in await office.events()]
    assert early == ["delayed"] * (LEAST_ATTEMPTS - 1) + ["dead"]


async def test_a_server_that_never_says_so_gets_no_more_than_five_copies(office: Office) -> None:
    """It takes every mail and does not answer, so each attempt is a copy: five in five days, and then no more."""
    office.smtp.forget_to_answer()
    await office.put()
    began = office.clock.timestamp()
    async with office.courier() as courier:
        while (letter := await office.letter()).state != "dead":
            if letter.attempts and letter.state == "queued":
                assert letter.next_at <= began + backoff.PATIENCE + 60
                office.clock.turn(seconds=max(0, letter.next_at - office.clock.timestamp()))
                courier._trips.circuit._next_at = 0.0
                courier.ring()
            await asyncio.sleep(0.02)
    assert office.clock.timestamp() - began >= backoff.PATIENCE
    assert len(office.smtp.received) == 5
    assert len({received.content for received in office.smtp.received}) == 1
    assert (letter.last_error or "").startswith("It may have arrived, 5 times")
    assert not (await office.delivery()).healthy


async def test_what_may_have_arrived_is_hurried_while_others_leave_but_not_for_ever(office: Office) -> None:
    """A server that cuts the line now and then must not keep a letter for hours; one that always does gets no flood."""
    office.smtp.forget_to_answer(only="unlucky@example.org")
    await office.put("unlucky", to="unlucky@example.org")
    async with office.courier() as courier:
        for number in range(3 * backoff.DOUBTS_HURRIED):
            await office.put(f"other-{number}")
            courier.ring()
            await office.until("sent", f"other-{number}")
            office.clock.turn(seconds=1)
            courier.ring()
            await asyncio.sleep(0.05)
    assert (await office.letter("unlucky")).attempts == backoff.DOUBTS_HURRIED


async def test_a_start_lets_those_try_that_failed(office: Office) -> None:
    """The owner has mended a password, and starts again: nobody waits for the hour that was left."""
    await office.put()
    async with office.courier(Failing(Delayed(535, "Who are you?", "set-up"))):
        await office.until("queued", attempts=1)
    async with office.courier():
        await office.until("sent")


async def test_a_refusal_is_seen_within_a_second(office: Office) -> None:
    """From the ring of the bell, by way of the mail server, to what the inbox and /healthz/mail read."""
    office.smtp.refuse(550)
    async with office.courier() as courier:
        await asyncio.sleep(0.1)
        await office.put()
        courier.ring()
        began = time.monotonic()
        while not (await office.delivery()).dead:  # noqa: ASYNC110 (what it waits for is in the database)
            await asyncio.sleep(0.01)
        assert time.monotonic() - began < 1
    assert [(line["outcome"], line["code"], line["text"]) for line in map(json.loads, await office.events())] == [
        ("dead", 550, "5.0.0 not here")
    ]


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


async def test_slow_letters_take_no_slots_from_the_others(office: Office) -> None:
    """As many as there are slots, and more: once they are known to be slow, others set out in their place."""
    for number in range(SLOTS + 2):
        await office.put(f"slow-{number}", to=f"slow-{number}@example.org")
    async with office.courier(Hanging(), grace=0) as courier:
        await office.until("sending", f"slow-{SLOTS - 1}")
        await office.put("quick", to="quick@example.org")
        courier.ring()
        await office.until("sent", "quick", seconds=3)


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


async def test_without_a_mail_server_a_flood_costs_a_look_now_and_then(office: Office) -> None:
    class Counting(Database):
        reads = writes = 0

        async def write(self, work):  # noqa: ANN001, ANN202 (as its parent says)
            self.writes += 1
            return await super().write(work)

        async def read(self, work):  # noqa: ANN001, ANN202 (same)
            self.reads += 1
            return await super().read(work)

    shown = io.StringIO()
    counting = Counting(office.database._opening)
    await office.put("first")
    async with office.courier(ConsoleTransport(shown), database=counting) as courier:
        await asyncio.sleep(0.3)
        counting.reads = counting.writes = 0
        began = time.monotonic()
        for number in range(50):
            await office.put(f"more-{number}")
            courier.ring()
            await asyncio.sleep(0.001)
        await asyncio.sleep(1.5)
    looks = 1 + int((time.monotonic() - began) / REST)
    assert counting.writes == 0, "nothing is leased that cannot leave"
    assert counting.reads <= looks * (1 + MOST), "the looks, and the words of the few that are shown"
    assert shown.getvalue().count("Subject: About more-") <= looks * MOST
    assert "Subject: About more-49" in shown.getvalue()


async def test_without_an_owners_address_letters_wait_and_the_log_says_why(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    await office.put()
    await office.put("another")
    await office.put("to-the-sender", to="ada@example.org")
    with caplog.at_level(logging.WARNING):
        async with office.courier(owner=None):
            await office.until("sent", "to-the-sender")
    assert (await office.letter()).state == "queued"
    assert sum("DUOLOGUE_OWNER_EMAIL" in line for line in caplog.messages) == 1
    assert office.smtp.connections == 1
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


async def test_what_is_erased_before_it_is_composed_ends_quietly(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    """No alarm and no dead letter: nothing is to be sent any more. And who waited for its return may try."""

    async def of_its_row(connection: AsyncConnection, row: Letter) -> EmailMessage:
        (await connection.execute(select(inquiry).where(inquiry.c.id == row.inquiry_id))).one()
        return await forward(connection, row)

    way = Way(
        database=office.database, compose={"forward": of_its_row}, transport=SmtpTransport(office.smtp.url),
        sender=SENDER, owner=OWNER,
    )  # fmt: skip
    trips = Trips(way, office.clock, Random(1), beat=10)  # noqa: S311 (a test's dice)
    for _ in range(VAIN):
        trips.circuit.note("away", 0)
    await office.put()
    at = office.clock.timestamp()
    (taken,) = await office.database.write(lambda c: lease.take(c, at=at, most=1))
    trips.circuit.tried(office.clock.monotonic())
    for table in (letter, inquiry):
        await office.database.write(lambda c, table=table: c.execute(delete(table)))  # type: ignore[misc] # it cannot infer that
    with caplog.at_level(logging.DEBUG, "server"):
        await trips.make(taken)
    assert (caplog.messages, office.smtp.connections, await office.states()) == ([], 0, [])
    assert trips.circuit.pause(office.clock.monotonic()) == 0


async def test_a_clock_set_forward_repeats_nothing(office: Office) -> None:
    """Neither a letter that is under way nor one that has left, and none is given up."""
    transport = Hanging()
    await office.put("slow", to="slow@example.org")
    await office.put("quick", to="quick@example.org")
    async with office.courier(transport, lease=0.3, grace=0), office.courier(transport, lease=0.3, grace=0) as other:
        await office.until("sent", "quick")
        office.clock.turn(days=400)
        for _ in range(5):
            other.ring()
            await asyncio.sleep(0.1)
        assert (await office.letter("slow")).attempts == 1
    assert transport.sent == ["quick@example.org"]


async def test_a_failure_in_the_future_is_one_of_now(office: Office) -> None:
    """The clock was years ahead when it began, and has been set right: the alarm must not wait for that time."""
    office.clock.turn(days=4000)
    await office.put()
    async with office.courier(Failing(Delayed(None, "Connection refused"))) as courier:
        await office.until("queued", attempts=1)
        office.clock.turn(days=-4000)
        courier.ring()
        await asyncio.sleep(0.2)
        office.clock.turn(seconds=34)
        courier.ring()
        await office.until("queued", attempts=2)
    assert (await office.letter()).failing_since == office.clock.timestamp()


@pytest.mark.parametrize("far", [True, False])
async def test_a_clock_set_back_delays_nothing(office: Office, *, far: bool) -> None:
    """By a year, or by half an hour: then what waits for less than the longest back-off must not wait for that, too."""
    office.smtp.refuse(451)
    await office.put()
    async with office.courier() as courier:
        await office.until("queued", attempts=1)
        office.smtp.accept()
        office.clock.turn(days=-400 if far else -0.02)
        courier.ring()
        await asyncio.sleep(0.2)
        assert (await office.letter()).attempts == 1, "it waits as long as it would have, and no shorter"
        office.clock.turn(seconds=34)
        courier.ring()
        await office.until("sent")


async def test_a_clock_set_back_while_nobody_looked_delays_nothing(office: Office) -> None:
    office.smtp.refuse(451)
    await office.put()
    async with office.courier():
        await office.until("queued", attempts=1)
    office.smtp.accept()
    office.clock.turn(days=-400)
    async with office.courier():
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
        async def send(self, mail: EmailMessage, sender: str, recipient: str) -> Taken:
            taken = await super().send(mail, sender, recipient)
            moody.refusals = 1
            return taken

    moody = Moody(office.database._opening)
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
    assert [json.loads(detail)["outcome"] for detail in await office.events()] == ["interrupted"]
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
    """SQLite: void at the next start. PostgreSQL: another process takes the letter once its lease beats no more."""

    async def crash(connection: AsyncConnection) -> None:
        await connection.execute(update(letter).values(state="sending", attempts=1, heartbeat=3))

    await office.put()
    await office.database.write(crash)
    began = time.monotonic()
    async with office.courier(lease=0.6):
        sent = await office.until("sent")
    assert sent.attempts == 2
    if not office.database.alone:
        assert time.monotonic() - began > 0.6, "it might have been under way elsewhere"
    assert [json.loads(detail)["outcome"] for detail in await office.events()] == ["interrupted", "sent"]


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
    async with office.courier(transport, lease=0.6, grace=0), office.courier(transport, lease=0.6, grace=0) as second:
        await office.until("sending")
        for _ in range(10):
            await asyncio.sleep(0.2)
            second.ring()
        beating = await office.letter()
        assert beating.attempts == 1, "nobody else has taken it"
        assert beating.heartbeat
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
