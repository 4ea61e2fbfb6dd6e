"""A post office for tests: a database, an SMTP server, a clock to turn, and couriers that come and go."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from email.message import EmailMessage
from random import Random
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from server.db import Database
from server.db.tables import event, letter
from server.mail import outbox
from server.mail.courier import Courier
from server.mail.letter import Letter
from server.mail.message import composed
from server.mail.smtp import SmtpTransport
from server.mail.transport import Transport
from tests.clock import StandingClock
from tests.db.rows import put_inquiry
from tests.mail.smtp import SmtpServer

SENDER = "duologue@example.org"
OWNER = "owner@example.net"


async def forward(_: AsyncConnection, row: Letter) -> EmailMessage:
    return composed(
        message_id=row.message_id, at=row.created_at, sender=SENDER, to=row.to or OWNER,
        subject=f"About {row.inquiry_id}", text="Hello.", html="<p>Hello.</p>",
    )  # fmt: skip


async def poison(_: AsyncConnection, row: Letter) -> EmailMessage:
    raise LookupError(f"no words for {row.inquiry_id}")


class Office:
    def __init__(self, database: Database, smtp: SmtpServer) -> None:
        self.database, self.smtp, self.clock = database, smtp, StandingClock()

    @contextlib.asynccontextmanager
    async def courier(self, transport: Transport | None = None, **options: Any) -> AsyncIterator[Courier]:
        options = {"sender": SENDER, "owner": OWNER, "random": Random(1)} | options  # noqa: S311 (a test's dice)
        database = options.pop("database", self.database)
        courier = Courier(
            database, transport or SmtpTransport(self.smtp.url), {"forward": forward, "poison": poison}, self.clock,
            **options,
        )  # fmt: skip
        running = asyncio.create_task(courier.run())
        try:
            yield courier
        finally:
            await courier.close()
            await running

    async def put(self, inquiry: str = "an-inquiry", *, kind: str = "forward", **options: Any) -> None:
        async def work(connection: AsyncConnection) -> None:
            await put_inquiry(connection, inquiry)
            at = self.clock.timestamp()
            await outbox.put(connection, inquiry_id=inquiry, kind=kind, at=at, domain="example.org", **options)

        await self.database.write(work)

    async def letter(self, inquiry: str = "an-inquiry") -> Letter:
        (found,) = await self.database.read(lambda connection: outbox.letters_of(connection, inquiry))
        return found

    async def until(self, state: str, inquiry: str = "an-inquiry", *, attempts: int = 0, seconds: float = 5) -> Letter:
        """Wait until a letter has come to a state, after at least so many attempts."""
        deadline = time.monotonic() + seconds
        while True:
            found = await self.letter(inquiry)
            if found.state == state and found.attempts >= attempts:
                return found
            assert time.monotonic() < deadline, f"still {found.state} after {seconds} s, not {state}"
            await asyncio.sleep(0.01)

    async def events(self) -> list[str]:
        async def work(connection: AsyncConnection) -> list[str]:
            query = select(event.c.detail).where(event.c.kind == "letter").order_by(event.c.id)
            return list((await connection.execute(query)).scalars())

        return await self.database.read(work)

    async def delivery(self) -> outbox.Delivery:
        return await self.database.read(lambda connection: outbox.delivery(connection, self.clock.timestamp()))

    async def states(self) -> list[str]:
        query = select(letter.c.state).order_by(letter.c.id)
        return list(await self.database.read(lambda connection: _column(connection, query)))


async def _column(connection: AsyncConnection, query: Any) -> list[Any]:
    return list((await connection.execute(query)).scalars())
