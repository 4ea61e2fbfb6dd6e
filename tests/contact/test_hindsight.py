"""The DNS is asked after storing, the mail waits for it and not for long, and what it says is one sign of many."""

import asyncio
import threading
from collections.abc import AsyncIterator
from typing import Any

import msgspec
import pytest
from dns.asyncresolver import Resolver
from sqlalchemy import update

from server.contact.hindsight import WAIT, Hindsight
from server.contact.reachable import Reachable
from server.contact.receive import Receive
from server.contact.spam import NO_MAIL
from server.db import Database, tables
from tests.contact.parts import CONTACT, NOON, SECRET, Bell, TurnedClock, changed, rows
from tests.doctor.names import Names, naming

pytestmark = pytest.mark.anyio

RECORDS = {("", "NS"): ["a.root-servers.example."], ("mails.example.dev", "MX"): ["10 mx.example.dev."]}
GOOD, BAD = "ada@mails.example.dev", "ada@nobody-has-this.dev"
RECEIPTS = msgspec.structs.replace(CONTACT, receipts=True)


class Post:
    """What takes letters, what looks at them again, and the name server that is asked."""

    def __init__(self, database: Database, names: Names, resolver: Resolver) -> None:
        self.database, self.names, self.bell = database, names, Bell()
        self._asks = threading.Event()

        def resolving() -> Resolver:
            assert self._asks.wait(10)
            return resolver

        reachable = Reachable(resolving, now=lambda: 0.0)
        self.hindsight = Hindsight(database, TurnedClock(), reachable, ring=self.bell.ring)
        self.receive = Receive(
            database, SECRET, TurnedClock(), ring=self.bell.ring, domain="example.org", hindsight=self.hindsight
        )

    async def sent(self, email: str, **values: Any) -> tuple[Any, list[Any]]:
        """The inquiry and its letters, right after the thanks."""
        await self.receive(changed(email=email, **values), RECEIPTS, None)
        return await self.stored()

    async def looked_at(self) -> tuple[Any, list[Any]]:
        """The same, once it has been looked at again."""
        self._asks.set()
        await asyncio.gather(*self.hindsight._under_way)
        return await self.stored()

    async def stored(self) -> tuple[Any, list[Any]]:
        letters = await rows(self.database, tables.letter)
        return (await rows(self.database, tables.inquiry))[-1], letters


@pytest.fixture
async def post(database: Database) -> AsyncIterator[Post]:
    async with naming({}, RECORDS) as (names, resolver):
        found = Post(database, names, resolver)
        yield found
        found._asks.set()
        await found.hindsight.close()


async def test_nothing_is_asked_before_it_is_stored_and_the_mail_waits(post: Post) -> None:
    inquiry, letters = await post.sent(BAD)
    assert post.names.asked == []
    assert (inquiry.state, inquiry.spam_reasons) == ("new", "[]")
    assert {(letter.state, letter.next_at) for letter in letters} == {("queued", NOON + WAIT)}


async def test_a_domain_that_takes_no_mail_marks_a_letter_and_holds_it_not(post: Post) -> None:
    await post.sent(BAD)
    rung = post.bell.rung
    inquiry, (letter,) = await post.looked_at()
    assert (inquiry.state, msgspec.json.decode(inquiry.spam_reasons)) == ("new", [NO_MAIL])
    assert (letter.kind, letter.state, letter.next_at) == ("forward", "queued", NOON)
    assert post.bell.rung == rung + 1


async def test_a_domain_that_takes_mail_says_nothing(post: Post) -> None:
    await post.sent(GOOD)
    inquiry, letters = await post.looked_at()
    assert inquiry.spam_reasons == "[]"
    assert {(letter.state, letter.next_at) for letter in letters} == {("queued", NOON)}
    assert len(letters) == 2, "the letter and its receipt"


async def test_no_answer_says_nothing(post: Post) -> None:
    post.names.silent.add("")
    await post.sent(BAD)
    inquiry, letters = await post.looked_at()
    assert (inquiry.state, inquiry.spam_reasons) == ("new", "[]")
    assert {letter.next_at for letter in letters} == {NOON}


async def test_together_with_a_strong_sign_it_holds_the_letter(post: Post) -> None:
    inquiry, _ = await post.sent(BAD, remarks="x")
    assert inquiry.state == "new"
    inquiry, (letter,) = await post.looked_at()
    assert (inquiry.state, letter.state) == ("spam", "held")
    assert len(msgspec.json.decode(inquiry.spam_reasons)) == 2


async def test_what_has_left_or_was_read_stays_where_it_is(post: Post) -> None:
    """The answer came late: the owner has it already."""
    await post.sent(BAD, remarks="x")
    for table, values in ((tables.letter, {"state": "sent"}), (tables.inquiry, {"state": "read"})):
        await post.database.write(lambda conn, t=table, v=values: conn.execute(update(t).values(**v)))
    inquiry, (letter,) = await post.looked_at()
    assert (inquiry.state, letter.state) == ("read", "sent")


async def test_what_is_known_is_not_asked_again_and_no_mail_waits_for_it(post: Post) -> None:
    await post.sent(GOOD)
    await post.looked_at()
    await post.sent(BAD, message="Of other things.")
    await post.looked_at()
    asked = len(post.names.asked)
    await post.sent(GOOD, message="Something else.")
    await post.sent(BAD, message="And once more.", remarks="x")
    found = {row.message: row.state for row in await rows(post.database, tables.inquiry)}
    assert (found["Something else."], found["And once more."]) == ("new", "spam")
    assert {letter.next_at for letter in await rows(post.database, tables.letter)} == {NOON}
    assert len(post.names.asked) == asked
