"""People who all write at once, each again with the same words until thanked, and what has become of their letters."""

import asyncio
import random
import re
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from email.parser import BytesHeaderParser
from pathlib import Path
from urllib.parse import urlencode

import httpx
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from server.contact.sender import token
from server.db import Database
from server.db.tables import inquiry
from server.settings import Secret
from tests.mail.smtp import Received, SmtpServer

WITHOUT_LIMITS = "[contact.limits]\nper_network_hour = 0\nper_address_day = 0\neveryone_hour = 0\n"
FORM = {"content-type": "application/x-www-form-urlencoded"}
FIRST_WORDS = re.compile(rb"This is letter \d+ of visitor \d+")


def without_limits(folder: Path, smtp: SmtpServer) -> dict[str, str]:
    """The environment of a site with no limits, whose pages lie in the folder and whose mail goes to the server."""
    pages = folder / "pages"
    pages.mkdir()
    (pages / "site.toml").write_text(WITHOUT_LIMITS)
    return {
        "DUOLOGUE_PAGES": str(pages), "DUOLOGUE_SMTP_URL": smtp.url, "DUOLOGUE_OWNER_EMAIL": "owner@example.org",
        "DUOLOGUE_MAIL_FROM": "site@example.org",
    }  # fmt: skip


class Crowd:
    """`urls` are the sites they write to; a share of them (`doubled`) sends each letter twice at the same moment."""

    def __init__(
        self, urls: Sequence[str], *, visitors: int = 50, pause: float = 0.3, doubled: float = 0.1, most: int = 0
    ) -> None:
        """`pause` is how many seconds one waits after being thanked, at most; `most` how often one writes, if > 0."""
        self.thanked: dict[str, str] = {}  # by the first words of a letter: the sender's page that the answer named
        self.answers: Counter[int] = Counter()
        self.took: list[float] = []  # seconds until an answer, whatever it was
        self.last = 0.0  # when somebody was last thanked, by the monotonic clock
        self._urls, self._visitors, self._pause, self._doubled, self._most = urls, visitors, pause, doubled, most
        self._stop = asyncio.Event()

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[None]:
        """They write for as long as this lasts, and nobody stops halfway: in the end each letter has been thanked."""
        visits = [asyncio.create_task(self._visit(number)) for number in range(self._visitors)]
        try:
            yield
        finally:
            self._stop.set()
            await asyncio.gather(*visits)

    async def wrote(self) -> None:
        """All of them write as often as they may, and are thanked each time."""
        await asyncio.gather(*(self._visit(number) for number in range(self._visitors)))

    async def _visit(self, number: int) -> None:
        dice = random.Random(number)  # noqa: S311 (a test's dice)
        async with httpx.AsyncClient(timeout=15) as client:
            letter = 0
            while not self._stop.is_set() and (letter < self._most or not self._most):
                first = f"This is letter {letter} of visitor {number}"
                while (place := await self._sent(client, number, first, dice)) is None:  # noqa: ASYNC110 (a retry)
                    await asyncio.sleep(0.2 + dice.random() * 0.4)
                self.thanked[first] = place
                self.last = time.monotonic()
                letter += 1
                await asyncio.sleep(dice.random() * self._pause)

    async def _sent(self, client: httpx.AsyncClient, number: int, first: str, dice: random.Random) -> str | None:
        """Send a letter once, or twice at once; where the thanks lead to, None where there were none."""
        body = urlencode(
            {
                "name": f"Visitor {number}",
                "email": f"visitor{number}@example.com",
                "kind": "other",
                "message": message(first),
            }
        )
        urls = [dice.choice(self._urls)]
        if dice.random() < self._doubled:
            urls = [*self._urls, *urls] if len(self._urls) > 1 else urls * 2
        places = {await sent for sent in asyncio.as_completed([self._post(client, url, body) for url in urls])}
        places.discard(None)
        assert len(places) <= 1, f"one letter was answered with two inquiries: {places}"
        return next(iter(places), None)

    async def _post(self, client: httpx.AsyncClient, url: str, body: str) -> str | None:
        began = time.monotonic()
        try:
            answer = await client.post(f"{url}/contact/inquiries", content=body, headers=FORM)
        except httpx.HTTPError:
            self.answers[0] += 1
            return None
        self.took.append(time.monotonic() - began)
        self.answers[answer.status_code] += 1
        assert answer.status_code in (303, 503), (answer.status_code, answer.text)
        return str(answer.headers["location"]) if answer.status_code == 303 else None


def message(first: str) -> str:
    """The whole letter that begins with these words."""
    return f"{first}.\n\nIts words are all its own: {first.lower()}."


async def kept(database_url: str, secret: Secret) -> dict[str, str]:
    """What is stored: the sender's page of each letter, by its first words. Fails where a letter is stored twice."""
    database = await Database.open(database_url)
    try:
        rows = await database.read(_messages)
    finally:
        await database.close()
    places = {message.partition(".")[0]: token.address(secret, ident) for ident, message in rows}
    assert len(places) == len(rows), "one letter has become two inquiries"
    return places


async def _messages(connection: AsyncConnection) -> list[tuple[str, str]]:
    found = await connection.execute(select(inquiry.c.id, inquiry.c.message))
    return [(row.id, row.message) for row in found]


def secret_beside(data: Path) -> Secret:
    """The secret that the site has made for itself."""
    return Secret((data / "secret").read_bytes())


async def mailed(smtp: SmtpServer, thanked: dict[str, str], *, seconds: float = 300) -> None:
    """Wait until each thanked letter has arrived."""
    deadline = time.monotonic() + seconds
    missing, looked_at = {first.encode() for first in thanked}, 0
    while missing and time.monotonic() < deadline:
        await asyncio.sleep(0.3)
        arrived = list(smtp.received)[looked_at:]
        looked_at += len(arrived)
        missing -= {first_words(received) for received in arrived}
    assert missing == set(), f"never mailed: {len(missing)} of {len(thanked)}, {sorted(missing)[:5]}"


def first_words(received: Received) -> bytes:
    """Which visitor's letter a mail brings, and which of theirs."""
    found = FIRST_WORDS.search(received.content)
    assert found, received.content
    return found[0]


def copies(smtp: SmtpServer) -> Counter[str]:
    """How often each mail came; fails where two copies of one differ by a byte."""
    first: dict[str, bytes] = {}
    counted: Counter[str] = Counter()
    for received in smtp.received:
        message_id = str(BytesHeaderParser().parsebytes(received.content)["Message-ID"])
        assert first.setdefault(message_id, received.content) == received.content, "copies differ"
        counted[message_id] += 1
    return counted
